import type { Unsubscribe } from '../api/client.js';

/** Calls listeners; one that throws does not keep the others from being called. */
export class Emitter<T> {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  on(listener: (value: T) => void): Unsubscribe {
    // Wrapped, so that a function which listens twice is called twice and unsubscribed singly.
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(value: T): void {
    for (const { call } of [...this.#listeners]) {
      try {
        call(value);
      } catch (error) {
        // Not ours to handle and not ours to swallow: it surfaces as an unhandled error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
