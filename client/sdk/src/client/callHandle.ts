import type {
  Call,
  CallMedia,
  CallQuality,
  CallState,
  LocalTracks,
  Sending,
} from '../api/calls.js';
import type { Unsubscribe } from '../api/client.js';
import type { CallId, ConversationId, UserId } from '../api/ids.js';
import type { CallParty } from '../live/callParty.js';
import { Emitter } from './emitter.js';

/** What an app holds of a call: reads and actions go to the party that takes part in it. */
export class CallHandle implements Call {
  readonly #party: CallParty;
  readonly #changes = new Emitter<undefined>();

  constructor(party: CallParty) {
    this.#party = party;
  }

  get id(): CallId {
    return this.#party.id;
  }

  get conversation(): ConversationId {
    return this.#party.conversation.id;
  }

  get direction(): 'incoming' | 'outgoing' {
    return this.#party.direction;
  }

  get media(): CallMedia {
    return this.#party.media;
  }

  get peer(): UserId {
    return this.#party.peer;
  }

  get state(): CallState {
    return this.#party.state;
  }

  get sending(): Sending {
    return this.#party.sending;
  }

  get receiving(): Sending {
    return this.#party.receiving;
  }

  get remote(): MediaStream | undefined {
    return this.#party.remote;
  }

  get remoteScreen(): MediaStream | undefined {
    return this.#party.remoteScreen;
  }

  get code(): string | undefined {
    return this.#party.code;
  }

  get quality(): CallQuality | undefined {
    return this.#party.quality;
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  accept(tracks: LocalTracks): void {
    this.#party.accept(tracks);
  }

  end(): void {
    this.#party.end();
  }

  send(tracks: LocalTracks): void {
    this.#party.send(tracks);
  }

  /** Tells the listeners. */
  changed(): void {
    this.#changes.emit(undefined);
  }
}
