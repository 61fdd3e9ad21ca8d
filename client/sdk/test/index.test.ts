import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SUBPROTOCOL } from '../src/index.js';

test('names the subprotocol of version 1', () => {
  assert.equal(SUBPROTOCOL, 'sealmesh.v1.json');
});
