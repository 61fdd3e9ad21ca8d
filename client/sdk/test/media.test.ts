import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  FrameCipher,
  type MediaCodec,
  type MediaLine,
  parseSealedFrame,
  streamNumber,
} from '../src/media/frameCipher.js';
import { FrameOpener, OPENER_LIMITS } from '../src/media/frameOpener.js';
import { FrameSealer, type WearLimits } from '../src/media/frameSealer.js';
import { KeyAgreement } from '../src/media/keyAgreement.js';
import type { FromMediaWorker, MediaCounts, MediaTask } from '../src/media/mediaMessages.js';
import { type EncodedFrame, MediaTransforms } from '../src/media/mediaTransforms.js';
import { ReplayWindow } from '../src/media/replayWindow.js';
import { SealedMedia, UnsealableMediaError } from '../src/media/sealedMedia.js';
import { type Bytes, toBase64Url } from '../src/wire/bytes.js';
import { SeededRandom, seedFromEnvironment } from './support/seededRandom.js';

const { subtle } = globalThis.crypto;
const random = new SeededRandom(11);
const CALL = toBase64Url(random.bytes(16));
const OTHER_CALL = toBase64Url(random.bytes(16));
const [ANNA, BEN] = [toBase64Url(random.bytes(16)), toBase64Url(random.bytes(16))];
const cipher = new FrameCipher(subtle, CALL);

function newSecret(): Promise<CryptoKey> {
  return subtle.importKey('raw', random.bytes(32), 'HKDF', false, ['deriveKey']);
}

/** A delta frame of VP8, or one of Opus. */
function someFrame(length = 40): Bytes {
  const bytes = random.bytes(length);
  bytes[0] = 0x11;
  return bytes;
}

function keyFrame(): Bytes {
  const bytes = random.bytes(60);
  bytes[0] = 0x10;
  return bytes;
}

interface Pair {
  readonly sealer: FrameSealer;
  readonly opener: FrameOpener;
  /** Whether Ben's opener gives the frame to a decoder, or why not. */
  readonly outcome: (sealed: Bytes, line?: MediaLine, party?: string) => Promise<string>;
  now: number;
}

/** Anna sends, and Ben has her first secret. */
async function pair(limits?: WearLimits): Promise<Pair> {
  const sealer = new FrameSealer(cipher, ANNA, limits);
  const secret = await newSecret();
  sealer.use(0, secret);
  const two: Pair = {
    sealer,
    opener: new FrameOpener(cipher, () => two.now),
    outcome: async (sealed, line = 'camera', party = ANNA) => {
      const opened = await two.opener.open(party, line, 'vp8', sealed);
      return typeof opened === 'string' ? opened : 'opened';
    },
    now: 0,
  };
  two.opener.receive(ANNA, 0, secret);
  return two;
}

async function sealed(
  sealer: FrameSealer,
  source = 1,
  line: MediaLine = 'camera',
  frame = someFrame(),
): Promise<Bytes> {
  const codec: MediaCodec = line === 'microphone' ? 'opus' : 'vp8';
  const bytes = await sealer.seal(line, source, codec, frame);
  assert.ok(typeof bytes !== 'string', String(bytes));
  return bytes;
}

test('frames come back as they were, and are unreadable behind their clear part', async () => {
  const { sealer, opener } = await pair();
  for (const line of ['microphone', 'camera', 'screen'] as const) {
    const codec = line === 'microphone' ? 'opus' : 'vp8';
    for (const length of [1, 3, 4, 10, 11, 1_000, 100_000]) {
      const frame = someFrame(length);
      const bytes = await sealer.seal(line, 1, codec, frame);
      if (codec === 'vp8' && length < 3) {
        assert.equal(bytes, 'malformed', 'shorter than its tag');
        continue;
      }
      assert.ok(typeof bytes !== 'string');
      const opened = await opener.open(ANNA, line, codec, bytes);
      assert.deepEqual(opened, frame);
      const clear = codec === 'opus' ? 1 : 3;
      assert.deepEqual(bytes.subarray(0, clear), frame.subarray(0, clear));
      if (length < 20) continue;
      assert.equal(Buffer.from(bytes).indexOf(frame.subarray(clear, clear + 8)), -1);
    }
  }
});

