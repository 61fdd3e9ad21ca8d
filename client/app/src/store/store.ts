import type { CallMedia, DeviceKind, Source } from '../model/call.js';
import type { PictureSize } from '../model/group-call.js';
import type { Person, Room, Snapshot } from '../model/types.js';
import type { DeviceWatch } from './device-watch.js';
import type { DisclosureWatch } from './disclosure-watch.js';
import type { ErasureWatch } from './erasure-watch.js';
import type { ExportWatch } from './export-watch.js';
import type { OverviewWatch } from './overview-watch.js';
import type { PrivacyWatch } from './privacy-watch.js';

/** Why something that a person asked for did not happen, as far as she can do something about it. */
export type Refusal =
  | 'credentials'
  | 'taken'
  | 'invalid'
  | 'too-long'
  | 'forbidden'
  | 'gone'
  | 'too-many'
  | 'unreachable'
  | 'unexpected';

export class Refused extends Error {
  override readonly name = 'Refused';

  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal, options);
    this.refusal = refusal;
  }

  /** The reason of whatever was caught; what a store did not foresee counts as unexpected. */
  static of(error: unknown): Refusal {
    return error instanceof Refused ? error.refusal : 'unexpected';
  }
}

/**
 * What a person does with calls; what comes of it stands in the snapshot. No promise ever rejects: whatever
 * fails is part of the call's view.
 */
export interface Calls {
  /** Calls the other one of a direct conversation: with a picture after a look at oneself. */
  start(conversation: string, media: CallMedia): Promise<void>;
  /** Takes what rings here: with a picture after a look at oneself. */
  answer(media: CallMedia): Promise<void>;
  /** From the look at oneself on to the call. */
  proceed(): Promise<void>;
  /** From the look at oneself back to what rings, or to nothing. */
  back(): void;
  /** Ends whatever there is: gives up, declines, cancels, hangs up, shuts what is over. */
  end(): void;
  /** Calls once more whoever was called last. */
  again(): Promise<void>;
  /** Turns on what is off, and off what is on. */
  toggle(source: Source): Promise<void>;
  choose(kind: DeviceKind, id: string): Promise<void>;
  /** In a group's call: how large whose picture is shown. */
  wantSizes(sizes: ReadonlyMap<string, PictureSize>): void;
  /** A host's, in a group's call. */
  mute(party: string): void;
  /** A host's, in a group's call. */
  putOut(party: string): void;
  /** A host's, in a group's call. */
  endForAll(): void;
  /** A host's: whether whoever comes into a group's call waits to be let in. */
  setLobby(lobby: 'on' | 'off'): void;
  /** A host's: lets in who waits. */
  admit(person: string): void;
  /** A host's: sends away who waits. */
  turnAway(person: string): void;
}

/** All that the views know of the world. Every promise rejects with {@link Refused} only. */
export interface Store {
  readonly snapshot: Snapshot;
  /** Calls back after each change, at most once per microtask; the result ends it. */
  subscribe(listener: () => void): () => void;

  signIn(login: string, password: string): Promise<void>;
  register(login: string, name: string, password: string): Promise<void>;
  continueAsGuest(name: string, email: string | undefined): Promise<void>;
  signOut(): Promise<void>;
  /** Signs out, and removes all that this page has left in the browser. */
  clearDevice(): Promise<void>;

  open(conversation: string | undefined): void;
  loadOlder(): Promise<void>;
  markRead(): void;
  /** To be called on each keystroke; the store sends as often as the protocol wants. */
  typing(): void;
  /** Shows the message at once as pending; resolves when it stands there, not when it was sent. */
  send(body: string, replyTo: string | undefined): Promise<void>;
  retry(key: string): void;
  discard(key: string): void;
  edit(messageId: string, body: string): Promise<void>;
  remove(messageId: string): Promise<void>;

  findPeople(query: string): Promise<readonly Person[]>;
  findRooms(query: string): Promise<readonly Room[]>;
  startDirect(person: string): Promise<string>;
  createGroup(title: string, people: readonly string[]): Promise<string>;
  createRoom(title: string): Promise<string>;
  joinRoom(room: string): Promise<string>;
  rename(title: string): Promise<void>;
  addMembers(people: readonly string[]): Promise<void>;
  removeMember(person: string): Promise<void>;
  leave(): Promise<void>;

  readonly calls: Calls;

  /** What the site keeps and whom a browser talks to, for anybody. */
  readonly disclosures: DisclosureWatch;

  /** How the site is, for administrators; asks only while it is started. */
  readonly overviews: OverviewWatch;

  /** What the site keeps of people and what was done about it, for administrators. */
  readonly privacy: PrivacyWatch;

  /** Where this person is signed in. */
  readonly devices: DeviceWatch;

  /** The copies of her data that this person keeps at the site. */
  readonly exports: ExportWatch;
  /** Her wish to be erased. */
  readonly erasures: ErasureWatch;
}
