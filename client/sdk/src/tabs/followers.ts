import type { Cancel, Clock, Locks } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import { type TabId, TabRoll, type TabWants } from './tabRoll.js';

/** What followers are kept with. */
export interface FollowersContext {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly limits: Limits;
  /** The lock that a tab holds for as long as it is there. */
  readonly lockOf: (tab: TabId) => string;
  /** Time to let them hear that the leader is there. */
  readonly onBeat: () => void;
  /** A tab is gone. */
  readonly onGone: () => void;
}

/**
 * The other tabs, as their leader keeps them. That one is gone it learns from the browser: it gets
 * the lock that the tab held. Nothing is concluded from a tab's silence.
 */
export class Followers {
  readonly roll = new TabRoll();
  readonly #context: FollowersContext;
  readonly #watches = new Map<TabId, AbortController>();
  #cancelBeat: Cancel | undefined;

  constructor(context: FollowersContext) {
    this.#context = context;
  }

  /** Takes what a tab wants. One beyond the limit hears everything, but its wishes do not count. */
  put(tab: TabId, wants: TabWants): void {
    if (!this.roll.has(tab)) {
      if (this.roll.size >= this.#context.limits.tabsMax) return;
      this.#watch(tab);
    }
    this.roll.put(tab, wants);
    if (this.#cancelBeat === undefined) this.#beatLater();
  }

  /** This tab no longer leads. */
  stop(): void {
    for (const watch of this.#watches.values()) watch.abort();
    this.#watches.clear();
    this.roll.clear();
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }

  #watch(tab: TabId): void {
    const { locks, lockOf } = this.#context;
    const watch = new AbortController();
    this.#watches.set(tab, watch);
    const { signal } = watch;
    const granted = locks.request(lockOf(tab), { signal }, () => {
      if (!signal.aborted) this.#gone(tab);
      return Promise.resolve();
    });
    // It ends so when this tab stops to lead; a browser that lets it hold its own lock lets it wait
    // for another one.
    granted.catch(() => undefined);
  }

  #gone(tab: TabId): void {
    this.#watches.delete(tab);
    this.roll.remove(tab);
    this.#context.onGone();
  }

  #beatLater(): void {
    const { clock, limits, onBeat } = this.#context;
    this.#cancelBeat = clock.after(limits.tabBeatMs, () => {
      this.#cancelBeat = undefined;
      if (this.roll.size === 0) return;
      onBeat();
      this.#beatLater();
    });
  }
}
