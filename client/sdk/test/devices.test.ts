import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDevices } from '../src/wire/devices.js';
import { asks, clientOf } from './support/answeringSite.js';
import { idOf } from './support/modelConversation.js';

const PHONE = { device: idOf('phone'), since: 1_000, expires: 9_000, current: false };
const DESK = { device: idOf('desk'), expires: 8_000, current: true };

test('reads where somebody is signed in', () => {
  assert.deepEqual(parseDevices({ sessions: [{ ...PHONE, more: 1 }, DESK] }), [
    { id: idOf('phone'), since: 1_000, expires: 9_000, current: false },
    { id: idOf('desk'), since: undefined, expires: 8_000, current: true },
  ]);
  for (const broken of [{ device: 'x' }, { since: 'then' }, { expires: -1 }, { current: 1 }]) {
    assert.equal(parseDevices({ sessions: [{ ...PHONE, ...broken }] }), undefined);
  }
  assert.equal(parseDevices([PHONE]), undefined);
});

test('asks where, and ends it there or everywhere else', async () => {
  const listing = await clientOf(200, { sessions: [PHONE] });
  assert.equal((await listing.client.devices())[0]?.id, PHONE.device);
  assert.deepEqual(listing.asked, [asks('GET /sessions')]);
  const ending = await clientOf(204, undefined);
  await ending.client.signOutOf(PHONE.device);
  await ending.client.signOutElsewhere();
  assert.deepEqual(ending.asked, [
    asks(`DELETE /sessions/${PHONE.device}`),
    asks('DELETE /sessions'),
  ]);
  assert.equal(ending.client.session.state, 'signed-in');
});
