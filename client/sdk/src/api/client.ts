import type { Administration } from './administration.js';
import type { Call, CallMedia, GroupCall, LocalTracks } from './calls.js';
import type { SignedInDevice } from './devices.js';
import type { Disclosure } from './disclosure.js';
import type { Environment } from './environment.js';
import type { Erasure } from './erasure.js';
import type { Export } from './exports.js';
import type {
  ClientId,
  ConversationId,
  DeviceId,
  ErasureId,
  ExportId,
  MessageId,
  Seq,
  UserId,
} from './ids.js';
import type { Limits } from './limits.js';
import type { Overview } from './overview.js';
import type {
  ConnectionState,
  ConversationSummary,
  Message,
  Presence,
  RoomListing,
  SessionState,
  Site,
  TranscriptItem,
  User,
} from './snapshots.js';
import type { ClientStats } from './stats.js';

/** Ends a subscription; a second call does nothing. */
export type Unsubscribe = () => void;

/** What a client is made of. */
export interface ClientOptions {
  /** Where the site is: `https://chat.example`. The API is below `/api/v1`. */
  readonly origin: string | URL;
  /** Keeps the session between page loads; by default it lives as long as the client. */
  readonly store?: SessionStore;
  readonly limits?: Partial<Limits>;
  /**
   * Whether the tabs of one browser that took up the same session share one socket; by default they
   * do, where the browser has Web Locks and BroadcastChannel. Node never shares.
   *
   * One tab leads: it alone holds the socket, asks for tickets and passes, and checks the heads.
   * What it hears it hands to the others; each of them verifies, opens and keeps for itself, and
   * sends its own messages.
   *
   * - Order: a tab hears frames in the order in which the leader did.
   * - Loss: none without notice. What the leader says is numbered; a tab that finds a number missing,
   *   hears a new leader, or hears of a new welcome, syncs with the origin.
   * - Death of the leader: a tab that is closed or crashes is followed by another one at once, which
   *   opens a socket as after any lost connection. One that is frozen, and could not let go before,
   *   is taken for dead after 7 to 8 s of silence (`tabSilentMs`, `tabAnswerMs`): the others then
   *   count as disconnected, sync, and one of them takes over.
   * - `connection` is told alike in all of them.
   */
  readonly shareSocket?: boolean;
  readonly environment?: Partial<Environment>;
}

/**
 * Keeps one string, the session, between page loads. It holds a bearer token: whoever reads it is
 * the user.
 *
 * Over `localStorage`: `{ load: () => localStorage.getItem('sealmesh'), save: (v) => … }`.
 */
export interface SessionStore {
  load(): string | null | Promise<string | null>;
  /** `null` forgets. */
  save(value: string | null): void | Promise<void>;
}

/** What a listener can be told; it then reads the snapshot that changed. */
export interface ClientEvents {
  /** `client.session` changed. */
  readonly session: SessionState;
  /** `client.connection` changed. */
  readonly connection: ConnectionState;
  /** `client.conversations` changed: a row came, went or has other content. */
  readonly conversations: readonly ConversationSummary[];
  /** `client.call` is another one, or none any more. */
  readonly call: Call | undefined;
  /** `client.groupCall` is another one, or none any more. */
  readonly groupCall: GroupCall | undefined;
}

/**
 * A device of a user of one site.
 *
 * Promises, as long as the device comes online again: every event that the origin has answered with
 * success stands in the transcript once and in seq order, or as its tombstone, or below the floor.
 * Typing and presence may be lost. Changes are told after the fact and at most once per turn of the
 * event loop; between two reads a snapshot stays the same object if nothing changed. A listener
 * that throws does not disturb others; its error is reported as unhandled.
 */
export interface Client {
  readonly session: SessionState;
  readonly connection: ConnectionState;
  /** All conversations of the user, the latest activity first. */
  readonly conversations: readonly ConversationSummary[];
  /**
   * The one call that this party rings for or takes part in; after its end, until the next one, none.
   * While there is one, whoever else calls hears `busy`.
   */
  readonly call: Call | undefined;
  /** The one group's call that this party is in; there is none while there is a {@link call}. */
  readonly groupCall: GroupCall | undefined;
  /** Counts of what was dropped, repeated and repaired, for diagnosis. */
  readonly stats: ClientStats;

  on<K extends keyof ClientEvents>(
    event: K,
    listener: (value: ClientEvents[K]) => void,
  ): Unsubscribe;

  /** What the site offers; needs no session. */
  site(): Promise<Site>;
  /** What the site keeps, where and for how long, and whom a browser talks to; needs no session. */
  disclosure(): Promise<Disclosure>;

