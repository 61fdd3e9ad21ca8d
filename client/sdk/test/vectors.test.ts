import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encode } from 'cborg';

import { KeyRing, type Purpose, type Sealer } from '../src/crypto/keyring.js';
import { EnvelopeOpener, type Opened } from '../src/crypto/opener.js';
import { type SignerKey, Signers } from '../src/crypto/signers.js';
import { SignalSealer } from '../src/crypto/signals.js';
import { type Bytes, fromBase64Url, toBase64Url } from '../src/wire/bytes.js';
import {
  ENVELOPE,
  type Envelope,
  envelopeAad,
  envelopeCiphertext,
  parseEnvelope,
  signedBytes,
} from '../src/wire/envelope.js';
import { parseEvent, parsePointer } from '../src/wire/events.js';
import {
  type ClientFrame,
  parseRelayFrame,
  writeCborFrame,
  writeJsonFrame,
} from '../src/wire/frames.js';
import { parseSignal, signalAad } from '../src/wire/signal.js';
import { readDoc } from './support/files.js';
import { SeededRandom } from './support/seededRandom.js';

const { subtle } = globalThis.crypto;

interface SealedVector {
  readonly name: string;
  readonly conversationKey: string;
  readonly timeline: string;
  readonly rid: string;
  readonly reason: string;
  readonly envelope: string;
}

interface AcceptedEnvelope extends Omit<SealedVector, 'reason'> {
  readonly seq: number;
  readonly epoch: number;
  readonly type: 'event' | 'pointer';
  readonly signer: SignerKey;
  readonly content: string;
  readonly aad: string;
  readonly signed: string;
}

interface RefusedEnvelope extends SealedVector {
  readonly signers: readonly SignerKey[];
}

const envelopes = JSON.parse(readDoc('vectors/envelopes.json')) as {
  readonly accepted: readonly AcceptedEnvelope[];
  readonly refused: readonly RefusedEnvelope[];
};

function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  assert.ok(bytes, `not base64url: ${text}`);
  return bytes;
}

/** Opens as a client does that has this key for whichever epoch the header names. */
async function open(
  bytes: Bytes,
  expected: Pick<SealedVector, 'conversationKey' | 'timeline' | 'rid'>,
  signers: readonly SignerKey[],
): Promise<Opened> {
  const known = new Signers(subtle);
  await known.replace(signers);
  const keys = new KeyRing(subtle, 8);
  const epoch = bytes.length < 46 ? 0 : new DataView(bytes.buffer).getUint32(41);
  await keys.put(expected.rid, epoch, bytesOf(expected.conversationKey));
  const opener = new EnvelopeOpener(subtle, known, keys);
  const { timeline, rid } = expected;
  return opener.open(bytes, (at) => at.timeline === timeline && at.conversation === rid);
}

for (const vector of envelopes.accepted) {
  test(`accepts the envelope of ${vector.name}`, async () => {
    const bytes = bytesOf(vector.envelope);
    const opened = await open(bytes, vector, [vector.signer]);
    const content = JSON.parse(vector.content) as unknown;
    if (vector.type === 'event') {
      assert.ok(opened.result === 'event', opened.result);
      assert.deepEqual(opened.event, parseEvent(content));
    } else {
      assert.ok(opened.result === 'pointer', opened.result);
      assert.deepEqual(opened.pointer, parsePointer(content));
    }
    assert.equal(opened.envelope.seq, vector.seq);
    assert.equal(opened.envelope.epoch, vector.epoch);
    assert.equal(toBase64Url(envelopeAad(opened.envelope)), vector.aad);
    assert.equal(await signedOf(opened.envelope), vector.signed);
  });
}

async function signedOf(envelope: Envelope): Promise<string> {
  const digest = await subtle.digest('SHA-256', envelopeCiphertext(envelope));
  const { bytes } = envelope;
  return toBase64Url(signedBytes(bytes.subarray(0, ENVELOPE.ciphertextOffset), digest));
}

for (const vector of envelopes.refused) {
  test(`refuses ${vector.name}`, async () => {
    const opened = await open(bytesOf(vector.envelope), vector, vector.signers);
    assert.equal(reasonOf(opened), vector.reason);
  });
}

