import type { SignerKey } from '../../src/crypto/signers.js';
import { type Purpose, subkeyInfo } from '../../src/crypto/keyring.js';
import { type Bytes, idBytes, toBase64Url, utf8, writeU64 } from '../../src/wire/bytes.js';
import { type EnvelopeHeader, signedBytes } from '../../src/wire/envelope.js';

/**
 * What only the origin can do: sealing and signing. In the product it is written in Java; the
 * vectors bind both.
 */

/** A signing key with its public half. */
export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly signer: SignerKey;
}

export async function newSigningKey(subtle: SubtleCrypto): Promise<SigningKey> {
  const pair = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('no key pair');
  const raw = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
  const digest = await subtle.digest('SHA-256', raw);
  const kid = toBase64Url(new Uint8Array(digest, 0, 16));
  return { privateKey: pair.privateKey, signer: { kid, key: toBase64Url(raw) } };
}

/** The subkey as the origin derives it. */
export async function deriveSubkey(
  subtle: SubtleCrypto,
  conversationKey: Bytes,
  rid: string,
  purpose: Purpose,
  epoch: number,
): Promise<CryptoKey> {
  const ikm = await subtle.importKey('raw', conversationKey, 'HKDF', false, ['deriveKey']);
  return subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: idBytes(rid), info: subkeyInfo(purpose, epoch) },
    ikm,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
}

/** Seals the content under the header and signs it. */
export async function sealEnvelope(
  subtle: SubtleCrypto,
  header: EnvelopeHeader,
  content: unknown,
  conversationKey: Bytes,
  signing: SigningKey,
  nonce: Bytes,
): Promise<Bytes> {
  const start = headerBytes(header, nonce);
  const { conversation, type, epoch } = header;
  const key = await deriveSubkey(subtle, conversationKey, conversation, type, epoch);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: start.subarray(0, 46) };
  const ciphertext = await subtle.encrypt(algorithm, key, utf8(JSON.stringify(content)));
  return sign(subtle, start, new Uint8Array(ciphertext), signing);
}

/** Puts an envelope together; with another's ciphertext it is a splice that is truly signed. */
export async function sign(
  subtle: SubtleCrypto,
  headerAndNonce: Bytes,
  ciphertext: Bytes,
  { privateKey }: SigningKey,
): Promise<Bytes> {
  const signed = signedBytes(headerAndNonce, await subtle.digest('SHA-256', ciphertext));
  const signature = await subtle.sign('Ed25519', privateKey, signed);
  return Uint8Array.from([...headerAndNonce, ...ciphertext, ...new Uint8Array(signature)]);
}

function headerBytes(header: EnvelopeHeader, nonce: Bytes): Bytes {
  const bytes = new Uint8Array(58);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  bytes.set(idBytes(header.timeline), 1);
  bytes.set(idBytes(header.conversation), 17);
  writeU64(view, 33, header.seq);
  view.setUint32(41, header.epoch);
  bytes[45] = header.type === 'event' ? 1 : 2;
  bytes.set(nonce, 46);
  return bytes;
}
