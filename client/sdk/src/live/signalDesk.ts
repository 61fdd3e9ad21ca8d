import type { Cancel, Environment } from '../api/environment.js';
import type { ConversationId, DeviceId, UserId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { Presence, User } from '../api/snapshots.js';
import type { ConversationState } from '../core/conversationState.js';
import { LiveSigns, SIGNAL_PERIODS } from '../core/liveSigns.js';
import type { Replica } from '../core/replica.js';
import type { ServerClock } from '../core/serverClock.js';
import type { SignalContent, SignalSealer } from '../crypto/signals.js';
import { type Bytes, toBase64Url } from '../wire/bytes.js';
import type { ClientFrame } from '../wire/frames.js';
import { parseSignal, SIGNAL, type Signal, type SignalHeader } from '../wire/signal.js';
import type { Counts } from './counts.js';
import type { KeyFetcher } from './keyFetcher.js';

/** What the desk works with. */
export interface SignalContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly user: User;
  readonly device: DeviceId;
  readonly replica: Replica;
  readonly serverClock: ServerClock;
  readonly sealer: SignalSealer;
  readonly fetcher: KeyFetcher;
  readonly counts: Counts;
  readonly send: (frame: ClientFrame) => void;
  readonly onChanged: (state: ConversationState) => void;
}

interface OpenConversation {
  readonly signs: LiveSigns;
  joined: boolean;
  typing: { cancelAgain: Cancel; cancelStop: Cancel } | undefined;
  cancelPresence: Cancel | undefined;
  cancelAnswer: Cancel | undefined;
  cancelEnd: Cancel | undefined;
}

const NOBODY: readonly UserId[] = [];
const NOTHING: ReadonlyMap<UserId, Presence> = new Map();

/**
 * Typing and presence of open conversations: sends, takes, and lets run out. Lost without notice,
 * never repeated.
 */
export class SignalDesk {
  readonly #context: SignalContext;
  readonly #open = new Map<ConversationId, OpenConversation>();
  #shown: Presence | undefined;
  #counter: number;
  #inFlight = 0;

  constructor(context: SignalContext) {
    this.#context = context;
    this.#counter = context.serverClock.now();
  }

  open(id: ConversationId): void {
    if (this.#open.has(id)) return;
    this.#open.set(id, {
      signs: new LiveSigns(this.#context.limits.signalDevicesMax),
      ...{ joined: false, typing: undefined },
      ...{ cancelPresence: undefined, cancelAnswer: undefined, cancelEnd: undefined },
    });
  }

  close(id: ConversationId, how: 'told' | 'silently' = 'told'): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (how === 'told' && open.joined && this.#shown !== undefined)
      this.#say(id, { type: 'presence', state: 'offline' });
    this.#silence(open);
    this.#open.delete(id);
  }

