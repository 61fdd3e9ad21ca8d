import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ProblemError } from '../src/index.js';
import { idOf } from './support/modelConversation.js';
import { problem } from './support/modelOrigin.js';
import { bodies, handleOf, World } from './support/world.js';

test('shows what the origin has after connecting', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.origin.say(garden, 'bob', 'hello');
  const client = await world.online();
  const [row] = client.conversations;
  assert.ok(row);
  assert.equal(row.title, 'Garden');
  assert.equal(row.unread, 1);
  assert.equal(row.lastMessage?.body, 'hello');
  assert.deepEqual(bodies(handleOf(client, garden)), ['hello']);
  client.disconnect();
});

test('shows an event that arrives live, without asking the origin for it', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const syncs = world.origin.requestsOf('POST', '/sync').length;
  const event = world.origin.say(garden, 'bob', 'hello');
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['hello']);
  assert.equal(world.origin.requestsOf('POST', '/sync').length, syncs);
  assert.equal(client.stats.applied.live, 1);
  client.disconnect();
});

test('misses nothing of a new conversation while the sync that tells of it is answered', async () => {
  const world = await World.create();
  let answerMs = 0;
  const client = await world.online({
    environment: {
      fetch: async (input, init) => {
        const answer = await world.origin.fetch(input, init);
        if (answerMs > 0) {
          await new Promise<void>((resolve) => void world.clock.after(answerMs, resolve));
        }
        return answer;
      },
    },
  });
  answerMs = 500;
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const deliver = async (seq: number): Promise<void> => {
    world.relay.socket.deliver(await world.origin.seal(garden, garden.asAppended(seq)));
  };
  await deliver(1);
  // After a second it asks; the answer is written, and on its way.
  await world.advance(1_200);
  assert.deepEqual(client.conversations, []);
  await deliver(world.origin.say(garden, 'bob', 'hello').seq);
  await world.advance(2_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['hello']);
  client.disconnect();
});

test('repairs a gap after 300 ms', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.origin.say(garden, 'bob', 'lost');
  const event = world.origin.say(garden, 'bob', 'arrived');
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.advance(299);
  assert.deepEqual(bodies(handleOf(client, garden)), []);
  await world.advance(2);
  assert.deepEqual(bodies(handleOf(client, garden)), ['lost', 'arrived']);
  client.disconnect();
});

test('finds by the head check what was lost without a trace', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.origin.say(garden, 'bob', 'the last one, lost');
  await world.advance(600_001);
  assert.deepEqual(bodies(handleOf(client, garden)), ['the last one, lost']);
  client.disconnect();
});

test('asks by tag, and is told that nothing changed', async () => {
  const world = await World.create();
  world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  await world.run(client.synced());
  const seen = world.origin.requestsOf('POST', '/sync');
  assert.equal(seen[0]?.headers.get('if-none-match'), null);
  assert.notEqual(seen.at(-1)?.headers.get('if-none-match'), null);
  client.disconnect();
});

test('does not rest on the tag of an answer that left something out', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  for (const body of ['one', 'two', 'three']) world.origin.say(garden, 'bob', body);
  world.origin.omitted.add(3);
  client.wake();
  await world.advance(100);
  assert.deepEqual(bodies(handleOf(client, garden)), ['one']);
  world.origin.omitted.clear();
  await world.advance(5_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['one', 'two', 'three']);
  client.disconnect();
});

test('asks on until a long absence is made up for', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  client.disconnect();
  for (let i = 0; i < 175; i++) world.origin.say(garden, 'bob', `m${i}`);
  client.connect();
  await world.advance(1_000);
  const conversation = handleOf(client, garden);
  assert.deepEqual(
    bodies(conversation),
    Array.from({ length: 175 }, (_, i) => `m${i}`),
  );
  client.disconnect();
});

test('learns of a new conversation by an envelope that it cannot place', async () => {
  const world = await World.create();
  const client = await world.online();
  const garden = world.origin.addConversation('garden', ['bob', 'alice']);
  world.relay.socket.deliver(await world.origin.seal(garden, garden.asAppended(1)));
  await world.advance(1_001);
  assert.deepEqual(
    client.conversations.map(({ id }) => id),
    [garden.id],
  );
  client.disconnect();
});

test('delays an event whose key cannot be fetched yet, and never drops it', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob', 'carol']);
  const client = await world.online();
  const first = world.origin.say(garden, 'bob', 'before');
  world.relay.socket.deliver(await world.origin.seal(garden, first));
  await world.settle();
  garden.remove(idOf('carol'), idOf('bob'));
  garden.turnEpoch(world.random.bytes(32));
  const after = world.origin.say(garden, 'bob', 'after');
  let down = true;
  world.origin.intercept = ({ path }) =>
    down && path.endsWith('/keys') ? problem('unavailable', 503) : undefined;
  const syncs = world.origin.requestsOf('POST', '/sync').length;
  for (const event of [garden.asAppended(3), after]) {
    world.relay.socket.deliver(await world.origin.seal(garden, event));
  }
  await world.advance(100);
  assert.deepEqual(bodies(handleOf(client, garden)), ['before']);
  down = false;
  await world.advance(5_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['before', 'after']);
  assert.equal(world.origin.requestsOf('POST', '/sync').length, syncs, 'without any sync');
  client.disconnect();
});

