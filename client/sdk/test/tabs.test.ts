import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeBrowser, type FakeTab } from './support/fakeBrowser.js';
import { idOf, type ModelConversation } from './support/modelConversation.js';
import { bodies, handleOf, World } from './support/world.js';

interface Scene {
  readonly world: World;
  readonly browser: FakeBrowser;
  readonly garden: ModelConversation;
  /** Bob says something, and every open socket of alice hears it. */
  readonly say: (body: string) => Promise<void>;
  readonly requests: (path: string) => number;
}

/** A browser with so many tabs, all of them online. */
async function scene(tabs: number): Promise<Scene> {
  const world = await World.create();
  const browser = new FakeBrowser(world);
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  for (let i = 0; i < tabs; i++) await browser.open();
  const say = async (body: string): Promise<void> => {
    const envelope = await world.origin.seal(garden, world.origin.say(garden, 'bob', body));
    for (const socket of world.relay.open) socket.deliver(envelope);
    await world.advance(100);
  };
  const requests = (path: string): number => world.origin.requestsOf('POST', path).length;
  return { world, browser, garden, say, requests };
}

function assertShown(tabs: readonly FakeTab[], garden: ModelConversation, said: string[]): void {
  for (const { client } of tabs) assert.deepEqual(bodies(handleOf(client, garden)), said);
}

function leave({ here }: FakeBrowser): void {
  for (const tab of here) tab.client.disconnect();
}

test('three tabs have one socket and one ticket, and each hears what comes', async () => {
  const { world, browser, garden, say, requests } = await scene(3);
  assert.equal(world.relay.sockets.length, 1);
  assert.equal(requests('/tickets'), 1);
  for (const { client } of browser.tabs) {
    assert.deepEqual(client.connection, { state: 'online', node: 'n1' });
  }
  const syncs = requests('/sync');
  for (const body of ['one', 'two', 'three']) await say(body);
  assertShown(browser.tabs, garden, ['one', 'two', 'three']);
  assert.deepEqual(
    browser.tabs.map(({ client }) => client.stats.applied.live),
    [3, 3, 3],
  );
  assert.equal(requests('/sync'), syncs, 'nobody had to ask');
  leave(browser);
  await world.advance(100);
  assert.equal(world.relay.open.length, 0);
  assert.equal(world.clock.pending, 0, 'nothing goes on');
});

test('what was delivered is told once by all tabs, and by the next one if that one could not', async () => {
  const { world, browser, say, requests } = await scene(3);
  await say('one');
  await world.advance(1_000);
  assert.equal(requests('/pointers'), 1);
  await say('two');
  browser.leader.crash();
  await world.advance(3_000);
  const told = world.origin.requestsOf('POST', '/pointers').at(-1)?.body?.['pointers'];
  assert.equal((told as { delivered: number }[])[0]?.delivered, 3);
  leave(browser);
});

test('a tab that sends asks the origin itself, and the others hear of it', async () => {
  const { world, browser, garden } = await scene(3);
  const [one] = browser.followers;
  assert.ok(one);
  const sent = handleOf(one.client, garden).send('mine').sent;
  await world.run(sent);
  const event = garden.asReadNow(garden.head);
  browser.leader.open[0]?.deliver(await world.origin.seal(garden, event));
  await world.advance(100);
  assertShown(browser.tabs, garden, ['mine']);
  leave(browser);
});

for (const end of ['close', 'crash'] as const) {
  test(`when the leader's tab ends by a ${end}, another one leads at once`, async () => {
    const { world, browser, garden, say } = await scene(3);
    await say('before');
    const first = browser.leader;
    first[end]();
    world.origin.say(garden, 'bob', 'while nobody listens');
    await world.advance(200);
    assert.equal(world.relay.open.length, 1);
    assert.notEqual(browser.leader, first);
    await say('after');
    assertShown(browser.here, garden, ['before', 'while nobody listens', 'after']);
    leave(browser);
  });
}

test('a leader that is disconnected lets another one lead', async () => {
  const { world, browser, garden, say } = await scene(2);
  const { leader } = browser;
  const [follower] = browser.followers;
  leader.client.disconnect();
  await world.advance(200);
  assert.deepEqual(leader.client.connection, { state: 'offline' });
  assert.equal(browser.leader, follower);
  await say('hello');
  assert.deepEqual(bodies(handleOf(leader.client, garden)), []);
  leader.client.connect();
  await world.advance(200);
  assert.equal(browser.leader, follower);
  assertShown(browser.tabs, garden, ['hello']);
  leave(browser);
});

