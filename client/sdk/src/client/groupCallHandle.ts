import type {
  CallMedia,
  CallPartyId,
  CallQuality,
  GroupCall,
  GroupCallState,
  Lobby,
  LocalTracks,
  Participant,
  PictureSize,
  Sending,
} from '../api/calls.js';
import type { Unsubscribe } from '../api/client.js';
import type { CallId, ConversationId, UserId } from '../api/ids.js';
import type { GroupParty } from '../live/groupParty.js';
import { Emitter } from './emitter.js';

/** What an app holds of a group's call: reads and actions go to the party that takes part in it. */
export class GroupCallHandle implements GroupCall {
  readonly #party: GroupParty;
  readonly #changes = new Emitter<undefined>();

  constructor(party: GroupParty) {
    this.#party = party;
  }

  get id(): CallId {
    return this.#party.id;
  }

  get conversation(): ConversationId {
    return this.#party.conversation.id;
  }

  get media(): CallMedia {
    return this.#party.media;
  }

  get role(): 'host' | 'participant' {
    return this.#party.role;
  }

  get state(): GroupCallState {
    return this.#party.state;
  }

  get sending(): Sending {
    return this.#party.sending;
  }

  get mutedByHost(): boolean {
    return this.#party.mutedByHost;
  }

  get participants(): readonly Participant[] {
    return this.#party.participants;
  }

  get speaker(): CallPartyId | undefined {
    return this.#party.speaker;
  }

  get quality(): CallQuality | undefined {
    return this.#party.quality;
  }

  get lobby(): Lobby {
    return this.#party.lobby;
  }

  get waiting(): readonly UserId[] {
    return this.#party.waiting;
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  send(tracks: LocalTracks): void {
    this.#party.send(tracks);
  }

  show(sizes: ReadonlyMap<CallPartyId, PictureSize>): void {
    this.#party.show(sizes);
  }

  leave(): void {
    this.#party.leave();
  }

  endForAll(): void {
    this.#party.endForAll();
  }

  mute(party: CallPartyId, how: 'mute' | 'unmute'): void {
    this.#party.mute(party, how);
  }

  kick(party: CallPartyId): void {
    this.#party.kick(party);
  }

  setLobby(lobby: Lobby): void {
    this.#party.setLobby(lobby);
  }

  admit(user: UserId): void {
    this.#party.answerKnock(user, 'admitted');
  }

  turnAway(user: UserId): void {
    this.#party.answerKnock(user, 'turned-away');
  }

  /** Tells the listeners. */
  changed(): void {
    this.#changes.emit(undefined);
  }
}
