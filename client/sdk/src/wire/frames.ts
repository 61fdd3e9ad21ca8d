import type { CallId, EpochMs, RoutingId } from '../api/ids.js';
import { type Bytes, fromBase64Url, ID_BYTES, idBytes, isId, toBase64Url } from './bytes.js';
import type { CallPhase } from './callContent.js';
import type { PartyId } from './callSignal.js';
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
  | CallClientFrame
  | { readonly t: 'ping' };

/** What a party of a call tells a relay (docs/PROTOCOL.md §9). */
export type CallClientFrame =
  | {
      readonly t: 'attend';
      readonly ref: number;
      readonly grant: string;
      readonly party: PartyId;
      /** Where it stands, if it took part before. */
      readonly phase?: CallPhase;
    }
  | { readonly t: 'call'; readonly ref: number; readonly data: string }
  | {
      readonly t: 'media';
      readonly ref: number;
      readonly call: CallId;
      readonly party: PartyId;
      /** A request to the media server, in JSON (docs/PROTOCOL.md §10). */
      readonly data: string;
    };

/** Why a relay refused a join, a signal, or what a party of a call wanted. */
export type RefusalCode =
  | 'bad-pass'
  | 'pass-expired'
  | 'revoked'
  | 'not-joined'
  | 'rate'
  | 'too-many'
  | 'bad-grant'
  | 'grant-expired'
  | 'not-attending'
  | 'out-of-state'
  | 'stale'
  | 'no-calls'
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
  | Attending
  | CallSaid
  | MediaSaid
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

/** What this party says in the call is passed on from now on. */
export interface Attending {
  readonly t: 'attending';
  readonly ref: number;
  readonly call: CallId;
  readonly expires: EpochMs;
}

/** Somebody says something in a call; with an invite comes the caller's grant. */
export interface CallSaid {
  readonly t: 'call';
  readonly data: Bytes;
  readonly grant: string | undefined;
}

/** The media server of a group's call answers a party, or, without `ref`, tells it something. */
export interface MediaSaid {
  readonly t: 'media';
  readonly ref: number | undefined;
  readonly call: CallId;
  readonly party: PartyId;
  readonly data: string;
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
    case 'attend': {
      const { t, ref, grant, phase } = frame;
      const party = idBytes(frame.party);
      return writeCborMap({ t, ref, grant, party, ...(phase && { phase }) });
    }
    case 'call': {
      const data = fromBase64Url(frame.data);
      if (data === undefined) throw new RangeError('a call signal is base64url');
      return writeCborMap({ t: frame.t, ref: frame.ref, data });
    }
    case 'media': {
      const { t, ref, data } = frame;
      return writeCborMap({ t, ref, call: idBytes(frame.call), party: idBytes(frame.party), data });
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
    case 'attending':
      return parseAttending(frame, spelling);
    case 'call':
      return parseCallSaid(frame, spelling);
    case 'media':
      return parseMediaSaid(frame, spelling);
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

function parseAttending(frame: JsonMembers, spelling: Spelling): RelayFrame | undefined {
  const { ref, expires } = frame;
  const call = spelling.id(frame['call']);
  if (!isCount(ref) || call === undefined || !isCount(expires)) return undefined;
  return { t: 'attending', ref, call, expires };
}

function parseCallSaid(frame: JsonMembers, spelling: Spelling): RelayFrame | undefined {
  const data = spelling.bytes(frame['data']);
  const { grant } = frame;
  return data && { t: 'call', data, grant: isText(grant) ? grant : undefined };
}

function parseMediaSaid(frame: JsonMembers, spelling: Spelling): RelayFrame | undefined {
  const { ref, data } = frame;
  const call = spelling.id(frame['call']);
  const party = spelling.id(frame['party']);
  if (call === undefined || party === undefined || !isText(data)) return undefined;
  if (ref !== undefined && !isCount(ref)) return undefined;
  return { t: 'media', ref, call, party, data };
}

const REFUSALS: ReadonlySet<unknown> = new Set<RefusalCode>([
  'bad-pass',
  'pass-expired',
  'revoked',
  'not-joined',
  'rate',
  'too-many',
  'bad-grant',
  'grant-expired',
  'not-attending',
  'out-of-state',
  'stale',
  'no-calls',
]);

export function isRefusalCode(code: unknown): code is RefusalCode {
  return code === 'unknown' || REFUSALS.has(code);
}

function parseRefused(frame: JsonMembers): RelayFrame {
  const { ref, code, retryMs } = frame;
  return {
    t: 'refused',
    ref: isCount(ref) ? ref : undefined,
    code: isRefusalCode(code) ? code : 'unknown',
    retryMs: isCount(retryMs) ? retryMs : undefined,
  };
}
