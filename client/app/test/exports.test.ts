import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Export } from '@sealmesh/sdk';

import { newsOf, portionOf } from '../src/model/exports.js';
import { fileSize } from '../src/model/measure.js';

const common = { id: 'a', requestedAt: 1, done: 0, total: 0 };
const waiting: Export = { ...common, state: 'waiting' };
const running: Export = { ...common, state: 'running', done: 5, total: 20 };
const ready: Export = { ...common, state: 'ready', expiresAt: 9, bytes: 3 };
const failed: Export = { ...common, state: 'failed', failure: 'trouble' };

const kinds = (before: readonly Export[], after: readonly Export[]): string[] =>
  newsOf(before, after).map(({ kind, copy }) => `${kind} ${copy.id}`);

test('each turn in the life of a copy is news once, and progress is none', () => {
  assert.deepEqual(kinds([], [waiting]), ['begun a']);
  assert.deepEqual(kinds([waiting], [running]), []);
  assert.deepEqual(kinds([running], [{ ...running, done: 6 }]), []);
  assert.deepEqual(kinds([running], [ready]), ['ready a']);
  assert.deepEqual(kinds([running], [failed]), ['failed a']);
  assert.deepEqual(kinds([ready], [ready]), []);
  assert.deepEqual(kinds([ready], []), ['gone a']);
});

test('a copy that was made while nobody looked is news, and so is one in the place of another', () => {
  assert.deepEqual(kinds([], [ready]), ['ready a']);
  assert.deepEqual(kinds([failed], [{ ...waiting, id: 'b' }]), ['gone a', 'begun b']);
});

test('tells how much is done only where somebody can tell', () => {
  assert.equal(portionOf(waiting), undefined);
  assert.equal(portionOf({ ...waiting, total: 10 }), undefined);
  assert.equal(portionOf({ ...running, total: 0 }), undefined);
  assert.equal(portionOf(running), 0.25);
  assert.equal(portionOf({ ...running, done: 20 }), undefined, 'there is more than it had thought');
  assert.equal(portionOf({ ...running, done: 21 }), undefined);
});

test('a size has the unit that makes it short', () => {
  const sizes = [0, 999, 1000, 9_400, 999_949, 999_950, 12_345_678, 4_200_000_000, 5e12];
  assert.deepEqual(sizes.map(fileSize), [
    '0 B',
    '999 B',
    '1 kB',
    '9.4 kB',
    '999.9 kB',
    '1 MB',
    '12.3 MB',
    '4.2 GB',
    '5,000 GB',
  ]);
});
