import type { Client, SignedInDevice } from '@sealmesh/sdk';

import type { Later } from './overview-watch.js';
import { refusedBy } from './refusals.js';
import { SiteWatch } from './site-watch.js';
import type { Refusal } from './store.js';

/** What a watch asks: a client, or what stands in for one. */
export type DeviceSite = Pick<Client, 'devices' | 'signOutOf' | 'signOutElsewhere'>;

/** Where a person is signed in. */
export class DeviceWatch extends SiteWatch<readonly SignedInDevice[], Refusal> {
  private readonly site: DeviceSite;

  constructor(site: DeviceSite, later: Later) {
    super(later);
    this.site = site;
  }

  /** The latest first; undefined before the first answer. */
  get devices(): readonly SignedInDevice[] | undefined {
    return this.seen;
  }

  protected override fetch(): Promise<readonly SignedInDevice[]> {
    return this.site.devices();
  }

  protected override isUnderWay(): boolean {
    return false;
  }

  protected override refusalOf(error: unknown): Refusal {
    return refusedBy(error).refusal;
  }

  /** Signs her out on one other device. */
  end(device: string): Promise<void> {
    return this.ask(
      device,
      async () => {
        try {
          await this.site.signOutOf(device);
        } catch (error) {
          // It has ended meanwhile: that is what she wants.
          if (refusedBy(error).refusal !== 'gone') {
            throw error;
          }
        }
      },
      () => {
        this.seen = this.seen?.filter(({ id }) => id !== device);
      },
    );
  }

  /** Signs her out everywhere but here. */
  endOthers(): Promise<void> {
    return this.ask(
      undefined,
      () => this.site.signOutElsewhere(),
      () => {
        this.seen = this.seen?.filter(({ current }) => current);
      },
    );
  }
}
