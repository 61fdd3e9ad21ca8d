import type { ConversationId, DeviceId, RoutingId, UserId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { ConnectionState, Presence, StopReason } from '../api/snapshots.js';
import type { SyncQuestion } from '../core/replica.js';
import type { HeardSync, SharedSync } from '../live/sharedSync.js';
import { parseSyncAnswer } from '../wire/answers.js';
import { type Bytes, fromBase64Url, isId } from '../wire/bytes.js';
import { PHASES } from '../wire/callContent.js';
import { CALL_SIGNAL } from '../wire/callSignal.js';
import {
  type Attending,
  type CallClientFrame,
  type CallSaid,
  isRefusalCode,
  type MediaSaid,
  type Refused,
} from '../wire/frames.js';
import { MEDIA_CHARS_MAX } from '../wire/media.js';
import { isCount, isObject, isText, type JsonMembers, parseAll } from '../wire/shape.js';
import { parseSignal, SIGNAL, type SignalHeader } from '../wire/signal.js';
import type { TabId, TabWants } from './tabRoll.js';

/**
 * Of what tabs say to each other. Whoever changes that changes this number, too: it is a part of the
 * names of channel and locks, so that tabs of two versions of an app do not share.
 */
const VERSION = 4;

/** The name of the line that the tabs of this user's device at this site share. */
export function lineName({ origin }: URL, user: UserId, device: DeviceId): string {
  return `sealmesh/tabs/${VERSION}/${origin}/${user}/${device}`;
}

/** Which tab leads, and its how-manieth leadership of the browser it is: the later one counts. */
export interface Leadership {
  readonly from: TabId;
  readonly term: number;
}

/** What is posted on the channel. What a leader says is numbered 1, 2, 3 … within its term. */
export type TabMessage =
  | { readonly from: TabId; readonly said: FollowerSaid }
  | (Leadership & { readonly n: number; readonly said: LeaderSaid });

/** What a tab says to the one that leads. */
export type FollowerSaid =
  /**
   * All that it wants: to each new leader, after each change, and whenever it is in doubt whether the
   * leader is there; again until it is answered by `lead`.
   */
  | { readonly t: 'want'; readonly wants: TabWants }
  /** To be sent. Others take note of its counter, and of that of the leader's own, said likewise. */
  | { readonly t: 'signal'; readonly rid: RoutingId; readonly data: string }
  /** To be sent as it is. Its number, drawn at random, is the tab's own. */
  | { readonly t: 'say'; readonly frame: CallClientFrame }
  /** The user is back: is the relay there? */
  | { readonly t: 'wake' };

/** What the leader says to all. */
export type LeaderSaid =
  /** How things stand: when a term begins, after each change, and as an answer to a tab. */
  | { readonly t: 'lead'; readonly standing: Standing; readonly to: TabId | undefined }
  | { readonly t: 'beat' }
  | { readonly t: 'frame'; readonly frame: 'event' | 'signal'; readonly data: Bytes }
  /** Of a call: whoever takes part knows it by call, party or number. */
  | { readonly t: 'heard'; readonly frame: CallRelayFrame }
  /** A socket was welcomed. */
  | { readonly t: 'socket' }
  /** The relay said welcome, or resync. */
  | { readonly t: 'missed'; readonly when: When }
  | { readonly t: 'synced'; readonly sync: SharedSync };

/** What a relay tells the parties of calls. */
export type CallRelayFrame =
  CallSaid | MediaSaid | Attending | (Refused & { readonly ref: number });

/** How things stand with the shared socket. */
export interface Standing {
  readonly state: ConnectionState;
  /** Of the welcomed socket. All tabs hold the session's token, which is worth more. */
  readonly ticket: string | undefined;
  readonly joined: readonly ConversationId[];
  /** Conversations that more than one tab wants. */
  readonly common: readonly ConversationId[];
  /** The device's: that of its most present tab. */
  readonly presence: Presence | undefined;
}

/** When to sync: at once, or within the jitter of a resync. */
export type When = 'now' | 'soon';

/** What was heard on the channel. */
export type Heard =
  | { readonly by: 'follower'; readonly from: TabId; readonly said: FollowerHeard }
  | ({ readonly by: 'leader'; readonly n: number; readonly said: LeaderHeard } & Leadership);

/** What a tab said, read. */
export type FollowerHeard =
  | Exclude<FollowerSaid, { readonly t: 'signal' }>
  | {
      readonly t: 'signal';
      readonly rid: RoutingId;
      readonly data: string;
      readonly header: SignalHeader;
    };

/** What the leader said, read. */
export type LeaderHeard =
  | Exclude<LeaderSaid, { readonly t: 'synced' }>
  | { readonly t: 'synced'; readonly sync: HeardSync };

/**
 * Reads what came over the channel; undefined if no tab of this version would say it. Whatever runs
 * on the same site can speak there, broken pages included.
 */
export function parseTabMessage(value: unknown, limits: Limits): Heard | undefined {
  if (!isObject(value) || !isId(value['from']) || !isObject(value['said'])) return undefined;
  const { from, term, n } = value;
  if (term === undefined) {
    const said = parseFollower(value['said'], limits);
    return said && { by: 'follower', from, said };
  }
  if (!isCount(term) || !isCount(n)) return undefined;
  const said = parseLeader(value['said'], limits);
  return said && { by: 'leader', from, term, n, said };
}

function parseFollower(said: JsonMembers, limits: Limits): FollowerHeard | undefined {
  switch (said['t']) {
    case 'want': {
      const wants = parseWants(said['wants'], limits);
      return wants && { t: 'want', wants };
    }
    case 'signal':
      return parseSaidSignal(said);
    case 'say': {
      const frame = parseSay(said['frame']);
      return frame && { t: 'say', frame };
    }
    case 'wake':
      return { t: 'wake' };
    default:
      return undefined;
  }
}

function parseLeader(said: JsonMembers, limits: Limits): LeaderHeard | undefined {
  switch (said['t']) {
    case 'lead': {
      const { to } = said;
      const standing = parseStanding(said['standing'], limits);
      return standing && { t: 'lead', standing, to: isId(to) ? to : undefined };
    }
    case 'beat':
      return { t: 'beat' };
    case 'frame':
      return parseSaidFrame(said, limits);
    case 'heard': {
      const frame = parseHeard(said['frame'], limits);
      return frame && { t: 'heard', frame };
    }
    case 'socket':
      return { t: 'socket' };
    case 'missed': {
      const { when } = said;
      return when === 'now' || when === 'soon' ? { t: 'missed', when } : undefined;
    }
    case 'synced': {
      const sync = parseSync(said['sync']);
      return sync && { t: 'synced', sync };
    }
    default:
      return undefined;
  }
}

function parseWants(value: unknown, limits: Limits): TabWants | undefined {
  if (!isObject(value)) return undefined;
  const conversations = parseIds(value['conversations'], limits);
  const { presence } = value;
  return conversations && isShown(presence) ? { conversations, presence } : undefined;
}

/** A tab wants no more than may be joined. */
function parseIds(value: unknown, { joinedMax }: Limits): readonly ConversationId[] | undefined {
  const ids = parseAll(value, (id) => (isId(id) ? id : undefined));
  return ids === undefined || ids.length > joinedMax ? undefined : ids;
}

function isShown(value: unknown): value is Presence | undefined {
  return value === undefined || value === 'online' || value === 'away' || value === 'offline';
}

/** Longer than any signal is in base64url. */
const SIGNAL_CHARS_MAX = SIGNAL.bytesMax * 2;

function parseSaidSignal({ rid, data }: JsonMembers): FollowerHeard | undefined {
  if (!isId(rid) || !isText(data) || data.length > SIGNAL_CHARS_MAX) return undefined;
  const bytes = fromBase64Url(data);
  const header = bytes && parseSignal(bytes);
  return header && { t: 'signal', rid, data, header };
}

/** Longer than any call signal is in base64url, and than any token. */
const SAY_CHARS_MAX = CALL_SIGNAL.bytesMax * 2;
const TOKEN_CHARS_MAX = 1_024;

function isToken(value: unknown): value is string {
  return isText(value) && value.length <= TOKEN_CHARS_MAX;
}

function parseSay(frame: unknown): CallClientFrame | undefined {
  if (!isObject(frame)) return undefined;
  const { t, ref, data, grant, party } = frame;
  if (!isCount(ref)) return undefined;
  if (t === 'call') {
    const isData = isText(data) && data.length <= SAY_CHARS_MAX && fromBase64Url(data);
    return isData ? { t, ref, data } : undefined;
  }
  if (t === 'media') return parseWanted(frame, ref);
  if (t !== 'attend' || !isToken(grant) || !isId(party)) return undefined;
  const phase = PHASES.find((known) => known === frame['phase']);
  const attend = { t, ref, grant, party } as const;
  return phase === undefined ? attend : { ...attend, phase };
}

function parseWanted({ call, party, data }: JsonMembers, ref: number): CallClientFrame | undefined {
  if (!isId(call) || !isId(party) || !isMediaText(data)) return undefined;
  return { t: 'media', ref, call, party, data };
}

function parseMedia({ ref, call, party, data }: JsonMembers): MediaSaid | undefined {
  if (!isId(call) || !isId(party) || !isMediaText(data)) return undefined;
  if (ref !== undefined && !isCount(ref)) return undefined;
  return { t: 'media', ref, call, party, data };
}

function isMediaText(value: unknown): value is string {
  return isText(value) && value.length <= MEDIA_CHARS_MAX;
}

function parseHeard(frame: unknown, limits: Limits): CallRelayFrame | undefined {
  if (!isObject(frame)) return undefined;
  const { t, ref, call, expires, grant, code, retryMs } = frame;
  if (t === 'call') {
    const data = bytesOf(frame['data'], limits);
    return data && { t, data, grant: isToken(grant) ? grant : undefined };
  }
  if (t === 'media') return parseMedia(frame);
  if (!isCount(ref)) return undefined;
  if (t === 'attending') {
    return isId(call) && isCount(expires) ? { t, ref, call, expires } : undefined;
  }
  if (t !== 'refused' || !isRefusalCode(code)) return undefined;
  return { t, ref, code, retryMs: isCount(retryMs) ? retryMs : undefined };
}

function bytesOf(data: unknown, limits: Limits): Bytes | undefined {
  if (!(data instanceof Uint8Array) || data.length > limits.frameCharsMax) return undefined;
  // Copied if it is a view of memory that others may write to.
  return data.buffer instanceof ArrayBuffer ? (data as Bytes) : new Uint8Array(data);
}

function parseSaidFrame({ frame, data }: JsonMembers, limits: Limits): LeaderHeard | undefined {
  if (frame !== 'event' && frame !== 'signal') return undefined;
  const bytes = bytesOf(data, limits);
  return bytes && { t: 'frame', frame, data: bytes };
}

function parseStanding(value: unknown, limits: Limits): Standing | undefined {
  if (!isObject(value)) return undefined;
  const { presence } = value;
  const state = parseState(value['state']);
  const joined = parseIds(value['joined'], limits);
  const common = parseIds(value['common'], limits);
  const { ticket } = value;
  if (!state || !joined || !common || !isShown(presence)) return undefined;
  return { state, ticket: isToken(ticket) ? ticket : undefined, joined, common, presence };
}

const CAUSES = ['no-relay', 'detached', 'unsupported'] as const;
const REASONS: readonly StopReason[] = [
  'bad-frame',
  'unsupported-version',
  'frame-too-large',
  'too-many-sockets',
  'refused',
  'session-ended',
];

function parseState(value: unknown): ConnectionState | undefined {
  if (!isObject(value)) return undefined;
  const { state, node, attempt, retryAt } = value;
  switch (state) {
    case 'offline':
    case 'connecting':
      return { state };
    case 'online':
      return isText(node) ? { state, node } : undefined;
    case 'reconnecting':
      return isCount(attempt) && isCount(retryAt) ? { state, attempt, retryAt } : undefined;
    case 'polling': {
      const cause = CAUSES.find((known) => known === value['cause']);
      return cause && { state, cause };
    }
    case 'stopped': {
      const reason = REASONS.find((known) => known === value['reason']);
      return reason && { state, reason };
    }
    default:
      return undefined;
  }
}

function parseSync(value: unknown): HeardSync | undefined {
  if (!isObject(value)) return undefined;
  const { told, etag } = value;
  const question = parseQuestion(value['question']);
  if (question === undefined || !(etag === undefined || isText(etag))) return undefined;
  if (told === undefined) return { question, answer: undefined, etag };
  const answer = parseSyncAnswer(told);
  return answer && { question, answer, etag };
}

function parseQuestion(value: unknown): SyncQuestion | undefined {
  if (!isObject(value)) return undefined;
  const { timeline } = value;
  const heads = parseAll(value['heads'], (at) => {
    if (!isObject(at)) return undefined;
    const { conversation, head } = at;
    return isId(conversation) && isCount(head) ? { conversation, head } : undefined;
  });
  if (heads === undefined) return undefined;
  if (timeline === undefined) return { heads };
  return isId(timeline) ? { timeline, heads } : undefined;
}
