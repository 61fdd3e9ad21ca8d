import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { keptForMs } from '../src/model/kept.js';

const STORED = [
  { what: 'direct', place: 'database', keptForMs: 90 },
  { what: 'groups', place: 'database', keptForMs: undefined },
  { what: 'rooms', place: 'database', keptForMs: 30 },
] as const;

describe('for how long a conversation is kept', () => {
  it('is the shorter of the age of its kind and its own', () => {
    assert.equal(keptForMs('direct', undefined, STORED), 90);
    assert.equal(keptForMs('direct', 7, STORED), 7);
    assert.equal(keptForMs('room', 60, STORED), 30);
  });

  it('has no end where neither has one, and is not guessed before the site has said so', () => {
    assert.equal(keptForMs('group', undefined, STORED), undefined);
    assert.equal(keptForMs('group', 7, STORED), 7);
    assert.equal(keptForMs('room', undefined), undefined);
    assert.equal(keptForMs('room', 60), 60);
  });
});
