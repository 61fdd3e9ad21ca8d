import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Client, createClient } from '@sealmesh/sdk';

import { ApiUser, expect, newId } from '../../src/api.js';
import { Cluster } from '../../src/cluster.js';
import { eventually, within } from '../../src/eventually.js';
import { unhurriedYaml } from '../../src/node.js';
import { FULL, times } from '../../src/seeded.js';

const CLIENTS = times('SEALMESH_STORM_CLIENTS', 300, 5_000);
/** Rooms that everybody is in. */
const ROOMS = times('SEALMESH_STORM_ROOMS', 2, 2);
/** Questions that one round answers; 1 reads for every client apart, and fails this test. */
const QUESTIONS_MAX = times('SEALMESH_STORM_QUESTIONS', 256, 256);
/** A few hundred clients are as dense as thousands are if rounds begin as much more seldom. */
const SPACING = FULL ? '50ms' : '1s';
/** People who are made, and clients who come, at a time. */
const AT_ONCE = 32;
const WITHIN_MS = 600_000;

const ORIGIN = `${unhurriedYaml()}
persistence:
  rounds: { questionsMax: ${QUESTIONS_MAX}, spacing: ${SPACING} }
`;

/** What clients ask of the database when they come back, and the statements that answer a round. */
const STATEMENTS_OF_ROUND = {
  session: 1,
  membership: 1,
  // Memberships are counted before they are read.
  tag: 2,
  // And of each room its events, and whom these name.
  sync: 2 + 2 * ROOMS,
};
/** A send reads its conversation; the outbox looks for rows that others have left; a key or two. */
const STATEMENTS_BESIDES = 100;

test('a relay dies: what the database reads grows with conversations, not with clients', async (t) => {
  const cluster = await Cluster.start(t, {
    relays: 2,
    origins: 1,
    originConfig: ORIGIN,
    // All of them come from this machine.
    relayConfig: `relay:\n  socketsPerAddressMax: ${CLIENTS}\n`,
    connections: 2_000 + CLIENTS,
  });
  const [origin = '', relay = ''] = [...cluster.origins, ...cluster.relays];
  const site = await cluster.address(origin);
  const author = await ApiUser.guest(site, 'Author');
  const rooms: string[] = [];
  for (let i = 1; i <= ROOMS; i++) {
    rooms.push(await author.create({ kind: 'room', title: `Room ${i}` }));
  }
  const clients = await each(CLIENTS, (i) => member(cluster, site, rooms, `Client ${i}`));
  t.after(() => {
    for (const client of clients) client.disconnect();
  });
  await each(CLIENTS, async (i) => {
    const client = clients[i];
    client?.connect();
    await eventually(`client ${i} is online`, () => client && isOnline(client), WITHIN_MS);
  });
  // Whoever has heard something live has joined and holds the keys, as a browser in daily use.
  do await hearing(author, rooms, clients);
  while (clients.some(({ stats }) => stats.applied.live < ROOMS));
  const lostBefore = clients.map(({ stats }) => stats.socketsLost);
  const before = await readings(cluster, origin);

  const began = performance.now();
  assert.equal(await cluster.kill(relay), 'killed');
  await hearing(author, rooms, clients);
  // Of those whose relay lives, each would be told to within half a minute.
  await within('everybody has synced', Promise.all(clients.map((it) => it.synced())), WITHIN_MS);
  const seconds = (performance.now() - began) / 1_000;
  const after = await readings(cluster, origin);

  const lost = clients.filter(({ stats }, i) => stats.socketsLost > (lostBefore[i] ?? 0)).length;
  // HAProxy gave each relay its share.
  assert.ok(lost > CLIENTS / 4, `${lost} of ${CLIENTS} lost their socket`);
  const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  let bound = STATEMENTS_BESIDES;
  let [questions, rounds] = [0, 0];
  for (const [kind, statements] of Object.entries(STATEMENTS_OF_ROUND)) {
    questions += grown(`${kind}_answers`);
    rounds += grown(`${kind}_rounds`);
    bound += grown(`${kind}_rounds`) * statements;
  }
  t.diagnostic(
    `${CLIENTS} clients, ${ROOMS} conversations, ${lost} sockets lost: ${grown('reads')} statements for ` +
      `${questions} questions in ${rounds} rounds, all caught up after ${seconds.toFixed(1)} s`,
  );
  assert.ok(grown('tag_answers') >= CLIENTS, 'everybody has synced');
  assert.ok(grown('reads') <= bound, `${grown('reads')} statements, beyond ${bound}`);
  assert.ok(rounds * 3 <= questions, `${rounds} rounds for ${questions} questions`);
});

/** A member of the rooms; not connected yet, so that nobody hears the others come in. */
async function member(
  cluster: Cluster,
  site: string,
  rooms: readonly string[],
  name: string,
): Promise<Client> {
  const user = await ApiUser.guest(site, name);
  for (const room of rooms) {
    const body = { clientId: newId(), users: [user.id] };
    expect(await user.ask('POST', `/conversations/${room}/members`, body), 200);
  }
  const session = expect(await user.ask('GET', '/session'), 200).body;
  const kept = JSON.stringify({ token: user.token, user: session['user'], device: user.device });
  const client = createClient({
    origin: cluster.url,
    store: { load: () => kept, save: () => undefined },
    environment: cluster.environment,
  });
  assert.ok(await client.resume());
  return client;
}

/** Does it for each number below the count, some at a time; the results in their order. */
async function each<T>(count: number, todo: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      results[index] = await todo(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function isOnline({ connection, conversations }: Client): boolean {
  return connection.state === 'online' && conversations.length === ROOMS;
}

/** Says something in each room, and waits until everybody is there and has seen it. */
async function hearing(
  author: ApiUser,
  rooms: readonly string[],
  clients: readonly Client[],
): Promise<void> {
  const body = `Said to everybody, ${newId()}`;
  for (const room of rooms) await author.send(room, body);
  const sees = (client: Client, room: string): boolean =>
    client.conversation(room)?.messages.at(-1)?.body === body;
  await eventually(
    'everybody is there and has seen it',
    () => clients.every((client) => isOnline(client) && rooms.every((it) => sees(client, it))),
    WITHIN_MS,
  );
}

/** What the origin has read so far, by short names. */
async function readings(cluster: Cluster, origin: string): Promise<Map<string, number>> {
  const prefix = 'sealmesh_persistence_';
  const found = new Map<string, number>();
  for (const line of (await cluster.metrics(origin)).split('\n')) {
    const [name = '', value] = line.split(' ');
    if (name.startsWith(prefix) && name.endsWith('_total')) {
      found.set(name.slice(prefix.length, -'_total'.length), Number(value));
    }
  }
  return found;
}
