import { Backoff, jittered, RECONNECT_RANGE } from './backoff.js';

/** The protocol's periods (docs/PROTOCOL.md §6 and §7). */
export const SYNC_PERIODS = {
  /** A gap may close by itself: events of one burst overtake each other. */
  gapMs: 300,
  /** Sockets of a whole node are told to resync at once. */
  resyncJitterMs: 2_000,
  headCheckMinMs: 60_000,
  headCheckMaxMs: 600_000,
  pollFirstMs: 5_000,
  pollLastMs: 30_000,
  /**
   * An envelope of a conversation that is not known asks for a sync, but not more often than this.
   */
  strangerMs: 1_000,
  strangerAgainMs: 60_000,
} as const;

/** Who does what need be done once per browser: this tab, or another one whose socket it shares. */
export type Whose = 'own' | 'others';

/**
 * Decides when to sync: one at a time, wishes merged, failures backed off, `Retry-After` obeyed.
 *
 * Pure: it is told the time and says when the next sync is due; whoever owns it starts a sync then
 * and reports how it ended. A wish that comes while one is in flight runs once, afterwards.
 */
export class SyncSchedule {
  readonly #fraction: () => number;
  readonly #backoff: Backoff;
  #inFlight = false;
  #wishedAt: number | undefined;
  #checkAt: number;
  // Until then a wish has to wait: a failure was backed off.
  #backedOffUntil = 0;
  // Until then even a wake has to wait: the origin asked for it.
  #askedToWaitUntil = 0;
  #pollMs: number | undefined;
  #checks: Whose = 'own';

  constructor(nowMs: number, fraction: () => number) {
    this.#fraction = fraction;
    this.#backoff = new Backoff(RECONNECT_RANGE, fraction);
    this.#checkAt = nowMs + this.#checkPeriodMs();
  }

  get inFlight(): boolean {
    return this.#inFlight;
  }

  /** When the next sync is due; undefined if none is, as while one is in flight. */
  get dueAt(): number | undefined {
    if (this.#inFlight) return undefined;
    const checkAt = this.#checks === 'own' ? this.#checkAt : Infinity;
    const wanted = Math.min(this.#wishedAt ?? Infinity, checkAt);
    if (wanted === Infinity) return undefined;
    return Math.max(wanted, this.#backedOffUntil, this.#askedToWaitUntil);
  }

  /** Asks for a sync after the delay; an earlier wish stays. */
  wish(nowMs: number, delayMs = 0): void {
    this.#wishedAt = Math.min(this.#wishedAt ?? Infinity, nowMs + delayMs);
  }

  /** Asks for one now and forgives a back-off: the network came back, or the user did. */
  wake(nowMs: number): void {
    this.#backedOffUntil = 0;
    this.#backoff.reset();
    this.wish(nowMs);
  }

  /** While no relay is of use, the origin is asked often. */
  startPolling(nowMs: number): void {
    if (this.#pollMs !== undefined) return;
    this.#pollMs = SYNC_PERIODS.pollFirstMs;
    this.wish(nowMs);
  }

  stopPolling(nowMs: number): void {
    this.#pollMs = undefined;
    this.#checkAt = nowMs + this.#checkPeriodMs();
  }

  /** Who checks and polls; wishes are this tab's in any case. */
  setChecks(nowMs: number, whose: Whose): void {
    if (this.#checks === whose) return;
    this.#checks = whose;
    this.#checkAt = nowMs + this.#checkPeriodMs();
  }

  /** A sync begins; it serves every wish made so far. */
  begin(): void {
    this.#inFlight = true;
    this.#wishedAt = undefined;
  }

  /** It was answered and applied; `news` tells whether it brought anything. */
  succeeded(nowMs: number, news: 'news' | 'no-news'): void {
    this.#inFlight = false;
    this.#backoff.reset();
    this.#backedOffUntil = 0;
    if (this.#pollMs !== undefined) {
      // Where something happens, more is likely to: poll fast again.
      const grown = Math.min(this.#pollMs * 1.5, SYNC_PERIODS.pollLastMs);
      this.#pollMs = news === 'news' ? SYNC_PERIODS.pollFirstMs : grown;
    }
    this.#checkAt = nowMs + this.#checkPeriodMs();
  }

  /**
   * It failed; it is wished for again after the back-off, and not before what `Retry-After` said.
   */
  failed(nowMs: number, retryAfterMs?: number): void {
    this.#inFlight = false;
    this.#backedOffUntil = nowMs + this.#backoff.nextMs();
    if (retryAfterMs !== undefined) this.#askedToWaitUntil = nowMs + retryAfterMs;
    this.wish(nowMs);
  }

  #checkPeriodMs(): number {
    if (this.#pollMs !== undefined) return jittered(this.#pollMs, this.#fraction);
    const { headCheckMinMs, headCheckMaxMs } = SYNC_PERIODS;
    return headCheckMinMs + this.#fraction() * (headCheckMaxMs - headCheckMinMs);
  }
}