test('a leader that stands still is found out and followed; it gives way when it goes on', async () => {
  const { world, browser, garden, say } = await scene(3);
  const first = browser.leader;
  first.freeze('untold');
  const lost = await world.origin.seal(garden, world.origin.say(garden, 'bob', 'in the ice'));
  first.open[0]?.deliver(lost);
  await world.advance(8_500);
  const [second] = browser.here.filter((tab) => tab !== first && tab.open.length > 0);
  assert.ok(second, 'another one has taken over');
  const running = browser.tabs.filter((tab) => tab !== first);
  for (const { client } of running) assert.equal(client.connection.state, 'online');
  assertShown(running, garden, ['in the ice']);
  first.thaw();
  await world.advance(500);
  assert.equal(browser.leader, second);
  await say('after');
  assertShown(browser.tabs, garden, ['in the ice', 'after']);
  leave(browser);
});

test('tabs that hear nothing of their leader count as disconnected, and sync', async () => {
  const { world, browser, garden } = await scene(2);
  const [follower] = browser.followers;
  assert.ok(follower);
  const states: string[] = [];
  follower.client.on('connection', ({ state }) => states.push(state));
  browser.leader.freeze('untold');
  world.relay.onOpen = 'silent';
  await world.advance(4_900);
  assert.deepEqual(states, []);
  world.origin.say(garden, 'bob', 'unheard');
  await world.advance(3_500);
  assert.equal(states[0], 'reconnecting');
  assert.deepEqual(bodies(handleOf(follower.client, garden)), ['unheard']);
  leave(browser);
});

test('a leader in the background, whose timers run once a minute, stays the leader', async () => {
  const { world, browser, garden, say } = await scene(3);
  const { leader } = browser;
  leader.pace = 'throttled';
  await world.advance(600_000);
  assert.equal(browser.leader, leader);
  assert.equal(world.relay.sockets.length, 1);
  for (const tab of browser.followers) tab.pace = 'throttled';
  await world.advance(600_000);
  assert.equal(world.relay.sockets.length, 1);
  await say('still there');
  assertShown(browser.tabs, garden, ['still there']);
  leave(browser);
});

test('a page that is told that it goes to sleep gives way, and comes back as a follower', async () => {
  const { world, browser, garden, say } = await scene(2);
  const first = browser.leader;
  first.freeze('told');
  await world.advance(200);
  assert.notEqual(browser.leader, first);
  await say('in the night');
  first.thaw();
  await world.advance(200);
  assert.notEqual(browser.leader, first);
  assert.equal(first.client.connection.state, 'online');
  assertShown(browser.tabs, garden, ['in the night']);
  leave(browser);
});

test('a message between tabs that got lost is noticed by the next, and synced for', async () => {
  const { world, browser, garden, say } = await scene(2);
  browser.losesMessage = () => true;
  await say('lost on the way');
  browser.losesMessage = () => false;
  const [follower] = browser.followers;
  assert.ok(follower);
  assert.deepEqual(bodies(handleOf(follower.client, garden)), []);
  // The leader's next beat has a number that is too high.
  await world.advance(2_500);
  assertShown(browser.tabs, garden, ['lost on the way']);
  leave(browser);
});

test('a tab that its new leader did not hear is known to it in the end', async () => {
  const { world, browser, garden, say } = await scene(3);
  // The new leader tells of itself, and is answered: that is lost. Browsers do not do so.
  let messages = 0;
  browser.losesMessage = () => ++messages === 2;
  browser.leader.crash();
  await world.advance(1_000);
  await say('while nobody was known');
  await world.advance(20_000);
  for (const { client } of browser.here) assert.equal(client.connection.state, 'online');
  assertShown(browser.here, garden, ['while nobody was known']);
  leave(browser);
});

