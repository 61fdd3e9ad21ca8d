import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ProblemError, type CallState, type Client, type GroupCallState } from '@sealmesh/sdk';

import { CallDesk, OFFERED_MS, SHOWN_MS } from '../src/calls/desk.js';
import { Devices } from '../src/calls/devices.js';
import type { CallView } from '../src/model/call.js';
import { FakeMedia, type FakeTrack, settled } from './media.js';

/** Tracks by the names under which the call takes them. */
type Sent = Readonly<Record<string, FakeTrack | undefined>>;

/** A call of the SDK as far as the desk looks at it. */
class FakeCall {
  readonly id = 'call';
  readonly conversation: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly media = 'audio';
  readonly peer = 'ada';
  state: CallState = { phase: 'ringing', until: 60_000, heard: false };
  receiving = { audio: true, video: false, screen: false };
  remote = undefined;
  remoteScreen = undefined;
  code: string | undefined = undefined;
  quality = undefined;
  readonly said: string[] = [];
  private listener: (() => void) | undefined;

  constructor(direction: 'incoming' | 'outgoing', conversation = 'c1') {
    this.direction = direction;
    this.conversation = conversation;
  }

  onChange(listener: () => void): () => void {
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  }

  become(state: CallState): void {
    this.state = state;
    this.listener?.();
  }

  accept(tracks: Sent): void {
    this.said.push(`accept ${spoken(tracks)}`);
    this.become({ phase: 'accepted' });
  }

  send(tracks: Sent): void {
    this.said.push(`send ${spoken(tracks)}`);
  }

  end(): void {
    this.said.push('end');
    this.become({ phase: 'ended', reason: 'hung-up', durationMs: 5 });
  }
}

function spoken(tracks: Sent): string {
  const live = Object.values(tracks).filter((track) => track !== undefined);
  return live.map(({ label }) => label).join(' ');
}

function problem(type: string, status: number): ProblemError {
  const rest = { detail: undefined, retryAfterMs: undefined };
  return new ProblemError({ type, title: type, status, ...rest });
}

/** A desk with everything that is around it, in hand. */
class Scene {
  readonly media = new FakeMedia();
  readonly placed: string[] = [];
  answer: () => Promise<FakeCall> = () => Promise.resolve(new FakeCall('outgoing'));
  now = 1000;
  told = 0;
  readonly desk: CallDesk;
  private ring: (() => void) | undefined;
  private readonly client: { call: FakeCall | undefined; readonly [part: string]: unknown };
  private due: { readonly run: () => void; readonly ms: number } | undefined;

  constructor(able: 'able' | 'unable' = 'able') {
    this.client = {
      call: undefined,
      on: (_: string, listener: () => void) => {
        this.ring = listener;
      },
      conversation: (id: string) => ({
        summary: { kind: 'direct' },
        call: (media: string, tracks: Sent) => {
          this.placed.push(`${id} ${media} ${spoken(tracks)}`);
          return this.answer();
        },
      }),
    };
    this.desk = new CallDesk(this.client as unknown as Client, {
      devices: new Devices(this.media.access, { load: () => ({}), save: () => undefined }),
      later: (run, ms) => {
        this.due = { run, ms };
        return () => {
          this.due = undefined;
        };
      },
      now: () => this.now,
      able,
      changed: () => this.told++,
    });
  }

  /** The SDK has this call now. */
  tell(call: FakeCall | undefined): void {
    this.client.call = call;
    this.ring?.();
  }

  get view(): CallView | undefined {
    return this.desk.view((_, user) => ({ id: user ?? 'ada', name: 'Ada' }));
  }

  get kind(): string | undefined {
    return this.view?.phase.kind;
  }

  get live(): readonly string[] {
    return this.media.captured.filter(({ stopped }) => !stopped).map(({ label }) => label);
  }

  get shutsAfter(): number | undefined {
    return this.due?.ms;
  }

  elapse(): void {
    this.due?.run();
  }

  async ringing(conversation = 'c1'): Promise<FakeCall> {
    const call = new FakeCall('incoming', conversation);
    this.tell(call);
    await settled();
    return call;
  }

  async talking(): Promise<FakeCall> {
    const call = await this.ringing();
    await this.desk.answer('audio');
    call.become({ phase: 'active', since: 0 });
    return call;
  }
}

