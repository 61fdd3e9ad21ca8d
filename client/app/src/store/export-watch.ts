import type { Client, Export } from '@sealmesh/sdk';

import { isUnderWay, type ExportRefusal } from '../model/exports.js';
import type { Later } from './overview-watch.js';
import { exportRefusalOf } from './refusals.js';
import { SiteWatch, type Refused } from './site-watch.js';

/** What a watch asks: a client, or what stands in for one. */
export type ExportSite = Pick<Client, 'exports' | 'requestExport' | 'deleteExport' | 'exportLink'>;

export type RefusedExport = Refused<ExportRefusal>;

/** The copies of her data that a person keeps at the site. */
export class ExportWatch extends SiteWatch<readonly Export[], ExportRefusal> {
  private readonly site: ExportSite;

  constructor(site: ExportSite, later: Later) {
    super(later);
    this.site = site;
  }

  /** The latest first; undefined before the first answer. */
  get exports(): readonly Export[] | undefined {
    return this.seen;
  }

  protected override fetch(): Promise<readonly Export[]> {
    return this.site.exports();
  }

  protected override isUnderWay(exports: readonly Export[]): boolean {
    return exports.some(isUnderWay);
  }

  protected override refusalOf(error: unknown): ExportRefusal {
    return exportRefusalOf(error);
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

  private put(copy: Export): void {
    // Where nothing is known yet, it may not be the only one.
    if (this.seen !== undefined) {
      const others = this.seen.filter(({ id }) => id !== copy.id);
      this.seen = [copy, ...others].sort((a, b) => b.requestedAt - a.requestedAt);
    }
  }

  private drop(copy: string): void {
    this.seen = this.seen?.filter(({ id }) => id !== copy);
  }
}
