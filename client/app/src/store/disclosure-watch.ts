import type { Client, Disclosure } from '@sealmesh/sdk';

import type { Later } from './overview-watch.js';
import { refusedBy } from './refusals.js';
import { SiteWatch } from './site-watch.js';
import type { Refusal } from './store.js';

/** What a watch asks: a client, or what stands in for one. */
export type DisclosureSite = Pick<Client, 'disclosure'>;

/** What the site keeps and whom a browser talks to; asked anew whenever somebody begins to look. */
export class DisclosureWatch extends SiteWatch<Disclosure, Refusal> {
  private readonly site: DisclosureSite;

  constructor(site: DisclosureSite, later: Later) {
    super(later);
    this.site = site;
  }

  /** Undefined before the first answer. */
  get disclosure(): Disclosure | undefined {
    return this.seen;
  }

  protected override fetch(): Promise<Disclosure> {
    return this.site.disclosure();
  }

  protected override isUnderWay(): boolean {
    return false;
  }

  protected override refusalOf(error: unknown): Refusal {
    return refusedBy(error).refusal;
  }
}
