/** Collects what changed and tells it once, at the end of the current turn of the event loop. */
export class Turn<T> {
  readonly #changed = new Set<T>();
  readonly #tell: (changed: readonly T[]) => void;
  #scheduled = false;

  constructor(tell: (changed: readonly T[]) => void) {
    this.#tell = tell;
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
      this.#scheduled = false;
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#tell(changed);
    });
  }
}