test('calls with sound at once, and rings when the other one’s devices do', async () => {
  const scene = new Scene();
  const call = new FakeCall('outgoing');
  scene.answer = () => Promise.resolve(call);
  await scene.desk.start('c1', 'audio');
  assert.deepEqual(scene.placed, ['c1 audio mic1']);
  assert.deepEqual(scene.view?.phase, { kind: 'outgoing', heard: false });
  assert.equal(scene.desk.calling, 'in-call');
  call.become({ phase: 'ringing', until: 0, heard: true });
  assert.deepEqual(scene.view.phase, { kind: 'outgoing', heard: true });
});

test('calls with a picture after a look at oneself', async () => {
  const scene = new Scene();
  await scene.desk.start('c1', 'video');
  assert.equal(scene.kind, 'preview');
  assert.notEqual(scene.view?.own, undefined);
  assert.deepEqual(scene.placed, []);
  await scene.desk.toggle('camera');
  assert.equal(scene.view?.sending.camera, false);
  await scene.desk.proceed();
  assert.deepEqual(scene.placed, ['c1 video mic1']);
});

test('asks before it calls without a voice', async () => {
  const scene = new Scene();
  scene.media.failing.set('audio', 'NotAllowedError');
  await scene.desk.start('c1', 'audio');
  assert.equal(scene.kind, 'preview');
  assert.deepEqual(scene.view?.devices.problems, { microphone: 'denied' });
  await scene.desk.proceed();
  assert.deepEqual(scene.placed, ['c1 audio ']);
});

test('leaving the look at oneself leaves nothing open', async () => {
  const scene = new Scene();
  await scene.desk.start('c1', 'video');
  assert.deepEqual(scene.live, ['mic1', 'cam1']);
  scene.desk.back();
  assert.equal(scene.view, undefined);
  assert.deepEqual(scene.live, []);
  assert.equal(scene.desk.calling, 'ready');
});

test('opens no device while it only rings, and answers with what one has', async () => {
  const scene = new Scene();
  const call = await scene.ringing();
  assert.equal(scene.kind, 'incoming');
  assert.deepEqual(scene.media.asked, []);
  scene.media.present = ['mic1'];
  await scene.desk.answer('video');
  assert.equal(scene.kind, 'preview');
  await scene.desk.proceed();
  assert.deepEqual(call.said, ['accept mic1']);
  assert.equal(scene.kind, 'connecting');
});

test('whoever may use neither can answer and listen', async () => {
  const scene = new Scene();
  const call = await scene.ringing();
  scene.media.failing.set('audio', 'NotAllowedError');
  await scene.desk.answer('audio');
  assert.equal(scene.kind, 'preview');
  await scene.desk.proceed();
  assert.deepEqual(call.said, ['accept ']);
});

test('going back from a look at oneself lets it ring on', async () => {
  const scene = new Scene();
  const call = await scene.ringing();
  await scene.desk.answer('video');
  scene.desk.back();
  assert.equal(scene.kind, 'incoming');
  assert.deepEqual(scene.live, []);
  scene.desk.end();
  assert.deepEqual(call.said, ['end']);
});

test('a call that was not answered here is gone at once', async () => {
  const scene = new Scene();
  const call = await scene.ringing();
  await scene.desk.answer('video');
  call.become({ phase: 'ended', reason: 'cancelled', durationMs: 0 });
  assert.equal(scene.view, undefined);
  assert.deepEqual(scene.live, []);
});

test('counts from when it was connected here, also while it is interrupted', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  scene.now = 9000;
  call.become({ phase: 'reconnecting', since: 5 });
  assert.deepEqual(scene.view?.phase, { kind: 'reconnecting', since: 1000 });
});

test('a microphone that is off stays captured, and nothing of it is sent', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  await scene.desk.toggle('microphone');
  assert.equal(scene.view?.sending.microphone, false);
  assert.equal(scene.media.captured[0]?.enabled, false);
  assert.deepEqual(scene.live, ['mic1']);
  await scene.desk.toggle('microphone');
  assert.equal(scene.media.captured[0].enabled, true);
  assert.deepEqual(call.said, ['accept mic1', 'send ', 'send mic1']);
});

test('camera and screen come and go, and a camera that is off is let go', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  await scene.desk.toggle('camera');
  await scene.desk.toggle('screen');
  await scene.desk.toggle('camera');
  scene.media.captured.at(-1)?.unplug();
  assert.deepEqual(call.said.slice(1), [
    'send mic1 cam1',
    'send mic1 cam1 screen',
    'send mic1 screen',
    'send mic1',
  ]);
  assert.deepEqual(scene.live, ['mic1']);
});

