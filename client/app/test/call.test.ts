import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choiceOf } from '../src/calls/choice.js';
import { text } from '../src/messages.js';
import {
  clockOf,
  cornerAt,
  cornerBy,
  fitOf,
  isWorthAnother,
  outcomeOf,
  spelled,
  type CallEnd,
  type CallOutcome,
} from '../src/model/call.js';
import { callWords } from '../src/views/conversation/call-words.js';

test('a call’s clock has hours when there are any, and never runs backwards', () => {
  assert.equal(clockOf(-5), '0:00');
  assert.equal(clockOf(7_999), '0:07');
  assert.equal(clockOf(760_000), '12:40');
  assert.equal(clockOf(3_723_000), '1:02:03');
});

test('the code comes in groups that can be said', () => {
  assert.equal(spelled('402915730846'), '402 915 730 846');
  assert.equal(spelled(''), '');
});

test('a picture fills its frame unless much of it would be lost', () => {
  const wide = { width: 1600, height: 900 };
  assert.equal(fitOf({ width: 1280, height: 720 }, wide), 'cover');
  assert.equal(fitOf({ width: 640, height: 480 }, wide), 'cover');
  assert.equal(fitOf({ width: 540, height: 960 }, wide), 'contain');
  assert.equal(fitOf({ width: 1280, height: 720 }, { width: 390, height: 844 }), 'contain');
  assert.equal(fitOf({ width: 0, height: 0 }, wide), 'cover', 'before the first picture');
});

test('a small picture goes to the corner that a key or a drag means', () => {
  assert.equal(cornerBy('ArrowLeft', 'bottom-end'), 'bottom-start');
  assert.equal(cornerBy('ArrowUp', 'bottom-start'), 'top-start');
  assert.equal(cornerBy('ArrowUp', 'top-start'), 'top-start');
  assert.equal(cornerBy('Enter', 'top-start'), undefined);
  assert.equal(cornerAt(10, 10, 100, 100), 'top-start');
  assert.equal(cornerAt(90, 60, 100, 100), 'bottom-end');
});

test('one call looks different from its two ends', () => {
  const both = (reason: CallEnd, durationMs?: number): [CallOutcome, CallOutcome] => [
    outcomeOf(true, { reason, durationMs }),
    outcomeOf(false, { reason, durationMs }),
  ];
  assert.deepEqual(both('no-answer'), ['no-answer', 'missed']);
  assert.deepEqual(both('cancelled'), ['cancelled', 'missed']);
  assert.deepEqual(both('busy'), ['busy', 'missed']);
  assert.deepEqual(both('rejected'), ['declined', 'declined']);
  assert.deepEqual(both('hung-up', 5), ['answered', 'answered']);
  assert.deepEqual(both('lost', 5), ['answered', 'answered']);
  assert.deepEqual(both('failed'), ['failed', 'failed']);
  assert.equal(outcomeOf(true, undefined), 'ongoing');
});

test('the transcript says in a line what became of a call', () => {
  const brief = { media: 'audio', own: false } as const;
  assert.equal(callWords({ ...brief, outcome: 'missed' }), 'Missed voice call');
  assert.equal(callWords({ ...brief, outcome: 'declined' }), 'You declined a voice call');
  assert.equal(callWords({ ...brief, own: true, outcome: 'declined' }), 'Voice call declined');
  const lasted = { ...brief, outcome: 'answered', durationMs: 300_000 } as const;
  assert.equal(callWords({ ...lasted, media: 'video' }), 'Video call · 5 min');
  assert.equal(callWords({ ...brief, outcome: 'ongoing' }), 'Voice call · going on');
});

test('calling again is offered to whoever was not answered, or was cut off', () => {
  const offered = (direction: 'incoming' | 'outgoing', reason: CallEnd): boolean =>
    isWorthAnother({ direction, phase: { kind: 'ended', reason, durationMs: 0 } });
  assert.equal(offered('outgoing', 'no-answer'), true);
  assert.equal(offered('outgoing', 'busy'), true);
  assert.equal(offered('incoming', 'failed'), true);
  assert.equal(offered('outgoing', 'rejected'), false);
  assert.equal(offered('outgoing', 'hung-up'), false);
  const refused = { kind: 'refused', refusal: 'no-media-server' } as const;
  assert.equal(isWorthAnother({ direction: 'outgoing', phase: refused }), false);
});

test('remembered devices of whatever form do no harm', () => {
  assert.deepEqual(choiceOf({ microphone: 'a', camera: 7, else: 'x' }), { microphone: 'a' });
  assert.deepEqual(choiceOf([]), {});
  assert.deepEqual(choiceOf(null), {});
  assert.deepEqual(choiceOf('x'), {});
});

test('a lack of devices is told in words that help', () => {
  assert.match(text.call.problem('camera', 'denied'), /allow it in your browser/);
  assert.match(text.call.problem('microphone', 'switched'), /another one took its place/);
});
