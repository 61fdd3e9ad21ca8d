import type { SyncQuestion } from '../core/replica.js';
import type { SyncAnswer } from '../wire/answers.js';

/** A complete answer of the origin that one tab got and all can use. */
export interface SharedSync {
  readonly question: SyncQuestion;
  /** As the origin wrote it; undefined if nothing had changed since the tag. */
  readonly told: unknown;
  readonly etag: string | undefined;
}

/** The same, read by another tab. */
export interface HeardSync {
  readonly question: SyncQuestion;
  readonly answer: SyncAnswer | undefined;
  readonly etag: string | undefined;
}
