import type { EpochMs, RoutingId } from '../api/ids.js';
import { type Bytes, fromBase64Url, ID_BYTES, idBytes, isId, toBase64Url } from './bytes.js';
import { parseCborMap, writeCborMap } from './cbor.js';
import { isCount, isObject, isText, type JsonMembers } from './shape.js';

/** A message of a socket: JSON is text, CBOR is bytes. */
export type Message = string | Bytes;

/** What the browser tells a relay (docs/PROTOCOL.md §6). */
export type ClientFrame =
  | { readonly t: 'hello'; readonly ticket: string }
  | { readonly t: 'refresh'; readonly ticket: string }
  | { readonly t: 'join'; readonly ref: number; readonly pass: string }
  | { readonly t: 'leave'; readonly rid: RoutingId }
  | { readonly t: 'signal'; readonly rid: RoutingId; readonly data: string }
  | { readonly t: 'ping' };

/** Why a relay refused a join or a signal. */
export type RefusalCode =
  | 'bad-pass'
  | 'pass-expired'
  | 'revoked'
  | 'not-joined'
  | 'rate'
  | 'too-many'
  /** A code of a later version. */
  | 'unknown';

/** What a relay tells the browser. */
export type RelayFrame =
  | Welcome
  | { readonly t: 'refreshed'; readonly expires: EpochMs }
  | Joined
  | Refused
  | { readonly t: 'left'; readonly rid: RoutingId }
  | { readonly t: 'event'; readonly data: Bytes }
  | { readonly t: 'signal'; readonly data: Bytes }
  | { readonly t: 'resync' }
  | { readonly t: 'detached' }
  | Farewell
  | { readonly t: 'pong' }
  /** A frame of a later version: passed over. */
  | { readonly t: 'unknown' };

/** The user's rid is bound. */
export interface Welcome {
  readonly t: 'welcome';
  readonly node: string;
  readonly heartbeatSeconds: number;
  readonly expires: EpochMs;
}

/** The conversation's rid is bound. */
export interface Joined {
  readonly t: 'joined';
  readonly ref: number;
  readonly rid: RoutingId;
  readonly expires: EpochMs;
}

/**
 * The relay leaves (`goaway`), or the mesh's addresses have changed (`moved`): open another socket
 * after a random share of the time, and leave this one when the other is welcomed.
 */
export interface Farewell {
  readonly t: 'goaway' | 'moved';
  readonly withinMs: number;
}

/** Something was not done. */
export interface Refused {
  readonly t: 'refused';
  readonly ref: number | undefined;
  readonly code: RefusalCode;
  readonly retryMs: number | undefined;
}

/** What each format writes in its own way. */
interface Spelling {
  readonly bytes: (value: unknown) => Bytes | undefined;
  readonly id: (value: unknown) => string | undefined;
}

const IN_JSON: Spelling = {
  bytes: (value) => (isText(value) ? fromBase64Url(value) : undefined),
  id: (value) => (isId(value) ? value : undefined),
};

const IN_CBOR: Spelling = {
  // Copied, since what was read is a view of the whole message.
  bytes: (value) => (value instanceof Uint8Array ? new Uint8Array(value) : undefined),
  id: (value) =>
    value instanceof Uint8Array && value.length === ID_BYTES ? toBase64Url(value) : undefined,
};

/** Writes a frame as JSON. */
export function writeJsonFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

/** Writes a frame as CBOR. */
export function writeCborFrame(frame: ClientFrame): Bytes {
  switch (frame.t) {
    case 'leave':
      return writeCborMap({ t: frame.t, rid: idBytes(frame.rid) });
    case 'signal': {
      const data = fromBase64Url(frame.data);
      if (data === undefined) throw new RangeError('a signal is base64url');
      return writeCborMap({ t: frame.t, rid: idBytes(frame.rid), data });
    }
    case 'hello':
    case 'refresh':
    case 'join':
    case 'ping':
      return writeCborMap(frame);
  }
}

/**
 * Reads a frame in the format of the message; undefined if it is none. Unknown members are ignored,
 * and a frame of another name is `unknown`.
 */
export function parseRelayFrame(message: Message): RelayFrame | undefined {
  return typeof message === 'string'
    ? parseMembers(parseJsonMembers(message), IN_JSON)
    : parseMembers(parseCborMap(message), IN_CBOR);
}

function parseJsonMembers(text: string): JsonMembers | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseMembers(frame: JsonMembers | undefined, spelling: Spelling): RelayFrame | undefined {
  if (frame === undefined || !isText(frame['t'])) return undefined;
  switch (frame['t']) {
    case 'event':
    case 'signal': {
      const data = spelling.bytes(frame['data']);
      return data && { t: frame['t'], data };
    }
    case 'welcome':
      return parseWelcome(frame);
    case 'joined':
      return parseJoined(frame, spelling);
    case 'refused':
      return parseRefused(frame);
    case 'refreshed':
      return isCount(frame['expires']) ? { t: 'refreshed', expires: frame['expires'] } : undefined;
    case 'left': {
      const rid = spelling.id(frame['rid']);
      return rid === undefined ? undefined : { t: 'left', rid };
    }
    case 'goaway':
    case 'moved':
      return isCount(frame['withinMs'])
        ? { t: frame['t'], withinMs: frame['withinMs'] }
        : undefined;
    case 'resync':
    case 'detached':
    case 'pong':
      return { t: frame['t'] };
    default:
      return { t: 'unknown' };
  }
}

function parseWelcome(frame: JsonMembers): RelayFrame | undefined {
  const { node, heartbeatSeconds, expires } = frame;
  if (!isText(node) || !isCount(heartbeatSeconds) || !isCount(expires)) return undefined;
  // A relay that asks for no heartbeats, or for one a day, would make a lost socket pass for a live
  // one.
  if (heartbeatSeconds < 1 || heartbeatSeconds > 300) return undefined;
  return { t: 'welcome', node, heartbeatSeconds, expires };
}

function parseJoined(frame: JsonMembers, spelling: Spelling): RelayFrame | undefined {
  const { ref, expires } = frame;
  const rid = spelling.id(frame['rid']);
  if (!isCount(ref) || rid === undefined || !isCount(expires)) return undefined;
  return { t: 'joined', ref, rid, expires };
}

const REFUSALS: ReadonlySet<unknown> = new Set<RefusalCode>([
  'bad-pass',
  'pass-expired',
  'revoked',
  'not-joined',
  'rate',
  'too-many',
]);

function parseRefused(frame: JsonMembers): RelayFrame {
  const { ref, code, retryMs } = frame;
  return {
    t: 'refused',
    ref: isCount(ref) ? ref : undefined,
    code: REFUSALS.has(code) ? (code as RefusalCode) : 'unknown',
    retryMs: isCount(retryMs) ? retryMs : undefined,
  };
}