test('a frame of which any byte was changed never opens', async () => {
  const two = await pair();
  for (const frame of [someFrame(), keyFrame()]) {
    const good = await sealed(two.sealer, 1, 'camera', frame);
    for (let i = 0; i < good.length; i++) {
      const changed = good.slice();
      changed[i] = (changed[i] ?? 0) ^ (1 << random.below(8));
      assert.notEqual(await two.outcome(changed), 'opened', `byte ${i}`);
    }
    for (const wrong of [good.subarray(1), good.subarray(0, -1), good.subarray(0, 20)]) {
      assert.notEqual(await two.outcome(wrong.slice()), 'opened');
    }
    assert.equal(await two.outcome(good), 'opened', 'none of these has spoilt it');
  }
});

test('a frame opens as what it is, and not as of another line, party or call', async () => {
  const two = await pair();
  const secret = await newSecret();
  const sealer = new FrameSealer(cipher, ANNA);
  sealer.use(0, secret);
  const good = await sealed(sealer);
  two.opener.receive(BEN, 0, secret);
  assert.equal(await two.outcome(good, 'screen', BEN), 'wrong-line');
  assert.equal(await two.outcome(good, 'camera', BEN), 'forged', 'the same secret, as of Ben');
  const layer = good.slice();
  layer[layer.length - 3] = streamNumber('camera', 1);
  assert.equal(await two.outcome(layer, 'camera', BEN), 'forged');
  const elsewhere = new FrameOpener(new FrameCipher(subtle, OTHER_CALL), () => 0);
  elsewhere.receive(ANNA, 0, secret);
  assert.equal(await elsewhere.open(ANNA, 'camera', 'vp8', good), 'forged');
  const here = new FrameOpener(cipher, () => 0);
  here.receive(ANNA, 0, secret);
  assert.deepEqual((await here.open(ANNA, 'camera', 'vp8', good)).length, 40);
});

test('another secret never gives a frame, nor does none', async () => {
  const two = await pair();
  for (let i = 0; i < 50; i++) {
    const opener = new FrameOpener(cipher, () => 0);
    assert.equal(await opener.open(ANNA, 'camera', 'vp8', await sealed(two.sealer)), 'unknown-key');
    opener.receive(ANNA, 0, await newSecret());
    assert.equal(await opener.open(ANNA, 'camera', 'vp8', await sealed(two.sealer)), 'forged');
  }
});

test('a frame that is played again is dropped, and one that was overtaken is not', async () => {
  const two = await pair();
  const [first, second, third] = [
    await sealed(two.sealer),
    await sealed(two.sealer),
    await sealed(two.sealer),
  ];
  assert.equal(await two.outcome(first), 'opened');
  assert.equal(await two.outcome(third), 'opened');
  assert.equal(await two.outcome(second), 'opened', 'it was sent again');
  for (const again of [first, second, third]) assert.equal(await two.outcome(again), 'replayed');
  const last = await sealed(two.sealer);
  const both = await Promise.all([two.outcome(last), two.outcome(last)]);
  assert.deepEqual(both.sort(), ['opened', 'replayed'], 'at the same time');
  two.opener.receive(ANNA, 0, await newSecret());
  assert.equal(await two.outcome(first), 'replayed', 'the secret that came again changes nothing');
});

test('without the window a frame that is played again is decoded again', async () => {
  const key = await cipher.key(await newSecret(), ANNA, streamNumber('camera', 0));
  const head = { counter: 0, stream: streamNumber('camera', 0), keyId: 0 };
  const bytes = await cipher.seal(key, 'vp8', someFrame(), head);
  assert.ok(bytes);
  const parsed = parseSealedFrame('vp8', bytes);
  assert.ok(typeof parsed !== 'string');
  assert.ok(await cipher.open(key, parsed));
  assert.ok(await cipher.open(key, parsed));
});

test('the window takes each counter once, and none that lies behind it', () => {
  const seed = seedFromEnvironment();
  const chance = new SeededRandom(seed);
  const window = new ReplayWindow();
  const taken = new Set<number>();
  let highest = -1;
  for (let i = 0; i < 20_000; i++) {
    const counter = Math.max(0, highest + 20 - chance.below(400));
    const expected = !taken.has(counter) && counter > highest - ReplayWindow.FRAMES;
    assert.equal(window.isNew(counter), expected, `SEED=${seed}, ${counter}`);
    if (!expected) continue;
    window.add(counter);
    taken.add(counter);
    highest = Math.max(highest, counter);
  }
});

