import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { defaultLimits, type Limits } from '../src/api/limits.js';
import type { TranscriptItem } from '../src/api/snapshots.js';
import type { ConversationState } from '../src/core/conversationState.js';
import { Replica } from '../src/core/replica.js';
import type { ConversationRecord, SyncAnswer } from '../src/wire/answers.js';
import type { LogEvent } from '../src/wire/events.js';

/** The files' shape; scenarios/README.md says what it means. */
interface Scenario {
  readonly me: string;
  readonly limits?: Partial<Limits>;
  readonly sameAs?: string;
  readonly steps: readonly Step[];
}

interface InConversation {
  readonly conversation: string;
}

type Step =
  | { sync: SyncFile; question?: QuestionFile; complete?: boolean; gone?: string[] }
  | (InConversation & { live: LogEvent; then: string })
  | (InConversation & { pointer: { user: string; delivered: number; read: number }; then: string })
  | (InConversation & { page: LogEvent[] })
  | (InConversation & { send: { clientId: string; body: string } })
  | (InConversation & { answered: { clientId: string; seq: number; messageId: string } })
  | (InConversation & { refused: { clientId: string } })
  | { expect: Record<string, Expectation> };

interface SyncFile {
  readonly timeline: string;
  readonly conversations: readonly ConversationFile[];
}

interface ConversationFile {
  readonly conversation: string;
  readonly kind: 'direct' | 'group' | 'room';
  readonly title: string;
  readonly head: number;
  readonly floor: number;
  readonly epoch: number;
  readonly more: boolean;
  readonly members: readonly string[];
  readonly events: readonly LogEvent[];
  readonly pointers: readonly { user: string; delivered: number; read: number }[];
}

interface QuestionFile {
  readonly timeline?: string;
  readonly heads: Record<string, number>;
}

interface Expectation {
  readonly head: number;
  readonly floor: number;
  readonly gap: boolean;
  readonly title?: string;
  readonly transcript: readonly Record<string, unknown>[];
}

const folder = 'scenarios';