test('the clients of a large room ask for its new key one after the other', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob', 'carol'], 'room');
  const asked: number[] = [];
  for (let i = 0; i < 20; i++) {
    const client = await world.online({ limits: { keyAskersPerSecond: 1 } });
    const before = world.origin.requests.filter(({ path }) => path.includes('/keys')).length;
    assert.ok(before > 0, 'the first key is fetched at once');
    square.turnEpoch(world.random.bytes(32));
    const event = world.origin.say(square, 'bob', `in epoch ${i + 2}`);
    const from = world.clock.now();
    world.relay.sockets.at(-1)?.deliver(await world.origin.seal(square, event));
    const seen = (): boolean => bodies(handleOf(client, square)).includes(`in epoch ${i + 2}`);
    while (!seen() && world.clock.now() - from < 4_000) await world.advance(50);
    asked.push(world.clock.now() - from);
    client.disconnect();
    await world.settle();
  }
  // Three members, one a second: each waits a random part of three seconds.
  assert.ok(Math.max(...asked) <= 3_100, `at last after ${Math.max(...asked)} ms`);
  assert.ok(Math.max(...asked) - Math.min(...asked) > 1_500, `not at once: ${asked.join(' ')}`);
});

test('asks for no key, and for nothing else, once it is disconnected', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob', 'carol']);
  const client = await world.online();
  garden.remove(idOf('carol'), idOf('bob'));
  garden.turnEpoch(world.random.bytes(32));
  const after = world.origin.say(garden, 'bob', 'after');
  world.origin.intercept = ({ path }) =>
    path.endsWith('/keys') ? problem('unavailable', 503) : undefined;
  for (const event of [garden.asAppended(2), after]) {
    world.relay.socket.deliver(await world.origin.seal(garden, event));
  }
  await world.advance(100);
  assert.ok(world.origin.requests.some(({ path }) => path.includes('/keys')));
  client.disconnect();
  await world.settle();
  assert.equal(world.clock.pending, 0);
  world.origin.intercept = () => undefined;
  client.connect();
  await world.advance(5_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['after']);
  client.disconnect();
});

test('pages history in until there is none', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  for (let i = 0; i < 120; i++) world.origin.say(garden, 'bob', `m${i}`);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  assert.equal(conversation.messages.length, 50);
  assert.ok(conversation.hasEarlier);
  assert.equal(await conversation.loadEarlier(), true);
  await Promise.all([conversation.loadEarlier(), conversation.loadEarlier()]);
  assert.deepEqual(
    bodies(conversation),
    Array.from({ length: 120 }, (_, i) => `m${i}`),
  );
  assert.equal(conversation.hasEarlier, false);
  assert.equal(await conversation.loadEarlier(), false);
  client.disconnect();
});

test('edits and deletes show at once by their answers', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  const first = conversation.send('first');
  const second = conversation.send('second');
  await Promise.all([first.sent, second.sent]);
  const [one, two] = conversation.messages;
  assert.ok(one?.id !== undefined && two?.id !== undefined);
  await conversation.edit(one.id, 'first, edited');
  await conversation.delete(two.id);
  assert.deepEqual(bodies(conversation), ['first, edited', '†']);
  assert.equal(conversation.messages[0]?.edited, true);
  await conversation.rename('Orchard');
  assert.equal(conversation.summary.title, 'Orchard');
  await conversation.rename('Orchard');
  assert.equal(conversation.summary.head, garden.head, 'the same title is no event');
  client.disconnect();
});

test('a removed user loses the conversation', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['bob', 'alice']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  const event = garden.remove(idOf('alice'), idOf('bob'));
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.advance(1_100);
  assert.equal(conversation.gone, true);
  assert.deepEqual(conversation.transcript, []);
  assert.equal(client.conversation(garden.id), undefined);
  client.disconnect();
});

test('another timeline voids the cache, and handles live on', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.origin.say(garden, 'bob', 'kept');
  world.origin.say(garden, 'bob', 'lost by the restore');
  const client = await world.online();
  const conversation = handleOf(client, garden);
  garden.truncate(2);
  world.origin.timeline = idOf('timeline 2');
  const event = world.origin.say(garden, 'bob', 'written after it');
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.advance(2_000);
  assert.deepEqual(bodies(conversation), ['kept', 'written after it']);
  assert.equal(conversation.gone, false);
  client.disconnect();
});

