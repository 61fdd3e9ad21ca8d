import type { CallId } from '../api/ids.js';
import { type Bytes, idBytes, utf8 } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';

/** The layout of docs/PROTOCOL.md §11. */
export const SEALED_FRAME = {
  version: 1,
  tagBytes: 16,
  trailerBytes: 9,
  nonceBytes: 12,
  /** Layers of one line under one secret: what six bits number. */
  layersMax: 64,
  /** Of one stream under one secret, as a conversation key seals: far below what 48 bits count. */
  framesMax: 2 ** 31,
} as const;

/** What a party sends, in the order of the numbers. */
export const MEDIA_LINES = ['microphone', 'camera', 'screen'] as const;

/** One of the things that a party sends. */
export type MediaLine = (typeof MEDIA_LINES)[number];

/** How the frames of a line are encoded: nothing else is sealed. */
export type MediaCodec = 'opus' | 'vp8';

/** Numbers a secret of a party: 0 … 255, and 0 again. */
export type MediaKeyId = number;

/** The line and the layer that a frame belongs to: one byte. */
export type MediaStreamNumber = number;

/** What a sealed frame says of itself; believed only after it opened. */
export interface FrameHead {
  readonly counter: number;
  readonly stream: MediaStreamNumber;
  readonly keyId: MediaKeyId;
}

/** A frame of this version whose parts have been found, and whose line exists. */
export interface SealedFrame extends FrameHead {
  readonly prefix: Bytes;
  readonly ciphertext: Bytes;
  readonly trailer: Bytes;
  readonly line: MediaLine;
}

const LAYER_BITS = 6;
const TWO_32 = 2 ** 32;
const INFO = utf8('sealmesh/1/media');

/** The number of a layer of a line, 0 … 63. */
export function streamNumber(line: MediaLine, layer: number): MediaStreamNumber {
  if (layer < 0 || layer >= SEALED_FRAME.layersMax) throw new RangeError('not a layer');
  return (MEDIA_LINES.indexOf(line) << LAYER_BITS) | layer;
}

/** How many numbers `keyId` lies behind `than`: −128 … 127, for they begin again after 255. */
export function keyAge(keyId: MediaKeyId, than: MediaKeyId): number {
  const behind = (than - keyId + 256) % 256;
  return behind < 128 ? behind : behind - 256;
}

/**
 * How much of a frame a media server and a packetizer read, and therefore stays clear; undefined if
 * the frame is shorter. Of VP8 (RFC 6386 §9.1) that is the frame tag, and of a key frame its size.
 */
export function prefixLength(codec: MediaCodec, frame: Bytes): number | undefined {
  const [first] = frame;
  if (first === undefined) return undefined;
  const length = codec === 'opus' ? 1 : isKeyFrame(frame) ? 10 : 3;
  return frame.length < length ? undefined : length;
}

/** Whether a frame of VP8, sealed or not, needs none before it. */
export function isKeyFrame(frame: Bytes): boolean {
  const [first] = frame;
  return first !== undefined && (first & 1) === 0;
}

/** Takes a sealed frame apart; or the reason why it is none. */
export function parseSealedFrame(
  codec: MediaCodec,
  frame: Bytes,
): SealedFrame | 'malformed' | 'wrong-version' {
  const { trailerBytes, tagBytes, version } = SEALED_FRAME;
  const prefixEnd = prefixLength(codec, frame);
  const trailerAt = frame.length - trailerBytes;
  if (prefixEnd === undefined || trailerAt < prefixEnd + tagBytes) return 'malformed';
  const trailer = frame.subarray(trailerAt);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerBytes);
  if (view.getUint8(8) !== version) return 'wrong-version';
  const stream = view.getUint8(6);
  const line = MEDIA_LINES[stream >> LAYER_BITS];
  if (line === undefined) return 'malformed';
  return {
    counter: view.getUint16(0) * TWO_32 + view.getUint32(2),
    keyId: view.getUint8(7),
    prefix: frame.subarray(0, prefixEnd),
    ciphertext: frame.subarray(prefixEnd, trailerAt),
    ...{ stream, line, trailer },
  };
}

/** Seals and opens the frames of one call. Counters and secrets are the caller's to choose. */
export class FrameCipher {
  readonly #subtle: SubtleCrypto;
  readonly #call: Bytes;

  constructor(subtle: SubtleCrypto, call: CallId) {
    this.#subtle = subtle;
    this.#call = idBytes(call);
  }

  /** What the frames of one stream are sealed with. @param secret an input of HKDF */
  key(secret: CryptoKey, party: PartyId, stream: MediaStreamNumber): Promise<CryptoKey> {
    const info = Uint8Array.from([...INFO, ...idBytes(party), stream]);
    return this.#subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: this.#call, info },
      secret,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
  }

  /**
   * The bytes that are sent; undefined if the frame is too short to be one of this codec.
   *
   * The same head must never be used twice with one key: its counter is the nonce.
   */
  async seal(
    key: CryptoKey,
    codec: MediaCodec,
    frame: Bytes,
    head: FrameHead,
  ): Promise<Bytes | undefined> {
    const prefixEnd = prefixLength(codec, frame);
    if (prefixEnd === undefined) return undefined;
    const prefix = frame.subarray(0, prefixEnd);
    const trailer = trailerOf(head);
    const algorithm = algorithmOf(head.counter, prefix, trailer);
    const ciphertext = await this.#subtle.encrypt(algorithm, key, frame.subarray(prefixEnd));
    const bytes = new Uint8Array(prefixEnd + ciphertext.byteLength + trailer.length);
    bytes.set(prefix);
    bytes.set(new Uint8Array(ciphertext), prefixEnd);
    bytes.set(trailer, prefixEnd + ciphertext.byteLength);
    return bytes;
  }

  /** The frame as it was before; undefined if any bit of it, or the key, is another. */
  async open(key: CryptoKey, sealed: SealedFrame): Promise<Bytes | undefined> {
    const { prefix, ciphertext, trailer, counter } = sealed;
    let plain: ArrayBuffer;
    try {
      const algorithm = algorithmOf(counter, prefix, trailer);
      plain = await this.#subtle.decrypt(algorithm, key, ciphertext);
    } catch {
      // WebCrypto tells a wrong tag by an OperationError without any detail.
      return undefined;
    }
    const bytes = new Uint8Array(prefix.length + plain.byteLength);
    bytes.set(prefix);
    bytes.set(new Uint8Array(plain), prefix.length);
    return bytes;
  }
}

function trailerOf({ counter, stream, keyId }: FrameHead): Bytes {
  const bytes = new Uint8Array(SEALED_FRAME.trailerBytes);
  writeCounter(new DataView(bytes.buffer), 0, counter);
  bytes[6] = stream;
  bytes[7] = keyId;
  bytes[8] = SEALED_FRAME.version;
  return bytes;
}

function algorithmOf(counter: number, prefix: Bytes, trailer: Bytes): AesGcmParams {
  const iv = new Uint8Array(SEALED_FRAME.nonceBytes);
  writeCounter(new DataView(iv.buffer), iv.length - 6, counter);
  const additionalData = new Uint8Array(prefix.length + trailer.length);
  additionalData.set(prefix);
  additionalData.set(trailer, prefix.length);
  return { name: 'AES-GCM', iv, additionalData };
}

/** Writes an unsigned 48-bit number, big-endian. */
function writeCounter(view: DataView, offset: number, counter: number): void {
  view.setUint16(offset, Math.floor(counter / TWO_32));
  view.setUint32(offset + 2, counter % TWO_32);
}
