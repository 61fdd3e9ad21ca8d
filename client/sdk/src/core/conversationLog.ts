import type { Seq } from '../api/ids.js';
import type { LogEvent } from '../wire/events.js';

/** What became of an event that arrived live. */
export type Offered =
  /** It was the next one; so were perhaps some that had waited. */
  | 'applied'
  /** It waits for those before it. */
  | 'waiting'
  /** Its seq was applied before, or waits already: no effect. */
  | 'replayed'
  /** It lies below the floor. */
  | 'purged'
  /** Too many wait already; sync will bring it. */
  | 'overflow';

/** The part of a sync answer that speaks of one conversation's events. */
export interface SyncedEvents {
  readonly floor: Seq;
  /** Ascending, from the head that was asked for. */
  readonly events: readonly LogEvent[];
}

/** Is told what stands in the log; a replacement is a drop and a put. */
export interface LogObserver {
  onPut(event: LogEvent): void;
  onDrop(event: LogEvent): void;
}

/**
 * The order core of one conversation: which events are applied, and which wait.
 *
 * It holds the seqs `first … head` without a gap, and at most a bounded number beyond the head.
 * What arrives live may be lost, doubled or out of order; the result is the same as if it had not
 * been, once sync has filled the gaps.
 */
export class ConversationLog {
  readonly #observer: LogObserver;
  readonly #waitingMax: number;
  readonly #waiting = new Map<Seq, LogEvent>();
  // #held[i].seq is always #first + i.
  #held: LogEvent[] = [];
  #first: Seq;
  #floor: Seq = 1;

  /** Starts empty behind `head`: the next event is `head + 1`. */
  constructor(head: Seq, waitingMax: number, observer: LogObserver) {
    this.#first = head + 1;
    this.#waitingMax = waitingMax;
    this.#observer = observer;
  }

  /** The last seq that was applied without a gap; 0 before the first. */
  get head(): Seq {
    return this.#first + this.#held.length - 1;
  }

  /** The first seq that is held; `head + 1` if none is. */
  get first(): Seq {
    return this.#first;
  }

  /** Nothing below it is held or will be. */
  get floor(): Seq {
    return this.#floor;
  }

  /** Whether events wait for one that has not come. */
  get hasGap(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether the origin keeps events before the first one held. */
  get hasEarlier(): boolean {
    return this.#first > this.#floor;
  }

  /** All that is held, by seq. Not to be changed, and valid until the next call of this log. */
  get events(): readonly LogEvent[] {
    return this.#held;
  }

  /** Takes an event that was verified and opened. */
  offer(event: LogEvent): Offered {
    if (event.seq < this.#floor) return 'purged';
    if (event.seq <= this.head || this.#waiting.has(event.seq)) return 'replayed';
    if (event.seq === this.head + 1) {
      this.#append(event);
      this.#drain();
      return 'applied';
    }
    if (this.#waiting.size >= this.#waitingMax) return 'overflow';
    this.#waiting.set(event.seq, event);
    return 'waiting';
  }

  /**
   * Takes what the origin answered: for one seq, it wins over what came live. Returns how many were
   * new.
   */
  sync(synced: SyncedEvents): number {
    this.#raiseFloor(synced.floor);
    const before = this.head;
    for (const event of synced.events) {
      if (event.seq < this.#floor) continue;
      if (event.seq <= this.head) this.#replace(event);
      else if (event.seq === this.head + 1) this.#append(event);
      // An answer with a hole: its part behind the hole waits like any other, within the same
      // bound.
      else if (this.#waiting.size < this.#waitingMax) this.#waiting.set(event.seq, event);
    }
    this.#drain();
    return this.head - before;
  }

  /**
   * Puts a page of history before what is held; what does not adjoin is left out. Returns how many
   * were new.
   */
  prepend(page: readonly LogEvent[]): number {
    const earlier: LogEvent[] = [];
    let next = this.#first - 1;
    for (const event of [...page].sort((a, b) => b.seq - a.seq)) {
      if (event.seq >= this.#first) this.#replace(event);
      if (event.seq !== next || event.seq < this.#floor) continue;
      earlier.push(event);
      next--;
    }
    earlier.reverse();
    this.#held = [...earlier, ...this.#held];
    this.#first -= earlier.length;
    for (const event of earlier) this.#observer.onPut(event);
    return earlier.length;
  }

  /** Puts others in the place of those that are held or wait; what comes back the same stays. */
  rewrite(change: (event: LogEvent) => LogEvent): void {
    for (const event of [...this.#held]) {
      const changed = change(event);
      if (changed !== event) this.#replace(changed);
    }
    for (const [seq, event] of this.#waiting) this.#waiting.set(seq, change(event));
  }

  /**
   * Lets go of the oldest events so that at most this many are held; they can be paged in again.
   */
  trim(heldMax: number): void {
    this.#dropBefore(this.head + 1 - heldMax);
  }

  #raiseFloor(floor: Seq): void {
    if (floor <= this.#floor) return;
    this.#floor = floor;
    this.#dropBefore(floor);
    // Everything up to the floor is gone for good: there is nothing to wait for there.
    if (this.head < floor - 1) this.#first = floor;
    for (const seq of this.#waiting.keys()) if (seq <= this.head) this.#waiting.delete(seq);
    this.#drain();
  }

  #dropBefore(seq: Seq): void {
    const count = Math.min(seq - this.#first, this.#held.length);
    if (count <= 0) return;
    const gone = this.#held.splice(0, count);
    this.#first += count;
    for (const event of gone) this.#observer.onDrop(event);
  }

  #append(event: LogEvent): void {
    this.#held.push(event);
    this.#observer.onPut(event);
  }

  #replace(event: LogEvent): void {
    const index = event.seq - this.#first;
    const old = this.#held[index];
    if (old === undefined) return;
    this.#held[index] = event;
    this.#observer.onDrop(old);
    this.#observer.onPut(event);
  }

  #drain(): void {
    if (this.#waiting.size === 0) return;
    for (const seq of this.#waiting.keys()) if (seq <= this.head) this.#waiting.delete(seq);
    for (;;) {
      const next = this.#waiting.get(this.head + 1);
      if (next === undefined) return;
      this.#waiting.delete(next.seq);
      this.#append(next);
    }
  }
}
