import { closeAdvice } from '../wire/closecodes.js';
import { Backoff, RECONNECT_RANGE } from './backoff.js';
import { LASTING_WELCOME_MS } from './reconnect.js';

/** A relay that wants more time than this closes the socket in the meantime, or not at all. */
const WITHIN_MAX_MS = 600_000;

/** What to do after a second socket came to nothing. */
export type Again =
  | { readonly then: 'retry'; readonly afterMs: number; readonly ticket: 'keep' | 'renew' }
  /** As long as the first socket lasts; what comes after it is another matter. */
  | { readonly then: 'stay' };

/**
 * Decides when to open a second socket beside one whose relay leaves (docs/PROTOCOL.md §6, `goaway`
 * and `moved`), and when to try again. Pure: it is told the time.
 */
export class MovingPolicy {
  readonly #backoff: Backoff;
  readonly #fraction: () => number;

  constructor(fraction: () => number) {
    this.#fraction = fraction;
    this.#backoff = new Backoff(RECONNECT_RANGE, fraction);
  }

  /**
   * The relay of a socket that was welcomed so long ago leaves.
   *
   * @returns after how long to open the other one
   */
  onFarewell(withinMs: number, lastedMs: number): number {
    const shareMs = this.#fraction() * Math.min(withinMs, WITHIN_MAX_MS);
    if (lastedMs >= LASTING_WELCOME_MS) {
      this.#backoff.reset();
      return shareMs;
    }
    // Relays that send each other their browsers at once must not have them run in a circle.
    return shareMs + this.#backoff.nextMs();
  }

  /** The other socket ended with this code before it was welcomed; 0 for none. */
  onEnd(code: number): Again {
    const advice = closeAdvice(code);
    if (advice.then === 'stop') return { then: 'stay' };
    const ticket = advice.then === 'renew-ticket' ? 'renew' : 'keep';
    return { then: 'retry', afterMs: this.#backoff.nextMs(), ticket };
  }

  /** There was no ticket; the origin may have said how long to wait. */
  onNoTicket(retryAfterMs: number | undefined): number {
    return Math.max(this.#backoff.nextMs(), retryAfterMs ?? 0);
  }
}
