import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filtered } from '../src/model/filter.js';
import { rove } from '../src/model/roving.js';
import type { Summary } from '../src/model/types.js';

const named = (title: string): Summary => ({
  id: title,
  face: title,
  kind: 'group',
  title,
  at: 0,
  unread: 0,
  typing: [],
});

test('the filter forgives accents and case', () => {
  const all = [named('Zoë & Ángel'), named('Harbour'), named('ليلى')];
  const found = (query: string): string[] => filtered(all, query).map(({ title }) => title);
  assert.deepEqual(found('ANGEL'), ['Zoë & Ángel']);
  assert.deepEqual(found('zoé'), ['Zoë & Ángel']);
  assert.deepEqual(found('ليلى'), ['ليلى']);
  assert.deepEqual(found('x'), []);
  assert.equal(filtered(all, '  '), all);
});

test('arrow keys stop at the ends, Home and End go there', () => {
  assert.equal(rove('ArrowDown', 0, 3), 1);
  assert.equal(rove('ArrowDown', 2, 3), 2);
  assert.equal(rove('ArrowUp', 0, 3), 0);
  assert.equal(rove('ArrowDown', -1, 3), 0);
  assert.equal(rove('End', 0, 3), 2);
  assert.equal(rove('Home', 2, 3), 0);
  assert.equal(rove('a', 1, 3), undefined);
  assert.equal(rove('ArrowDown', 0, 0), undefined);
});