  /**
   * Takes up the stored session; resolves to whether somebody is signed in now. Asks the origin
   * nothing.
   */
  resume(): Promise<boolean>;
  signUp(account: NewAccount): Promise<void>;
  signIn(credentials: Credentials): Promise<void>;
  signInAsGuest(guest: Guest): Promise<void>;
  /** By a JWT that the site has signed for its user. */
  signInWithSso(token: string): Promise<void>;
  /**
   * Disconnects, tells the origin if it can be reached, and forgets the session and all content.
   */
  signOut(): Promise<void>;

  /** Starts to sync and to listen; returns at once and never throws: watch `connection`. */
  connect(): void;
  /** Stops both; what was shown stays, what is pending waits for the next `connect`. */
  disconnect(): void;
  /**
   * Tell that the page got focus or the network came back: syncs at once and does not wait for a
   * back-off.
   */
  wake(): void;
  /**
   * Resolves when the first sync since `connect` has been applied, or rejects when the client
   * stops.
   */
  synced(): Promise<void>;

  /** The conversation, or undefined if this user has none of this id (now). */
  conversation(id: ConversationId): Conversation | undefined;
  /** The direct conversation with a user; made by the origin if there was none. */
  openDirect(user: UserId): Promise<Conversation>;
  createGroup(title: string, members: readonly UserId[]): Promise<Conversation>;
  createRoom(title: string): Promise<Conversation>;
  joinRoom(id: ConversationId): Promise<Conversation>;
  /** Users whose name or login begins with the prefix, at most 20. */
  searchUsers(prefix: string): Promise<readonly User[]>;
  /** Rooms whose title begins with the prefix (all, if it is empty), at most 20. */
  searchRooms(prefix: string): Promise<readonly RoomListing[]>;

  /** Whether the site lets this user see its {@link overview}; it decides again at each call. */
  isAdministrator(): Promise<boolean>;
  /** What administrators see and do about what the site keeps of people. */
  readonly administration: Administration;
  /** How the site is; refused with `forbidden` to everybody but its administrators. */
  overview(): Promise<Overview>;

  /** Where this user is signed in, the latest first; this device is among them. */
  devices(): Promise<readonly SignedInDevice[]>;
  /**
   * Ends her session on another device, and revokes what admits it to relays: its client hears that
   * its session has ended. For this one take {@link signOut}. Asked once, and not repeated.
   *
   * @throws ProblemError `not-found` if there is none (any more).
   */
  signOutOf(device: DeviceId): Promise<void>;
  /** The same for all her other devices at once. */
  signOutElsewhere(): Promise<void>;

  /**
   * Has the origin make a copy of all that it keeps of this user; resolves as soon as that has
   * begun. While one of hers is waiting or running it is that one, and no second one begins, so that
   * asking again does no harm. Asked once, and not repeated.
   *
   * @throws ProblemError `limit-reached` while she keeps as many as she may: delete one first.
   */
  requestExport(): Promise<Export>;
  /** This user's exports, the latest first, from whichever device she asked for them. */
  exports(): Promise<readonly Export[]>;
  /**
   * Stops it if it is being made, deletes its archive, and forgets it. A link to it opens nothing
   * from then on.
   *
   * @throws ProblemError `not-found` if there is none (any more).
   */
  deleteExport(id: ExportId): Promise<void>;
  /**
   * Where its archive can be fetched for some minutes, without a header: an address at the site, to
   * be navigated to, which answers with a file to be saved. Whoever has the address can open it, so
   * ask for it when it is wanted and keep it nowhere.
   *
   * @throws ProblemError `export-not-ready` before it is `ready`, `not-found` if there is none (any
   *   more).
   */
  exportLink(id: ExportId): Promise<string>;

  /**
   * Has the origin count what erasing this user would take; resolves as soon as that has begun.
   * Nothing is changed. While she has such a wish it is that one. Asked once, and not repeated.
   */
  requestErasure(): Promise<Erasure>;
  /** Her wish to be erased; undefined if she has none. */
  erasure(): Promise<Erasure | undefined>;
  /**
   * Takes the wish back.
   *
   * @throws ProblemError `not-found` if there is none (any more).
   */
  cancelErasure(): Promise<void>;
  /**
   * Erases this user, for good: nobody can take it back. As it resolves she is signed out on every
   * device, and this client has forgotten the session and all content, as after {@link signOut};
   * the rest goes at the site by and by. Asked once, and not repeated: if no answer came (`network`,
   * `time-out`) it may have happened, and then whatever is asked next ends the session.
   *
   * @param password of a local account; others have none
   * @throws ProblemError `wrong-password`; `too-many-requests` after some of those;
   *   `erasure-not-ready` before it is `counted`; `on-hold` if the site has to keep something of
   *   hers for now; `not-found` if there is no such wish (any more).
   */
  confirmErasure(id: ErasureId, password?: string): Promise<void>;

