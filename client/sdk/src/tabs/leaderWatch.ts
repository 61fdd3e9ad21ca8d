import type { Cancel, Clock, Random } from '../api/environment.js';
import type { Limits } from '../api/limits.js';

/** What a watch tells its owner. */
export interface WatchListener {
  /** Nothing was heard for a while: ask the leader whether it is there. */
  readonly onDoubt: () => void;
  /** It did not answer. The watch has ended. */
  readonly onSilent: () => void;
}

/**
 * Finds out whether the leader still runs. Its silence alone says little, since a browser lets the
 * timers of a page in the background run once a minute; but messages it hands on at once, so a
 * leader that does not answer a question stands still.
 */
export class LeaderWatch {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: Limits;
  readonly #listener: WatchListener;
  #cancel: Cancel | undefined;
  #heardAt = 0;
  #asking = false;

  constructor(clock: Clock, random: Random, limits: Limits, listener: WatchListener) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
    this.#listener = listener;
  }

  start(): void {
    this.#heardAt = this.#clock.now();
    this.#asking = false;
    this.#listen(this.#limits.tabSilentMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The leader said something. */
  heard(): void {
    this.#heardAt = this.#clock.now();
    if (this.#cancel !== undefined && this.#asking) this.start();
  }

  /** Asks now: the page was away, and so may the leader be. */
  doubt(): void {
    if (this.#cancel !== undefined && !this.#asking) this.#ask('first');
  }

  #listen(afterMs: number): void {
    this.#after(afterMs, () => {
      const leftMs = this.#heardAt + this.#limits.tabSilentMs - this.#clock.now();
      if (leftMs > 0) this.#listen(leftMs);
      else this.#ask('first');
    });
  }

  #ask(time: 'first' | 'again'): void {
    const { tabAnswerMs } = this.#limits;
    const askedAt = this.#clock.now();
    this.#asking = true;
    this.#listener.onDoubt();
    // Jittered, so that not all tabs come to the same conclusion at once, and steal from each other.
    this.#after(tabAnswerMs * (1 + this.#random.fraction() / 2), () => {
      // This page itself stood still: the answer may be waiting behind this timer.
      const wasLate = this.#clock.now() - askedAt > 2 * tabAnswerMs;
      if (wasLate && time === 'first') {
        this.#ask('again');
        return;
      }
      this.stop();
      this.#listener.onSilent();
    });
  }

  #after(ms: number, task: () => void): void {
    this.stop();
    this.#cancel = this.#clock.after(ms, task);
  }
}
