import type { EpochMs } from '../api/ids.js';

/**
 * The origin's clock as its `Date` headers tell it. A header has whole seconds, so the correction
 * is good to about half a second and half a round trip; signals are accepted within 60 s.
 */
export class ServerClock {
  readonly #localNow: () => number;
  #offsetMs = 0;
  #roundTripMs = Infinity;
  #measuredAt = 0;

  constructor(localNow: () => number) {
    this.#localNow = localNow;
  }

  /** Now, by the origin's clock; by this machine's until an answer came. */
  now(): EpochMs {
    return Math.round(this.#localNow() + this.#offsetMs);
  }

  /** How far this machine's clock is behind. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * Takes an answer's `Date`. The fastest answer of an hour counts: it says most exactly when it
   * was written.
   */
  onAnswer(date: string | null, sentAt: number, receivedAt: number): void {
    const said = date === null ? Number.NaN : Date.parse(date);
    const roundTripMs = receivedAt - sentAt;
    if (Number.isNaN(said) || roundTripMs < 0) return;
    const old = receivedAt - this.#measuredAt > 3_600_000;
    const offsetMs = said + 500 - (sentAt + receivedAt) / 2;
    // A machine that slept or was set shows an offset that no slow answer explains.
    const jumped = Math.abs(offsetMs - this.#offsetMs) > 1_000 + roundTripMs + this.#roundTripMs;
    if (roundTripMs > this.#roundTripMs && !old && !jumped) return;
    this.#offsetMs = offsetMs;
    this.#roundTripMs = roundTripMs;
    this.#measuredAt = receivedAt;
  }
}
