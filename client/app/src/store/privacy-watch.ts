import type { Administration, Client, HoldKind } from '@sealmesh/sdk';

import { isUnderWay, type Privacy } from '../model/privacy.js';
import type { Later } from './overview-watch.js';
import { refusedBy } from './refusals.js';
import { SiteWatch } from './site-watch.js';
import type { Refusal } from './store.js';

/** What a watch asks: a client, or what stands in for one. */
export type PrivacySite = Pick<Client, 'disclosure'> & { readonly administration: Administration };

/** What the site keeps of people, and what was asked for and done about it: for administrators. */
export class PrivacyWatch extends SiteWatch<Privacy, Refusal> {
  private readonly site: PrivacySite;

  constructor(site: PrivacySite, later: Later) {
    super(later);
    this.site = site;
  }

  /** Undefined before the first answer. */
  get privacy(): Privacy | undefined {
    return this.seen;
  }

  protected override async fetch(): Promise<Privacy> {
    const { administration } = this.site;
    const [disclosure, retention, ownAges, holds, requests, page] = await Promise.all([
      this.site.disclosure(),
      administration.retention(),
      administration.ownAges(),
      administration.holds(),
      administration.requests(),
      administration.audit(),
    ]);
    const { entries: audit, before } = page;
    return { disclosure, retention, ownAges, holds, requests, audit, before };
  }

  protected override isUnderWay(seen: Privacy): boolean {
    return isUnderWay(seen);
  }

  protected override refusalOf(error: unknown): Refusal {
    return refusedBy(error).refusal;
  }

  /** Has the site count what the next run would delete. */
  preview(): Promise<void> {
    return this.ask(
      'preview',
      () => this.site.administration.previewRetention(),
      (retention) => {
        this.seen = this.seen && { ...this.seen, retention };
      },
    );
  }

  hold(kind: HoldKind, subject: string): Promise<void> {
    return this.change('hold', () => this.site.administration.setHold(kind, subject));
  }

  lift(kind: HoldKind, subject: string): Promise<void> {
    return this.change(subject, () => this.site.administration.liftHold(kind, subject));
  }

  /** Takes a conversation's own age away, or gives it one. */
  keepFor(conversation: string, keptForMs: number | undefined): Promise<void> {
    return this.change(keptForMs === undefined ? conversation : 'age', () =>
      this.site.administration.keepFor(conversation, keptForMs),
    );
  }

  /** Adds earlier entries of the audit trail to those that stand here. */
  earlier(): Promise<void> {
    const before = this.seen?.before;
    if (before === undefined) {
      return Promise.resolve();
    }
    return this.ask(
      'audit',
      () => this.site.administration.audit(before),
      (page) => {
        this.seen = this.seen && {
          ...this.seen,
          audit: [...this.seen.audit, ...page.entries],
          before: page.before,
        };
      },
    );
  }

  /** What stands here afterwards the site says: the audit trail has one more entry, too. */
  private async change(about: string, act: () => Promise<void>): Promise<void> {
    await this.ask(about, act, () => undefined);
    if (this.refused === undefined) {
      await this.look();
    }
  }
}
