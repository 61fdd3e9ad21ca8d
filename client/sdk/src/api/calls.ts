import type { Unsubscribe } from './client.js';
import type { Cancel } from './environment.js';
import type { CallId, ConversationId, EpochMs, UserId } from './ids.js';

/** What a call was opened for; either side may send less, or more, while it lasts. */
export type CallMedia = 'audio' | 'video';

/**
 * Why a call is over.
 *
 * - `hung-up`: it was answered, and one of the two ended it.
 * - `rejected`, `busy`, `cancelled`, `no-answer`: it was not answered.
 * - `answered-elsewhere`: another party of this user has it. Known to this party alone; the record
 *   has no such reason.
 * - `failed`: media could not be connected, or not again within 30 s.
 * - `lost`: nobody was heard of any more.
 */
export type CallEnd =
  | 'hung-up'
  | 'rejected'
  | 'busy'
  | 'cancelled'
  | 'no-answer'
  | 'answered-elsewhere'
  | 'failed'
  | 'lost';

/**
 * Where a call stands for this party (docs/PROTOCOL.md §9).
 *
 * - `ringing`: at the other one's devices (`heard` tells whether one has said so), or here.
 * - `accepted`: this party has accepted, and the caller has not chosen yet.
 * - `connecting`: the two have agreed, and media is on its way.
 * - `active`; `reconnecting`: media flows; it has stopped, and is being brought back.
 */
export type CallState =
  | { readonly phase: 'ringing'; readonly until: EpochMs; readonly heard: boolean }
  | { readonly phase: 'accepted' }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'active'; readonly since: EpochMs }
  | { readonly phase: 'reconnecting'; readonly since: EpochMs }
  | { readonly phase: 'ended'; readonly reason: CallEnd; readonly durationMs: number };

/** What one side sends at the moment. */
export interface Sending {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/** What this party wants to send; a track that is absent is not sent. The tracks stay the app's. */
export interface LocalTracks {
  readonly microphone?: MediaStreamTrack | undefined;
  readonly camera?: MediaStreamTrack | undefined;
  readonly screen?: MediaStreamTrack | undefined;
}

/** How well media arrives, from loss, round trip and jitter of the last seconds. */
export type CallQuality = 'good' | 'fair' | 'poor';

/**
 * One call, as this party of it sees it. The object stays the same until it has ended, and may be
 * read afterwards.
 *
 * Descriptions and candidates are sealed under the conversation's key: no relay reads or exchanges
 * them. The site holds that key too; equal {@link Call.code}s at both ends rule out that it stands
 * between.
 */
export interface Call {
  readonly id: CallId;
  readonly conversation: ConversationId;
  readonly direction: 'incoming' | 'outgoing';
  readonly media: CallMedia;
  /** Who is at the other end. */
  readonly peer: UserId;
  readonly state: CallState;
  /** What this party sends. */
  readonly sending: Sending;
  /** What the other one says that she sends; nothing before `connecting`. */
  readonly receiving: Sending;
  /** Sound and camera of the other one; tracks come and go in it. */
  readonly remote: MediaStream | undefined;
  /** Her screen, while `receiving.screen`. */
  readonly remoteScreen: MediaStream | undefined;
  /** Twelve digits, once both descriptions are known. */
  readonly code: string | undefined;
  readonly quality: CallQuality | undefined;

  /** Calls after any of the above changed, at most once per turn of the event loop. */
  onChange(listener: () => void): Unsubscribe;
  /** Takes an incoming call; does nothing in any other state. */
  accept(tracks: LocalTracks): void;
  /** Ends it: declines what rings here, cancels what rings there, hangs up what is answered. */
  end(): void;
  /** Replaces what is sent; takes effect without a new negotiation where one exists already. */
  send(tracks: LocalTracks): void;
}

/**
 * Why a group's call is over for this party.
 *
 * - `left`: it has left. `ended`: a host has ended it for all, or everybody has left.
 * - `kicked`: a host has put it out, or it is no member any more. `full`: there was no room.
 * - `turned-away`: it waited in the lobby, and a host did not let it in.
 * - `failed`: no media server was reached for two minutes, or there is none. `lost`: as in a call of
 *   two.
 */
export type GroupCallEnd = 'left' | 'ended' | 'kicked' | 'turned-away' | 'full' | 'failed' | 'lost';

/**
 * Where a group's call stands for this party (docs/PROTOCOL.md §10).
 *
 * - `waiting`: in the lobby, until a host lets it in.
 */
export type GroupCallState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'joining' }
  | { readonly phase: 'active'; readonly since: EpochMs }
  | { readonly phase: 'reconnecting'; readonly since: EpochMs }
  | { readonly phase: 'ended'; readonly reason: GroupCallEnd };

