import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { ApiUser, expect, newId, number } from '../../src/api.js';
import { browse, Window } from '../../src/browser.js';
import { Cluster } from '../../src/cluster.js';
import { Crowd, differences } from '../../src/crowd.js';
import { eventually, within } from '../../src/eventually.js';
import { base64Of, filesOf, inMemory, mayRead, spellingsOf } from '../../src/memory.js';
import { unhurriedYaml } from '../../src/node.js';
import { Seeded } from '../../src/seeded.js';
import { keyOf, passOf, RawSocket, ticketOf } from '../../src/socket.js';

const SOCKJS = ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling'];
/** So many that both relays get some, whatever the hash makes of their names. */
const SESSIONS = 12;

/** Small, so that a stalled reader is noticed soon. */
const OUTSTANDING_BYTES_MAX = 256 * 1024;
/** Relays that leave have few browsers here, who need less time for it than a crowd. */
const RELAY = `
relay:
  outstandingBytesMax: ${OUTSTANDING_BYTES_MAX}
  closeGrace: 1s
  drain: { window: 2s, grace: 8s }
`;
/** How many people chat while all relays are started anew, one after the other. */
const PEOPLE = 12;

test('a mesh of two relays behind HAProxy', async (t) => {
  const cluster = await Cluster.start(t, {
    relays: 2,
    origins: 1,
    originConfig: unhurriedYaml(),
    relayConfig: RELAY,
  });
  const origin = await cluster.address('origin-1');
  const [first, second] = ['relay-1', 'relay-2'] as const;

  await t.test(
    "SockJS: each transport alone, from the app's own page, without a cookie",
    async (t) => {
      const browser = await browse(t);
      const { page, faults } = await Window.open(browser, cluster.url, { ignoreHTTPSErrors: true });
      await page.evaluate(
        await readFile('../node_modules/sockjs-client/dist/sockjs.min.js', 'utf8'),
      );
      const relay = cluster.url.replace('chat.', 'relay.');
      const anna = await ApiUser.guest(origin, 'Anna');
      const ben = await ApiUser.guest(origin, 'Ben');
      for (const transport of SOCKJS) {
        for (let i = 0; i < SESSIONS; i++) {
          const asked = [relay, transport, await ticketOf(anna)].map((it) => JSON.stringify(it));
          const opened = page.evaluate(`(${OPEN_IN_PAGE})(${asked.join(', ')})`);
          await within(`${transport} is welcomed`, opened);
        }
        const sockets = await Promise.all(
          cluster.relays.map((it) => cluster.metric(it, 'sealmesh_relay_sockets')),
        );
        assert.ok(
          sockets.every((count) => count > 0),
          `${transport}: ${sockets.join()} sockets`,
        );
        const group = await ben.create({ kind: 'group', title: transport, members: [anna.id] });
        await ben.send(group, 'Hello');
        await eventually(`an event in every session by ${transport}`, () =>
          page.evaluate("underTest.every(({ heard }) => heard.includes('event'))"),
        );
        await page.evaluate('underTest.splice(0).forEach(({ socket }) => socket.close())');
      }
      assert.deepEqual([faults.policy, faults.cookies], [[], []]);
    },
  );

  await t.test('P4: removed means removed, on every relay, restarted or not', async (t) => {
    const anna = await ApiUser.guest(origin, 'Anna');
    const mallory = await ApiUser.guest(origin, 'Mallory');
    const group = await anna.create({ kind: 'group', title: 'Two', members: [mallory.id] });
    const annas = await RawSocket.welcomed(t, await cluster.address(second), anna);
    const hers = await RawSocket.welcomed(t, await cluster.address(first), mallory);
    const { pass, rid } = await passOf(mallory, hers.ticket, group);
    hers.socket.send({ t: 'join', ref: 1, pass });
    await hers.socket.hears('joined');
    await anna.send(group, 'Mallory may read this');
    await eventually('she hears it', () => events(hers.socket) >= 1);
    const epoch = number((await mallory.ask('GET', `/conversations/${group}`)).body, 'epoch');
    const heard = events(hers.socket);

    const removal = `/conversations/${group}/members/${mallory.id}?clientId=${newId()}`;
    expect(await anna.ask('DELETE', removal), 200);
    // An open socket: unbound before the removal was answered.
    assert.deepEqual(await hers.socket.hears('left'), { t: 'left', rid });
    await anna.send(group, 'Mallory may not read this');
    await eventually('Anna hears it all', () => events(annas.socket) >= 3);
    assert.ok(events(hers.socket) <= heard + 1, 'the removal itself at most');
    // Old keys: she has those of her own epochs.
    const now = number((await anna.ask('GET', `/conversations/${group}`)).body, 'epoch');
    assert.ok(now > epoch);
    assert.equal(await keyOf(mallory, group, now).catch(() => undefined), undefined);

    // A restarted relay has forgotten everything, and is told before it binds anybody.
    await cluster.kill(first);
    await eventually('the relay is away', async () => !(await answers(cluster, first)));
    await cluster.ready();
    const again = await RawSocket.connect(t, await cluster.address(first));
    again.send({ t: 'hello', ticket: hers.ticket });
    await again.hears('welcome');
    again.send({ t: 'join', ref: 2, pass });
    assert.equal((await again.hears('refused'))['code'], 'revoked');

    // A replayed ticket, after its session was ended: on the relay that she uses, on the other
    // one, and on one that was restarted since.
    expect(await mallory.ask('DELETE', '/session'), 204);
    assert.equal(await again.closes(), 4032);
    assert.equal(await refusal(t, await cluster.address(second), hers.ticket), 4032);
    await cluster.kill(first);
    await eventually('the relay is away', async () => !(await answers(cluster, first)));
    await cluster.ready();
    assert.equal(await refusal(t, await cluster.address(first), hers.ticket), 4032);
  });

  await t.test(
    'P5: a stalled reader is closed at its bound, and nobody waits for it',
    async (t) => {
      const author = await ApiUser.guest(origin, 'Author');
      const readers: RawSocket[] = [];
      const members: string[] = [];
      const users: ApiUser[] = [];
      for (let i = 0; i < 20; i++) {
        const user = await ApiUser.guest(origin, `Reader ${i}`);
        users.push(user);
        members.push(user.id);
      }
      const group = await author.create({ kind: 'group', title: 'Readers', members });
      for (const user of users) {
        const ticket = await ticketOf(user);
        for (let i = 0; i < 10; i++) {
          const socket = await RawSocket.connect(t, await cluster.address(first));
          socket.send({ t: 'hello', ticket });
          readers.push(socket);
        }
      }
      for (const reader of readers) {
        await reader.hears('welcome');
        reader.keepNames();
      }
      const slowBefore = await cluster.metric(first, 'sealmesh_relay_closed_too_slow_total');
      // One in a hundred.
      const stalled = readers.splice(0, readers.length / 100);
      for (const it of stalled) it.stall();
      const before = readers.map(events);
      // The kernel buffers megabytes for a socket before the process has to.
      const body = 'x'.repeat(8_000);
      let sent = 0;
      await eventually('the stalled ones are closed', async () => {
        for (let i = 0; i < 20; i++, sent++) await author.send(group, body);
        const slow = await cluster.metric(first, 'sealmesh_relay_closed_too_slow_total');
        return slow - slowBefore >= stalled.length;
      });
      await eventually('all others have heard everything', () =>
        readers.every((it, index) => events(it) - (before[index] ?? 0) >= sent),
      );
      const slow = await cluster.metric(first, 'sealmesh_relay_closed_too_slow_total');
      assert.equal(slow - slowBefore, stalled.length, 'nobody else was closed');
      t.diagnostic(
        `${readers.length} readers, ${stalled.length} stalled, ${sent} messages of 8 KB`,
      );
    },
  );

  await t.test('a rolling restart of the relays interrupts nobody and loses nothing', async (t) => {
    const chance = new Seeded();
    t.diagnostic(`SEALMESH_SEED=${chance.seed}`);
    const crowd = await Crowd.gather(cluster.url, PEOPLE, chance, cluster.environment);
    t.after(() => {
      for (const { client } of crowd.people) client.disconnect();
    });
    for (const person of crowd.people) await person.online();
    // Who loses her socket, and has no other one yet. A relay that no origin has dialled yet says
    // so, and whoever is there polls: no interruption.
    const interrupted = new Set<string>();
    const watching = crowd.people.map(({ name, client }) =>
      client.on('connection', ({ state }) => {
        if (state === 'reconnecting') interrupted.add(name);
      }),
    );
    const enough = new AbortController();
    const chat = crowd.chat(enough.signal, 1_000);
    chat.catch(() => undefined);
    for (const relay of cluster.relays) {
      const before = await cluster.pid(relay);
      await cluster.signal(relay, 'SIGTERM');
      const gone = async (): Promise<boolean> => (await cluster.pid(relay)) !== before;
      await Promise.race([chat, eventually(`${relay} has left`, gone)]);
      await cluster.ready();
    }
    enough.abort();
    await within('everybody has finished', chat);
    for (const unwatch of watching) unwatch();
    // Without a goodbye it is everybody. A few may be late on a busy machine, and come back.
    assert.ok(interrupted.size < PEOPLE / 2, `interrupted: ${[...interrupted].join()}`);
    const shown = await crowd.shown();
    const mine = new Set(shown.map(({ conversation }) => conversation));
    const kept = (await cluster.kept()).filter(({ id }) => mine.has(id));
    assert.deepEqual(differences(kept, shown, crowd.answered), []);
    t.diagnostic(
      `${crowd.actions} actions, ${crowd.answered.size} messages answered, ` +
        `${interrupted.size} of ${PEOPLE} interrupted`,
    );
  });

  await t.test('P3: neither what was said nor a key is in a relay', async (t) => {
    const anna = await ApiUser.guest(origin, 'Canary Anna');
    const ben = await ApiUser.guest(origin, 'Ben');
    const group = await anna.create({
      kind: 'group',
      title: 'Canary title 5e1',
      members: [ben.id],
    });
    const bens = await RawSocket.welcomed(t, await cluster.address(first), ben);
    await bens.socket.join(ben, bens.ticket, group);
    const said = Array.from({ length: 50 }, (_, index) => `Canary body 7d3f ${index} ends`);
    for (const body of said) await anna.send(group, body);
    await eventually('Ben has heard them', () => events(bens.socket) >= said.length);
    const key = await keyOf(ben, group, 1);
    assert.ok(key !== undefined);
    // Put there on purpose: a session's name that a relay must remember.
    const planted = 'Canary-planted-on-purpose-1b7';
    const session = `${await cluster.address(first)}/sockjs/000/${planted}/xhr`;
    await (await fetch(session, { method: 'POST' })).text();

    const secrets = ['Canary Anna', 'Canary title 5e1', 'Canary body 7d3f'];
    const wanted = [...secrets.flatMap(spellingsOf), key, ...base64Of(key)];
    if (!(await mayRead(await cluster.pid(first)))) {
      t.skip('this user may not read the memory of other processes');
      return;
    }
    for (const relay of cluster.relays) {
      const pid = await cluster.pid(relay);
      assert.deepEqual((await inMemory(pid, wanted)).map(String), [], `${relay}'s memory`);
      const kept = (await filesOf(pid)).filter((it) => !/\.jar$|\/lib\/|hsperfdata/.test(it));
      assert.deepEqual(
        kept.filter((it) => !it.endsWith('.log')),
        [],
        `files of ${relay}`,
      );
      const told = Buffer.from((await cluster.log(relay)) + (await cluster.metrics(relay)));
      assert.deepEqual(wanted.filter((it) => told.includes(it)).map(String), []);
    }
    // The search finds what is there: in the relay what was planted, in the origin the rest.
    const plant = Buffer.from(planted);
    assert.deepEqual(await inMemory(await cluster.pid(first), [plant]), [plant]);
    const atOrigin = await inMemory(await cluster.pid('origin-1'), wanted);
    assert.ok(atOrigin.length >= secrets.length, 'the origin has it all');
  });
});

/** Runs in the page: one more socket that keeps what it hears. */
const OPEN_IN_PAGE = `(relay, transport, ticket) => new Promise((welcomed, failed) => {
  const socket = new SockJS(relay + '/sockjs', undefined, {
    transports: [transport],
    sessionId: () => crypto.randomUUID(),
  });
  const heard = [];
  globalThis.underTest ??= [];
  underTest.push({ socket, heard });
  socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', ticket }));
  socket.onmessage = ({ data }) => {
    heard.push(JSON.parse(data).t);
    if (heard.includes('welcome')) welcomed();
  };
  socket.onclose = ({ code, reason }) => failed(new Error(code + ' ' + reason));
})`;

/** The code with which a relay closes a socket that says hello with this ticket. */
async function refusal(
  t: Parameters<typeof RawSocket.connect>[0],
  url: string,
  ticket: string,
): Promise<number> {
  const socket = await RawSocket.connect(t, url);
  socket.send({ t: 'hello', ticket });
  return socket.closes();
}

async function answers(cluster: Cluster, name: string): Promise<boolean> {
  try {
    return (await fetch(`${await cluster.address(name)}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function events(socket: RawSocket): number {
  return socket.heard.filter((frame) => frame['t'] === 'event').length;
}