test('no nonce is used twice under a key, whatever is made anew and changes', async () => {
  const seed = seedFromEnvironment();
  const chance = new SeededRandom(seed);
  const limits = { layersMax: 5, framesMax: 40 };
  const sealer = new FrameSealer(cipher, ANNA, limits);
  const used = new Set<string>();
  const secrets: CryptoKey[] = [];
  let worn = 0;
  const change = async (): Promise<void> => {
    secrets.push(await newSecret());
    sealer.use((secrets.length - 1) % 256, secrets[secrets.length - 1] as CryptoKey);
  };
  await change();
  let sources = [1, 2, 3];
  for (let i = 0; i < 3_000; i++) {
    // A camera that is replaced has another source, or comes back with the one that it had.
    if (chance.chance(0.02)) sources = sources.map((one) => one + chance.below(2));
    if (chance.chance(0.01)) await change();
    // What is told late, or twice, must not take an older secret up again.
    const old = chance.below(secrets.length);
    if (chance.chance(0.1) && secrets.length - old < 100) {
      sealer.use(old % 256, secrets[old] as CryptoKey);
    }
    const line = chance.pick(['microphone', 'camera', 'screen'] as const);
    const codec = line === 'microphone' ? 'opus' : 'vp8';
    const bytes = await sealer.seal(line, chance.pick(sources), codec, someFrame(12));
    if (bytes === 'worn-out') {
      worn++;
      continue;
    }
    assert.ok(typeof bytes !== 'string');
    const name = `${secrets.length} ${toBase64Url(bytes.subarray(-9))}`;
    assert.ok(!used.has(name), `SEED=${seed}: ${name}`);
    used.add(name);
  }
  assert.ok(worn > 0 && secrets.length > 5, `SEED=${seed}: it came to that`);
});

test('a secret is refused once it has sealed as many frames, or streams, as it may', async () => {
  const { sealer } = await pair({ layersMax: 2, framesMax: 3 });
  for (const source of [7, 8]) {
    for (let i = 0; i < 3; i++) await sealed(sealer, source);
    assert.equal(await sealer.seal('camera', source, 'vp8', someFrame()), 'worn-out');
  }
  assert.equal(await sealer.seal('camera', 9, 'vp8', someFrame()), 'worn-out', 'a third layer');
  await sealed(sealer, 9, 'screen');
  sealer.use(1, await newSecret());
  await sealed(sealer, 9);
});

test('an older secret opens for 10 s after a newer one was used, and no longer', async () => {
  const two = await pair();
  const [early, late, after] = [
    await sealed(two.sealer),
    await sealed(two.sealer),
    await sealed(two.sealer),
  ];
  const next = await newSecret();
  two.opener.receive(ANNA, 1, next);
  two.now = 60_000;
  assert.equal(await two.outcome(early), 'opened', 'nobody has used the newer one');
  two.sealer.use(1, next);
  assert.equal(await two.outcome(await sealed(two.sealer)), 'opened');
  two.now += OPENER_LIMITS.retireMs - 1;
  assert.equal(await two.outcome(late), 'opened');
  two.now += 1;
  assert.equal(await two.outcome(after), 'unknown-key');
  assert.equal(await two.outcome(await sealed(two.sealer)), 'opened');
});

test('of a party the last secrets are kept, and no more parties than there may be', async () => {
  const opener = new FrameOpener(cipher, () => 0);
  const frames = new Map<number, Bytes>();
  for (const keyId of [253, 254, 255, 0, 1, 2]) {
    const [sealer, secret] = [new FrameSealer(cipher, ANNA), await newSecret()];
    sealer.use(keyId, secret);
    frames.set(keyId, await sealed(sealer));
    opener.receive(ANNA, keyId, secret);
  }
  const opened = [];
  for (const [keyId, frame] of frames) {
    if (typeof (await opener.open(ANNA, 'camera', 'vp8', frame)) !== 'string') opened.push(keyId);
  }
  assert.deepEqual(opened, [255, 0, 1, 2]);
  const secret = await newSecret();
  for (let i = 1; i < OPENER_LIMITS.partiesMax; i++) {
    assert.equal(opener.receive(toBase64Url(random.bytes(16)), 0, secret), 'taken');
  }
  assert.equal(opener.receive(BEN, 0, secret), 'too-many');
  opener.forget(ANNA);
  assert.equal(opener.receive(BEN, 0, secret), 'taken');
});

