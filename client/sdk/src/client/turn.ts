/** What happens at the end of a turn in which something changed. */
export interface TurnListener<T> {
  /** What follows from the changes; whatever it marks belongs to the same turn. */
  readonly follow: (changed: ReadonlySet<T>) => void;
  /** Tells those outside. */
  readonly tell: (changed: ReadonlySet<T>) => void;
}

/** Collects what changed and tells it once, at the end of the current turn of the event loop. */
export class Turn<T> {
  readonly #listener: TurnListener<T>;
  #changed = new Set<T>();
  #scheduled = false;

  constructor(listener: TurnListener<T>) {
    this.#listener = listener;
  }

  mark(changed: T): void {
    this.#changed.add(changed);
    this.schedule();
  }

  /** Tells at the end of the turn even if nothing was marked. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#listener.follow(new Set(this.#changed));
      const changed = this.#changed;
      this.#changed = new Set();
      this.#scheduled = false;
      this.#listener.tell(changed);
    });
  }
}
