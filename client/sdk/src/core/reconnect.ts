import type { StopReason } from '../api/snapshots.js';
import { closeAdvice } from '../wire/closecodes.js';
import { Backoff, RECONNECT_RANGE } from './backoff.js';

/** A welcome that lasted this long forgives the failures before it. */
export const LASTING_WELCOME_MS = 60_000;
/** After so many failures in a row the client polls besides trying on. */
export const FAILURES_BEFORE_POLLING = 3;

/** What to do after an attempt or a connection has ended. */
export type Reconnect =
  | { readonly then: 'retry'; readonly afterMs: number; readonly ticket: 'keep' | 'renew' }
  | { readonly then: 'stop'; readonly reason: StopReason };

/**
 * Decides when and how to come back to a relay (docs/PROTOCOL.md §6). Pure: it is told the time.
 */
export class ReconnectPolicy {
  readonly #backoff: Backoff;
  #welcomedAt: number | undefined;

  constructor(fraction: () => number) {
    this.#backoff = new Backoff(RECONNECT_RANGE, fraction);
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#backoff.failures;
  }

  get pollsBesides(): boolean {
    return this.#welcomedAt === undefined && this.failures >= FAILURES_BEFORE_POLLING;
  }

  onWelcome(nowMs: number): void {
    this.#welcomedAt = nowMs;
  }

  /**
   * The socket ended with this code; 0 stands for a lost connection or an attempt that came to
   * nothing.
   */
  onEnd(code: number, nowMs: number): Reconnect {
    const advice = closeAdvice(code);
    if (advice.then === 'stop') return advice;
    return this.#retry(nowMs, 0, advice.then === 'renew-ticket' ? 'renew' : 'keep');
  }

  /** There was no ticket or no relay to try; the origin may have said how long to wait. */
  onNoTicket(nowMs: number, retryAfterMs: number | undefined): Reconnect {
    return this.#retry(nowMs, retryAfterMs ?? 0, 'keep');
  }

  #retry(nowMs: number, leastMs: number, ticket: 'keep' | 'renew'): Reconnect {
    const lasted = this.#welcomedAt === undefined ? 0 : nowMs - this.#welcomedAt;
    if (lasted >= LASTING_WELCOME_MS) this.#backoff.reset();
    this.#welcomedAt = undefined;
    return { then: 'retry', afterMs: Math.max(this.#backoff.nextMs(), leastMs), ticket };
  }
}
