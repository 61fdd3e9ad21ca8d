/** Between which bounds waits grow. */
export interface BackoffRange {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The protocol's back-off: 0.5 s doubling to 30 s. */
export const RECONNECT_RANGE: BackoffRange = { firstMs: 500, lastMs: 30_000 };

/**
 * Multiplies by a random 0.5 … 1.5, so that clients that lost the same node do not come back as
 * one.
 */
export function jittered(ms: number, fraction: () => number): number {
  return ms * (0.5 + fraction());
}

/** Doubling waits with jitter. */
export class Backoff {
  readonly #range: BackoffRange;
  readonly #fraction: () => number;
  #failures = 0;

  constructor(range: BackoffRange, fraction: () => number) {
    this.#range = range;
    this.#fraction = fraction;
  }

  /** Failures since the last reset. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure and says how long to wait after it. */
  nextMs(): number {
    // The exponent is bounded, since a client may fail for weeks.
    const doubled = this.#range.firstMs * 2 ** Math.min(this.#failures, 16);
    this.#failures++;
    return jittered(Math.min(doubled, this.#range.lastMs), this.#fraction);
  }

  reset(): void {
    this.#failures = 0;
  }
}