test('a wrapped secret opens for its receiver alone, as of its sender and number', async () => {
  const people = [ANNA, BEN, toBase64Url(random.bytes(16))];
  const made = people.map((party) => KeyAgreement.create(subtle, random, { call: CALL, party }));
  const [anna, ben, carol] = await Promise.all(made);
  assert.ok(anna && ben && carol);
  const secret = random.bytes(32);
  const wrapped = await anna.wrap(BEN, ben.publicKey, 3, secret);
  assert.ok(wrapped);
  assert.ok(await ben.unwrap(ANNA, anna.publicKey, 3, wrapped));
  assert.equal(await ben.unwrap(ANNA, anna.publicKey, 4, wrapped), undefined);
  assert.equal(await ben.unwrap(BEN, anna.publicKey, 3, wrapped), undefined);
  assert.equal(await ben.unwrap(ANNA, carol.publicKey, 3, wrapped), undefined);
  assert.equal(await carol.unwrap(ANNA, anna.publicKey, 3, wrapped), undefined);
  const later = await KeyAgreement.create(subtle, random, { call: CALL, party: BEN });
  assert.equal(
    await later.unwrap(ANNA, anna.publicKey, 3, wrapped),
    undefined,
    'another call object',
  );
  for (let i = 0; i < wrapped.length; i++) {
    const changed: Bytes = wrapped.slice();
    changed[i] = (changed[i] ?? 0) ^ 1;
    assert.equal(await ben.unwrap(ANNA, anna.publicKey, 3, changed), undefined, `byte ${i}`);
  }
  assert.equal(await ben.unwrap(ANNA, anna.publicKey, 3, wrapped.slice(1)), undefined);
  const nowhere = ben.publicKey.slice();
  nowhere[40] = (nowhere[40] ?? 0) ^ 1;
  assert.equal(await anna.wrap(BEN, nowhere, 3, secret), undefined, 'not a point of the curve');
});

interface Rig {
  readonly transforms: MediaTransforms;
  readonly told: FromMediaWorker[];
  /** What comes out for these frames. */
  readonly run: (options: MediaTask, frames: readonly FakeFrame[]) => Promise<readonly Bytes[]>;
  readonly counts: () => MediaCounts;
  keyFrameRequests: number;
  now: number;
}

interface FakeFrame extends EncodedFrame {
  readonly source?: number;
}

function frameOf(bytes: Bytes, metadata: ReturnType<EncodedFrame['getMetadata']> = {}): FakeFrame {
  const known = { synchronizationSource: 1, ...metadata };
  return { data: bytes.slice().buffer, getMetadata: () => known };
}

function rig(party: string): Rig {
  const told: FromMediaWorker[] = [];
  const it: Rig = {
    transforms: new MediaTransforms({
      subtle,
      now: () => it.now,
      tell: (message) => told.push(message),
    }),
    told,
    run: async (options, frames) => {
      const out: Bytes[] = [];
      const readable = new ReadableStream<EncodedFrame>({
        start: (controller) => {
          for (const frame of frames) controller.enqueue(frame);
          controller.close();
        },
      });
      const writable = new WritableStream<EncodedFrame>({
        write: (frame) => void out.push(new Uint8Array(frame.data)),
      });
      const sendKeyFrameRequest = (): Promise<void> => {
        it.keyFrameRequests++;
        return Promise.resolve();
      };
      await it.transforms.onTransform({ ...{ readable, writable, options }, sendKeyFrameRequest });
      return out;
    },
    counts: () => {
      it.transforms.onMessage({ t: 'count', ref: told.length });
      const last = told.pop();
      assert.ok(last?.t === 'counted');
      return last.counts;
    },
    keyFrameRequests: 0,
    now: 0,
  };
  it.transforms.onMessage({ t: 'begin', call: CALL, party });
  return it;
}

const SEAL = { does: 'seal', line: 'camera', codec: 'vp8' } as const;
const OPEN = { does: 'open', party: ANNA, line: 'camera', codec: 'vp8' } as const;

