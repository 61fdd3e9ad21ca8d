import type { Epoch, RoutingId, Seq, TimelineId } from '../api/ids.js';
import { type Bytes, readU64, toBase64Url, utf8 } from './bytes.js';
import { isEpoch } from './shape.js';

/** The layout of docs/PROTOCOL.md §3. */
export const ENVELOPE = {
  version: 1,
  aadBytes: 46,
  nonceOffset: 46,
  ciphertextOffset: 58,
  tagBytes: 16,
  signatureBytes: 64,
  bytesMin: 58 + 16 + 64,
  bytesMax: 49_128,
} as const;

/**
 * What an envelope says of itself; nothing of it may be believed before the signature is verified.
 */
export interface EnvelopeHeader {
  readonly type: 'event' | 'pointer';
  readonly timeline: TimelineId;
  readonly conversation: RoutingId;
  /** 0 on a pointer. */
  readonly seq: Seq;
  readonly epoch: Epoch;
}

/** A well-formed envelope: version, type, length and ranges are checked, and nothing else. */
export interface Envelope extends EnvelopeHeader {
  readonly bytes: Bytes;
}

/** Takes an envelope apart; undefined if it is none of this version. */
export function parseEnvelope(bytes: Bytes): Envelope | undefined {
  if (bytes.length < ENVELOPE.bytesMin || bytes.length > ENVELOPE.bytesMax) return undefined;
  if (bytes[0] !== ENVELOPE.version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = typeOf(bytes[45]);
  const seq = readU64(view, 33);
  const epoch = view.getUint32(41);
  if (type === undefined || Number.isNaN(seq) || !isEpoch(epoch)) return undefined;
  if ((type === 'pointer') !== (seq === 0)) return undefined;
  return {
    type,
    timeline: toBase64Url(bytes.subarray(1, 17)),
    conversation: toBase64Url(bytes.subarray(17, 33)),
    seq,
    epoch,
    bytes,
  };
}

function typeOf(byte: number | undefined): EnvelopeHeader['type'] | undefined {
  if (byte === 1) return 'event';
  return byte === 2 ? 'pointer' : undefined;
}

/** The additional authenticated data: the header. */
export function envelopeAad(envelope: Envelope): Bytes {
  return envelope.bytes.subarray(0, ENVELOPE.aadBytes);
}

export function envelopeNonce(envelope: Envelope): Bytes {
  return envelope.bytes.subarray(ENVELOPE.nonceOffset, ENVELOPE.ciphertextOffset);
}

/** The ciphertext with its tag. */
export function envelopeCiphertext(envelope: Envelope): Bytes {
  return envelope.bytes.subarray(ENVELOPE.ciphertextOffset, -ENVELOPE.signatureBytes);
}

export function envelopeSignature(envelope: Envelope): Bytes {
  return envelope.bytes.subarray(-ENVELOPE.signatureBytes);
}

const SIGNED_PREFIX = utf8('sealmesh/1/envelope\0');

/** What the origin signs: prefix, header and nonce, hash of the ciphertext. */
export function signedBytes(headerAndNonce: Bytes, ciphertextSha256: ArrayBuffer): Bytes {
  const signed = new Uint8Array(SIGNED_PREFIX.length + ENVELOPE.ciphertextOffset + 32);
  signed.set(SIGNED_PREFIX);
  signed.set(headerAndNonce, SIGNED_PREFIX.length);
  signed.set(new Uint8Array(ciphertextSha256), SIGNED_PREFIX.length + ENVELOPE.ciphertextOffset);
  return signed;
}