  /** The relay has bound the conversation: this device shows itself. */
  onJoined(id: ConversationId): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.joined = true;
    this.#showIn(id, open);
  }

  onUnbound(id: ConversationId): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.joined = false;
    this.#silence(open);
    open.signs.clear();
  }

  showPresence(presence: Presence | undefined): void {
    const before = this.#shown;
    this.#shown = presence;
    if (before === presence) return;
    for (const [id, open] of this.#open) {
      if (presence === undefined && before !== undefined && open.joined) {
        this.#say(id, { type: 'presence', state: 'offline' });
      }
      this.#showIn(id, open);
    }
  }

  startTyping(id: ConversationId): void {
    const open = this.#open.get(id);
    if (open === undefined || !open.joined) return;
    const { clock } = this.#context.environment;
    const stop = (): void => {
      this.stopTyping(id);
    };
    if (open.typing === undefined) {
      open.typing = { cancelAgain: () => undefined, cancelStop: () => undefined };
      this.#sayTyping(id, open);
    }
    open.typing.cancelStop();
    open.typing.cancelStop = clock.after(SIGNAL_PERIODS.typingValidMs, stop);
  }

  stopTyping(id: ConversationId): void {
    const open = this.#open.get(id);
    if (open?.typing === undefined) return;
    open.typing.cancelAgain();
    open.typing.cancelStop();
    open.typing = undefined;
    if (open.joined) this.#say(id, { type: 'typing', typing: false });
  }

  typing(id: ConversationId): readonly UserId[] {
    return this.#open.get(id)?.signs.typing(this.#now()) ?? NOBODY;
  }

  presence(id: ConversationId): ReadonlyMap<UserId, Presence> {
    return this.#open.get(id)?.signs.presence(this.#now()) ?? NOTHING;
  }

  /** A message of this user was applied: she no longer types it. */
  onMessageOf(id: ConversationId, user: UserId): void {
    this.#open.get(id)?.signs.stopsTyping(user);
  }

  /** Takes the bytes of a signal frame. */
  receive(bytes: Bytes): void {
    const { counts, limits } = this.#context;
    const signal = parseSignal(bytes);
    if (signal === undefined) {
      counts.dropped.malformed++;
      return;
    }
    if (this.#inFlight >= limits.opensInFlightMax) {
      counts.dropped.overflow++;
      return;
    }
    this.#inFlight++;
    this.#take(signal).then(
      () => this.#inFlight--,
      () => {
        this.#inFlight--;
        counts.dropped.unopened++;
      },
    );
  }

  /** Another tab of this device has sealed this: counters of a device only grow. */
  onSealed({ sender, device, counter }: SignalHeader): void {
    const { user, device: own, serverClock } = this.#context;
    // No honest counter is ahead of the clock: one that is would silence this device.
    const ahead = counter > serverClock.now() + SIGNAL_PERIODS.clockToleranceMs;
    if (sender !== user.rid || device !== own || ahead) return;
    this.#counter = Math.max(this.#counter, counter);
  }

  /** Ends all timers. */
  stop(): void {
    for (const open of this.#open.values()) this.#silence(open);
    this.#open.clear();
  }

  async #take(signal: Signal): Promise<void> {
    const { counts, replica, sealer, serverClock, onChanged, fetcher } = this.#context;
    const { user, device } = this.#context;
    // A relay keeps a signal from the socket that it came from; while this device moves to another
    // relay it has two.
    if (signal.sender === user.rid && signal.device === device) return;
    const state = replica.byRid(signal.conversation);
    const open = state && this.#open.get(state.id);
    if (open === undefined) {
      counts.dropped['unknown-conversation']++;
      return;
    }
    const member = state?.memberByRid(signal.sender);
    const offMs = Math.abs(signal.time - serverClock.now());
    if (member === undefined || offMs > SIGNAL_PERIODS.clockToleranceMs) {
      counts.dropped['not-accepted']++;
      return;
    }
    if (!open.signs.isNew(signal.sender, signal.device, signal.counter)) {
      counts.dropped.replayed++;
      return;
    }
    const content = await sealer.open(signal);
    if (content === 'awaiting-key') {
      // Only the current epoch's key is worth a request: whoever types now seals under it.
      if (signal.epoch === state?.epoch) fetcher.need(state, signal.epoch);
      counts.dropped.unopened++;
    } else if (content === undefined) {
      counts.dropped.unopened++;
    } else if (!open.signs.isNew(signal.sender, signal.device, signal.counter)) {
      // Another one was opened meanwhile.
      counts.dropped.replayed++;
    } else if (state !== undefined) {
      counts.signals++;
      this.#onSigned(state, open, signal, member.id, content);
      onChanged(state);
    }
  }

  #onSigned(
    state: ConversationState,
    open: OpenConversation,
    signal: Signal,
    user: UserId,
    content: SignalContent,
  ): void {
    const { clock, random } = this.#context.environment;
    const heard = open.signs.take(signal, user, content, this.#now());
    if (heard === 'appeared' && this.#shown !== undefined) {
      open.cancelAnswer ??= clock.after(random.fraction() * SIGNAL_PERIODS.answerWithinMs, () => {
        open.cancelAnswer = undefined;
        this.#sayPresence(state.id);
      });
    }
    this.#watchEnd(state, open);
  }

  #watchEnd(state: ConversationState, open: OpenConversation): void {
    const now = this.#now();
    const end = open.signs.nextEndAfter(now);
    open.cancelEnd?.();
    open.cancelEnd = undefined;
    if (end === undefined) return;
    open.cancelEnd = this.#context.environment.clock.after(end - now, () => {
      this.#context.onChanged(state);
      this.#watchEnd(state, open);
    });
  }

  #showIn(id: ConversationId, open: OpenConversation): void {
    open.cancelPresence?.();
    open.cancelPresence = undefined;
    if (this.#shown === undefined || !open.joined) return;
    this.#sayPresence(id);
    const { clock } = this.#context.environment;
    open.cancelPresence = clock.after(SIGNAL_PERIODS.presenceAgainMs, () => {
      this.#showIn(id, open);
    });
  }

  #sayPresence(id: ConversationId): void {
    if (this.#shown !== undefined) this.#say(id, { type: 'presence', state: this.#shown });
  }

  #sayTyping(id: ConversationId, open: OpenConversation): void {
    if (open.typing === undefined) return;
    this.#say(id, { type: 'typing', typing: true });
    const { clock } = this.#context.environment;
    open.typing.cancelAgain = clock.after(SIGNAL_PERIODS.typingAgainMs, () => {
      this.#sayTyping(id, open);
    });
  }

  #say(id: ConversationId, content: SignalContent): void {
    const { replica, sealer, user, device, environment, serverClock, fetcher, send, limits } =
      this.#context;
    const state = replica.byId(id);
    if (state === undefined) return;
    if (content.type === 'presence' && state.memberCount > limits.presenceMembersMax) return;
    const { rid, epoch } = state;
    const time = serverClock.now();
    // Not below the clock: another tab of this device may have begun to count later than this one.
    const counter = Math.max(this.#counter + 1, time);
    this.#counter = counter;
    const header = {
      type: content.type,
      conversation: rid,
      sender: user.rid,
      device,
      epoch,
      counter,
      time,
    };
    const nonce = environment.random.bytes(SIGNAL.nonceBytes);
    sealer.seal(header, content, nonce).then(
      (sealed) => {
        if (sealed === undefined) fetcher.need(state, epoch);
        else send({ t: 'signal', rid, data: toBase64Url(sealed) });
      },
      // The engine refused; a signal may be lost, and the next one tries again.
      () => undefined,
    );
  }

  #silence(open: OpenConversation): void {
    open.typing?.cancelAgain();
    open.typing?.cancelStop();
    open.typing = undefined;
    open.cancelPresence?.();
    open.cancelAnswer?.();
    open.cancelEnd?.();
    open.cancelPresence = open.cancelAnswer = open.cancelEnd = undefined;
  }

  #now(): number {
    return this.#context.environment.clock.now();
  }
}
