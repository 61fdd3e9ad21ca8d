import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SUBPROTOCOLS } from '../src/index.js';

test('names the subprotocols of version 1, the preferred one first', () => {
  assert.deepEqual(SUBPROTOCOLS, ['sealmesh.v1.cbor', 'sealmesh.v1.json']);
});
