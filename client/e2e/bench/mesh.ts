// What a mesh of two relays costs beyond one: the second hop of a message, the bytes between the
// nodes, and the time until everybody is caught up after a relay or an origin was killed. Arguments:
// rounds (5) and messages of each round (200).
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { WebSocket } from 'ws';

import { ApiUser, type Json } from '../src/api.js';
import { Cluster } from '../src/cluster.js';
import { eventually, within } from '../src/eventually.js';
import { unhurriedYaml } from '../src/node.js';
import { Person } from '../src/person.js';
import { ticketOf } from '../src/socket.js';
import { medianAndSpread, percentile } from '../src/statistics.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const MESSAGES = Number(process.argv[3] ?? 200);
const WARM_UP = 50;
const TARGETS = [1, 16, 128];
const PEOPLE = 20;
/** Half a kilobyte for each connection of the machine. */
const SS_BYTES_MAX = 64 * 1024 * 1024;
const BODY = 'x'.repeat(200);
/** Longer than most beacons and checks of the directory take to come round. */
const IDLE_MS = 5_000;

const RELAYS = ['relay-1', 'relay-2'] as const;
type Relay = (typeof RELAYS)[number];

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** A socket at one relay that writes down when each event came, and how long it was. */
class Listener {
  readonly events: { readonly at: number; readonly bytes: number }[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(cluster: Cluster, relay: Relay, user: ApiUser): Promise<Listener> {
    const ticket = await ticketOf(user);
    const url = (await cluster.address(relay)).replace(/^http/, 'ws');
    const socket = new WebSocket(`${url}/socket`, 'sealmesh.v1.json', { perMessageDeflate: false });
    const listener = new Listener(socket);
    socket.on('open', () => {
      socket.send(JSON.stringify({ t: 'hello', ticket }));
    });
    const welcome = new Promise<void>((welcomed) => {
      socket.on('message', (data: Buffer) => {
        const at = now();
        const frame = JSON.parse(data.toString('utf8')) as Json;
        if (frame['t'] === 'welcome') welcomed();
        if (frame['t'] !== 'event') return;
        listener.events.push({ at, bytes: Buffer.from(String(frame['data']), 'base64url').length });
      });
    });
    // Within two and a half heartbeats of silence.
    const pings = setInterval(() => {
      socket.send(JSON.stringify({ t: 'ping' }));
    }, 20_000);
    socket.on('close', () => {
      clearInterval(pings);
    });
    await within(`welcome at ${relay}`, welcome);
    return listener;
  }

  async next(count: number): Promise<void> {
    await eventually(`event ${count}`, () => this.events.length >= count || undefined);
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Nanoseconds of processor time that a process has had. */
async function cpuNs(pid: number): Promise<number> {
  let sum = 0;
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const [ran = '0'] = (await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')).split(
      ' ',
    );
    sum += Number(ran);
  }
  return sum;
}

async function relaysCpuNs(cluster: Cluster): Promise<number> {
  const each = await Promise.all(RELAYS.map(async (it) => cpuNs(await cluster.pid(it))));
  return each.reduce((sum, one) => sum + one, 0);
}

/** How many requests came to a relay over uplinks. */
async function asked(cluster: Cluster, relay: Relay): Promise<number> {
  const found = /^sealmesh_uplink_server_requests\S* (\S+)$/m.exec(await cluster.metrics(relay));
  if (found === null) throw new Error(`${relay} does not count requests`);
  return Number(found[1]);
}

/** A group whose reader may listen anywhere, and the relay that its messages come to first. */
async function groupOf(
  cluster: Cluster,
  author: ApiUser,
  members: readonly ApiUser[],
): Promise<{ group: string; first: Relay; other: Relay }> {
  const group = await author.create({
    kind: 'group',
    title: 'Readers',
    members: members.map(({ id }) => id),
  });
  await pause(1_000);
  const before = await Promise.all(RELAYS.map((it) => asked(cluster, it)));
  for (let i = 0; i < 10; i++) await author.send(group, BODY);
  const first = await eventually('a relay is asked', async () => {
    const after = await Promise.all(RELAYS.map((it) => asked(cluster, it)));
    return RELAYS.find((_, i) => (after[i] ?? 0) - (before[i] ?? 0) >= 10);
  });
  return { group, first, other: first === 'relay-1' ? 'relay-2' : 'relay-1' };
}

/** Each message goes to two sockets of one user, one at either relay: the same run, the same bytes. */
async function hops(cluster: Cluster): Promise<void> {
  const origin = await cluster.address('origin-1');
  const author = await ApiUser.guest(origin, 'Author');
  const reader = await ApiUser.guest(origin, 'Reader');
  const { group, first, other } = await groupOf(cluster, author, [reader]);
  const rows: { near: number[]; far: number[]; nearCpu: number; farCpu: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const near = await Listener.open(cluster, first, reader);
    const far = await Listener.open(cluster, other, reader);
    const took = { near: [] as number[], far: [] as number[] };
    for (let i = 1; i <= (round === 0 ? WARM_UP : MESSAGES); i++) {
      const from = now();
      await author.send(group, BODY);
      await Promise.all([near.next(i), far.next(i)]);
      took.near.push((near.events.at(-1)?.at ?? Number.NaN) - from);
      took.far.push((far.events.at(-1)?.at ?? Number.NaN) - from);
    }
    near.close();
    far.close();
    const nearCpu = await cpuOfEach(cluster, author, reader, group, first);
    const farCpu = await cpuOfEach(cluster, author, reader, group, other);
    // The first round is for warming up.
    if (round > 0) rows.push({ ...took, nearCpu, farCpu });
  }
  console.log(`${ROUNDS} rounds of ${MESSAGES} messages; median of the rounds and their spread\n`);
  console.log(
    '| reader at | ms p50 | ms p99 | µs CPU of both relays a message |\n|---|---|---|---|',
  );
  const shown = (name: string, of: (row: (typeof rows)[number]) => [number[], number]): void => {
    const [p50, p99] = [50, 99].map((p) =>
      medianAndSpread(rows.map((it) => percentile(of(it)[0], p))),
    );
    const cpu = medianAndSpread(
      rows.map((it) => of(it)[1]),
      0,
    );
    console.log(`| ${name} | ${p50 ?? ''} | ${p99 ?? ''} | ${cpu} |`);
  };
  shown('the relay that was asked', (it) => [it.near, it.nearCpu]);
  shown('the other one', (it) => [it.far, it.farCpu]);
  const ratio = (p: number): string =>
    medianAndSpread(
      rows.map((it) => percentile(it.far, p) / percentile(it.near, p)),
      2,
    );
  const cpuRatio = medianAndSpread(
    rows.map((it) => it.farCpu / it.nearCpu),
    2,
  );
  console.log(`| other : asked | ${ratio(50)} | ${ratio(99)} | ${cpuRatio} |\n`);
}

/** Microseconds that both relays work for one message with one reader, less what they do anyway. */
async function cpuOfEach(
  cluster: Cluster,
  author: ApiUser,
  reader: ApiUser,
  group: string,
  at: Relay,
): Promise<number> {
  const listener = await Listener.open(cluster, at, reader);
  await pause(1_000);
  const idleFrom = await relaysCpuNs(cluster);
  await pause(IDLE_MS);
  const idleNsPerMs = ((await relaysCpuNs(cluster)) - idleFrom) / IDLE_MS;
  const from = now();
  const before = await relaysCpuNs(cluster);
  for (let i = 1; i <= MESSAGES; i++) {
    await author.send(group, BODY);
    await listener.next(i);
  }
  const worked = (await relaysCpuNs(cluster)) - before - idleNsPerMs * (now() - from);
  listener.close();
  return worked / 1e3 / MESSAGES;
}

/** Bytes that the two relays have sent to each other, by the kernel's count for each connection. */
async function between(cluster: Cluster): Promise<number> {
  const pids = await Promise.all(RELAYS.map((it) => cluster.pid(it)));
  const lines = execFileSync('ss', ['-tinpHO', 'state', 'established'], {
    encoding: 'utf8',
    maxBuffer: SS_BYTES_MAX,
  });
  const ends = new Map<string, { peer: string; pid: number; sent: number }>();
  for (const line of lines.split('\n')) {
    // An end that listens on both families writes the other one's address in IPv6.
    const [, , local = '', peer = ''] = line
      .replaceAll(/\[::ffff:([0-9.]+)\]/g, '$1')
      .trim()
      .split(/\s+/);
    const pid = Number(/pid=(\d+)/.exec(line)?.[1]);
    if (!pids.includes(pid)) continue;
    ends.set(local, { peer, pid, sent: Number(/bytes_sent:(\d+)/.exec(line)?.[1] ?? 0) });
  }
  let sum = 0;
  for (const { peer, pid, sent } of ends.values()) {
    const there = ends.get(peer);
    if (there !== undefined && there.pid !== pid) sum += sent;
  }
  return sum;
}

async function bytes(cluster: Cluster): Promise<void> {
  const origin = await cluster.address('origin-1');
  const author = await ApiUser.guest(origin, 'Author of bytes');
  console.log(
    '| targets at the other relay | bytes of the envelope | bytes between the relays | : envelope |',
  );
  console.log('|---|---|---|---|');
  for (const count of TARGETS) {
    const readers: ApiUser[] = [];
    for (let i = 0; i < count; i++) readers.push(await ApiUser.guest(origin, `Reader ${i}`));
    const { group, other } = await groupOf(cluster, author, readers);
    const listeners: Listener[] = [];
    for (const reader of readers) listeners.push(await Listener.open(cluster, other, reader));
    const [one] = listeners;
    if (one === undefined) throw new RangeError('nobody listens');
    const each: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await pause(1_000);
      const idleFrom = await between(cluster);
      await pause(IDLE_MS);
      const idlePerMs = ((await between(cluster)) - idleFrom) / IDLE_MS;
      const from = now();
      const before = await between(cluster);
      const heard = one.events.length;
      for (let i = 1; i <= MESSAGES; i++) {
        await author.send(group, BODY);
        await one.next(heard + i);
      }
      each.push(((await between(cluster)) - before - idlePerMs * (now() - from)) / MESSAGES);
    }
    const envelope = one.events.at(-1)?.bytes ?? Number.NaN;
    const ratios = each.map((it) => it / envelope);
    console.log(
      `| ${count} | ${envelope} | ${medianAndSpread(each, 0)} | ${medianAndSpread(ratios, 2)} |`,
    );
    for (const listener of listeners) listener.close();
  }
  console.log();
}

/** From the kill until the last of so many clients shows a message that was sent after it. */
async function kills(cluster: Cluster): Promise<void> {
  const people: Person[] = [];
  for (let i = 1; i <= PEOPLE; i++) {
    const person = await Person.guest(cluster.url, `Person ${i}`, cluster.environment);
    await person.online();
    people.push(person);
  }
  const [first, ...others] = people;
  if (first === undefined) throw new RangeError('nobody is there');
  const made = await first.client.createGroup(
    'All',
    others.map(({ id }) => id),
  );
  for (const person of people) await person.conversation(made.id);
  const took = new Map<string, number[]>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const victim of ['nobody', 'relay-1', 'origin-1']) {
      const body = `${victim} in round ${round}`;
      const seen = Promise.all(people.map((person) => shows(person, made.id, body)));
      const from = now();
      if (victim !== 'nobody') await cluster.kill(victim);
      await within(
        'it is sent',
        first.client.conversation(made.id)?.send(body).sent ?? Promise.reject(new Error('gone')),
        120_000,
      );
      const sentMs = now() - from;
      const times = (await within('all show it', seen, 120_000)).map((at) => at - from);
      for (const [what, ms] of [
        ['sent', sentMs],
        ['median', percentile(times, 50)],
        ['last', Math.max(...times)],
      ] as const) {
        const name = `${victim} ${what}`;
        took.set(name, [...(took.get(name) ?? []), ms]);
      }
      // Whatever was killed comes back before the next one goes.
      await pause(2_000);
      await cluster.ready();
      for (const person of people) await person.online();
    }
  }
  console.log(`${PEOPLE} clients of the library, ${ROUNDS} rounds; ms from the kill\n`);
  console.log('| killed | 201 | half of the clients show it | the last one |\n|---|---|---|---|');
  for (const victim of ['nobody', 'relay-1', 'origin-1']) {
    const cells = ['sent', 'median', 'last'].map((it) =>
      medianAndSpread(took.get(`${victim} ${it}`) ?? [], 0),
    );
    console.log(`| ${victim} | ${cells.join(' | ')} |`);
  }
  for (const { client } of people) client.disconnect();
}

/** When this client first shows the body. */
function shows(person: Person, id: string, body: string): Promise<number> {
  const conversation = person.client.conversation(id);
  if (conversation === undefined) throw new Error(`${person.name} is not in it`);
  return new Promise((seen) => {
    const stop = conversation.onChange(() => {
      if (!conversation.messages.slice(-3).some((it) => it.body === body)) return;
      stop();
      seen(now());
    });
  });
}

const endings: (() => unknown)[] = [];
const scope = { after: (ending: () => unknown) => void endings.push(ending) };
try {
  const cluster = await Cluster.start(scope, {
    relays: 2,
    origins: 2,
    originConfig: unhurriedYaml(),
  });
  await hops(cluster);
  await bytes(cluster);
  await kills(cluster);
} finally {
  for (const ending of endings.reverse()) await ending();
}