/** Names one party of a call: one tab of one device. */
export type CallPartyId = string;

/** How large a camera is wanted: as large as it is shown. */
export type PictureSize = 'none' | 'low' | 'medium' | 'high';

/** Whoever is not in the call yet comes in at once, or waits until a host lets her in. */
export type Lobby = 'on' | 'off';

/** Another party of a group's call. */
export interface Participant {
  readonly party: CallPartyId;
  readonly user: UserId;
  /** What it says that it sends. */
  readonly sending: Sending;
  /** Its sound and camera; what does not open under its key is not in them. */
  readonly media: MediaStream;
  /** Its screen, while it sends one. */
  readonly screen: MediaStream | undefined;
  /** Whether it is heard at the moment. */
  readonly speaking: boolean;
  /** `waiting`: its media comes, and the key to it has not come yet. */
  readonly sealed: 'open' | 'waiting';
  /** `paused`: its camera is not asked for, since the way here does not bear it. */
  readonly picture: 'wanted' | 'paused';
}

/**
 * A group's call, as this party of it sees it. The object stays the same until it has ended.
 *
 * Media goes through a media server, sealed by each sender under a key of its own that the parties
 * which are present hand each other: the media server, the relays and the site see who sends how much
 * to whom, and neither hear nor see anything. A member of the conversation who works together with a
 * relay could pass herself off as another member.
 */
export interface GroupCall {
  readonly id: CallId;
  readonly conversation: ConversationId;
  readonly media: CallMedia;
  /** A host may mute, put out and end it for all. */
  readonly role: 'host' | 'participant';
  readonly state: GroupCallState;
  readonly sending: Sending;
  /** A host has muted this party: nobody hears it, whatever it sends. */
  readonly mutedByHost: boolean;
  /** The others, in the order in which they came. */
  readonly participants: readonly Participant[];
  /** Who spoke last, or speaks. */
  readonly speaker: CallPartyId | undefined;
  /** How well the others' media arrives here; where it is poor, pictures are asked for smaller. */
  readonly quality: CallQuality | undefined;
  /** Known to hosts alone, from the origin's last answer; `off` until there is one. */
  readonly lobby: Lobby;
  /** A host's: who waits in the lobby, who has waited longest first. */
  readonly waiting: readonly UserId[];

  /** Calls after any of the above changed, at most once per turn of the event loop. */
  onChange(listener: () => void): Unsubscribe;
  /** Replaces what is sent. */
  send(tracks: LocalTracks): void;
  /**
   * How large whose camera is shown; those that are not named are wanted small. Where the way does not
   * bear it all, whoever speaks keeps her size longest, then who is shown largest, then who is named
   * first.
   */
  show(sizes: ReadonlyMap<CallPartyId, PictureSize>): void;
  leave(): void;
  /** A host's: for everybody. */
  endForAll(): void;
  /** A host's: nobody hears that party any more, until it is unmuted. */
  mute(party: CallPartyId, how: 'mute' | 'unmute'): void;
  /** A host's: puts a party out. It may come back as long as its user is a member, unless there is a lobby. */
  kick(party: CallPartyId): void;
  /** A host's: from now on whoever was never in the call waits, or nobody does. */
  setLobby(lobby: Lobby): void;
  /** A host's: lets somebody in who waits. Also on all her other devices, as long as the call lasts. */
  admit(user: UserId): void;
  /** A host's: sends somebody away who waits. */
  turnAway(user: UserId): void;
}

/** How the browser's parts of a call are made. Absent, calls are refused with `unsupported`. */
export interface CallEnvironment {
  /** `RTCPeerConnection` of a page. */
  readonly PeerConnection: new (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly newStream: () => MediaStream;
  /**
   * Calls when this machine has come into another network: ICE is restarted at once, and not only
   * when media is missed.
   */
  readonly onNetworkChange?: ((listener: () => void) => Cancel) | undefined;
  /**
   * Starts the worker in which the media of group calls is sealed: the bundle of
   * `@sealmesh/sdk/media-worker`, served by the app as a file of its own. Without it there are no
   * group calls.
   */
  readonly newMediaWorker?: (() => Worker) | undefined;
}
