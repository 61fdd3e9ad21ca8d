import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { countPutsAndDrops } from './support/logWatch.js';
import { OrderTally } from './support/orderTally.js';
import { type History, OrderWorld } from './support/orderWorld.js';
import { seedFromEnvironment } from './support/seededRandom.js';

/**
 * Many histories of the order core: the production's `Replica`, `SyncLoop` and `Connection`, and
 * with them its logs, schedules and back-offs, against an origin and relays that lose, delay, double,
 * reorder, refuse and die. At no moment may a log have a hole, show an event twice or go backwards,
 * and when nothing fails any more, each must become the origin's without anybody pressing a key.
 *
 * simulation.test.ts drives the whole client through a few histories; this one leaves crypto, HTTP
 * and transcripts out and lives thousands: `HISTORIES=10000 npm test -w sdk`.
 */
const HISTORIES = Number(process.env['HISTORIES'] ?? 1_000);
/** Among so many histories each mutation must show. */
const SOUGHT_MAX = 200;
/** In so many, each thing that is counted happens dozens of times. */
const LIVELY_FROM = 500;

type Weather = Omit<History, 'seed'>;

/** Chance offers every repair, and a mesh that keeps its promise or not, by the seed's two bits. */
function anyWeather(seed: number): Weather {
  const promise = (seed & 1) === 0 ? 'kept' : 'broken';
  return { promise, ending: (seed & 2) === 0 ? 'silence' : 'last word', without: [] };
}

async function faultsOf(history: History, tally = new OrderTally()): Promise<readonly string[]> {
  const world = new OrderWorld(history, tally);
  await world.live();
  return world.faults;
}

/** Lives that many histories, none of which may go wrong. */
async function assertSound(
  count: number,
  weatherOf: (seed: number) => Weather,
  tally = new OrderTally(),
): Promise<void> {
  const first = seedFromEnvironment();
  for (let seed = first; seed < first + count; seed++) {
    const faults = await faultsOf({ seed, ...weatherOf(seed) }, tally);
    assert.deepEqual(faults, [], `to repeat it: SEED=${seed} HISTORIES=1 npm test -w sdk`);
  }
}

/** Looks for a history that goes wrong, and names its seed. */
async function assertFound(context: TestContext, weather: Weather): Promise<void> {
  for (let seed = 1; seed <= SOUGHT_MAX; seed++) {
    const [fault] = await faultsOf({ seed, ...weather });
    if (fault === undefined) continue;
    context.diagnostic(`found at seed ${seed}: ${fault}`);
    return;
  }
  assert.fail(`none of ${SOUGHT_MAX} histories went wrong`);
}

countPutsAndDrops();

test('every log becomes the origin’s, and is never wrong on the way', async (context) => {
  const tally = new OrderTally();
  await assertSound(HISTORIES, anyWeather, tally);
  context.diagnostic(`${HISTORIES} histories: ${JSON.stringify(tally)}`);
  if (HISTORIES < LIVELY_FROM) return;
  for (const [what, count] of Object.entries(tally)) assert.ok(count > 0, `no ${what}`);
});

// The first two say that whatever is found after them comes of what was taken out, and of that alone.

const promiseAlone: Weather = { promise: 'kept', ending: 'silence', without: ['head check'] };
const gapsAlone: Weather = {
  ...{ promise: 'broken', ending: 'last word' },
  without: ['head check', 'resync'],
};

test('a mesh that keeps its promise is enough without a head check', async () => {
  await assertSound(Math.ceil(HISTORIES / 10), () => promiseAlone);
});

test('gaps that show are mended without a resync and without a head check', async () => {
  await assertSound(Math.ceil(HISTORIES / 10), () => gapsAlone);
});

test('without the head check, a promise that is broken leaves somebody behind', async (context) => {
  await assertFound(context, { ...promiseAlone, promise: 'broken' });
});

test('without the sync after a welcome somebody stays behind', async (context) => {
  await assertFound(context, { ...promiseAlone, without: ['head check', 'welcome'] });
});

test('without the sync after a resync somebody stays behind', async (context) => {
  await assertFound(context, { ...promiseAlone, without: ['head check', 'resync'] });
});

test('without the repair of gaps somebody stays behind', async (context) => {
  await assertFound(context, { ...gapsAlone, without: ['head check', 'resync', 'gap'] });
});

test('whoever appends what arrives shows holes and doubles and goes backwards', async (context) => {
  const shown = { hole: 0, double: 0, backwards: 0 };
  for (let seed = 1; seed <= SOUGHT_MAX; seed++) {
    const world = new OrderWorld({ seed, ...anyWeather(seed) }, new OrderTally());
    const lists = new Map<string, number[]>();
    world.onArrival = (browser, { timeline, rid, seq }) => {
      const name = `${browser} ${timeline} ${rid}`;
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      const last = list.at(-1) ?? seq - 1;
      if (list.includes(seq)) shown.double ||= seed;
      else if (seq > last + 1) shown.hole ||= seed;
      else if (seq < last) shown.backwards ||= seed;
      list.push(seq);
    };
    await world.live();
    assert.deepEqual(world.faults, [], `the order core itself, seed ${seed}`);
    if (Object.values(shown).every((found) => found > 0)) break;
  }
  context.diagnostic(`found at the seeds ${JSON.stringify(shown)}`);
  for (const [what, found] of Object.entries(shown)) assert.ok(found > 0, `no ${what}`);
});
