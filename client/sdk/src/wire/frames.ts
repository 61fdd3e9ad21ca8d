import type { EpochMs, RoutingId } from '../api/ids.js';
import { type Bytes, fromBase64Url, isId } from './bytes.js';
import { isCount, isObject, isText, type JsonMembers } from './shape.js';

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

/** Something was not done. */
export interface Refused {
  readonly t: 'refused';
  readonly ref: number | undefined;
  readonly code: RefusalCode;
  readonly retryMs: number | undefined;
}

/**
 * Reads a frame; undefined if it is none. Unknown members are ignored, and a frame of another name
 * is `unknown`.
 */
export function parseRelayFrame(text: string): RelayFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(frame) || !isText(frame['t'])) return undefined;
  switch (frame['t']) {
    case 'event':
    case 'signal':
      return parseData(frame['t'], frame['data']);
    case 'welcome':
      return parseWelcome(frame);
    case 'joined':
      return parseJoined(frame);
    case 'refused':
      return parseRefused(frame);
    case 'refreshed':
      return isCount(frame['expires']) ? { t: 'refreshed', expires: frame['expires'] } : undefined;
    case 'left':
      return isId(frame['rid']) ? { t: 'left', rid: frame['rid'] } : undefined;
    case 'resync':
    case 'detached':
    case 'pong':
      return { t: frame['t'] };
    default:
      return { t: 'unknown' };
  }
}

function parseData(t: 'event' | 'signal', value: unknown): RelayFrame | undefined {
  const data = isText(value) ? fromBase64Url(value) : undefined;
  return data === undefined ? undefined : { t, data };
}

function parseWelcome(frame: JsonMembers): RelayFrame | undefined {
  const { node, heartbeatSeconds, expires } = frame;
  if (!isText(node) || !isCount(heartbeatSeconds) || !isCount(expires)) return undefined;
  // A relay that asks for no heartbeats, or for one a day, would make a lost socket pass for a live
  // one.
  if (heartbeatSeconds < 1 || heartbeatSeconds > 300) return undefined;
  return { t: 'welcome', node, heartbeatSeconds, expires };
}

function parseJoined(frame: JsonMembers): RelayFrame | undefined {
  const { ref, rid, expires } = frame;
  if (!isCount(ref) || !isId(rid) || !isCount(expires)) return undefined;
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
