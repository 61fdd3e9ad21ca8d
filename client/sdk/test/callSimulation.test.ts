import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { type CallHistory, CallTally, faultsOf, type Flaw } from './support/callSimWorld.js';
import { seedFromEnvironment } from './support/seededRandom.js';

/**
 * Many histories of calls between two people: the production's machine in each of their browsers,
 * and a mesh and an origin that lose, delay, double, reorder, part, restart and go away. At no
 * moment may a call have two winners, or two ends that do not agree on who talks to whom; and when
 * all is over, every party has an end and every call has exactly one in the record.
 *
 * calls.test.ts drives whole clients; this one leaves crypto, sockets and browsers out and lives
 * thousands: `HISTORIES=100000 npm test -w sdk`.
 */
const HISTORIES = Number(process.env['HISTORIES'] ?? 2_000);
/** Among so many histories each flaw must show. */
const SOUGHT_MAX = 1_000;
/** In so many, each thing that is counted happens. */
const LIVELY_FROM = 500;

/** In one conversation there is one call: who is in one is hardly ever called. */
const RARE = new Set(['busy', 'lost']);

const KINDNESSES = ['fair', 'rough', 'stormy', 'stormy'] as const;

function historyOf(seed: number, without: readonly Flaw[] = []): CallHistory {
  return { seed, kindness: KINDNESSES[seed & 3] ?? 'fair', without };
}

async function assertFound(context: TestContext, without: readonly Flaw[]): Promise<void> {
  for (let seed = 1; seed <= SOUGHT_MAX; seed++) {
    const [fault] = await faultsOf(historyOf(seed, without), new CallTally());
    if (fault === undefined) continue;
    context.diagnostic(`found at seed ${seed}: ${fault}`);
    return;
  }
  assert.fail(`none of ${SOUGHT_MAX} histories went wrong`);
}

test('every call ends, for everybody and once, and nobody else is talked to', async (context) => {
  const tally = new CallTally();
  const first = seedFromEnvironment();
  for (let seed = first; seed < first + HISTORIES; seed++) {
    const faults = await faultsOf(historyOf(seed), tally);
    assert.deepEqual(faults, [], `to repeat it: SEED=${seed} HISTORIES=1 npm test -w sdk`);
  }
  context.diagnostic(`${HISTORIES} histories: ${JSON.stringify(tally)}`);
  if (HISTORIES < LIVELY_FROM) return;
  for (const [what, count] of Object.entries(tally)) {
    if (!RARE.has(what)) assert.ok(count > 0, `no ${what}`);
  }
});

/** What is left out, and with it a repair that would hide that. */
const FLAWS: Readonly<Record<string, readonly Flaw[]>> = {
  'counters a replay is believed': ['counter check'],
  'expiry what is late is believed': ['expiry check'],
  'the address of an answer two have won': ['address check'],
  'the sender’s party a stranger hangs up': ['party check'],
  'the watch on media a call has no end': ['media watch', 'end by record', 'leave'],
  'the end of ringing a call has no end': ['ring end', 'end by record', 'leave'],
  'the lock of the origin a conversation has two calls': ['open lock'],
  'the origin’s memory a call ends twice': ['idempotence'],
  'the origin’s time-outs a call has no end': ['time-outs'],
  'asking again the record does not say who hung up': ['confirmation again'],
};

for (const [what, without] of Object.entries(FLAWS)) {
  test(`without ${what}`, (context) => assertFound(context, without));
}
