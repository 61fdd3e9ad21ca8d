import type { DeviceId, Epoch, EpochMs, RoutingId } from '../api/ids.js';
import { type Bytes, idBytes, readU64, toBase64Url, writeU64 } from './bytes.js';
import { isEpoch } from './shape.js';

/** The layout of docs/PROTOCOL.md §4. */
export const SIGNAL = {
  version: 1,
  aadBytes: 70,
  nonceBytes: 12,
  ciphertextOffset: 82,
  bytesMin: 82 + 16,
  bytesMax: 1024,
} as const;

/** What a signal says of itself; believed only after it opened. */
export interface SignalHeader {
  readonly type: 'typing' | 'presence';
  readonly conversation: RoutingId;
  readonly sender: RoutingId;
  readonly device: DeviceId;
  readonly epoch: Epoch;
  readonly counter: number;
  readonly time: EpochMs;
}

/** A well-formed signal: version, type, length and ranges are checked, and nothing else. */
export interface Signal extends SignalHeader {
  readonly bytes: Bytes;
}

/** Takes a signal apart; undefined if it is none of this version. */
export function parseSignal(bytes: Bytes): Signal | undefined {
  if (bytes.length < SIGNAL.bytesMin || bytes.length > SIGNAL.bytesMax) return undefined;
  if (bytes[0] !== SIGNAL.version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = typeOf(bytes[1]);
  const epoch = view.getUint32(50);
  const counter = readU64(view, 54);
  const time = readU64(view, 62);
  if (type === undefined || !isEpoch(epoch) || Number.isNaN(counter) || Number.isNaN(time)) {
    return undefined;
  }
  return {
    type,
    conversation: toBase64Url(bytes.subarray(2, 18)),
    sender: toBase64Url(bytes.subarray(18, 34)),
    device: toBase64Url(bytes.subarray(34, 50)),
    epoch,
    counter,
    time,
    bytes,
  };
}

function typeOf(byte: number | undefined): SignalHeader['type'] | undefined {
  if (byte === 3) return 'typing';
  return byte === 4 ? 'presence' : undefined;
}

/** The first 70 bytes: the additional authenticated data. */
export function signalAad(header: SignalHeader): Bytes {
  const bytes = new Uint8Array(SIGNAL.aadBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = SIGNAL.version;
  bytes[1] = header.type === 'typing' ? 3 : 4;
  bytes.set(idBytes(header.conversation), 2);
  bytes.set(idBytes(header.sender), 18);
  bytes.set(idBytes(header.device), 34);
  view.setUint32(50, header.epoch);
  writeU64(view, 54, header.counter);
  writeU64(view, 62, header.time);
  return bytes;
}

/** The whole of a signal from its parts. */
export function joinSignal(aad: Bytes, nonce: Bytes, ciphertext: ArrayBuffer): Bytes {
  const bytes = new Uint8Array(SIGNAL.ciphertextOffset + ciphertext.byteLength);
  bytes.set(aad);
  bytes.set(nonce, SIGNAL.aadBytes);
  bytes.set(new Uint8Array(ciphertext), SIGNAL.ciphertextOffset);
  return bytes;
}
