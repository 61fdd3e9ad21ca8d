import type { DeviceId, EpochMs } from './ids.js';

/**
 * A device on which this user is signed in. The site keeps nothing of it but this: no name, no
 * address and no kind of browser.
 */
export interface SignedInDevice {
  readonly id: DeviceId;
  /** When she signed in; absent if that was before the site wrote it down. */
  readonly since: EpochMs | undefined;
  /** When that ends by itself. */
  readonly expires: EpochMs;
  /** The one that asks. */
  readonly current: boolean;
}
