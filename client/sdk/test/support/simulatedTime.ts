import type { Cancel, Clock } from '../../src/api/environment.js';

interface Task {
  readonly at: number;
  // Of two at the same time, the one that was asked for first.
  readonly order: number;
  run: (() => void) | undefined;
}

/**
 * Time that passes only when it is run, kept in a heap: cheap enough for thousands of histories.
 *
 * Everything that is due runs in one fixed order, and promises settle in between, so that a history
 * depends on its seed alone.
 */
export class SimulatedTime implements Clock {
  readonly #heap: Task[] = [];
  #now = 1_700_000_000_000;
  #order = 0;
  #settles = false;

  /** Whole milliseconds, as `Date.now()` gives them, though timers may have fractions. */
  now(): number {
    return Math.floor(this.#now);
  }

  /** For the production's timers, and for whatever settles a promise. */
  after(delayMs: number, task: () => void): Cancel {
    const entry = this.#add(delayMs, () => {
      this.#settles = true;
      task();
    });
    return () => {
      entry.run = undefined;
    };
  }

  /** For frames on their way and for the weather: promises that they settle, settle a little later. */
  soon(delayMs: number, task: () => void): void {
    this.#add(delayMs, task);
  }

  /** Runs what is due within the time, in order, and stops early once `isOver`. */
  async pass(ms: number, isOver: () => boolean): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.#now = next.at;
      next.run?.();
      if (this.#settles) await settled();
      this.#settles = false;
      if (isOver()) return;
    }
    this.#now = end;
  }

  #add(delayMs: number, run: () => void): Task {
    const task = { at: this.#now + Math.max(0, delayMs), order: this.#order++, run };
    let index = this.#heap.push(task) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, above)) break;
      index = above;
    }
    return task;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const below = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(below, index)) return;
      index = below;
    }
  }

  #swapIfEarlier(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined || !this.#isEarlier(one, other)) return false;
    this.#heap[one] = b;
    this.#heap[other] = a;
    return true;
  }

  #isEarlier(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}

/** All promises that can settle have settled: a macrotask comes after every microtask. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
