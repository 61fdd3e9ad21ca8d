import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GroupAction } from '../src/core/groupActions.js';
import { GroupMedia } from '../src/core/groupMedia.js';
import { SpeakerWatch } from '../src/core/speakerWatch.js';
import {
  MEDIA_CHARS_MAX,
  type MediaAnswer,
  type MediaRequest,
  parseMediaAnswer,
  parseMediaEvent,
  writeMediaRequest,
} from '../src/wire/media.js';
import { idOf } from './support/modelConversation.js';

const [anna, ben] = [idOf('anna'), idOf('ben')];
const levels = (a: number, b: number): ReadonlyMap<string, number> =>
  new Map([
    [anna, a],
    [ben, b],
  ]);

test('who speaks is shown for a while, and not who coughs meanwhile', () => {
  const watch = new SpeakerWatch();
  watch.hear(0, levels(0, 0));
  assert.equal(watch.speaker, undefined);
  assert.equal(watch.hear(100, levels(0.2, 0)), 'changed');
  assert.equal(watch.speaker, anna);
  watch.hear(500, levels(0.1, 0.9));
  assert.equal(watch.speaker, anna, 'she goes on');
  assert.ok(watch.isSpeaking(500, ben));
  for (let now = 900; now <= 3_000; now += 400) watch.hear(now, levels(0, 0.5));
  assert.equal(watch.speaker, ben, 'she has stopped');
  assert.equal(watch.isSpeaking(3_000, anna), false);
  watch.hear(3_400, new Map([[anna, 0]]));
  assert.equal(watch.speaker, undefined, 'he has left');
});

test('reads what a media server answers and tells, and nothing else', () => {
  const feeds = [{ party: anna, user: ben, lines: [{ mid: '0', line: 'camera' }] }];
  const joined = { is: 'joined', generation: 1, resumed: false, feeds, resume: 'r' };
  assert.deepEqual(parseMediaAnswer(JSON.stringify({ ...joined, later: 1 })), joined);
  const offered = { is: 'offered', sdp: 'v=0', lines: [{ mid: '0', party: anna, line: 'screen' }] };
  assert.deepEqual(parseMediaAnswer(JSON.stringify(offered)), offered);
  const why = { is: 'refused', why: 'of a later version' };
  assert.deepEqual(parseMediaAnswer(JSON.stringify(why)), { is: 'refused', why: 'unknown' });
  const muted = { event: 'muted', party: anna, line: 'microphone', muted: true };
  assert.deepEqual(parseMediaEvent(JSON.stringify(muted)), muted);
  const wrong: readonly unknown[] = [
    ...[null, [], 'joined', { ...joined, feeds: [{}] }, { ...joined, generation: -1 }],
    ...[
      { ...joined, feeds: Array(300).fill(feeds[0]) },
      { ...offered, lines: [{ mid: '' }] },
    ],
    { is: 'published' },
  ];
  for (const value of wrong) assert.equal(parseMediaAnswer(JSON.stringify(value)), undefined);
  for (const text of ['', '{', JSON.stringify({ ...muted, line: 'nose' })]) {
    assert.equal(parseMediaEvent(text), undefined);
  }
});

test('who is taken over by another node receives what it received, by the same connections', () => {
  const acts: GroupAction[] = [];
  const media = new GroupMedia({
    act: (action) => acts.push(action),
    onJoined: () => undefined,
    onOut: () => undefined,
    isPresent: () => true,
  });
  const answer = (want: MediaRequest['want'], is: MediaAnswer): void => {
    const asked = acts.findLast((it) => it.does === 'ask' && it.request.want === want);
    acts.length = 0;
    if (asked?.does === 'ask') media.onAnswer(0, asked.n, is);
  };
  const feeds = [{ party: ben, user: ben, lines: [{ mid: '0', line: 'camera' }] }] as const;
  const joined = { is: 'joined', generation: 0, feeds, resume: 'resume' } as const;
  const lines = [{ mid: '0', party: ben, line: 'camera' }] as const;
  media.onToken(0, 'token');
  media.onAttending(0);
  answer('join', { ...joined, resumed: false });
  answer('subscribe', { is: 'offered', sdp: 'offer', lines });
  media.onSubscribeAnswer(0, 'answer');
  answer('answer', { is: 'done' });
  media.onPublishOffer(0, 'offer', []);
  answer('publish', { is: 'published', sdp: 'answer' });
  media.onAttending(0);
  answer('join', { ...joined, resumed: true });
  answer('restart', { is: 'offered', sdp: 'offer', lines: [] });
  assert.deepEqual(
    acts.map(({ does }) => does),
    ['takeOffer'],
  );
  media.onSubscribeAnswer(0, 'answer');
  answer('answer', { is: 'done' });
  assert.deepEqual(acts, []);
  assert.deepEqual(media.lines, lines);
});

test('a request that no frame holds is not written', () => {
  assert.equal(writeMediaRequest({ want: 'leave' }), '{"want":"leave"}');
  assert.equal(writeMediaRequest({ want: 'answer', sdp: 'x'.repeat(MEDIA_CHARS_MAX) }), undefined);
});
