import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deliveryOf, type Progress } from '../src/model/delivery.js';

const group: Progress = { status: 'sent', kind: 'group', others: 3, deliveredTo: 0, readBy: 0 };

test('a mark holds for everyone', () => {
  assert.equal(deliveryOf(group), 'sent');
  assert.equal(deliveryOf({ ...group, deliveredTo: 2 }), 'sent');
  assert.equal(deliveryOf({ ...group, deliveredTo: 3, readBy: 2 }), 'delivered');
  assert.equal(deliveryOf({ ...group, deliveredTo: 3, readBy: 3 }), 'seen');
});

test('what was not sent is neither delivered nor seen', () => {
  assert.equal(deliveryOf({ ...group, status: 'pending', deliveredTo: 3, readBy: 3 }), 'pending');
  assert.equal(deliveryOf({ ...group, status: 'failed' }), 'failed');
});

test('in rooms and in notes to oneself it ends at sent', () => {
  assert.equal(deliveryOf({ ...group, kind: 'room', deliveredTo: 3, readBy: 3 }), 'sent');
  assert.equal(deliveryOf({ ...group, kind: 'direct', others: 0 }), 'sent');
});
