import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CallSealer } from '../src/crypto/callSealer.js';
import { verifyGrant } from '../src/crypto/grants.js';
import { KeyRing } from '../src/crypto/keyring.js';
import { type SignerKey, Signers } from '../src/crypto/signers.js';
import { verificationCode } from '../src/crypto/verificationCode.js';
import { type Bytes, fromBase64Url, toBase64Url } from '../src/wire/bytes.js';
import { callAad, parseCallSignal } from '../src/wire/callSignal.js';
import { readDoc } from './support/files.js';

const { subtle } = globalThis.crypto;

interface Vector {
  readonly name: string;
  readonly conversationKey: string;
  readonly signal: string;
}

interface Accepted extends Vector {
  readonly rid: string;
  readonly epoch: number;
  readonly sender: string;
  readonly device: string;
  readonly counter: number;
  readonly expires: number;
  readonly call: string;
  readonly party: string;
  readonly to: string;
  readonly nonce: string;
  readonly content: string;
  readonly aad: string;
}

const calls = JSON.parse(readDoc('vectors/calls.json')) as {
  readonly accepted: readonly Accepted[];
  readonly refused: readonly (Vector & { readonly reason: string })[];
  readonly codes: readonly {
    readonly call: string;
    readonly caller: string;
    readonly callee: string;
    readonly code: string;
  }[];
};

function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  assert.ok(bytes !== undefined);
  return bytes;
}

for (const vector of calls.accepted) {
  test(`seals and opens ${vector.name}`, async () => {
    const signal = parseCallSignal(bytesOf(vector.signal));
    assert.ok(signal);
    assert.equal(toBase64Url(callAad(signal)), vector.aad);
    const { conversation, sender, device, epoch, counter, expires, call, party, to } = signal;
    assert.deepEqual(
      { rid: conversation, sender, device, epoch, counter, expires, call, party, to },
      {
        ...{ rid: vector.rid, sender: vector.sender, device: vector.device },
        ...{ epoch: vector.epoch, counter: vector.counter, expires: vector.expires },
        ...{ call: vector.call, party: vector.party, to: vector.to },
      },
    );
    const keys = new KeyRing(subtle, 8);
    await keys.put(vector.rid, vector.epoch, bytesOf(vector.conversationKey));
    const sealer = new CallSealer(subtle, keys);
    const content = await sealer.open(signal);
    assert.ok(content !== undefined && content !== 'awaiting-key');
    const sealed = await sealer.seal(signal, content, bytesOf(vector.nonce));
    assert.ok(sealed instanceof Uint8Array);
    assert.equal(toBase64Url(sealed), vector.signal);
  });
}

for (const vector of calls.refused) {
  test(`refuses a call signal: ${vector.name}`, async () => {
    const signal = parseCallSignal(bytesOf(vector.signal));
    if (signal === undefined) {
      assert.equal('malformed', vector.reason);
      return;
    }
    const keys = new KeyRing(subtle, 8);
    await keys.put(signal.conversation, signal.epoch, bytesOf(vector.conversationKey));
    assert.equal(await new CallSealer(subtle, keys).open(signal), undefined);
    assert.equal('unopened', vector.reason);
  });
}

for (const { call, caller, callee, code } of calls.codes) {
  test(`derives the code ${code}`, async () => {
    assert.equal(await verificationCode(subtle, call, bytesOf(caller), bytesOf(callee)), code);
  });
}

interface TokenVector {
  readonly name: string;
  readonly as: string;
  readonly token: string;
}

const tokens = JSON.parse(readDoc('vectors/tokens.json')) as {
  readonly signers: readonly SignerKey[];
  readonly accepted: readonly TokenVector[];
  readonly refused: readonly TokenVector[];
};

test('reads a grant of two as the mesh does, and nothing else as one', async () => {
  const signers = new Signers(subtle);
  await signers.replace(tokens.signers);
  const grants = tokens.accepted.filter(({ as }) => as === 'grant');
  assert.equal(grants.length, 4);
  const roles = [];
  for (const { token } of grants) roles.push((await verifyGrant(token, signers))?.role);
  assert.deepEqual(roles, ['caller', 'callee', undefined, undefined]);
  // One of those that are refused as a pass is a good grant.
  const others = [...tokens.accepted, ...tokens.refused].filter(
    ({ as, name }) => as !== 'grant' && name !== 'a grant as a pass',
  );
  for (const { name, token } of others) {
    assert.equal(await verifyGrant(token, signers), undefined, name);
  }
});
