import type { CallEnd, CallMedia } from './calls.js';
import type { CallId, ClientId, EpochMs, MessageId, RoutingId, Seq, UserId } from './ids.js';

/** What kind of conversation it is; rooms hold no pointers and list no members. */
export type ConversationKind = 'direct' | 'group' | 'room';

/** A participant as the origin names her. */
export interface Member {
  readonly id: UserId;
  readonly rid: RoutingId;
  /** Empty if she was erased. */
  readonly name: string;
}

/** What every event has, a tombstone excepted: that one has lost its actor. */
interface Acted {
  readonly seq: Seq;
  readonly at: EpochMs;
  readonly actor: UserId;
}

/** One change that everyone in a conversation sees (docs/PROTOCOL.md §3). */
export type ConversationEvent =
  | ConversationCreated
  | ConversationRenamed
  | MemberAdded
  | MemberRemoved
  | MessageSent
  | MessageEdited
  | MessageDeleted
  | CallStarted
  | CallEnded
  | PersonErased
  | Tombstone;

/** The first event of a conversation. */
export interface ConversationCreated extends Acted {
  readonly type: 'conversation.created';
  readonly kind: ConversationKind;
  readonly title: string | undefined;
  /** Empty in rooms. */
  readonly members: readonly Member[];
}

/** The title changed. */
export interface ConversationRenamed extends Acted {
  readonly type: 'conversation.renamed';
  readonly title: string;
}

/** Members joined or were added. */
export interface MemberAdded extends Acted {
  readonly type: 'member.added';
  readonly members: readonly Member[];
}

/** A member is no longer one. */
export interface MemberRemoved extends Acted {
  readonly type: 'member.removed';
  readonly member: UserId;
  readonly reason: 'left' | 'removed' | 'banned';
}

/** A message was written. Read later, it carries the body of its last edit. */
export interface MessageSent extends Acted {
  readonly type: 'message.sent';
  readonly messageId: MessageId;
  readonly clientId: ClientId;
  readonly body: string;
  readonly replyTo: MessageId | undefined;
}

/** A message has another body now. */
export interface MessageEdited extends Acted {
  readonly type: 'message.edited';
  readonly messageId: MessageId;
  readonly body: string;
}

/** A message has no body any more. */
export interface MessageDeleted extends Acted {
  readonly type: 'message.deleted';
  readonly messageId: MessageId;
}

/** A call was opened; its actor is the caller. */
export interface CallStarted extends Acted {
  readonly type: 'call.started';
  readonly callId: CallId;
  readonly media: CallMedia;
}

/** A call is over. Its actor ended it, or opened it if nobody did. */
export interface CallEnded extends Acted {
  readonly type: 'call.ended';
  readonly callId: CallId;
  readonly media: CallMedia;
  readonly caller: UserId;
  readonly reason: Exclude<CallEnd, 'answered-elsewhere'>;
  /** From the answer to the end; absent if nobody answered. */
  readonly durationMs: number | undefined;
}

/**
 * Its actor is gone from the whole site. Her name is empty from now on, in older events too; she is
 * no member any more, but in a direct conversation, which keeps its two and takes nothing more.
 */
export interface PersonErased extends Acted {
  readonly type: 'person.erased';
  /** What she wrote is tombstones from now on, or stays without her name. */
  readonly messages: 'deleted' | 'kept';
}

/** An erased event: only its place is left. */
export interface Tombstone {
  readonly type: 'tombstone';
  readonly seq: Seq;
  readonly at: EpochMs;
  readonly messageId: MessageId | undefined;
}

/** How far one user's devices have got; grows only. None in rooms. */
export interface Pointer {
  readonly user: UserId;
  readonly delivered: Seq;
  readonly read: Seq;
  readonly at: EpochMs;
}

/** An event that speaks of the conversation itself rather than of a message. */
export type NoticeEvent =
  | ConversationCreated
  | ConversationRenamed
  | MemberAdded
  | MemberRemoved
  | CallStarted
  | CallEnded
  | PersonErased;
