import type { Export } from '@sealmesh/sdk';

/** What a person sees of the copies that the site makes of her data. */

/** Why something that a person asked for about her copies did not happen. */
export type ExportRefusal =
  /** She keeps as many as she may. */
  'limit' | 'not-ready' | 'gone' | 'too-many' | 'forbidden' | 'unreachable' | 'unexpected';

/** Whether the site still works on it. */
export function isUnderWay({ state }: Export): boolean {
  return state === 'waiting' || state === 'running';
}

/**
 * How much of it is done, of 0 … 1. Undefined as long as nobody can tell: before the site has an estimate, and
 * when there turned out to be more than it had thought.
 */
export function portionOf({ state, done, total }: Export): number | undefined {
  return state !== 'running' || total === 0 || done >= total ? undefined : done / total;
}

/** What is new about one copy. */
export interface News {
  readonly kind: 'begun' | 'ready' | 'failed' | 'gone';
  readonly copy: Export;
}

/** What happened between two looks. Progress is no news: it stands there for whoever wants to know. */
export function newsOf(before: readonly Export[], after: readonly Export[]): readonly News[] {
  const earlier = new Map(before.map((copy) => [copy.id, copy]));
  const later = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !later.has(id));
  return [
    ...gone.map((copy): News => ({ kind: 'gone', copy })),
    ...after.flatMap((copy): readonly News[] => {
      const known = earlier.get(copy.id);
      const kind = isUnderWay(copy) ? 'begun' : copy.state === 'ready' ? 'ready' : 'failed';
      const isNew = known === undefined || isUnderWay(known) !== isUnderWay(copy);
      return isNew ? [{ kind, copy }] : [];
    }),
  ];
}
