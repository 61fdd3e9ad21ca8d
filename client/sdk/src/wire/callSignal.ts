import type { CallId, DeviceId, Epoch, EpochMs, RoutingId } from '../api/ids.js';
import { type Bytes, ID_BYTES, idBytes, readU64, toBase64Url, writeU64 } from './bytes.js';
import { isEpoch } from './shape.js';

/** The layout of docs/PROTOCOL.md §9. */
export const CALL_SIGNAL = {
  version: 1,
  aadBytes: 134,
  nonceBytes: 12,
  ciphertextOffset: 146,
  bytesMin: 146 + 16,
  bytesMax: 16_384,
} as const;

/** Names one client object in one call. */
export type PartyId = string;

/** The words in the order of their numbers, of which this is the first. */
const FIRST_TYPE = 16;
const TYPES = [
  'invite',
  'ringing',
  'accept',
  'selectAnswer',
  'reject',
  'busy',
  'cancel',
  'leave',
  'description',
  'candidates',
  'restartIce',
  'connected',
  'sending',
  'syncState',
  'present',
  'mediaKey',
  'wantMediaKey',
] as const;

/** What one party of a call says to another. */
export type CallSignalType = (typeof TYPES)[number];

/** What a call signal says of itself; believed only after it opened. */
export interface CallHeader {
  readonly type: CallSignalType;
  readonly conversation: RoutingId;
  readonly sender: RoutingId;
  readonly device: DeviceId;
  readonly epoch: Epoch;
  readonly counter: number;
  readonly expires: EpochMs;
  readonly call: CallId;
  readonly party: PartyId;
  readonly to: RoutingId;
  /** One party of hers; absent: all. */
  readonly toParty: PartyId | undefined;
}

/** A well-formed call signal: version, type, length and ranges are checked, and nothing else. */
export interface CallSignal extends CallHeader {
  readonly bytes: Bytes;
}

const NOBODY = toBase64Url(new Uint8Array(ID_BYTES));

/** Takes a call signal apart; undefined if it is none of this version. */
export function parseCallSignal(bytes: Bytes): CallSignal | undefined {
  if (bytes.length < CALL_SIGNAL.bytesMin || bytes.length > CALL_SIGNAL.bytesMax) return undefined;
  if (bytes[0] !== CALL_SIGNAL.version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const idAt = (offset: number): string => toBase64Url(bytes.subarray(offset, offset + ID_BYTES));
  const type = TYPES[view.getUint8(1) - FIRST_TYPE];
  const epoch = view.getUint32(50);
  const counter = readU64(view, 54);
  const expires = readU64(view, 62);
  const party = idAt(86);
  const toParty = idAt(118);
  if (type === undefined || party === NOBODY) return undefined;
  if (!isEpoch(epoch) || Number.isNaN(counter) || Number.isNaN(expires)) return undefined;
  return {
    ...{ type, epoch, counter, expires, party, bytes },
    conversation: idAt(2),
    sender: idAt(18),
    device: idAt(34),
    call: idAt(70),
    to: idAt(102),
    toParty: toParty === NOBODY ? undefined : toParty,
  };
}

/** The first 134 bytes: the additional authenticated data. */
export function callAad(header: CallHeader): Bytes {
  const bytes = new Uint8Array(CALL_SIGNAL.aadBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = CALL_SIGNAL.version;
  bytes[1] = FIRST_TYPE + TYPES.indexOf(header.type);
  bytes.set(idBytes(header.conversation), 2);
  bytes.set(idBytes(header.sender), 18);
  bytes.set(idBytes(header.device), 34);
  view.setUint32(50, header.epoch);
  writeU64(view, 54, header.counter);
  writeU64(view, 62, header.expires);
  bytes.set(idBytes(header.call), 70);
  bytes.set(idBytes(header.party), 86);
  bytes.set(idBytes(header.to), 102);
  bytes.set(idBytes(header.toParty ?? NOBODY), 118);
  return bytes;
}

/** The whole of a call signal from its parts; undefined if it is too long to be said. */
export function joinCallSignal(
  aad: Bytes,
  nonce: Bytes,
  ciphertext: ArrayBuffer,
): Bytes | undefined {
  const length = CALL_SIGNAL.ciphertextOffset + ciphertext.byteLength;
  if (length > CALL_SIGNAL.bytesMax) return undefined;
  const bytes = new Uint8Array(length);
  bytes.set(aad);
  bytes.set(nonce, CALL_SIGNAL.aadBytes);
  bytes.set(new Uint8Array(ciphertext), CALL_SIGNAL.ciphertextOffset);
  return bytes;
}
