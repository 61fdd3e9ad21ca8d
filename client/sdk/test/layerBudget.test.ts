import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CallQuality } from '../src/api/calls.js';
import { LayerBudget } from '../src/core/layerBudget.js';
import type { MediaLayer } from '../src/wire/media.js';
import { SeededRandom, seedFromEnvironment } from './support/seededRandom.js';

const WANTED: readonly MediaLayer[] = ['high', 'medium', 'medium', 'low', 'none'];

/** A budget that is told every two seconds how media arrives. */
class Receiver {
  readonly budget = new LayerBudget();
  now = 0;
  asked: readonly MediaLayer[] = this.budget.within(WANTED);

  hear(quality: CallQuality | undefined, times = 1): void {
    for (let i = 0; i < times; i++) {
      this.now += 2_000;
      if (this.budget.hear(this.now, quality) === 'changed')
        this.asked = this.budget.within(WANTED);
    }
  }
}

test('asks for all that is wanted as long as it arrives', () => {
  const receiver = new Receiver();
  receiver.hear('good', 50);
  receiver.hear('fair', 50);
  receiver.hear(undefined, 50);
  assert.deepEqual(receiver.asked, WANTED);
});

test('one bad measurement changes nothing', () => {
  const receiver = new Receiver();
  for (let i = 0; i < 20; i++) {
    receiver.hear('poor');
    receiver.hear('fair');
  }
  assert.deepEqual(receiver.asked, WANTED);
});

test('spares the least important pictures first, and never stops the most important one', () => {
  const receiver = new Receiver();
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) {
    receiver.hear('poor');
    if (seen.at(-1) !== receiver.asked.join(' ')) seen.push(receiver.asked.join(' '));
  }
  assert.deepEqual(seen, [
    'high medium medium low none',
    'high low low low none',
    'high low none none none',
    'high none none none none',
    'medium none none none none',
    'low none none none none',
  ]);
});

test('wants more again when all has been well for a while, and less often each time it was too much', () => {
  const receiver = new Receiver();
  receiver.hear('poor', 2);
  const spared = receiver.asked;
  receiver.hear('good', 5);
  assert.deepEqual(receiver.asked, spared);
  receiver.hear('good', 1);
  assert.notDeepEqual(receiver.asked, spared);
  receiver.hear('poor', 2);
  const again = receiver.asked;
  receiver.hear('good', 10);
  assert.deepEqual(receiver.asked, again, 'twice as long as before');
  receiver.hear('good', 60);
  assert.deepEqual(receiver.asked, WANTED);
});

test('of pictures that are gone nothing is spared any more', () => {
  const budget = new LayerBudget();
  budget.within(Array<MediaLayer>(20).fill('high'));
  for (let i = 1; i <= 40; i++) {
    if (budget.hear(i * 2_000, 'poor') === 'changed') {
      budget.within(Array<MediaLayer>(20).fill('high'));
    }
  }
  assert.deepEqual(budget.within(['high']), ['low']);
  // What is left to be spared is one picture's, and so is what comes back.
  for (let i = 0; i < 30; i++) budget.hear(100_000 + i * 2_000, 'good');
  assert.deepEqual(budget.within(['high']), ['high']);
});

test('never asks for more than is wanted, whatever happens', () => {
  const random = new SeededRandom(seedFromEnvironment());
  const layers: readonly MediaLayer[] = ['none', 'low', 'medium', 'high'];
  const qualities = ['good', 'fair', 'poor', undefined] as const;
  for (let history = 0; history < 200; history++) {
    const budget = new LayerBudget();
    for (let step = 0; step < 100; step++) {
      budget.hear(step * 2_000, qualities[random.below(qualities.length)]);
      const wanted = Array.from({ length: random.below(6) }, () => random.pick(layers));
      const asked = budget.within(wanted);
      assert.equal(asked.length, wanted.length);
      asked.forEach((layer, at) => {
        const most = wanted[at] ?? 'none';
        assert.ok(layers.indexOf(layer) <= layers.indexOf(most));
        if (at === 0 && most !== 'none') assert.notEqual(layer, 'none');
      });
    }
  }
});