test('what takes an unplugged microphone’s place is sent, unless one had turned it off', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  scene.media.present = ['mic2'];
  scene.media.captured[0]?.unplug();
  await settled();
  assert.equal(call.said.at(-1), 'send mic2');
  await scene.desk.toggle('microphone');
  scene.media.present = ['mic3'];
  scene.media.captured[1]?.unplug();
  await settled();
  assert.equal(call.said.at(-1), 'send ');
  assert.equal(scene.view?.sending.microphone, false);
});

test('the end stops everything, is shown for a moment, and then is gone', async () => {
  const scene = new Scene();
  await scene.talking();
  scene.desk.end();
  assert.deepEqual(scene.view?.phase, { kind: 'ended', reason: 'hung-up', durationMs: 5 });
  assert.deepEqual(scene.live, []);
  assert.equal(scene.desk.calling, 'ready');
  assert.equal(scene.shutsAfter, SHOWN_MS);
  scene.elapse();
  assert.equal(scene.view, undefined);
});

test('offers to call again where nobody answered, for a little longer', async () => {
  const scene = new Scene();
  const call = new FakeCall('outgoing');
  scene.answer = () => Promise.resolve(call);
  await scene.desk.start('c1', 'audio');
  call.become({ phase: 'ended', reason: 'no-answer', durationMs: 0 });
  assert.equal(scene.shutsAfter, OFFERED_MS);
  scene.answer = () => Promise.resolve(new FakeCall('outgoing'));
  await scene.desk.again();
  assert.deepEqual(scene.placed, ['c1 audio mic1', 'c1 audio mic1']);
  assert.equal(scene.kind, 'outgoing');
});

test('says why there is no call, and keeps no device', async () => {
  const scene = new Scene();
  scene.answer = () => Promise.reject(problem('no-media-server', 409));
  await scene.desk.start('c1', 'audio');
  assert.deepEqual(scene.view?.phase, { kind: 'refused', refusal: 'no-media-server' });
  assert.deepEqual(scene.live, []);
  scene.desk.end();
  assert.equal(scene.kind, undefined);
  scene.answer = () => Promise.reject(problem('network', 0));
  await scene.desk.start('c1', 'audio');
  assert.deepEqual(scene.view.phase, { kind: 'refused', refusal: 'unreachable' });
  for (const [type, status, refusal] of [
    ['turned-away', 403, 'turned-away'],
    ['forbidden', 403, 'forbidden'],
    ['call-full', 409, 'full'],
  ] as const) {
    scene.desk.end();
    scene.answer = () => Promise.reject(problem(type, status));
    await scene.desk.start('c1', 'audio');
    assert.deepEqual(scene.view.phase, { kind: 'refused', refusal });
  }
});

test('who gives up while the site is asked has no call', async () => {
  const scene = new Scene();
  const call = new FakeCall('outgoing');
  let place: (call: FakeCall) => void = () => undefined;
  scene.answer = () =>
    new Promise((resolve) => {
      place = resolve;
    });
  const starting = scene.desk.start('c1', 'audio');
  await settled();
  assert.equal(scene.kind, 'starting');
  scene.desk.end();
  place(call);
  await starting;
  assert.deepEqual(call.said, ['end']);
  assert.equal(scene.view, undefined);
});

test('whoever calls somebody that calls her is in the one call', async () => {
  const scene = new Scene();
  const call = new FakeCall('incoming');
  scene.answer = () => {
    call.state = { phase: 'accepted' };
    scene.tell(call);
    return Promise.resolve(call);
  };
  await scene.desk.start('c1', 'audio');
  assert.equal(scene.kind, 'connecting');
  assert.deepEqual(call.said, []);
  await scene.desk.toggle('microphone');
  assert.deepEqual(call.said, ['send ']);
});

test('whoever is about to call and is called sees who calls', async () => {
  const scene = new Scene();
  await scene.desk.start('c1', 'video');
  await scene.ringing('c2');
  assert.equal(scene.kind, 'incoming');
  assert.equal(scene.view?.conversation, 'c2');
  assert.deepEqual(scene.live, []);
});

