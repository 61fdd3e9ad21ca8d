import type { EpochMs, ErasureId } from './ids.js';

/**
 * This user's wish to be erased: first the origin counts what that would take, and changes nothing.
 *
 * - `waiting`, `counting`: ask again after some seconds, nobody tells of it.
 * - `counted`: it can be confirmed, until `expiresAt`.
 * - `failed`: it comes to nothing any more; cancel it and ask anew.
 *
 * Confirmed, it is no wish any more, and nobody can take it back.
 */
export type Erasure = PendingErasure | CountedErasure | FailedErasure;

/** What is known of an erasure in every state. */
export interface ErasureProgress {
  readonly id: ErasureId;
  readonly requestedAt: EpochMs;
  /** How many events the origin has looked at; it never falls. */
  readonly done: number;
  /** How many there will be, as the origin estimates it: 0 if it cannot tell yet. */
  readonly total: number;
  /** What becomes of what she wrote, as the site has chosen: deleted, or kept without her name. */
  readonly messages: 'deleted' | 'kept';
}

/** One that is being counted, or will be. */
export interface PendingErasure extends ErasureProgress {
  readonly state: 'waiting' | 'counting';
}

/** One that can be confirmed. */
export interface CountedErasure extends ErasureProgress {
  readonly state: 'counted';
  readonly counts: ErasureCounts;
  /** When the origin forgets it, unless it is confirmed. */
  readonly expiresAt: EpochMs;
}

/** One that could not be counted. */
export interface FailedErasure extends ErasureProgress {
  readonly state: 'failed';
}

/** How much of her there is. */
export interface ErasureCounts {
  /** In which she is. */
  readonly conversations: number;
  /** That she wrote. */
  readonly messages: number;
  /** In which she was. */
  readonly calls: number;
  /** On which she is signed in. */
  readonly devices: number;
  /** Hers, and of her. */
  readonly blocks: number;
  /** Of her data. */
  readonly copies: number;
}
