import type { Erasure } from '@sealmesh/sdk';

/** What a person sees of her wish to be erased. */

/** Why something that she asked for about it did not happen. */
export type ErasureRefusal =
  | 'wrong-password'
  | 'on-hold'
  | 'not-ready'
  | 'gone'
  | 'too-many'
  | 'forbidden'
  | 'unreachable'
  | 'unexpected';

/** Her wish, or that she has none. */
export type Wish = Erasure | 'none';

/** Whether the site still counts. */
export function isCounting(wish: Wish): boolean {
  return wish !== 'none' && (wish.state === 'waiting' || wish.state === 'counting');
}
