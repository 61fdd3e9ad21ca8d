import type { CallBrief, CallEntry, CallView, Calling } from './call.js';

/** What the views show. The store replaces whatever changed and keeps the identity of what did not. */

export type Presence = 'online' | 'away' | 'offline';

export type ConversationKind = 'direct' | 'group' | 'room';

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Absent where presence is not known: it is exchanged in open conversations only. */
  readonly presence?: Presence;
}

/**
 * How messages reach this page now.
 *
 * `polling` works, only slower; `stopped` needs a reload, because the server refused this client for good.
 */
export type Connection = 'live' | 'connecting' | 'reconnecting' | 'polling' | 'offline' | 'stopped';

/** Where an own message is on its way. Others' messages are always `sent`. */
export type Delivery = 'pending' | 'failed' | 'sent' | 'delivered' | 'seen';

export interface Quote {
  readonly messageId: string;
  readonly author: string;
  /** Absent when the quoted message was deleted or is not loaded. */
  readonly body?: string;
}

export interface Message {
  readonly type: 'message';
  /** Stable from pending to sent, so that a message keeps its place on the page. */
  readonly key: string;
  /** Absent until the origin has answered. */
  readonly messageId?: string;
  readonly seq?: number;
  readonly at: number;
  readonly author: Person;
  readonly own: boolean;
  /** Absent when the message was deleted or erased. */
  readonly body?: string;
  readonly edited: boolean;
  readonly delivery: Delivery;
  readonly quote?: Quote;
}

export type NoticeKind =
  | 'created'
  | 'renamed'
  | 'joined'
  | 'added'
  | 'left'
  | 'removed'
  | 'banned'
  /** Somebody is gone from the site, with all that she wrote. */
  | 'erased'
  /** Somebody is gone from the site; what she wrote stays. */
  | 'erased-but-words';

/** What happened in the conversation besides messages. */
export interface Notice {
  readonly type: 'notice';
  readonly key: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: NoticeKind;
  readonly actor: string;
  /** The people added or removed, or the new title. */
  readonly subject: string;
}

export type Item = Message | Notice | CallEntry;

export interface Preview {
  readonly author: string;
  readonly own: boolean;
  /** Absent when the message was deleted. */
  readonly body?: string;
  readonly delivery: Delivery;
}

export interface Summary {
  readonly id: string;
  /** Whose colour it has: the other person's in a direct conversation, else its own. */
  readonly face: string;
  readonly kind: ConversationKind;
  readonly title: string;
  readonly at: number;
  readonly unread: number;
  readonly preview?: Preview;
  /** The last call, if nothing was said after it. */
  readonly call?: CallBrief;
  readonly presence?: Presence;
  /** Names of those who are typing now, without oneself. */
  readonly typing: readonly string[];
}

/** What the signed-in person may do here; the origin decides again on every request. */
export interface Rights {
  readonly write: boolean;
  readonly rename: boolean;
  readonly addMembers: boolean;
  readonly removeMembers: boolean;
  readonly leave: boolean;
  /** Taking away what others wrote. */
  readonly removeMessages: boolean;
}

export interface OpenConversation {
  readonly id: string;
  readonly face: string;
  readonly kind: ConversationKind;
  readonly title: string;
  readonly presence?: Presence;
  readonly items: readonly Item[];
  readonly owner: string;
  /** In a large room only the first of them; `memberCount` is the true number. */
  readonly members: readonly Person[];
  readonly memberCount: number;
  readonly typing: readonly string[];
  readonly older: 'none' | 'some' | 'loading' | 'failed';
  /** Everything above this seq was unread when the conversation was opened. */
  readonly readUpTo?: number;
  readonly rights: Rights;
  readonly loading: boolean;
  /** An age of its own, after which what happens here goes. */
  readonly keptForMs?: number;
}

export interface Room {
  readonly id: string;
  readonly title: string;
  readonly memberCount: number;
  readonly joined: boolean;
}

/** How a person may come in. */
export type Way = 'account' | 'register' | 'guest';

export interface Site {
  readonly name: string;
  readonly ways: readonly Way[];
}

export type Snapshot =
  | { readonly phase: 'starting' }
  | {
      readonly phase: 'signed-out';
      /** What became of the last session; absent if nothing has to be said of it. */
      readonly reason?: 'expired' | 'erased';
      /** Absent until the site has answered; until then every way is offered. */
      readonly site?: Site;
    }
  | {
      readonly phase: 'signed-in';
      readonly me: Person;
      /** Whether the site shows this person how it is. */
      readonly administrator: boolean;
      readonly connection: Connection;
      readonly loading: boolean;
      readonly conversations: readonly Summary[];
      readonly open?: OpenConversation;
      readonly calling: Calling;
      /** Absent while there is none, and a moment after its end. */
      readonly call?: CallView;
    };

export type SignedIn = Extract<Snapshot, { phase: 'signed-in' }>;
