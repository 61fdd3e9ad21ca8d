import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Overview } from '@sealmesh/sdk';

import { OverviewWatch, POLL_MS } from '../src/store/overview-watch.js';
import { Refused } from '../src/store/store.js';

function overview(at: number): Overview {
  return { node: 'origin-1', at, database: undefined, outbox: undefined, mesh: undefined };
}

/** A site that answers when the test says so, and time that stands still. */
class Bench {
  now = 1_000_000;
  asked = 0;
  told = 0;
  readonly waiting: { run: () => void; ms: number }[] = [];
  private answer: ((outcome: Overview | Refused) => void) | undefined;
  readonly watch = new OverviewWatch(
    () => {
      this.asked++;
      return new Promise((resolve, reject) => {
        this.answer = (outcome) => {
          if (outcome instanceof Refused) {
            reject(outcome);
          } else {
            resolve(outcome);
          }
        };
      });
    },
    {
      later: (run, ms) => {
        const entry = { run, ms };
        this.waiting.push(entry);
        return () => {
          const index = this.waiting.indexOf(entry);
          if (index >= 0) {
            this.waiting.splice(index, 1);
          }
        };
      },
      now: () => this.now,
    },
  );

  constructor() {
    this.watch.subscribe(() => {
      this.told++;
    });
  }

  async answers(outcome: Overview | Refused): Promise<void> {
    this.answer?.(outcome);
    this.answer = undefined;
    await new Promise((resolve) => setImmediate(resolve));
  }

  tick(): void {
    this.now += POLL_MS;
    this.waiting.shift()?.run();
  }
}

test('asks at once, and again some time after each answer', async () => {
  const bench = new Bench();
  bench.watch.start();
  bench.watch.start();
  assert.equal(bench.asked, 1);
  assert.equal(bench.waiting.length, 0, 'one question at a time');
  await bench.answers(overview(1));
  assert.equal(bench.watch.overview?.at, 1);
  assert.equal(bench.watch.heardAt, bench.now);
  assert.deepEqual(
    bench.waiting.map(({ ms }) => ms),
    [POLL_MS],
  );
  bench.tick();
  assert.equal(bench.asked, 2);
  await bench.answers(overview(2));
  assert.equal(bench.watch.history.samples.length, 2);
  assert.equal(bench.told, 2);
});

test('rests while nobody looks, and shows a gap afterwards', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(overview(1));
  bench.watch.stop();
  assert.equal(bench.waiting.length, 0);
  bench.watch.start();
  assert.equal(bench.asked, 2);
  bench.watch.stop();
  await bench.answers(overview(2));
  assert.equal(bench.waiting.length, 0, 'what was on its way starts nothing anew');
  assert.equal(bench.watch.history.samples.length, 3);
});

test('keeps what it knows and asks on while the site does not answer', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(overview(1));
  const { heardAt } = bench.watch;
  bench.tick();
  await bench.answers(new Refused('unreachable'));
  assert.equal(bench.watch.refusal, 'unreachable');
  assert.equal(bench.watch.overview?.at, 1);
  assert.equal(bench.watch.heardAt, heardAt);
  bench.tick();
  await bench.answers(overview(2));
  assert.equal(bench.watch.refusal, undefined);
});

test('asks no more once it was told that it may not', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(new Refused('forbidden'));
  assert.equal(bench.watch.refusal, 'forbidden');
  assert.equal(bench.waiting.length, 0);
});

test('shows the next person nothing of what this one saw', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(overview(1));
  bench.tick();
  bench.watch.forget();
  await bench.answers(overview(2));
  assert.equal(bench.watch.overview, undefined);
  assert.equal(bench.watch.heardAt, undefined);
  assert.equal(bench.watch.history.samples.length, 0);
  assert.equal(bench.waiting.length, 0);
});