test('snapshots keep their identity until they change', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const orchard = world.origin.addConversation('orchard', ['alice', 'bob']);
  world.origin.say(garden, 'bob', 'one');
  const client = await world.online();
  const conversation = handleOf(client, garden);
  const before = conversation.messages;
  const rows = new Map(client.conversations.map((row) => [row.id, row]));
  assert.equal(conversation.messages, before);
  assert.equal(client.conversations, client.conversations);
  const event = world.origin.say(garden, 'bob', 'two');
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.settle();
  assert.notEqual(conversation.messages, before);
  assert.equal(conversation.messages[0], before[0]);
  const after = new Map(client.conversations.map((row) => [row.id, row]));
  assert.notEqual(after.get(garden.id), rows.get(garden.id));
  assert.equal(after.get(orchard.id), rows.get(orchard.id));
  client.disconnect();
});

test('tells changes once per turn', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  for (let i = 0; i < 5; i++) world.origin.say(garden, 'bob', `m${i}`);
  const client = await world.online();
  let lists = 0;
  let changes = 0;
  client.on('conversations', () => lists++);
  handleOf(client, garden).onChange(() => changes++);
  for (let i = 0; i < 5; i++) world.origin.say(garden, 'bob', `n${i}`);
  await world.run(client.synced());
  await world.settle();
  assert.equal(lists, 1);
  assert.equal(changes, 1);
  client.disconnect();
});

test('lets go of old events in a long transcript', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online({ limits: { eventsHeldMax: 20 } });
  for (let i = 0; i < 45; i++) world.origin.say(garden, 'bob', `m${i}`);
  await world.run(client.synced());
  const conversation = handleOf(client, garden);
  assert.ok(conversation.messages.length <= 25);
  assert.equal(bodies(conversation).at(-1), 'm44');
  assert.equal(conversation.hasEarlier, true);
  client.disconnect();
});

test('a session survives in its store, and ends when the origin says so', async () => {
  const world = await World.create();
  world.origin.addConversation('garden', ['alice', 'bob']);
  let kept: string | null = null;
  const store = { load: () => kept, save: (value: string | null) => void (kept = value) };
  const first = await world.online({ store });
  first.disconnect();
  const second = world.newClient({ store });
  assert.equal(await second.resume(), true);
  assert.equal(second.session.state === 'signed-in' && second.session.user.name, 'alice');
  second.connect();
  await world.advance(10);
  assert.equal(second.conversations.length, 1);
  world.origin.intercept = () => problem('unauthenticated', 401);
  second.wake();
  await world.advance(10);
  assert.equal(second.session.state, 'signed-out');
  assert.deepEqual(second.connection, { state: 'stopped', reason: 'session-ended' });
  assert.equal(second.conversations.length, 0);
  assert.equal(kept, null);
  assert.equal(await second.resume(), false);
});

test('resuming while signed in disturbs nothing', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  assert.equal(await client.resume(), true);
  assert.equal(client.conversation(garden.id), conversation);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('signing out forgets, whether or not the origin answers', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  world.origin.intercept = () => 'lost';
  await client.signOut();
  assert.equal(client.session.state, 'signed-out');
  assert.deepEqual(client.connection, { state: 'offline' });
  assert.equal(conversation.gone, true);
  assert.equal(await client.resume(), false);
  await world.advance(1);
  assert.equal(world.clock.pending, 0, 'no timer is left behind');
});

test('problems carry their stable type', async () => {
  const world = await World.create();
  const client = world.newClient();
  world.origin.intercept = () => problem('too-many-requests', 429, 7);
  await assert.rejects(client.signIn({ login: 'alice', password: 'x' }), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.type, 'too-many-requests');
    assert.equal(error.retryAfterMs, 7_000);
    assert.equal(error.transient, true);
    return true;
  });
  world.origin.intercept = () => 'lost';
  await assert.rejects(client.site(), { name: 'ProblemError', type: 'network', status: 0 });
});

test('an origin that does not answer is given up after the time-out', async () => {
  const world = await World.create();
  const silent: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  const client = world.newClient({ environment: { fetch: silent } });
  const asked = assert.rejects(client.site(), { type: 'time-out' });
  await world.advance(20_000);
  await asked;
});

test('makes conversations and finds users', async () => {
  const world = await World.create();
  const client = await world.online();
  const [bob] = await client.searchUsers('b');
  assert.equal(bob?.name, 'bob');
  const room = await world.run(client.createRoom('Square'));
  assert.equal(room.summary.kind, 'room');
  const group = await world.run(client.createGroup('Garden', [bob.id]));
  assert.equal(client.conversation(group.id), group);
  assert.equal((await world.run(client.openDirect(bob.id))).summary.kind, 'direct');
  client.disconnect();
});

test('shows how the site is to whoever it names', async () => {
  const world = await World.create();
  const client = await world.online();
  const { session } = client;
  assert.ok(session.state === 'signed-in');
  assert.equal(await client.isAdministrator(), false);
  await assert.rejects(client.overview(), { name: 'ProblemError', type: 'forbidden', status: 403 });
  world.origin.administrators.add(session.user.name);
  assert.equal(await client.isAdministrator(), true);
  assert.equal((await client.overview()).node, 'origin-1');
  client.disconnect();
});
