import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Backoff, RECONNECT_RANGE } from '../src/core/backoff.js';
import { BoundedMap } from '../src/core/boundedMap.js';
import { LASTING_WELCOME_MS, ReconnectPolicy } from '../src/core/reconnect.js';
import { ServerClock } from '../src/core/serverClock.js';
import { SyncSchedule } from '../src/core/syncSchedule.js';
import { fromBase64Url, isId, readU64, toBase64Url, writeU64 } from '../src/wire/bytes.js';
import { SeededRandom } from './support/seededRandom.js';

const middle = (): number => 0.5;

/**
 * When it is due; Infinity while one is in flight. A call, so that no compiler takes it for
 * constant.
 */
function dueOf(schedule: SyncSchedule): number {
  return schedule.dueAt ?? Infinity;
}

test('backs off from 0.5 s, doubling to 30 s', () => {
  const backoff = new Backoff(RECONNECT_RANGE, middle);
  const waits = Array.from({ length: 8 }, () => backoff.nextMs());
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  backoff.reset();
  assert.equal(backoff.nextMs(), 500);
});

test('multiplies each wait by a random 0.5 to 1.5', () => {
  assert.equal(new Backoff(RECONNECT_RANGE, () => 0).nextMs(), 250);
  assert.equal(new Backoff(RECONNECT_RANGE, () => 1).nextMs(), 750);
});

// The table of docs/PROTOCOL.md §6, the ends of its ranges, and what counts as 4000.
const closeTable = [
  ...[4000, 4001, 4002, 4003, 4004, 4008, 4009, 4029].map((code) => [code, 'keep'] as const),
  ...[4030, 4031, 4032, 4059].map((code) => [code, 'renew'] as const),
  [4060, 'bad-frame'],
  [4061, 'unsupported-version'],
  [4062, 'frame-too-large'],
  [4063, 'too-many-sockets'],
  [4077, 'refused'],
  [4099, 'refused'],
  ...[0, 1000, 1001, 1006, 1011, 3999, 4100].map((code) => [code, 'keep'] as const),
] as const;

for (const [code, expected] of closeTable) {
  test(`close code ${code}: ${expected}`, () => {
    const reconnect = new ReconnectPolicy(middle).onEnd(code, 0);
    if (expected === 'keep' || expected === 'renew') {
      assert.deepEqual(reconnect, { then: 'retry', afterMs: 500, ticket: expected });
    } else {
      assert.deepEqual(reconnect, { then: 'stop', reason: expected });
    }
  });
}

test('polls besides after three failures in a row, until a welcome', () => {
  const policy = new ReconnectPolicy(middle);
  for (const polls of [false, false, true, true]) {
    policy.onEnd(0, 0);
    assert.equal(policy.pollsBesides, polls);
  }
  policy.onWelcome(0);
  assert.equal(policy.pollsBesides, false);
});

test('only a welcome that lasted 60 s forgives the failures before it', () => {
  const policy = new ReconnectPolicy(middle);
  policy.onEnd(0, 0);
  policy.onEnd(0, 0);
  policy.onWelcome(0);
  const short = policy.onEnd(0, LASTING_WELCOME_MS - 1);
  assert.ok(short.then === 'retry' && short.afterMs === 2_000);
  policy.onWelcome(0);
  const long = policy.onEnd(0, LASTING_WELCOME_MS);
  assert.ok(long.then === 'retry' && long.afterMs === 500);
});

test('syncs once for many wishes, and once more for a wish that came meanwhile', () => {
  const schedule = new SyncSchedule(0, middle);
  schedule.wish(0, 300);
  schedule.wish(10, 300);
  assert.equal(dueOf(schedule), 300);
  schedule.begin();
  schedule.wish(400);
  schedule.wish(400);
  assert.equal(schedule.dueAt, undefined);
  schedule.succeeded(500, 'news');
  assert.equal(dueOf(schedule), 400);
  schedule.begin();
  schedule.succeeded(600, 'news');
  assert.ok(dueOf(schedule) >= 60_600);
});

