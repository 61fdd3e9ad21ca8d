import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  parseAudit,
  parseHolds,
  parseOwnAges,
  parseRequests,
  parseRetention,
} from '../src/wire/administration.js';
import { asks, clientOf } from './support/answeringSite.js';
import { idOf } from './support/modelConversation.js';

const COUNTS = { conversations: 1, events: 2, calls: 3, guests: 4, held: 5 };
const RUN = { id: idOf('run'), state: 'done', at: 7, counts: COUNTS };
const RETENTION = { ages: { direct: 86_400_000 }, nextAt: 9, last: RUN };
const HOLD = { kind: 'person', subject: idOf('ben'), at: 5, name: 'Ben' };
const AGE = { conversation: idOf('talk'), kind: 'direct', keptFor: 3_600_000 };
const REQUEST = {
  ...{ id: idOf('job'), kind: 'export', state: 'ready', requestedAt: 4 },
  ...{ done: 1, total: 2, name: 'Ben' },
};
const ENTRY = {
  ...{ at: 8, act: 'hold-set', actor: idOf('ruth'), actorName: 'Ruth' },
  ...{ kind: 'person', subject: idOf('ben'), subjectName: 'Ben' },
};

test('reads what is deleted by age', () => {
  assert.deepEqual(parseRetention({ ...RETENTION, more: 1 }), {
    agesMs: {
      ...{ direct: 86_400_000, groups: undefined, rooms: undefined },
      ...{ callRecords: undefined, guests: undefined },
    },
    nextAt: 9,
    last: { state: 'done', at: 7, counts: COUNTS },
    preview: undefined,
  });
  for (const broken of [
    { ages: undefined },
    { ages: { rooms: -1 } },
    { nextAt: 'soon' },
    { last: { ...RUN, state: 'late' } },
    { preview: { ...RUN, counts: { ...COUNTS, held: null } } },
  ]) {
    assert.equal(parseRetention({ ...RETENTION, ...broken }), undefined, JSON.stringify(broken));
  }
});

test('reads holds, ages and requests, and takes none that is broken', () => {
  assert.deepEqual(parseHolds({ holds: [HOLD] }), [HOLD]);
  assert.deepEqual(parseOwnAges({ conversations: [AGE] }), [
    { conversation: idOf('talk'), kind: 'direct', title: undefined, keptForMs: 3_600_000 },
  ]);
  assert.deepEqual(parseRequests({ requests: [REQUEST] }), [REQUEST]);
  assert.equal(parseHolds({ holds: [HOLD, { ...HOLD, kind: 'thing' }] }), undefined);
  assert.equal(parseOwnAges({ conversations: [{ ...AGE, keptFor: undefined }] }), undefined);
  assert.equal(parseRequests({ requests: [{ ...REQUEST, state: 'lost' }] }), undefined);
});

test('reads the audit trail, and goes on after acts that it does not know', () => {
  const page = parseAudit({ entries: [ENTRY, { ...ENTRY, at: 3, act: 'danced' }], more: true });
  assert.deepEqual(page, {
    entries: [
      {
        ...{ at: 8, act: 'hold-set', actor: idOf('ruth'), actorName: 'Ruth' },
        about: { kind: 'person', id: idOf('ben'), name: 'Ben' },
        keptForMs: undefined,
      },
    ],
    before: 3,
  });
  const { kind, subject, subjectName, ...bare } = ENTRY;
  assert.ok(kind && subject && subjectName);
  assert.equal(parseAudit({ entries: [bare], more: false })?.entries[0]?.about, undefined);
  assert.equal(parseAudit({ entries: [bare], more: false })?.before, undefined);
  for (const broken of [{ at: -1 }, { actor: 'x' }, { kind: 'thing' }, { act: 5 }]) {
    assert.equal(parseAudit({ entries: [{ ...ENTRY, ...broken }], more: false }), undefined);
  }
});

test('asks and tells what administrators want', async () => {
  const { client, asked } = await clientOf(204, undefined);
  const { administration } = client;
  const [ben, talk] = [idOf('ben'), idOf('talk')];
  await administration.setHold('person', ben);
  await administration.liftHold('person', ben);
  await administration.keepFor(talk, undefined);
  await administration.keepFor(talk, 3_600_000);
  assert.deepEqual(asked, [
    asks(`PUT /admin/holds/person/${ben}`),
    asks(`DELETE /admin/holds/person/${ben}`),
    asks(`DELETE /admin/retention/conversations/${talk}`),
    { ...asks(`PUT /admin/retention/conversations/${talk}`), hasBody: true },
  ]);
  const trail = await clientOf(200, { entries: [], more: false });
  await trail.client.administration.audit();
  await trail.client.administration.audit(5);
  assert.deepEqual(trail.asked, [asks('GET /admin/audit'), asks('GET /admin/audit?before=5')]);
});
