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

/** The conversation of one party with a media server at which Ben sends his camera. */
class Party {
  readonly acts: GroupAction[] = [];
  readonly media = new GroupMedia({
    act: (action) => this.acts.push(action),
    onJoined: () => undefined,
    onOut: (why) => {
      this.out = why;
    },
    isPresent: () => true,
  });
  out: string | undefined;

  /** In the room, and all is agreed upon. */
  static settled(): Party {
    const party = new Party();
    party.media.onToken(0, 'token');
    party.media.onAttending(0);
    party.answer('join', { ...JOINED, resumed: false });
    party.answer('subscribe', { is: 'offered', sdp: 'offer', lines: LINES });
    party.media.onSubscribeAnswer(0, 'answer');
    party.answer('answer', { is: 'done' });
    party.media.onPublishOffer(0, 'offer', []);
    party.answer('publish', { is: 'published', sdp: 'answer' });
    party.acts.length = 0;
    return party;
  }

  /** Answers the last request of the kind; what is done from then on is remembered. */
  answer(want: MediaRequest['want'], is: MediaAnswer): void {
    const asked = this.acts.findLast((it) => it.does === 'ask' && it.request.want === want);
    assert.ok(asked?.does === 'ask', `${want} was asked`);
    this.acts.length = 0;
    this.media.onAnswer(0, asked.n, is);
  }

  /** In short. */
  get did(): readonly string[] {
    return this.acts.map((it) => (it.does === 'ask' ? `ask ${it.request.want}` : it.does));
  }
}

const FEEDS = [{ party: ben, user: ben, lines: [{ mid: '0', line: 'camera' }] }] as const;
const JOINED = { is: 'joined', generation: 0, feeds: FEEDS, resume: 'resume' } as const;
const LINES = [{ mid: '0', party: ben, line: 'camera' }] as const;
const UNAVAILABLE = { is: 'refused', why: 'unavailable' } as const;

test('who is taken over by another node receives what it received, by the same connections', () => {
  const party = Party.settled();
  party.media.onAttending(0);
  party.answer('join', { ...JOINED, resumed: true });
  party.answer('restart', { is: 'offered', sdp: 'offer', lines: [] });
  assert.deepEqual(party.did, ['takeOffer']);
  party.media.onSubscribeAnswer(0, 'answer');
  party.answer('answer', { is: 'done' });
  assert.deepEqual(party.acts, []);
  assert.deepEqual(party.media.lines, LINES);
});

test('who comes back to connections that have never stopped has no reason to give up later', () => {
  const party = Party.settled();
  const { media } = party;
  media.onLeg(0, 'publish', 'connected');
  media.onLeg(0, 'subscribe', 'connected');
  media.onAttending(1_000);
  party.answer('join', { ...JOINED, resumed: true });
  party.answer('restart', { is: 'done' });
  media.look(200_000);
  media.onTime(200_000);
  assert.deepEqual([party.did, party.out], [['ask join'], undefined]);
});

test('what was being agreed upon when a node died is said again to the next, by the same connections', () => {
  const party = Party.settled();
  party.media.onEvent(0, { event: 'offered', sdp: 'offer', lines: LINES });
  party.media.onSubscribeAnswer(0, 'the answer that got lost');
  party.media.publish();
  party.media.onPublishOffer(0, 'the offer that got lost', []);
  party.media.onAttending(0);
  party.answer('join', { ...JOINED, resumed: true });
  assert.deepEqual(party.did, ['ask answer', 'makeOffer', 'ask restart']);
  const [again] = party.acts;
  assert.ok(again?.does === 'ask' && again.request.want === 'answer');
  assert.equal(again.request.sdp, 'the answer that got lost');
});

test('a description that is not answered in time is said again, and only then all is made anew', () => {
  for (const want of ['answer', 'publish'] as const) {
    const party = Party.settled();
    const say = (): void => {
      if (want === 'answer') party.media.onSubscribeAnswer(0, 'answer');
      else party.media.onPublishOffer(0, 'offer', []);
    };
    if (want === 'answer') party.media.onEvent(0, { event: 'offered', sdp: 'o', lines: LINES });
    else party.media.publish();
    say();
    party.answer(want, UNAVAILABLE);
    assert.deepEqual(party.did, ['ask join']);
    party.answer('join', { ...JOINED, resumed: true });
    assert.ok(!party.did.includes('connect'), 'the connections stay');
    if (want === 'publish') say();
    party.answer(want, UNAVAILABLE);
    party.answer('join', { ...JOINED, resumed: false });
    assert.ok(party.did.includes('connect'), 'it did not help');
  }
});

test('the answer to an offer that was followed by another one is not taken', () => {
  const party = Party.settled();
  party.media.publish();
  party.media.onPublishOffer(0, 'offer', []);
  party.media.publish();
  party.answer('publish', { is: 'published', sdp: 'too late' });
  assert.deepEqual(party.did, []);
  party.media.onPublishOffer(0, 'later offer', []);
  party.answer('publish', { is: 'published', sdp: 'answer' });
  assert.deepEqual(party.acts, [{ does: 'takePublished', sdp: 'answer' }]);
});

test('connections are made anew less and less often, as long as none of them lasts', () => {
  const party = Party.settled();
  const { media } = party;
  const waits: number[] = [];
  let now = 0;
  for (let i = 0; i < 7; i++) {
    const since = now;
    media.onLegBroken(now);
    while (!party.did.includes('ask join')) {
      now = media.dueAt;
      media.onTime(now);
    }
    waits.push(now - since);
    party.answer('join', { ...JOINED, resumed: false });
  }
  assert.deepEqual(waits, [0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  media.onLeg(now, 'publish', 'connected');
  media.onLegBroken(now);
  assert.ok(party.did.includes('ask join'), 'at once');
});

test('where the way is bad, whoever speaks is asked for longest', () => {
  const cara = idOf('cara');
  const party = Party.settled();
  const both = [...LINES, { mid: '1', party: cara, line: 'camera' }] as const;
  party.media.onEvent(0, { event: 'offered', sdp: 'offer', lines: both });
  party.media.onSubscribeAnswer(0, 'answer');
  party.answer('answer', { is: 'done' });
  party.media.show(
    0,
    new Map([
      [ben, 'high'],
      [cara, 'high'],
    ]),
  );
  const asked = new Map<string, string>();
  const listen = (): void => {
    for (const act of party.acts.splice(0)) {
      if (act.does !== 'ask' || act.request.want !== 'layers') continue;
      for (const { mid, layer } of act.request.layers) asked.set(mid, layer);
    }
  };
  listen();
  assert.deepEqual([...asked.values()], ['high', 'high']);
  for (let now = 0; now < 60_000; now += 2_000) party.media.onLosses(now, 'poor', cara);
  listen();
  assert.deepEqual(Object.fromEntries(asked), { 0: 'none', 1: 'low' });
  assert.deepEqual([...party.media.paused], [ben]);
  for (let now = 60_000; now < 300_000; now += 2_000) party.media.onLosses(now, 'good', cara);
  listen();
  assert.deepEqual([...asked.values()], ['high', 'high']);
  assert.equal(party.media.paused.size, 0);
});

test('a request that no frame holds is not written', () => {
  assert.equal(writeMediaRequest({ want: 'leave' }), '{"want":"leave"}');
  assert.equal(writeMediaRequest({ want: 'answer', sdp: 'x'.repeat(MEDIA_CHARS_MAX) }), undefined);
});