test('checks the heads every 1 to 10 minutes', () => {
  assert.equal(new SyncSchedule(0, () => 0).dueAt, 60_000);
  assert.equal(new SyncSchedule(0, () => 1).dueAt, 600_000);
});

test('backs off after failures, which a wake forgives, but not what Retry-After asked for', () => {
  const schedule = new SyncSchedule(0, middle);
  schedule.begin();
  schedule.failed(0);
  assert.equal(dueOf(schedule), 500);
  schedule.begin();
  schedule.failed(500);
  assert.equal(dueOf(schedule), 1_500);
  schedule.wish(600);
  assert.equal(dueOf(schedule), 1_500, 'a wish waits, too');
  schedule.wake(700);
  assert.ok(dueOf(schedule) <= 700);
  schedule.begin();
  schedule.failed(700, 90_000);
  schedule.wake(800);
  assert.equal(dueOf(schedule), 90_700);
});

test('polls every 5 s, growing to 30 s while nothing comes', () => {
  const schedule = new SyncSchedule(0, middle);
  schedule.startPolling(0);
  let now = dueOf(schedule);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    schedule.begin();
    schedule.succeeded(now, i === 5 ? 'news' : 'no-news');
    const due = dueOf(schedule);
    waits.push(Math.round((due - now) / 100) / 10);
    now = due;
  }
  assert.deepEqual(waits, [7.5, 11.3, 16.9, 25.3, 30, 5, 7.5]);
  schedule.stopPolling(now);
  assert.ok(dueOf(schedule) - now >= 60_000);
});

test('corrects the clock by the Date of the fastest answer', () => {
  let local = 1_000_000;
  const clock = new ServerClock(() => local);
  assert.equal(clock.now(), 1_000_000);
  clock.onAnswer(new Date(1_120_000).toUTCString(), 999_900, 1_000_100);
  assert.equal(clock.now(), 1_120_500);
  clock.onAnswer(new Date(1_121_000).toUTCString(), 999_000, 1_001_000);
  assert.equal(clock.now(), 1_120_500, 'a slower answer says less');
  clock.onAnswer('nonsense', 1_000_000, 1_000_001);
  clock.onAnswer(null, 1_000_000, 1_000_001);
  assert.equal(clock.now(), 1_120_500);
  local = 1_000_000 - 3_600_000;
  clock.onAnswer(new Date(1_120_000).toUTCString(), local - 500, local + 500);
  assert.equal(clock.now(), 1_120_500, "the machine's clock was set");
});

test('forgets what was not used for the longest time', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  assert.deepEqual(
    [...map.entries()].map(([key]) => key),
    ['a', 'c'],
  );
});

test('writes and reads base64url of every length, and one spelling only', () => {
  const random = new SeededRandom(7);
  for (let length = 0; length < 100; length++) {
    const bytes = random.bytes(length);
    const text = toBase64Url(bytes);
    assert.equal(text, Buffer.from(bytes).toString('base64url'));
    assert.deepEqual(fromBase64Url(text), bytes);
  }
  for (const wrong of ['A', 'AB', 'AA==', 'A+/A', 'AA A', 'ÄAAA', 'AAB']) {
    assert.equal(fromBase64Url(wrong), undefined, wrong);
  }
  assert.equal(isId('A'.repeat(22)), true);
  assert.equal(isId(`${'A'.repeat(21)}B`), false);
  assert.equal(isId('A'.repeat(21)), false);
});

test('reads and writes numbers of 53 bits', () => {
  const view = new DataView(new ArrayBuffer(8));
  for (const value of [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    writeU64(view, 0, value);
    assert.equal(readU64(view, 0), value);
  }
  view.setUint32(0, 0x00200000);
  assert.ok(Number.isNaN(readU64(view, 0)));
  assert.throws(() => {
    writeU64(view, 0, -1);
  }, RangeError);
});
