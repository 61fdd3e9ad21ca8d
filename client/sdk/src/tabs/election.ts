import type { Locks } from '../api/environment.js';
import { isObject } from '../wire/shape.js';

/** What an election tells its owner. */
export interface ElectionListener {
  readonly onElected: () => void;
  /** Another tab took the lock away. It is waited for again already. */
  readonly onDeposed: () => void;
  /** This page may not use locks. */
  readonly onRefused: () => void;
}

/**
 * Waits to be the one tab that holds the lock of this name. The browser passes the lock on when its
 * holder lets go, is closed or crashes; from a holder that stands still it has to be stolen.
 */
export class Election {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #listener: ElectionListener;
  // Of the request that counts; an earlier one finds itself outdated.
  #turn: AbortController | undefined;
  #letGo: (() => void) | undefined;

  constructor(locks: Locks, name: string, listener: ElectionListener) {
    this.#locks = locks;
    this.#name = name;
    this.#listener = listener;
  }

  /** Waits for its turn. */
  stand(): void {
    this.#request('wait');
  }

  /** Takes the lock from a holder that stands still. */
  steal(): void {
    this.#request('steal');
  }

  /** Waits no longer, and lets go of what it has. */
  stop(): void {
    this.#turn?.abort();
    this.#turn = undefined;
    this.#letGo?.();
    this.#letGo = undefined;
  }

  #request(how: 'wait' | 'steal'): void {
    this.stop();
    const turn = new AbortController();
    this.#turn = turn;
    const options = how === 'steal' ? { steal: true } : { signal: turn.signal };
    this.#hold(turn, options).catch((error: unknown) => {
      if (this.#turn !== turn) return;
      const held = this.#letGo !== undefined;
      this.#turn = this.#letGo = undefined;
      if (!isAbort(error)) {
        this.#listener.onRefused();
        return;
      }
      // Stolen; possibly before this tab, standing still, got to know that it had it.
      this.stand();
      if (held) this.#listener.onDeposed();
    });
  }

  // Asynchronous, so that a page that throws instead of rejecting is treated alike.
  async #hold(turn: AbortController, options: Parameters<Locks['request']>[1]): Promise<void> {
    await this.#locks.request(this.#name, options, () => {
      if (this.#turn !== turn) return Promise.resolve();
      const held = new Promise<void>((resolve) => {
        this.#letGo = resolve;
      });
      this.#listener.onElected();
      return held;
    });
  }
}

function isAbort(error: unknown): boolean {
  return isObject(error) && error['name'] === 'AbortError';
}
