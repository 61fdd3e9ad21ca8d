import type { ConversationKind, Member, NoticeEvent } from './events.js';
import type {
  ClientId,
  ConversationId,
  DeviceId,
  Epoch,
  EpochMs,
  MessageId,
  RoutingId,
  Seq,
  UserId,
} from './ids.js';
import type { Problem } from './problem.js';

/**
 * What an app renders from. Every snapshot is immutable; a changed fact makes another object, and
 * what did not change keeps its identity, so that `===` tells a renderer what to skip.
 */

/** Who is signed in. */
export type SessionState =
  | { readonly state: 'signed-out'; readonly problem: Problem | undefined }
  | { readonly state: 'signed-in'; readonly user: User; readonly device: DeviceId };

/** A user as the origin shows her to others. */
export interface User {
  readonly id: UserId;
  readonly rid: RoutingId;
  readonly kind: 'local' | 'guest' | 'sso';
  /** Of local accounts only. */
  readonly login: string | undefined;
  readonly name: string;
}

/** Why a client gave up the live connection until `connect()` is called again. */
export type StopReason =
  | 'bad-frame'
  | 'unsupported-version'
  | 'frame-too-large'
  | 'too-many-sockets'
  | 'refused'
  | 'session-ended';

/**
 * How the client is connected.
 *
 * - `offline`: `connect()` was not called, or `disconnect()` was.
 * - `connecting`, `reconnecting`: a relay is being tried; what is sent goes to the origin all the
 *   same.
 * - `online`: a relay welcomed this device, events arrive live.
 * - `polling`: no relay is of use (three failures in a row, or the relay hears no origin, or this
 *   browser lacks the
 *   cryptography for live events); the origin is asked every 5 to 30 s while relays are tried on.
 * - `stopped`: nothing goes on until `connect()` is called again.
 */
export type ConnectionState =
  | { readonly state: 'offline' }
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly node: string }
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly retryAt: EpochMs }
  | { readonly state: 'polling'; readonly cause: 'no-relay' | 'detached' | 'unsupported' }
  | { readonly state: 'stopped'; readonly reason: StopReason };

/** A row in the list of conversations. */
export interface ConversationSummary {
  readonly id: ConversationId;
  readonly rid: RoutingId;
  readonly kind: ConversationKind;
  /** Absent in a direct conversation: show the other member's name. */
  readonly title: string | undefined;
  /** Who made it, or has taken it over. */
  readonly owner: UserId;
  /**
   * Who is in it. Of a room only those that are known so far: open it, and the client reads the
   * list (up to a limit); `memberCount` is the true number.
   */
  readonly members: readonly Member[];
  /** As of the last sync, corrected by what came since. */
  readonly memberCount: number;
  /**
   * For how long what happens here is kept, if that was decided for this conversation. An age that
   * the site has for conversations of its kind may be shorter: `disclosure()`.
   */
  readonly keptForMs: number | undefined;
  /** The last seq that was applied without a gap. */
  readonly head: Seq;
  /** The first seq that this user may see and that is still kept. */
  readonly floor: Seq;
  readonly epoch: Epoch;
  readonly lastMessage: Message | undefined;
  /** When something last happened here, for sorting. */
  readonly lastAt: EpochMs;
  /** Messages of others that are held here and lie above this user's read pointer. */
  readonly unread: number;
  /** This user's own read pointer. */
  readonly readUpTo: Seq;
}

/** `pending`: being sent and repeated. `failed`: the origin refused it; `retry` or `discard` it. */
export type MessageStatus = 'pending' | 'sent' | 'failed';

/** One message where it stands in a transcript. */
export interface Message {
  readonly kind: 'message';
  /** Stable for rendering: the same before and after an own message was answered. */
  readonly key: string;
  /** Absent until the origin has answered. */
  readonly id: MessageId | undefined;
  /** Present on what this user sent, as long as it is not deleted. */
  readonly clientId: ClientId | undefined;
  /** Absent until the origin has answered. */
  readonly seq: Seq | undefined;
  /** Absent on a deleted message: a tombstone keeps no author. */
  readonly sender: UserId | undefined;
  readonly at: EpochMs;
  /** Absent on a deleted message. Plain text: render it as text. */
  readonly body: string | undefined;
  readonly replyTo: MessageId | undefined;
  readonly edited: boolean;
  /** A tombstone stands here. */
  readonly deleted: boolean;
  readonly status: MessageStatus;
  /** Why it failed; present when `status` is `failed`. */
  readonly problem: Problem | undefined;
  /** Other members whose devices have it; empty in rooms. */
  readonly deliveredBy: readonly UserId[];
  /** Other members who read it; empty in rooms. */
  readonly readBy: readonly UserId[];
}

/** Something that happened to the conversation: a line between messages. */
export interface Notice {
  readonly kind: 'notice';
  readonly key: string;
  readonly seq: Seq;
  readonly at: EpochMs;
  readonly event: NoticeEvent;
}

/** What stands in a transcript, by seq; what is still pending comes last. */
export type TranscriptItem = Message | Notice;

/** What a member shows of herself in an open conversation. */
export type Presence = 'online' | 'away' | 'offline';

/** A room as the search finds it. */
export interface RoomListing {
  readonly id: ConversationId;
  readonly title: string;
  readonly memberCount: number;
  /** Whether this user is in it. */
  readonly joined: boolean;
}

/** What a client needs to know before it signs in. */
export interface Site {
  readonly name: string;
  readonly signIn: readonly ('password' | 'guest' | 'sso')[];
  readonly registration: 'open' | 'closed';
}
