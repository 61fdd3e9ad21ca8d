/**
 * Every bound and period of the client. Options override single ones; each default says why it is
 * what it is.
 */
export interface Limits {
  /**
   * Events ahead of a gap, per conversation. The protocol's figure; what is dropped, sync brings.
   */
  readonly outOfOrderEventsMax: number;
  /** Envelopes that wait for an epoch's key, per conversation: as many as may wait for a gap. */
  readonly awaitingKeyMax: number;
  /**
   * Frames in verification at once: about 100 ms of Ed25519 on one core. More are dropped and
   * synced.
   */
  readonly opensInFlightMax: number;
  /**
   * Own messages that are pending or failed, over all conversations: beyond it something is wrong,
   * and the user must know.
   */
  readonly pendingSendsMax: number;
  /**
   * Events held per conversation; the oldest go first and are paged in again. Several screens of
   * text.
   */
  readonly eventsHeldMax: number;
  /** Events held by a conversation that was scrolled back: a day's reading, a few MB at most. */
  readonly eventsPagedMax: number;
  /**
   * Derived keys held: one per conversation, purpose and epoch, and one per sender's device for
   * signals.
   */
  readonly cachedKeysMax: number;
  /**
   * Devices per conversation whose signal counters are remembered; the longest silent is forgotten
   * first.
   */
  readonly signalDevicesMax: number;
  /**
   * Members up to whom a conversation carries presence: everyone tells everyone every minute, which
   * grows with the square. As many as a group has.
   */
  readonly presenceMembersMax: number;
  /**
   * Members of one conversation who ask for a new key in a second, by each waiting a random time:
   * when a large room's epoch turns, all of its clients miss the same key at once.
   */
  readonly keyAskersPerSecond: number;
  /** No message waits longer for its key for that reason. */
  readonly keyWaitMs: number;
  /**
   * Unknown conversations that were synced for and are not for this user: so many are remembered.
   */
  readonly strangersMax: number;
  /** Conversations joined at a relay by a pass at once (rooms and open conversations). */
  readonly joinedMax: number;
  /**
   * Members of a room that are read when it is opened: two pages, so that whoever types in a room
   * as large as a group is known. Authors beyond are named one by one.
   */
  readonly roomMembersMax: number;
  /**
   * UTF-16 units, or in CBOR bytes, of a frame from a relay: the protocol's 64 KiB. A longer one is
   * dropped and counted.
   */
  readonly frameCharsMax: number;
  /** Messages per page of history. */
  readonly historyPage: number;
  /** An HTTP request without an answer is given up after this; sends are repeated. */
  readonly requestTimeoutMs: number;
  /**
   * A relay that does not welcome in this time is left. The relay's own limit for `hello` is the
   * same.
   */
  readonly welcomeTimeoutMs: number;
  /**
   * WebSockets in a row that come to nothing before SockJS is tried, if it can be loaded. One may be
   * the network's moment.
   */
  readonly webSocketFailuresMax: number;
  /** On SockJS, it is looked again this often whether a WebSocket opens. */
  readonly webSocketAgainMs: number;
  /** Tabs whose wishes the one with the socket remembers; who has more open looks at few of them. */
  readonly tabsMax: number;
  /** The tab with the socket lets the others hear this often that it is there. */
  readonly tabBeatMs: number;
  /** A tab that heard nothing for so long asks: two beats may be late on a busy machine. */
  readonly tabSilentMs: number;
  /**
   * A tab that does not get an answer in this time takes the socket over. A page in the background
   * answers at once; one that was frozen does not.
   */
  readonly tabAnswerMs: number;
  /** Delivered and read pointers are collected this long and sent together. */
  readonly pointerDelayMs: number;
  /** UTF-16 units of a body: the API's limit. A longer one is refused before it is sent. */
  readonly bodyCharsMax: number;
}

/** What holds unless an option says otherwise. */
export const defaultLimits: Limits = {
  outOfOrderEventsMax: 256,
  awaitingKeyMax: 256,
  opensInFlightMax: 512,
  pendingSendsMax: 100,
  eventsHeldMax: 400,
  eventsPagedMax: 4000,
  cachedKeysMax: 1024,
  signalDevicesMax: 512,
  presenceMembersMax: 256,
  keyAskersPerSecond: 2000,
  keyWaitMs: 15_000,
  strangersMax: 256,
  joinedMax: 64,
  roomMembersMax: 400,
  frameCharsMax: 65_536,
  historyPage: 50,
  requestTimeoutMs: 20_000,
  welcomeTimeoutMs: 10_000,
  webSocketFailuresMax: 2,
  webSocketAgainMs: 300_000,
  tabsMax: 64,
  tabBeatMs: 2_000,
  tabSilentMs: 5_000,
  tabAnswerMs: 2_000,
  pointerDelayMs: 500,
  bodyCharsMax: 8000,
};