test('a conversation is joined while any tab has it open, dead tabs excepted', async () => {
  const { world, browser, garden } = await scene(3);
  const [one, two] = browser.followers;
  assert.ok(one && two);
  const [socket] = browser.leader.open;
  assert.ok(socket);
  for (const { client } of [one, two]) handleOf(client, garden).open();
  await world.advance(200);
  assert.equal(socket.heardOf('join').length, 1);
  assert.equal(handleOf(one.client, garden).openState, 'open');
  assert.equal(handleOf(two.client, garden).openState, 'open');
  handleOf(one.client, garden).close();
  await world.advance(200);
  assert.equal(socket.heardOf('leave').length, 0);
  two.crash();
  await world.advance(200);
  assert.equal(socket.heardOf('leave').length, 1);
  leave(browser);
});

test('rooms are joined once for all tabs, and again by the next leader', async () => {
  const { world, browser } = await scene(0);
  const square = world.origin.addConversation('square', ['alice', 'bob'], 'room');
  for (let i = 0; i < 3; i++) await browser.open();
  assert.equal(world.relay.socket.heardOf('join').length, 1);
  browser.leader.crash();
  await world.advance(200);
  assert.equal(browser.leader.open[0]?.heardOf('join').length, 1);
  for (const { client } of browser.here) handleOf(client, square).open();
  await world.advance(100);
  for (const { client } of browser.here) assert.equal(handleOf(client, square).openState, 'open');
  leave(browser);
});

test('a follower types, and the counters of all tabs grow in one order', async () => {
  const { world, browser, garden } = await scene(3);
  for (const { client } of browser.tabs) handleOf(client, garden).open();
  await world.advance(200);
  // One whose clock is ahead must not silence the others.
  for (const tab of [...browser.tabs, ...browser.tabs]) {
    handleOf(tab.client, garden).startTyping();
    await world.advance(50);
    handleOf(tab.client, garden).stopTyping();
    await world.advance(50);
  }
  const signals = browser.leader.open[0]?.heardOf('signal') ?? [];
  const counters = signals.map(({ data }) => Buffer.from(data, 'base64url').readBigUInt64BE(54));
  assert.equal(counters.length, 12);
  assert.deepEqual(
    counters,
    [...new Set(counters)].sort((a, b) => (a < b ? -1 : 1)),
  );
  leave(browser);
});

test('what a follower is told, typing included, comes by the leader', async () => {
  const { world, browser, garden } = await scene(2);
  const bob = world.newClient();
  await bob.signInAsGuest({ name: 'bob' });
  bob.connect();
  const [follower] = browser.followers;
  assert.ok(follower);
  const conversation = handleOf(follower.client, garden);
  conversation.open();
  await world.advance(200);
  handleOf(bob, garden).open();
  await world.advance(200);
  handleOf(bob, garden).startTyping();
  await world.settle();
  const [signal] = world.relay.socket.heardOf('signal');
  assert.ok(signal);
  browser.leader.open[0]?.deliverSignal(signal.data);
  await world.advance(100);
  assert.deepEqual(conversation.typing, [idOf('bob')]);
  bob.disconnect();
  leave(browser);
});

test('a device is as present as its most present tab', async () => {
  const { world, browser, garden } = await scene(0);
  const one = await browser.open();
  const two = await browser.open();
  const said = async (): Promise<number> => {
    await world.advance(200);
    return one.open[0]?.heardOf('signal').length ?? 0;
  };
  one.client.showPresence('online');
  two.client.showPresence('online');
  handleOf(one.client, garden).open();
  assert.equal(await said(), 1);
  two.client.showPresence('away');
  assert.equal(await said(), 1, 'one of them is looked at');
  one.client.showPresence('away');
  assert.equal(await said(), 2, 'none of them is');
  two.client.showPresence('online');
  assert.equal(await said(), 3, 'the other one is');
  two.crash();
  assert.equal(await said(), 4, 'the one that was looked at is gone');
  leave(browser);
});

test('heads are checked once per browser, and what a check finds is shown in all tabs', async () => {
  const alone = await scene(1);
  const many = await scene(5);
  for (const { world, garden, requests, browser } of [alone, many]) {
    const before = requests('/sync');
    for (let hour = 0; hour < 6; hour++) {
      world.origin.say(garden, 'bob', `never heard ${hour}`);
      await world.advance(3_600_000);
    }
    const checks = requests('/sync') - before;
    assert.ok(checks > 20 && checks < 70, `${checks} checks`);
    const said = [0, 1, 2, 3, 4, 5].map((hour) => `never heard ${hour}`);
    assertShown(browser.tabs, garden, said);
    leave(browser);
  }
});

