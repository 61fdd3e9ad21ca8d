import type {
  AuditEntry,
  Disclosure,
  LegalHold,
  OwnAge,
  PersonRequest,
  Retention,
} from '@sealmesh/sdk';

/** What administrators see of what the site keeps of people, as of one look. */
export interface Privacy {
  readonly disclosure: Disclosure;
  readonly retention: Retention;
  readonly ownAges: readonly OwnAge[];
  readonly holds: readonly LegalHold[];
  readonly requests: readonly PersonRequest[];
  /** The newest entries; earlier ones are asked for. */
  readonly audit: readonly AuditEntry[];
  /** Where earlier entries begin; undefined if there are none. */
  readonly before: number | undefined;
}

/** Whether the site still works on something that stands here. */
export function isUnderWay({ retention, requests }: Privacy): boolean {
  const { last, preview } = retention;
  return [last, preview, ...requests].some(
    (one) => one?.state === 'waiting' || one?.state === 'running',
  );
}
