import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { FrameCipher, streamNumber } from '../src/media/frameCipher.js';
import { FrameOpener } from '../src/media/frameOpener.js';
import { KeyAgreement } from '../src/media/keyAgreement.js';
import { type Bytes, fromBase64Url, toBase64Url } from '../src/wire/bytes.js';
import { readDoc } from './support/files.js';
import {
  jwkOf,
  type MediaVectors,
  mediaVectors,
  type PartyVector,
} from './support/mediaVectors.js';

const { subtle } = globalThis.crypto;

// To be done when the protocol changes, and never to make a test pass.
if (process.env['WRITE_VECTORS'] === 'media') {
  writeFileSync(
    '../../docs/vectors/media.json',
    `${JSON.stringify(mediaVectors(), undefined, 2)}\n`,
  );
}

const vectors = JSON.parse(readDoc('vectors/media.json')) as MediaVectors;

function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  assert.ok(bytes !== undefined);
  return bytes;
}

function secretOf(text: string): Promise<CryptoKey> {
  return subtle.importKey('raw', bytesOf(text), 'HKDF', false, ['deriveKey']);
}

test('docs/vectors/media.json is what the code beside it writes', () => {
  assert.deepEqual(vectors, mediaVectors());
});

for (const vector of vectors.frames) {
  test(`seals and opens ${vector.name}`, async () => {
    const { party, line, layer, codec, keyId, counter } = vector;
    const cipher = new FrameCipher(subtle, vectors.call);
    const secret = await secretOf(vector.secret);
    const stream = streamNumber(line, layer);
    const key = await cipher.key(secret, party, stream);
    const sealed = await cipher.seal(key, codec, bytesOf(vector.frame), { counter, stream, keyId });
    assert.ok(sealed !== undefined);
    assert.equal(toBase64Url(sealed), vector.sealed);
    const opener = new FrameOpener(cipher, () => 0);
    opener.receive(party, keyId, secret);
    const opened = await opener.open(party, line, codec, sealed);
    assert.ok(typeof opened !== 'string', String(opened));
    assert.equal(toBase64Url(opened), vector.frame);
  });
}

for (const vector of vectors.refused) {
  test(`refuses a frame: ${vector.name}`, async () => {
    const [first] = vectors.frames;
    assert.ok(first);
    const opener = new FrameOpener(new FrameCipher(subtle, vectors.call), () => 0);
    opener.receive(first.party, first.keyId, await secretOf(first.secret));
    const opened = await opener.open(first.party, first.line, first.codec, bytesOf(vector.sealed));
    assert.equal(opened, vector.reason);
  });
}

async function agreementOf(vector: PartyVector, nonce: string): Promise<KeyAgreement> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const pair = {
    privateKey: await subtle.importKey('jwk', jwkOf(vector), curve, false, ['deriveKey']),
    publicKey: await subtle.importKey('raw', bytesOf(vector.publicKey), curve, true, []),
  };
  const random = { fraction: () => 0, bytes: () => bytesOf(nonce) };
  return KeyAgreement.create(subtle, random, { call: vectors.call, party: vector.party }, pair);
}

for (const vector of vectors.wrapped) {
  test(`wraps and unwraps a secret, ${vector.name}`, async () => {
    const { sender, receiver, keyId, nonce } = vector;
    const mine = await agreementOf(sender, nonce);
    const theirs = await agreementOf(receiver, nonce);
    assert.equal(toBase64Url(mine.publicKey), sender.publicKey);
    const wrapped = await mine.wrap(
      receiver.party,
      theirs.publicKey,
      keyId,
      bytesOf(vector.secret),
    );
    assert.ok(wrapped !== undefined);
    assert.equal(toBase64Url(wrapped), vector.wrapped);
    const taken = await theirs.unwrap(sender.party, mine.publicKey, keyId, wrapped);
    assert.ok(taken !== undefined);
    const frame = vectors.frames.find((one) => one.secret === vector.secret);
    assert.ok(frame, 'a frame under this secret tells whether it is the one');
    const cipher = new FrameCipher(subtle, vectors.call);
    const opener = new FrameOpener(cipher, () => 0);
    opener.receive(frame.party, frame.keyId, taken);
    const { party, line, codec } = frame;
    const opened = await opener.open(party, line, codec, bytesOf(frame.sealed));
    assert.ok(typeof opened !== 'string');
  });
}
