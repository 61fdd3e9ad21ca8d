import { POLL_MS, type Later } from './overview-watch.js';

/** What was refused, and of which thing; of none where there was none yet. */
export interface Refused<Why extends string> {
  readonly about: string | undefined;
  readonly why: Why;
}

/**
 * Something that the site works on for a person, as it said last. It is asked once when she begins to look, and
 * then every {@link POLL_MS} for as long as she looks and it works.
 *
 * Nothing is shown before the site has said so. One thing is asked for at a time; what is asked for meanwhile is
 * not heard.
 */
export abstract class SiteWatch<T, Why extends string> {
  /** Undefined before the first answer. */
  protected seen: T | undefined;
  /** Why the last look had no answer. */
  unheard: Why | undefined;
  refused: Refused<Why> | undefined;
  /** Something was asked for, and the answer is not here yet. */
  busy = false;
  private readonly later: Later;
  private readonly listeners = new Set<() => void>();
  private unpoll: (() => void) | undefined;
  private looking = false;
  private visit = 0;
  /** Counts the looks: the answer to an earlier one than the last is old. */
  private looks = 0;
  /** The last look has no answer yet. */
  private waits = false;

  constructor(later: Later) {
    this.later = later;
  }

  protected abstract fetch(): Promise<T>;
  protected abstract isUnderWay(seen: T): boolean;
  protected abstract refusalOf(error: unknown): Why;

  /** Calls back after each change; the result ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Somebody looks: asks at once. */
  start(): void {
    if (!this.looking) {
      this.looking = true;
      void this.look();
    }
  }

  /** Nobody looks any more: what is on its way may still come, and nothing follows it. */
  stop(): void {
    this.looking = false;
    this.unpoll?.();
    this.unpoll = undefined;
  }

  /** Another person may be next: what was seen is gone, and what is on its way is not taken in. */
  forget(): void {
    this.stop();
    this.dismiss();
    this.visit++;
    this.looks++;
    this.waits = false;
    this.seen = undefined;
    this.unheard = undefined;
    this.busy = false;
  }

  /** What was refused was long enough to be seen. */
  dismiss(): void {
    this.refused = undefined;
  }

  /** Asks once more, where no answer came. */
  async look(): Promise<void> {
    const look = ++this.looks;
    this.waits = true;
    this.unpoll?.();
    this.unpoll = undefined;
    let answer: { readonly seen: T } | { readonly why: Why };
    try {
      answer = { seen: await this.fetch() };
    } catch (error) {
      answer = { why: this.refusalOf(error) };
    }
    if (look !== this.looks) {
      return;
    }
    this.waits = false;
    if ('why' in answer) {
      this.unheard = answer.why;
    } else {
      this.unheard = undefined;
      this.seen = answer.seen;
    }
    this.changed();
  }

  protected async ask<A>(
    about: string | undefined,
    work: () => Promise<A>,
    take: (answer: A) => void,
  ): Promise<void> {
    if (this.busy) {
      return;
    }
    const { visit } = this;
    this.busy = true;
    this.refused = undefined;
    this.changed();
    let why: Why | undefined;
    try {
      const answer = await work();
      if (visit === this.visit) {
        take(answer);
      }
    } catch (error) {
      why = this.refusalOf(error);
    }
    if (visit !== this.visit) {
      return;
    }
    this.busy = false;
    this.refused = why && { about, why };
    // A look from before may be answered after this and know nothing of it; and where something is refused, it is
    // otherwise than it stands here.
    const isOld = why === undefined ? this.waits || this.seen === undefined : why !== 'unreachable';
    if (isOld && this.looking) {
      void this.look();
    }
    this.changed();
  }

  private changed(): void {
    this.unpoll?.();
    this.unpoll = undefined;
    if (this.looking && !this.waits && this.seen !== undefined && this.isUnderWay(this.seen)) {
      this.unpoll = this.later(() => void this.look(), POLL_MS);
    }
    for (const listener of this.listeners) {
      listener();
    }
  }
}
