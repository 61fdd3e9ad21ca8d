import type { EpochMs, ExportId } from './ids.js';

/**
 * A copy of everything that the site keeps of this user: one archive (ZIP), which the origin makes
 * by and by and keeps for some days.
 *
 * - `waiting`, `running`: it is being made; ask again after some seconds, nobody tells of it.
 * - `ready`: ask for a link, and open it.
 * - `failed`: it comes to nothing any more; delete it and request another one.
 *
 * From `ready` and `failed` no way leads to another state. What is deleted, by this user or because
 * its time is over, is no longer among her exports.
 */
export type Export = PendingExport | ReadyExport | FailedExport;

/** What is known of an export in every state. */
export interface ExportProgress {
  readonly id: ExportId;
  readonly requestedAt: EpochMs;
  /** How many items (conversations, messages, …) are in the archive; it never falls. */
  readonly done: number;
  /**
   * How many there will be, as the origin estimates it: 0 if it cannot tell yet, and `done` may come
   * to lie above it.
   */
  readonly total: number;
}

/** One that is being made, or will be. */
export interface PendingExport extends ExportProgress {
  readonly state: 'waiting' | 'running';
}

/** One that can be opened. */
export interface ReadyExport extends ExportProgress {
  readonly state: 'ready';
  /** When the origin deletes the archive and forgets the export. */
  readonly expiresAt: EpochMs;
  /** How large the archive is. */
  readonly bytes: number;
}

/** One that came to nothing. */
export interface FailedExport extends ExportProgress {
  readonly state: 'failed';
  readonly failure: ExportFailure;
}

/** Why there is no archive: the site has no room for it, or anything else. */
export type ExportFailure = 'disk-full' | 'trouble';
