import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Drafts } from '../src/model/drafts.js';

test('keeps what was begun, forgets what was emptied', () => {
  const drafts = new Drafts();
  drafts.set('a', 'Dear');
  assert.equal(drafts.get('a'), 'Dear');
  drafts.set('a', ' ');
  assert.equal(drafts.get('a'), '');
});

test('forgets the oldest beyond its bound, and everything when told to', () => {
  const drafts = new Drafts();
  for (let index = 0; index <= 50; index++) {
    drafts.set(`c${index}`, 'x');
  }
  assert.equal(drafts.get('c0'), '');
  assert.equal(drafts.get('c1'), 'x');
  drafts.set('c1', 'y');
  drafts.set('c51', 'x');
  assert.equal(drafts.get('c1'), 'y', 'what was touched last is not the oldest');
  assert.equal(drafts.get('c2'), '');
  drafts.clear();
  assert.equal(drafts.get('c51'), '');
});
