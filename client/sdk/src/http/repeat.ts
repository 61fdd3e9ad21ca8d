import type { Environment } from '../api/environment.js';
import { ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';

/** Repeats what may succeed later, with back-off; `Retry-After` is obeyed. */
export class Repeater {
  readonly #environment: Environment;
  readonly #onRepeat: () => void;

  constructor(environment: Environment, onRepeat: () => void) {
    this.#environment = environment;
    this.#onRepeat = onRepeat;
  }

  /**
   * Asks at most so many times and then throws the last problem. The task must be safe to repeat.
   */
  async times<T>(attemptsMax: number, task: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(RECONNECT_RANGE, () => this.#environment.random.fraction());
    for (;;) {
      try {
        return await task();
      } catch (error) {
        if (!(error instanceof ProblemError) || !error.transient) throw error;
        const waitMs = Math.max(backoff.nextMs(), error.retryAfterMs ?? 0);
        if (backoff.failures >= attemptsMax) throw error;
        this.#onRepeat();
        await new Promise<void>((resolve) => {
          this.#environment.clock.after(waitMs, resolve);
        });
      }
    }
  }
}
