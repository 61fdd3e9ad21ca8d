import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConversation } from '../src/wire/answers.js';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const RECORD = {
  id: ID,
  rid: ID,
  kind: 'group',
  owner: ID,
  head: 3,
  floor: 1,
  epoch: 1,
  memberCount: 0,
  members: [],
};

test('a conversation says for how long it is kept, if that was decided for it', () => {
  assert.equal(parseConversation(RECORD)?.keptForMs, undefined);
  assert.equal(parseConversation({ ...RECORD, keptFor: 86_400_000 })?.keptForMs, 86_400_000);
  for (const keptFor of [-1, 1.5, '1', null]) {
    assert.equal(parseConversation({ ...RECORD, keptFor }), undefined);
  }
});
