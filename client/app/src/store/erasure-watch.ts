import type { Client } from '@sealmesh/sdk';

import { isCounting, type ErasureRefusal, type Wish } from '../model/erasure.js';
import type { Later } from './overview-watch.js';
import { erasureRefusalOf } from './refusals.js';
import { SiteWatch } from './site-watch.js';

/** What a watch asks: a client, or what stands in for one. */
export type ErasureSite = Pick<
  Client,
  'session' | 'erasure' | 'requestErasure' | 'cancelErasure' | 'confirmErasure'
>;

/** A person's wish to be erased. */
export class ErasureWatch extends SiteWatch<Wish, ErasureRefusal> {
  private readonly site: ErasureSite;
  private readonly onErased: () => void;

  /** @param onErased is called when she has been, before anything else is asked. */
  constructor(site: ErasureSite, later: Later, onErased: () => void) {
    super(later);
    this.site = site;
    this.onErased = onErased;
  }

  /** Undefined before the first answer. */
  get wish(): Wish | undefined {
    return this.seen;
  }

  /** Whose password shows that it is really she; undefined if she has none here. */
  get login(): string | undefined {
    const { session } = this.site;
    return session.state === 'signed-in' && session.user.kind === 'local'
      ? session.user.login
      : undefined;
  }

  protected override async fetch(): Promise<Wish> {
    return (await this.site.erasure()) ?? 'none';
  }

  protected override isUnderWay(wish: Wish): boolean {
    return isCounting(wish);
  }

  protected override refusalOf(error: unknown): ErasureRefusal {
    return erasureRefusalOf(error);
  }

  /** Has the site count what would be erased. */
  request(): Promise<void> {
    return this.ask(
      undefined,
      () => this.site.requestErasure(),
      (wish) => {
        this.seen = wish;
      },
    );
  }

  /** Has it count once more, where that failed. */
  again(): Promise<void> {
    return this.ask(
      undefined,
      async () => {
        await this.cancelled();
        return this.site.requestErasure();
      },
      (wish) => {
        this.seen = wish;
      },
    );
  }

  /** Takes the wish back; what is gone already need not be taken back. */
  cancel(): Promise<void> {
    return this.ask(
      undefined,
      () => this.cancelled(),
      () => {
        this.seen = 'none';
      },
    );
  }

  private async cancelled(): Promise<void> {
    try {
      await this.site.cancelErasure();
    } catch (error) {
      if (this.refusalOf(error) !== 'gone') {
        throw error;
      }
    }
  }

  /** Erases her, for good. */
  confirm(erasure: string, password: string | undefined): Promise<void> {
    return this.ask(
      erasure,
      async () => {
        await this.site.confirmErasure(erasure, password);
        this.onErased();
      },
      () => {
        this.seen = 'none';
      },
    );
  }
}
