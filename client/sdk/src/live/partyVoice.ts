import type { Environment } from '../api/environment.js';
import type { CallId, DeviceId, Epoch, EpochMs, RoutingId } from '../api/ids.js';
import type { User } from '../api/snapshots.js';
import type { DropReason } from '../api/stats.js';
import type { ConversationState } from '../core/conversationState.js';
import type { ServerClock } from '../core/serverClock.js';
import type { CallSealer } from '../crypto/callSealer.js';
import { toBase64Url } from '../wire/bytes.js';
import type { CallContent } from '../wire/callContent.js';
import { CALL_SIGNAL, type CallHeader, type CallSignal, type PartyId } from '../wire/callSignal.js';
import type { CallClientFrame } from '../wire/frames.js';
import type { Counts } from './counts.js';
import type { FrameTaker } from './partyRight.js';

/** Signals that wait to be sealed, or opened, at once: more nobody says in a second. */
const QUEUE_MAX = 64;

/** What is said, and to whom. */
export interface Utterance {
  readonly to: RoutingId;
  /** Absent: all of her parties. */
  readonly toParty: PartyId | undefined;
  readonly content: CallContent;
  readonly counter: number;
  readonly expires: EpochMs;
}

/** What a voice works with. */
export interface VoiceContext {
  readonly environment: Environment;
  readonly user: User;
  readonly device: DeviceId;
  readonly serverClock: ServerClock;
  readonly sealer: CallSealer;
  readonly counts: Counts;
  /** Draws the number of a frame, by which its refusal comes back. */
  readonly newRef: (taker: FrameTaker) => number;
  readonly send: (frame: CallClientFrame) => void;
  readonly needKey: (state: ConversationState, epoch: Epoch) => void;
}

/** Whose voice it is. */
export interface Speaker extends FrameTaker {
  readonly id: CallId;
  readonly conversation: ConversationState;
  /** Whether a signal has a place by its header; counted here if it has none. */
  readonly refusal: (signal: CallSignal) => DropReason | 'not mine' | undefined;
  readonly hear: (signal: CallHeader, content: CallContent) => void;
  /** What was to be said does not fit a signal. */
  readonly onTooLong: () => void;
}

/**
 * Says and hears what parties tell each other: sealed, and opened, one after the other, since their
 * counters have to grow.
 */
export class PartyVoice {
  readonly #context: VoiceContext;
  readonly #speaker: Speaker;
  readonly #party: PartyId;
  readonly #outgoing: Utterance[] = [];
  #isSealing = false;
  #opening: Promise<void> = Promise.resolve();
  #openings = 0;

  constructor(context: VoiceContext, speaker: Speaker, party: PartyId) {
    this.#context = context;
    this.#speaker = speaker;
    this.#party = party;
  }

  say(utterance: Utterance): void {
    if (this.#outgoing.length < QUEUE_MAX) this.#outgoing.push(utterance);
    void this.#seal();
  }

  /** A key has come. */
  onKey(): void {
    void this.#seal();
  }

  /** Takes a well-formed signal of this call. */
  receive(signal: CallSignal): void {
    const { counts } = this.#context;
    if (this.#openings >= QUEUE_MAX) {
      counts.dropped.overflow++;
      return;
    }
    this.#openings++;
    this.#opening = this.#opening
      .then(() => this.#open(signal))
      .catch(() => {
        // The engine failed, not the signal; what matters is said again.
        counts.dropped.unopened++;
      })
      .finally(() => this.#openings--);
  }

  async #open(signal: CallSignal): Promise<void> {
    const { sealer, counts, needKey } = this.#context;
    const refusal = this.#speaker.refusal(signal);
    if (refusal !== undefined) {
      if (refusal !== 'not mine') counts.dropped[refusal]++;
      return;
    }
    const content = await sealer.open(signal);
    if (content === undefined || content === 'awaiting-key') {
      counts.dropped.unopened++;
      if (content !== undefined) needKey(this.#speaker.conversation, signal.epoch);
      return;
    }
    this.#speaker.hear(signal, content);
  }

  async #seal(): Promise<void> {
    if (this.#isSealing) return;
    this.#isSealing = true;
    for (let said = this.#outgoing[0]; said !== undefined; said = this.#outgoing[0]) {
      const { conversation } = this.#speaker;
      const { epoch } = conversation;
      const sealed = await this.#sealed(said, epoch);
      if (sealed === 'awaiting-key') {
        this.#context.needKey(conversation, epoch);
        break;
      }
      this.#outgoing.shift();
      if (typeof sealed !== 'string') {
        const { newRef, send } = this.#context;
        send({ t: 'call', ref: newRef(this.#speaker), data: toBase64Url(sealed) });
      } else if (sealed === 'too-long') this.#speaker.onTooLong();
    }
    this.#isSealing = false;
  }

  async #sealed(
    said: Utterance,
    epoch: Epoch,
  ): Promise<Awaited<ReturnType<CallSealer['seal']>> | 'too-late' | 'refused'> {
    const { sealer, user, device, environment, serverClock } = this.#context;
    const { id: call, conversation } = this.#speaker;
    const { content, counter, expires, to, toParty } = said;
    if (expires < serverClock.now()) return 'too-late';
    const { type } = content;
    const header = {
      ...{ type, conversation: conversation.rid, sender: user.rid, device, epoch, counter },
      ...{ expires, call, party: this.#party, to, toParty },
    };
    try {
      const nonce = environment.random.bytes(CALL_SIGNAL.nonceBytes);
      return await sealer.seal(header, content, nonce);
    } catch {
      // The engine refuses; what matters is said again.
      return 'refused';
    }
  }
}