function reasonOf(opened: Opened): string {
  if (opened.result === 'stranger') return 'unknown-conversation';
  return opened.result === 'dropped' ? opened.reason : opened.result;
}

test('refuses an envelope with any one bit flipped', async () => {
  const vector = envelopes.accepted[0];
  assert.ok(vector);
  const whole = bytesOf(vector.envelope);
  const reasons = new Map<string, number>();
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = whole.slice();
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const reason = reasonOf(await open(bytes, vector, [vector.signer]));
    assert.notEqual(reason, 'event', `bit ${bit}`);
    assert.notEqual(reason, 'pointer', `bit ${bit}`);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  // Timeline and conversation are compared; all else that can be read is caught by the signature.
  assert.equal(reasons.get('unknown-conversation'), 32 * 8);
  assert.equal(reasons.get('unopened'), undefined);
});

interface SignalVector {
  readonly name: string;
  readonly conversationKey: string;
  readonly signal: string;
}

interface AcceptedSignal extends SignalVector {
  readonly rid: string;
  readonly sender: string;
  readonly device: string;
  readonly epoch: number;
  readonly type: 'typing' | 'presence';
  readonly counter: number;
  readonly time: number;
  readonly nonce: string;
  readonly content: string;
  readonly aad: string;
}

const signals = JSON.parse(readDoc('vectors/signals.json')) as {
  readonly accepted: readonly AcceptedSignal[];
  readonly refused: readonly (SignalVector & { readonly reason: string })[];
};