test('nothing leaves without a secret, and nothing of a codec that was not agreed', async () => {
  const anna = rig(ANNA);
  assert.deepEqual(await anna.run(SEAL, [frameOf(someFrame())]), []);
  anna.transforms.onMessage({ t: 'send', keyId: 0, secret: await newSecret() });
  const wrong = frameOf(someFrame(), { mimeType: 'video/H264' });
  const right = frameOf(someFrame(), { mimeType: 'video/VP8' });
  const nameless = { ...frameOf(someFrame()), getMetadata: () => ({}) };
  assert.equal((await anna.run(SEAL, [wrong, nameless, right])).length, 1);
  const { sealed: sent, unsent } = anna.counts();
  assert.deepEqual(
    [sent, unsent['no-secret'], unsent['wrong-codec'], unsent.malformed],
    [1, 1, 1, 1],
  );
  assert.throws(() => {
    anna.transforms.onMessage({ t: 'begin', call: CALL, party: ANNA });
  }, 'its counters would begin anew');
});

test('a worker that cannot open tells so, and asks for key frames once it can', async () => {
  const [anna, ben] = [rig(ANNA), rig(BEN)];
  const secret = await newSecret();
  anna.transforms.onMessage({ t: 'send', keyId: 0, secret });
  const delta = async (): Promise<FakeFrame> => {
    const [bytes] = await anna.run(SEAL, [frameOf(someFrame())]);
    assert.ok(bytes);
    return frameOf(bytes);
  };
  assert.deepEqual(await ben.run(OPEN, [await delta(), await delta()]), []);
  assert.deepEqual(ben.told, [{ t: 'missed', party: ANNA }], 'once a second');
  ben.transforms.onMessage({ t: 'receive', party: ANNA, keyId: 0, secret });
  const damaged = await delta();
  new Uint8Array(damaged.data).fill(0, 5, 9);
  const [whole] = await anna.run(SEAL, [frameOf(keyFrame())]);
  assert.ok(whole);
  const first = await delta();
  const again = frameOf(new Uint8Array(first.data));
  const frames = [first, again, damaged, await delta(), await delta(), frameOf(whole)];
  assert.equal((await ben.run(OPEN, [...frames, await delta()])).length, 5);
  assert.equal(ben.keyFrameRequests, 1, 'once a second, and none after a key frame');
  const { dropped, opened } = ben.counts();
  assert.deepEqual(
    [opened, dropped.forged, dropped.replayed, dropped['unknown-key']],
    [5, 1, 1, 2],
  );
  ben.transforms.onMessage({ t: 'forget', party: ANNA });
  assert.deepEqual(await ben.run(OPEN, [await delta()]), []);
});

test('a secret that is worn out is told once', async () => {
  const anna = rig(ANNA);
  anna.transforms.onMessage({ t: 'send', keyId: 5, secret: await newSecret() });
  const frames = Array.from({ length: 70 }, (_, i) =>
    frameOf(someFrame(), { synchronizationSource: i }),
  );
  assert.equal((await anna.run(SEAL, frames)).length, 64);
  assert.deepEqual(anna.told, [{ t: 'wornOut', keyId: 5 }]);
});

test('only Opus and VP8 are sealed', () => {
  const worker = { postMessage: () => undefined, terminate: () => undefined } as unknown as Worker;
  const made: MediaTask[] = [];
  class Transform {
    readonly task: MediaTask;

    constructor(_: Worker, task: MediaTask) {
      this.task = task;
      made.push(task);
    }
  }
  const media = new SealedMedia(
    { newMediaWorker: () => worker, ScriptTransform: Transform },
    { call: CALL, party: BEN },
    { onWornOut: () => undefined, onMissed: () => undefined, onFailed: () => undefined },
  );
  const sender = {} as RTCRtpSender;
  for (const [line, mime] of [
    ['camera', 'video/H264'],
    ['microphone', 'audio/red'],
    ['microphone', 'video/VP8'],
  ] as const) {
    assert.throws(() => {
      media.seal(sender, line, mime);
    }, UnsealableMediaError);
  }
  assert.deepEqual([sender.transform, made], [undefined, []]);
  media.seal(sender, 'camera', 'video/VP8');
  media.open({} as RTCRtpReceiver, ANNA, 'microphone', 'audio/opus');
  assert.deepEqual(made, [SEAL, { ...OPEN, line: 'microphone', codec: 'opus' }]);
  media.close();
});
