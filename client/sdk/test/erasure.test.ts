import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CountedErasure, Erasure } from '../src/api/erasure.js';
import type { Member } from '../src/api/events.js';
import { defaultLimits } from '../src/api/limits.js';
import { ConversationState } from '../src/core/conversationState.js';
import { Outbox } from '../src/core/outbox.js';
import type { ConversationRecord } from '../src/wire/answers.js';
import { parseErasure } from '../src/wire/erasure.js';
import { parseEvent, type LogEvent } from '../src/wire/events.js';
import { clientOf, asks } from './support/answeringSite.js';
import { idOf, memberOf } from './support/modelConversation.js';

const COMMON = { id: idOf('wish'), requestedAt: 1_000, done: 3, total: 9 } as const;
const WAITING: Erasure = { ...COMMON, state: 'waiting', messages: 'kept' };
const COUNTED: CountedErasure = {
  ...COMMON,
  state: 'counted',
  messages: 'deleted',
  counts: { conversations: 1, messages: 2, calls: 3, devices: 4, blocks: 5, copies: 6 },
  expiresAt: 9_000,
};

test('reads an erasure in each of its states, and what it does not know deletes', () => {
  assert.deepEqual(parseErasure({ ...WAITING, more: 1 }), WAITING);
  assert.deepEqual(parseErasure({ ...WAITING, state: 'failed' }), { ...WAITING, state: 'failed' });
  assert.deepEqual(parseErasure(COUNTED), COUNTED);
  assert.equal(parseErasure({ ...COUNTED, messages: 'shredded' })?.messages, 'deleted');
});

test('takes no erasure that is not as it should be', () => {
  const { expiresAt, ...unending } = COUNTED;
  assert.ok(expiresAt > 0);
  const bad: readonly unknown[] = [
    undefined,
    { ...WAITING, id: 'wish' },
    { ...WAITING, done: -1 },
    { ...WAITING, state: 'erased' },
    { ...COUNTED, counts: undefined },
    { ...COUNTED, counts: { ...COUNTED.counts, copies: '6' } },
    unending,
  ];
  for (const value of bad) assert.equal(parseErasure(value), undefined, JSON.stringify(value));
});

test('asks, looks, takes back', async () => {
  const begun = await clientOf(202, WAITING);
  assert.deepEqual(await begun.client.requestErasure(), WAITING);
  assert.deepEqual(begun.asked, [asks('POST /erasure')]);
  const there = await clientOf(200, { erasure: COUNTED });
  assert.deepEqual(await there.client.erasure(), COUNTED);
  assert.equal(await (await clientOf(200, {})).client.erasure(), undefined);
  const strange = await clientOf(200, { erasure: { ...COUNTED, state: 'erased' } });
  await assert.rejects(strange.client.erasure(), { type: 'bad-answer' });
  const none = await clientOf(404, { type: '/problems/not-found', title: 'Nothing' });
  await assert.rejects(none.client.cancelErasure(), { type: 'not-found' });
});

test('whoever has confirmed is signed out, and nothing of her is kept', async () => {
  const { client, asked, kept } = await clientOf(204, undefined);
  await client.confirmErasure(COUNTED.id, 'correct horse');
  assert.deepEqual(asked, [{ ...asks('POST /erasure/confirmation'), hasBody: true }]);
  assert.deepEqual(client.session, { state: 'signed-out', problem: undefined });
  assert.deepEqual(kept, [null]);
});

test('whoever mistakes her password is not', async () => {
  const wrong = { type: '/problems/wrong-password', title: 'No' };
  const { client, kept } = await clientOf(403, wrong);
  await assert.rejects(client.confirmErasure(COUNTED.id, 'a guess'), { type: 'wrong-password' });
  assert.equal(client.session.state, 'signed-in');
  assert.deepEqual(kept, []);
});

const ANN = memberOf('ann');
const ZOE = memberOf('zoe');
const BEN = memberOf('ben');
const NAMELESS: Member = { ...ZOE, name: '' };

function recordOf(kind: 'direct' | 'group' | 'room', members: readonly Member[]) {
  const listed = kind === 'room' ? [] : members;
  const record: ConversationRecord = {
    ...{ id: idOf('talk'), rid: idOf('rid talk'), kind, title: undefined, owner: ANN.id },
    ...{ head: 1, floor: 1, epoch: 1, memberCount: members.length, members: listed },
    keptForMs: undefined,
  };
  return record;
}

function talkOf(kind: 'direct' | 'group' | 'room', members: readonly Member[]): ConversationState {
  const record = recordOf(kind, members);
  const state = new ConversationState(record, {
    me: ANN.id,
    limits: defaultLimits,
    outbox: new Outbox(8),
    onChanged: () => undefined,
    onPut: () => undefined,
  });
  const created: LogEvent = {
    ...{ type: 'conversation.created', seq: 1, at: 1, actor: ZOE.id, kind },
    ...{ title: 'Her title', members: record.members },
  };
  state.sync({ conversation: record, events: [created], more: false, pointers: [] }, undefined);
  return state;
}

const erased = (seq: number, messages: 'deleted' | 'kept' = 'deleted'): LogEvent => ({
  ...{ type: 'person.erased', seq, at: seq, actor: ZOE.id, messages },
});

function createdIn(state: ConversationState) {
  const [first] = state.transcript;
  assert.ok(first?.kind === 'notice' && first.event.type === 'conversation.created');
  return first.event;
}

test('a group loses her and her name, in what was told before too', () => {
  const state = talkOf('group', [ANN, ZOE, BEN]);
  state.offer(erased(2), 1);
  assert.deepEqual(state.summary.members, [ANN, BEN]);
  assert.equal(state.summary.memberCount, 2);
  assert.deepEqual(createdIn(state).members, [ANN, NAMELESS, BEN]);
  assert.equal(createdIn(state).title, undefined);
});

test('a group that keeps what she wrote keeps the title that she gave at first', () => {
  const state = talkOf('group', [ANN, ZOE]);
  state.offer(erased(2, 'kept'), 1);
  assert.deepEqual(createdIn(state).members, [ANN, NAMELESS]);
  assert.equal(createdIn(state).title, 'Her title');
});

test('a direct conversation keeps its two, one of them without a name', () => {
  const state = talkOf('direct', [ANN, ZOE]);
  state.offer(erased(2), 1);
  assert.deepEqual(state.summary.members, [ANN, NAMELESS]);
  assert.equal(state.summary.memberCount, 2);
});

test('what was read before the origin was through brings no name back', () => {
  const state = talkOf('room', [ANN, ZOE]);
  state.offer(erased(2), 1);
  state.learnMembers([ANN, ZOE]);
  assert.deepEqual(state.summary.members, [ANN, NAMELESS]);
});

test('an event that waits for an earlier one is stripped when the erasure comes first', () => {
  const state = talkOf('group', [ANN, ZOE]);
  const words = { messageId: idOf('m'), clientId: idOf('c'), body: 'hers', replyTo: undefined };
  state.offer({ type: 'message.sent', seq: 3, at: 3, actor: ZOE.id, ...words }, 1);
  state.offer(erased(2), 1);
  assert.equal(state.log.head, 3);
  assert.ok(!JSON.stringify(state.transcript).includes('hers'));
});

test('an erasure that a later version knows more of deletes', () => {
  const event = { type: 'person.erased', seq: 2, at: 2, actor: ZOE.id, messages: 'archived' };
  assert.deepEqual(parseEvent(event), erased(2));
});