test('without any relay one tab polls for all', async () => {
  const { world, browser, garden, requests } = await scene(0);
  world.relay.onOpen = 'refuse';
  for (let i = 0; i < 4; i++) await browser.open();
  await world.advance(30_000);
  for (const { client } of browser.tabs) assert.equal(client.connection.state, 'polling');
  const before = requests('/sync');
  await world.advance(300_000);
  const polls = requests('/sync') - before;
  assert.ok(polls > 6 && polls < 25, `${polls} polls`);
  world.origin.say(garden, 'bob', 'past all relays');
  await world.advance(46_000);
  assertShown(browser.tabs, garden, ['past all relays']);
  leave(browser);
});

test('a conversation that one tab makes is known to all when the leader checks', async () => {
  const { world, browser } = await scene(3);
  const [follower] = browser.followers;
  assert.ok(follower);
  await world.run(follower.client.createGroup('new', []));
  await world.advance(700_000);
  for (const { client } of browser.tabs) assert.equal(client.conversations.length, 2);
  leave(browser);
});

test('where the relay says stop, all tabs stop', async () => {
  const { world, browser } = await scene(3);
  browser.leader.open[0]?.closeWith(4063);
  await world.advance(60_000);
  for (const { client } of browser.tabs) {
    assert.deepEqual(client.connection, { state: 'stopped', reason: 'too-many-sockets' });
  }
  assert.equal(world.relay.sockets.length, 1);
});

test('what no tab would say changes nothing and is counted', async () => {
  const { world, browser, garden, say } = await scene(2);
  const noise = new BroadcastNoise(browser);
  const from = idOf('somebody');
  for (const message of [
    undefined,
    'lead',
    { from: 'me', said: { t: 'wake' } },
    { from, said: { t: 'want', wants: { conversations: Array(1_000).fill(idOf('x')) } } },
    { from, said: { t: 'signal', rid: garden.rid, data: 'AAAA' } },
    { from, said: { t: 'unheard of' } },
    { from, term: -1, n: 1, said: { t: 'beat' } },
    { from, term: 1e15, n: 1, said: { t: 'lead', standing: { state: { state: 'on' } } } },
    { from, term: 1e15, n: 1, said: { t: 'frame', frame: 'event', data: 'text' } },
    { from, term: 1e15, n: 1, said: { t: 'synced', sync: { question: { heads: [] }, told: {} } } },
  ]) {
    noise.post(message);
  }
  await world.advance(100);
  for (const { client } of browser.tabs) assert.equal(client.stats.dropped.malformed, 10);
  await say('undisturbed');
  assertShown(browser.tabs, garden, ['undisturbed']);
  leave(browser);
});

test('tabs that cannot share, or shall not, have a socket each', async () => {
  for (const options of [
    { shareSocket: false },
    { environment: { locks: undefined } },
    { environment: { channel: undefined } },
    { environment: { locks: { request: () => Promise.reject(new Error('not here')) } } },
  ]) {
    const world = await World.create();
    const browser = new FakeBrowser(world);
    for (let i = 0; i < 3; i++) await browser.open(options);
    assert.equal(world.relay.open.length, 3);
    for (const { client } of browser.tabs) assert.equal(client.connection.state, 'online');
    leave(browser);
  }
});

test('a session that ended elsewhere is forgotten, one that another tab keeps since is not', async () => {
  const { world, browser } = await scene(2);
  const [one, two] = browser.tabs;
  assert.ok(one && two);
  await world.run(one.client.signOut());
  assert.equal(browser.store.load(), null);
  await browser.store.save('{"token":"of another","user":null,"device":null}');
  await world.run(one.client.signInAsGuest({ name: 'carol' }));
  const kept = browser.store.load();
  await world.run(two.client.signOut());
  assert.equal(browser.store.load(), kept);
  leave(browser);
});

/** Something on the same site that speaks on the tabs' channel. */
class BroadcastNoise {
  readonly #channels: readonly { onmessage: ((event: never) => void) | null }[];

  constructor(browser: FakeBrowser) {
    this.#channels = browser.tabs.flatMap(({ channels }) => [...channels]);
  }

  post(data: unknown): void {
    for (const channel of this.#channels) channel.onmessage?.({ data } as never);
  }
}
