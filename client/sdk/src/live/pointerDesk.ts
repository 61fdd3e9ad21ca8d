import type { Cancel, Environment } from '../api/environment.js';
import type { ConversationId, Seq } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import { ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import type { ConversationState } from '../core/conversationState.js';
import type { Replica } from '../core/replica.js';
import type { Whose } from '../core/syncSchedule.js';
import type { Api } from '../http/api.js';

/** More pointers one request may not move (docs/openapi.yaml). */
const POINTERS_MAX = 100;

/** What the desk works with. */
export interface PointerContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly api: Api;
  readonly replica: Replica;
}

/**
 * Tells the origin what was delivered to this user and what she read: collected, the latest wins,
 * repeated until it is answered. One entry per conversation at most. Nothing of rooms leaves this
 * device.
 */
export class PointerDesk {
  readonly #context: PointerContext;
  readonly #backoff: Backoff;
  readonly #unsent = new Set<ConversationId>();
  // What was delivered while another tab told the origin so; should it not have got to it, this one does.
  readonly #left = new Set<ConversationId>();
  #telling: Whose = 'own';
  #running = false;
  #cancelTimer: Cancel | undefined;

  constructor(context: PointerContext) {
    this.#context = context;
    this.#backoff = new Backoff(RECONNECT_RANGE, () => context.environment.random.fraction());
  }

  start(): void {
    this.#running = true;
    this.#arm(this.#context.limits.pointerDelayMs);
  }

  stop(): void {
    this.#running = false;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Who tells the origin what was delivered: it is the same in all tabs of a browser. */
  setTelling(whose: Whose): void {
    this.#telling = whose;
    if (whose === 'others') return;
    for (const id of this.#left) this.#unsent.add(id);
    this.#left.clear();
    this.#arm(this.#context.limits.pointerDelayMs);
  }

  /** What was applied is delivered. */
  onApplied(state: ConversationState): void {
    if (state.kind === 'room') return;
    this.#move(state, state.lastForeignSeq, 0, this.#telling === 'own' ? this.#unsent : this.#left);
  }

  /** Returns whether the pointer moved. */
  markRead(state: ConversationState, upTo: Seq): boolean {
    const read = Math.min(upTo, state.log.head);
    return this.#move(state, 0, read, this.#unsent);
  }

  #move(state: ConversationState, delivered: Seq, read: Seq, to: Set<ConversationId>): boolean {
    const user = this.#context.replica.me;
    if (!state.mergePointer({ user, delivered, read })) return false;
    if (state.kind !== 'room') {
      to.add(state.id);
      this.#arm(this.#context.limits.pointerDelayMs);
    }
    return true;
  }

  #arm(delayMs: number): void {
    if (!this.#running || this.#cancelTimer !== undefined || this.#unsent.size === 0) return;
    this.#cancelTimer = this.#context.environment.clock.after(delayMs, () => void this.#send());
  }

  async #send(): Promise<void> {
    const { replica, api, limits } = this.#context;
    const ids = [...this.#unsent].slice(0, POINTERS_MAX);
    for (const id of ids) this.#unsent.delete(id);
    const pointers = ids.flatMap((conversation) => {
      const reach = replica.byId(conversation)?.receipts.of(replica.me);
      return reach === undefined ? [] : [{ conversation, ...reach }];
    });
    let waitMs = limits.pointerDelayMs;
    try {
      if (pointers.length > 0) await api.movePointers(pointers);
      this.#backoff.reset();
    } catch (error) {
      // What the origin refuses for good would be refused again; the next sync shows what it has.
      if (error instanceof ProblemError && error.transient) {
        for (const id of ids) this.#unsent.add(id);
        waitMs = Math.max(this.#backoff.nextMs(), error.retryAfterMs ?? 0);
      }
    }
    this.#cancelTimer = undefined;
    this.#arm(waitMs);
  }
}
