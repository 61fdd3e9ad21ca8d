import type { Overview } from '@sealmesh/sdk';

import { History } from '../model/overview.js';
import { Refused, type Refusal } from './store.js';

/** How often the site is asked while somebody looks. */
export const POLL_MS = 2_000;

/** A call after some time; the result takes it back. */
export type Later = (run: () => void, ms: number) => () => void;

/** The browser's timers. */
export const later: Later = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
};

/**
 * Asks again and again how the site is, as long as somebody looks: one question at a time, the next one
 * {@link POLL_MS} after the answer.
 */
export class OverviewWatch {
  history = new History();
  /** The last answer; it stays while the site does not answer. */
  overview: Overview | undefined;
  /** When the last answer came, by this browser's clock. */
  heardAt: number | undefined;
  /** Why the last question had no answer. */
  refusal: Refusal | undefined;
  private readonly ask: () => Promise<Overview>;
  private readonly later: Later;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();
  private cancel: (() => void) | undefined;
  private looking = false;
  private asking = false;
  private visit = 0;

  constructor(
    ask: () => Promise<Overview>,
    around: { readonly later: Later; readonly now: () => number },
  ) {
    this.ask = ask;
    this.later = around.later;
    this.now = around.now;
  }

  /** Calls back after each answer and each failure; the result ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Somebody looks: asks at once. */
  start(): void {
    if (this.looking) {
      return;
    }
    this.looking = true;
    if (this.heardAt !== undefined) {
      this.history.gap(this.now());
    }
    void this.poll();
  }

  /** Nobody looks any more: what is on its way may still come, and nothing follows it. */
  stop(): void {
    this.looking = false;
    this.cancel?.();
    this.cancel = undefined;
  }

  /** Another person may be next: what was seen is gone, and what is on its way is not taken in. */
  forget(): void {
    this.stop();
    this.visit++;
    this.history = new History();
    this.overview = undefined;
    this.heardAt = undefined;
    this.refusal = undefined;
  }

  private async poll(): Promise<void> {
    if (this.asking) {
      return;
    }
    this.asking = true;
    const { visit } = this;
    const answer = await this.answer();
    this.asking = false;
    if (visit === this.visit) {
      this.take(answer);
    }
    for (const listener of this.listeners) {
      listener();
    }
    // Whoever may not see this now may not see it in two seconds either.
    if (this.looking && this.refusal !== 'forbidden') {
      this.cancel = this.later(() => void this.poll(), POLL_MS);
    }
  }

  private async answer(): Promise<Overview | Refusal> {
    try {
      return await this.ask();
    } catch (error) {
      return Refused.of(error);
    }
  }

  private take(answer: Overview | Refusal): void {
    if (typeof answer === 'string') {
      this.refusal = answer;
      this.history.gap(this.now());
      return;
    }
    this.overview = answer;
    this.heardAt = this.now();
    this.refusal = undefined;
    this.history.add(answer);
  }
}