for (const vector of signals.accepted) {
  test(`seals and opens the signal ${vector.name}`, async () => {
    const signal = parseSignal(bytesOf(vector.signal));
    assert.ok(signal);
    assert.equal(toBase64Url(signalAad(signal)), vector.aad);
    const keys = new KeyRing(subtle, 8);
    await keys.put(vector.rid, vector.epoch, bytesOf(vector.conversationKey));
    const sealer = new SignalSealer(subtle, keys);
    const content = await sealer.open(signal);
    assert.ok(content !== undefined && content !== 'awaiting-key');
    const { type, ...said } = content;
    assert.equal(type, vector.type);
    assert.deepEqual(said, JSON.parse(vector.content));
    const { conversation, sender, device, epoch, counter, time } = signal;
    assert.deepEqual(
      { rid: conversation, sender, device, epoch, counter, time },
      pick(vector, ['rid', 'sender', 'device', 'epoch', 'counter', 'time']),
    );
    const sealed = await sealer.seal(signal, content, bytesOf(vector.nonce));
    assert.ok(sealed);
    assert.equal(toBase64Url(sealed), vector.signal);
  });
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

for (const vector of signals.refused) {
  test(`refuses the signal with ${vector.name}`, async () => {
    const signal = parseSignal(bytesOf(vector.signal));
    if (signal === undefined) {
      assert.equal('malformed', vector.reason);
      return;
    }
    const keys = new KeyRing(subtle, 8);
    await keys.put(signal.conversation, signal.epoch, bytesOf(vector.conversationKey));
    assert.equal(await new SignalSealer(subtle, keys).open(signal), undefined);
    assert.equal('unopened', vector.reason);
  });
}

const keyVectors = JSON.parse(readDoc('vectors/keys.json')) as {
  readonly subkeys: readonly {
    readonly conversationKey: string;
    readonly rid: string;
    readonly purpose: Purpose;
    readonly epoch: number;
    readonly sender?: string;
    readonly device?: string;
    readonly subkey: string;
  }[];
  readonly signers: readonly SignerKey[];
};

test('derives the subkeys of the vectors', async () => {
  assert.ok(keyVectors.subkeys.length > 0);
  for (const vector of keyVectors.subkeys) {
    const { rid, epoch, purpose, sender, device } = vector;
    const keys = new KeyRing(subtle, 8);
    await keys.put(rid, epoch, bytesOf(vector.conversationKey));
    const sealer: Sealer | undefined = sender && device ? { rid: sender, device } : undefined;
    const derived = await keys.subkey(rid, epoch, purpose, sealer);
    assert.ok(derived);
    // The derived key cannot be exported: it is the right one if both seal alike.
    const raw = bytesOf(vector.subkey);
    const expected = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    assert.deepEqual(await sealZeros(derived), await sealZeros(expected));
  }
});

async function sealZeros(key: CryptoKey): Promise<Uint8Array> {
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  return new Uint8Array(await subtle.encrypt(algorithm, key, new Uint8Array(32)));
}

test('takes signers whose kid names their key, and no others', async () => {
  await new Signers(subtle).replace(keyVectors.signers);
  const [first, second] = keyVectors.signers;
  assert.ok(first && second);
  const swapped = [{ kid: first.kid, key: second.key }];
  await assert.rejects(new Signers(subtle).replace(swapped), RangeError);
});

test('an event that waits for its key opens when the key is there', async () => {
  const vector = envelopes.accepted[0];
  assert.ok(vector);
  const signers = new Signers(subtle);
  await signers.replace([vector.signer]);
  const keys = new KeyRing(subtle, 8);
  const opener = new EnvelopeOpener(subtle, signers, keys);
  const waiting = await opener.open(bytesOf(vector.envelope), () => true);
  assert.ok(waiting.result === 'awaiting-key');
  await keys.put(vector.rid, vector.epoch, bytesOf(vector.conversationKey));
  assert.equal((await opener.openVerified(waiting.envelope)).result, 'event');
});

test('reads no envelope longer than the protocol allows', () => {
  assert.equal(parseEnvelope(new Uint8Array(ENVELOPE.bytesMax + 1).fill(1)), undefined);
});

interface FrameVector {
  readonly json: string;
  readonly cbor: string;
}

const frames = JSON.parse(readDoc('vectors/frames.json')) as {
  readonly toRelay: readonly FrameVector[];
  readonly toBrowser: readonly FrameVector[];
  readonly refusedCbor: readonly {
    readonly name: string;
    readonly to: 'relay' | 'browser';
    readonly cbor: string;
  }[];
};

test('writes every frame as the vectors have it, in both formats', () => {
  for (const { json, cbor } of frames.toRelay) {
    const frame = JSON.parse(json) as ClientFrame;
    assert.equal(writeJsonFrame(frame), json);
    assert.equal(toBase64Url(writeCborFrame(frame)), cbor);
  }
});

test('reads every frame alike in both formats', () => {
  for (const { json, cbor } of frames.toBrowser) {
    const frame = parseRelayFrame(json);
    assert.ok(frame !== undefined && frame.t !== 'unknown', json);
    assert.deepEqual(parseRelayFrame(bytesOf(cbor)), frame);
  }
});

for (const { name, to, cbor } of frames.refusedCbor) {
  if (to === 'browser') {
    test(`takes ${name} for no frame`, () => {
      assert.equal(parseRelayFrame(bytesOf(cbor)), undefined);
    });
  }
}

test('no bytes make the parser throw', () => {
  const random = new SeededRandom(20_300_101);
  const { cbor } = frames.toBrowser[0] ?? { cbor: '' };
  const welcome = bytesOf(cbor);
  for (let i = 0; i < 20_000; i++) {
    const bytes = i % 2 === 0 ? random.bytes(1 + (i % 40)) : welcome.slice();
    bytes[Math.floor(random.fraction() * bytes.length)] = Math.floor(random.fraction() * 256);
    parseRelayFrame(bytes);
  }
  for (const open of [0x81, 0xa1, 0xc1, 0x9f, 0xbf, 0x5f]) {
    assert.equal(parseRelayFrame(new Uint8Array(65_536).fill(open)), undefined);
  }
});

test('passes members of a later version over, __proto__ among them, in both formats', () => {
  const later = { t: 'pong', more: 1, ['__proto__']: 'x', nested: new Map([['deep', [1]]]) };
  const bytes = encode(new Map(Object.entries(later)));
  assert.deepEqual(parseRelayFrame(bytes), { t: 'pong' });
  assert.deepEqual(parseRelayFrame('{"t":"pong","more":1,"__proto__":{"t":"x"}}'), { t: 'pong' });
});
