import type { Client, Export } from '@sealmesh/sdk';

import { isUnderWay, type ExportRefusal } from '../model/exports.js';
import { POLL_MS, type Later } from './overview-watch.js';
import { exportRefusalOf } from './refusals.js';

/** What a watch asks: a client, or what stands in for one. */
export type ExportSite = Pick<Client, 'exports' | 'requestExport' | 'deleteExport' | 'exportLink'>;

/** What was refused, and of which copy; of none where another one was asked for. */
export interface RefusedExport {
  readonly about: string | undefined;
  readonly why: ExportRefusal;
}

/**
 * The copies of her data that a person keeps at the site, as it said last. It is asked once when she begins to
 * look, and then every {@link POLL_MS} for as long as she looks and it works on one.
 *
 * Nothing is shown before the site has said so. One thing is asked for at a time; what is asked for meanwhile is
 * not heard.
 */
export class ExportWatch {
  /** The latest first; undefined before the first answer. */
  exports: readonly Export[] | undefined;
  /** Why the last look had no answer. */
  unheard: ExportRefusal | undefined;
  refused: RefusedExport | undefined;
  /** Something was asked for, and the answer is not here yet. */
  busy = false;
  private readonly site: ExportSite;
  private readonly later: Later;
  private readonly listeners = new Set<() => void>();
  private cancel: (() => void) | undefined;
  private looking = false;
  private visit = 0;
  /** Counts the looks: the answer to an earlier one than the last is old. */
  private looks = 0;
  /** The last look has no answer yet. */
  private waits = false;

  constructor(site: ExportSite, later: Later) {
    this.site = site;
    this.later = later;
  }

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
    this.cancel?.();
    this.cancel = undefined;
  }

  /** Another person may be next: what was seen is gone, and what is on its way is not taken in. */
  forget(): void {
    this.stop();
    this.dismiss();
    this.visit++;
    this.looks++;
    this.waits = false;
    this.exports = undefined;
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
    this.cancel?.();
    this.cancel = undefined;
    const answer = await this.site.exports().catch(exportRefusalOf);
    if (look !== this.looks) {
      return;
    }
    this.waits = false;
    if (typeof answer === 'string') {
      this.unheard = answer;
    } else {
      this.unheard = undefined;
      this.exports = answer;
    }
    this.changed();
  }

  /** Has the site make a copy. */
  prepare(): Promise<void> {
    return this.ask(
      undefined,
      () => this.site.requestExport(),
      (copy) => {
        this.put(copy);
      },
    );
  }

  /** Has it make one in the place of one that failed, which may be one too many. */
  again(failed: string): Promise<void> {
    return this.ask(
      failed,
      async () => {
        await this.deleted(failed);
        return this.site.requestExport();
      },
      (copy) => {
        this.drop(failed);
        this.put(copy);
      },
    );
  }

  /** Stops it, if it is under way, and deletes it. */
  remove(copy: string): Promise<void> {
    return this.ask(
      copy,
      () => this.deleted(copy),
      () => {
        this.drop(copy);
      },
    );
  }

  /** Where a copy can be fetched for some minutes; undefined if that was refused. */
  async linkOf(copy: string): Promise<string | undefined> {
    let link: string | undefined;
    await this.ask(
      copy,
      () => this.site.exportLink(copy),
      (answer) => {
        link = answer;
      },
    );
    return link;
  }

  /** What is gone already need not be deleted. */
  private async deleted(copy: string): Promise<void> {
    try {
      await this.site.deleteExport(copy);
    } catch (error) {
      if (exportRefusalOf(error) !== 'gone') {
        throw error;
      }
    }
  }

  private async ask<T>(
    about: string | undefined,
    work: () => Promise<T>,
    take: (answer: T) => void,
  ): Promise<void> {
    if (this.busy) {
      return;
    }
    const { visit } = this;
    this.busy = true;
    this.refused = undefined;
    this.changed();
    let why: ExportRefusal | undefined;
    try {
      const answer = await work();
      if (visit === this.visit) {
        take(answer);
      }
    } catch (error) {
      why = exportRefusalOf(error);
    }
    if (visit !== this.visit) {
      return;
    }
    this.busy = false;
    this.refused = why && { about, why };
    // A look from before may be answered after this and know nothing of it; and where something is refused, it is
    // otherwise than it stands here.
    const isOld =
      why === undefined ? this.waits || this.exports === undefined : why !== 'unreachable';
    if (isOld && this.looking) {
      void this.look();
    }
    this.changed();
  }

  private put(copy: Export): void {
    // Where nothing is known yet, it may not be the only one.
    if (this.exports !== undefined) {
      const others = this.exports.filter(({ id }) => id !== copy.id);
      this.exports = [copy, ...others].sort((a, b) => b.requestedAt - a.requestedAt);
    }
  }

  private drop(copy: string): void {
    this.exports = this.exports?.filter(({ id }) => id !== copy);
  }

  private changed(): void {
    this.cancel?.();
    this.cancel = undefined;
    if (this.looking && !this.waits && this.exports?.some(isUnderWay)) {
      this.cancel = this.later(() => void this.look(), POLL_MS);
    }
    for (const listener of this.listeners) {
      listener();
    }
  }
}