function read(name: string): Scenario {
  return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Scenario;
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

for (const name of names) {
  test(`scenario ${name}`, () => {
    const scenario = read(name);
    const shown = run(scenario);
    if (scenario.sameAs === undefined) return;
    assert.deepEqual(shown, run(read(scenario.sameAs)), `differs from ${scenario.sameAs}`);
  });
}

test('there are scenarios', () => {
  assert.ok(names.length >= 30);
});

/** Runs it and returns all transcripts at its end. */
function run(scenario: Scenario): Record<string, readonly TranscriptItem[]> {
  const replica = new Replica(
    scenario.me,
    { ...defaultLimits, ...scenario.limits },
    () => undefined,
  );
  for (const step of scenario.steps) perform(step, replica);
  return Object.fromEntries(
    [...replica.conversations].map((state) => [state.id, state.transcript]),
  );
}

function perform(step: Step, replica: Replica): void {
  if ('sync' in step) {
    performSync(step, replica);
  } else if ('expect' in step) {
    assert.deepEqual(
      [...replica.conversations].map(({ id }) => id),
      Object.keys(step.expect),
    );
    for (const [id, expected] of Object.entries(step.expect))
      compare(stateOf(replica, id), expected);
  } else {
    performInConversation(step, replica, stateOf(replica, step.conversation));
  }
}

function stateOf(replica: Replica, id: string): ConversationState {
  const state = replica.byId(id);
  assert.ok(state, `no conversation ${id}`);
  return state;
}

function performInConversation(
  step: Exclude<Step, { sync: SyncFile } | { expect: unknown }>,
  { outbox }: Replica,
  state: ConversationState,
): void {
  const { id } = state;
  if ('live' in step) {
    assert.equal(state.offer(step.live, 1), step.then, `live ${JSON.stringify(step.live)}`);
  } else if ('pointer' in step) {
    assert.equal(state.mergePointer(step.pointer) ? 'grew' : 'ignored', step.then);
  } else if ('page' in step) {
    state.prepend(step.page.map(withMembers));
  } else if ('send' in step) {
    outbox.add(id, { ...step.send, replyTo: undefined, at: 1_700_000_009_000 });
  } else if ('answered' in step) {
    const { clientId, seq, messageId } = step.answered;
    outbox.become(id, clientId, { is: 'sent', seq, messageId, at: 1_700_000_009_100 });
    outbox.reached(id, state.log.head);
  } else {
    const problem = { type: 'forbidden', title: 'no', status: 403 };
    const whole = { ...problem, detail: undefined, retryAfterMs: undefined };
    outbox.become(id, step.refused.clientId, { is: 'failed', problem: whole });
  }
  state.changed();
}

function performSync(step: Extract<Step, { sync: SyncFile }>, replica: Replica): void {
  const question = replica.question();
  if (step.question !== undefined) {
    const heads = Object.fromEntries(question.heads.map((at) => [at.conversation, at.head]));
    assert.deepEqual({ ...question, heads }, step.question);
  }
  const outcome = replica.apply(question, answerOf(step.sync));
  if (step.complete !== undefined) assert.equal(outcome.complete, step.complete, 'complete');
  if (step.gone !== undefined)
    assert.deepEqual(
      outcome.gone.map(({ id }) => id),
      step.gone,
    );
}

function answerOf({ timeline, conversations }: SyncFile): SyncAnswer {
  return {
    timeline,
    signers: [],
    conversations: conversations.map((file) => ({
      conversation: recordOf(file),
      events: file.events.map(withMembers),
      more: file.more,
      pointers: file.pointers,
    })),
  };
}

function recordOf(file: ConversationFile): ConversationRecord {
  const { conversation, kind, title, head, floor, epoch } = file;
  const members = file.members.map((name) => ({ id: name, rid: `rid-${name}`, name }));
  const memberCount = members.length;
  const rid = `rid-${conversation}`;
  const id = conversation;
  const keptForMs = undefined;
  return {
    id,
    rid,
    kind,
    title,
    owner: 'bob',
    head,
    floor,
    epoch,
    memberCount,
    keptForMs,
    members,
  };
}

/** The files name members; events carry them whole. */
function withMembers(event: LogEvent): LogEvent {
  if (event.type !== 'conversation.created') return event;
  const names = event.members as unknown as readonly string[];
  return { ...event, members: names.map((name) => ({ id: name, rid: `rid-${name}`, name })) };
}

function compare(state: ConversationState, expected: Expectation): void {
  const { log } = state;
  assert.deepEqual(
    { head: log.head, floor: log.floor, gap: log.hasGap },
    { head: expected.head, floor: expected.floor, gap: expected.gap },
  );
  if (expected.title !== undefined) assert.equal(state.summary.title, expected.title);
  const shown = state.transcript.map((item, i) => outline(item, expected.transcript[i] ?? {}));
  assert.deepEqual(shown, expected.transcript);
}

/** The item in the files' words, with those optional members that the expectation names. */
function outline(item: TranscriptItem, expected: Record<string, unknown>): Record<string, unknown> {
  if (item.kind === 'notice') return { seq: item.seq, notice: item.event.type };
  if (item.deleted) {
    assert.equal(item.body ?? item.sender, undefined, 'a tombstone keeps nothing');
    return item.id === undefined
      ? { seq: item.seq, deleted: true }
      : { seq: item.seq, deleted: true, message: item.id };
  }
  if (!('seq' in expected)) return { clientId: item.key, status: item.status, body: item.body };
  const { seq, id: message, sender, body, edited, readBy, deliveredBy } = item;
  const optional = { edited, readBy, deliveredBy };
  const named = Object.entries(optional).filter(([name]) => name in expected || name === 'edited');
  const always = Object.fromEntries(named.filter(([name, value]) => name in expected || value));
  return { seq, message, sender, body, ...always };
}
