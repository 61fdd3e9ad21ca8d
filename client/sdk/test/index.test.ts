import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SUBPROTOCOL_CBOR } from '../src/index.js';

test('names the subprotocol of version 1', () => {
  assert.equal(SUBPROTOCOL_CBOR, 'sealmesh.v1.cbor');
});