  /**
   * What open conversations are told of this user; `hidden` (and before the first call) sends
   * nothing.
   */
  showPresence(presence: Presence | 'hidden'): void;
}

/** A new local account. */
export interface NewAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
}

/** A local account's credentials. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** A visitor without an account. */
export interface Guest {
  readonly name: string;
  readonly email?: string;
}

/** Whether a conversation's live signs (typing, presence) are wanted. */
export type OpenState = 'closed' | 'joining' | 'open';

/**
 * One conversation. The object stays the same for as long as the user is in it; `gone` tells when
 * that ended.
 */
export interface Conversation {
  readonly id: ConversationId;
  readonly summary: ConversationSummary;
  /** Messages and notices by seq, then what is pending or failed. */
  readonly transcript: readonly TranscriptItem[];
  /** The transcript's messages alone. */
  readonly messages: readonly Message[];
  /** Whether `loadEarlier` would find more. */
  readonly hasEarlier: boolean;
  /** Who is typing now, this user excepted; empty unless open. */
  readonly typing: readonly UserId[];
  /**
   * What members show of themselves; only those that were heard in the last 90 s. Empty unless
   * open.
   */
  readonly presence: ReadonlyMap<UserId, Presence>;
  readonly openState: OpenState;
  /** The user is no longer in it, or it was erased; its content has been purged. */
  readonly gone: boolean;

  /** Calls after any of the above changed, at most once per turn of the event loop. */
  onChange(listener: () => void): Unsubscribe;

  /**
   * Shows the message at once and sends it, repeating with the same client id until the origin
   * answers. Messages of one conversation are sent one after another. The promise resolves when it
   * was sent and rejects with a {@link ProblemError} when the origin refused it; it need not be
   * awaited.
   *
   * @throws LimitError when too many are pending.
   */
  send(body: string, options?: SendOptions): SentMessage;
  /** Sends a failed message again, with the same client id. */
  retry(clientId: ClientId): void;
  /** Takes a failed message out of the transcript. */
  discard(clientId: ClientId): void;
  edit(message: MessageId, body: string): Promise<void>;
  delete(message: MessageId): Promise<void>;

  /**
   * The user has seen everything up to this seq (by default: all). Sent in batches; nothing in
   * rooms.
   */
  markRead(upTo?: Seq): void;
  /**
   * Pages older events in; resolves to whether there were any. One page at a time: a second call
   * joins the first.
   */
  loadEarlier(): Promise<boolean>;

  /** Joins at the relay, so that typing and presence flow until `close`. Survives reconnects. */
  open(): void;
  close(): void;
  /**
   * Call on every keystroke: told to others every 4 s, and withdrawn 6 s after the last call or on
   * sending.
   */
  startTyping(): void;
  stopTyping(): void;

  /**
   * Asks the origin what people are called who are or were in it: authors who have left, or who
   * are not among the members of a room that are known here. Who is missing in the answer was never
   * in it.
   */
  namesOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, string>>;
  /**
   * Calls the other member of a direct conversation. If she is calling at this very moment, this
   * accepts her call.
   *
   * @throws ProblemError when the origin refuses (`forbidden`, `no-media-server`, …), or with
   *   `busy` if this user is in a call, `network` if no relay is connected, `unsupported` without
   *   WebRTC.
   */
  call(media: CallMedia, tracks: LocalTracks): Promise<Call>;
  /**
   * Starts the call of a group or room, or comes into the one that goes on there.
   *
   * @throws ProblemError as {@link call}; `no-media-server` if the site has none, `unsupported` also
   *   in a browser that cannot seal media.
   */
  joinCall(media: CallMedia, tracks: LocalTracks): Promise<GroupCall>;
  rename(title: string): Promise<void>;
  addMembers(users: readonly UserId[]): Promise<void>;
  /** Takes somebody out; who is banned cannot come back. */
  removeMember(user: UserId, reason?: 'removed' | 'banned'): Promise<void>;
  leave(): Promise<void>;
}

/** What may go with a message. */
export interface SendOptions {
  readonly replyTo?: MessageId;
}

/** A message on its way. */
export interface SentMessage {
  readonly clientId: ClientId;
  readonly sent: Promise<void>;
}