test('one call at a time, and none where a browser cannot', async () => {
  const scene = new Scene();
  await scene.talking();
  await scene.desk.start('c2', 'audio');
  assert.deepEqual(scene.placed, []);
  const other = new Scene('unable');
  assert.equal(other.desk.calling, 'unsupported');
  await other.desk.start('c1', 'audio');
  assert.deepEqual(other.placed, []);
});

test('a page that goes away hangs up, and leaves alone what rings', async () => {
  const scene = new Scene();
  const ringing = await scene.ringing();
  scene.desk.pageGone();
  assert.deepEqual(ringing.said, []);
  const page = new Scene();
  const call = await page.talking();
  page.desk.pageGone();
  assert.equal(call.said.at(-1), 'end');
});

test('the view stays the same object until something changes', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  const { view } = scene;
  assert.equal(scene.view, view);
  call.code = '123456789012';
  call.become(call.state);
  assert.notEqual(scene.view, view);
  assert.equal(scene.view?.code, '123456789012');
});

test('who signs out is in no call', async () => {
  const scene = new Scene();
  const call = await scene.talking();
  scene.desk.forget();
  assert.equal(call.said.at(-1), 'end');
  assert.equal(scene.view, undefined);
  assert.deepEqual(scene.live, []);
});

/** A group's call as far as the desk looks at it. */
class FakeGroupCall {
  readonly id = 'call';
  readonly conversation = 'c1';
  readonly media = 'audio';
  readonly role = 'host';
  readonly mutedByHost = false;
  readonly speaker = undefined;
  readonly quality = 'fair';
  readonly participants = [
    {
      ...{ party: 'p1', user: 'ada', media: undefined, screen: undefined, speaking: false },
      ...{
        sending: { audio: true, video: true, screen: false },
        sealed: 'open',
        picture: 'paused',
      },
    },
  ];
  state: GroupCallState = { phase: 'waiting' };
  lobby: 'on' | 'off' = 'off';
  waiting: readonly string[] = [];
  readonly said: string[] = [];
  private listener: (() => void) | undefined;

  onChange(listener: () => void): () => void {
    this.listener = listener;
    return () => undefined;
  }

  become(state: GroupCallState): void {
    this.state = state;
    this.listener?.();
  }

  setLobby(lobby: string): void {
    this.said.push(`lobby ${lobby}`);
  }

  admit(user: string): void {
    this.said.push(`admit ${user}`);
  }

  turnAway(user: string): void {
    this.said.push(`turn away ${user}`);
  }

  leave(): void {
    this.become({ phase: 'ended', reason: 'left' });
  }
}

async function inGroup(): Promise<[Scene, FakeGroupCall]> {
  const scene = new Scene();
  const call = new FakeGroupCall();
  scene.answer = () => Promise.resolve(call as unknown as FakeCall);
  await scene.desk.start('c1', 'audio');
  return [scene, call];
}

test('who is in a lobby waits there, and is in the call when she is let in', async () => {
  const [scene, call] = await inGroup();
  assert.equal(scene.kind, 'waiting');
  assert.equal(scene.desk.calling, 'in-call');
  call.become({ phase: 'joining' });
  assert.equal(scene.kind, 'connecting');
  call.become({ phase: 'active', since: 0 });
  assert.equal(scene.kind, 'active');
  assert.equal(scene.view?.quality, 'fair');
  assert.equal(scene.view.group?.people[0]?.sending.camera, false, 'it is not asked for');
});

test('who is turned away hears it, and nothing of hers stays open', async () => {
  const [scene, call] = await inGroup();
  call.become({ phase: 'ended', reason: 'turned-away' });
  assert.deepEqual(scene.view?.phase, { kind: 'ended', reason: 'turned-away', durationMs: 0 });
  assert.deepEqual(scene.live, []);
});

test('a host sees who waits, and says what becomes of her', async () => {
  const [scene, call] = await inGroup();
  call.lobby = 'on';
  call.waiting = ['ada'];
  call.become({ phase: 'active', since: 0 });
  assert.equal(scene.view?.group?.lobby, 'on');
  assert.deepEqual(
    scene.view.group.waiting.map(({ id }) => id),
    ['ada'],
  );
  scene.desk.setLobby('off');
  scene.desk.admit('ada');
  scene.desk.turnAway('ben');
  assert.deepEqual(call.said, ['lobby off', 'admit ada', 'turn away ben']);
});
