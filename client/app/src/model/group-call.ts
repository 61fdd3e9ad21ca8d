import type { Person } from './types.js';
import type { Sending } from './call.js';

/** A group's call as its view shows it, and what the view reckons about it. Pure. */

/** Another party of the call: one tab of one device of somebody. */
export interface GroupPerson {
  readonly party: string;
  readonly person: Person;
  readonly sending: Sending;
  readonly media: MediaStream;
  readonly screen: MediaStream | undefined;
  readonly speaking: boolean;
  /** Her media comes, and cannot be opened yet. */
  readonly waiting: boolean;
}

export interface GroupView {
  readonly host: boolean;
  readonly mutedByHost: boolean;
  readonly people: readonly GroupPerson[];
  /** The party that spoke last. */
  readonly speaker: string | undefined;
  /** Whether whoever comes waits until a host lets her in, as hosts know it. */
  readonly lobby: 'on' | 'off';
  /** A host's: who waits, the longest first. */
  readonly waiting: readonly Person[];
}

/** So many of those who wait are shown at first: more would lie on faces. */
const WAITING_SHOWN = 3;

/** Who is shown of those who wait. */
export function shownOf(
  waiting: readonly Person[],
  how: 'first' | 'all',
): { readonly shown: readonly Person[]; readonly more: number } {
  const shown = how === 'all' ? waiting : waiting.slice(0, WAITING_SHOWN);
  return { shown, more: waiting.length - shown.length };
}

/** Who waits now, and did not before: each is to be told of once for as long as she waits. */
export function cameTo(before: readonly Person[], waiting: readonly Person[]): readonly Person[] {
  const known = new Set(before.map(({ id }) => id));
  return waiting.filter(({ id }) => !known.has(id));
}

/** How large a picture is wanted. */
export type PictureSize = 'none' | 'low' | 'medium' | 'high';

/** Between tiles, and around them. */
export const GAP_PX = 12;
/** A picture's shape, by which columns are reckoned. */
const SHAPE = 4 / 3;

/** In how many columns tiles are largest. */
export function columnsOf(tiles: number, width: number, height: number): number {
  let best = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= tiles; columns++) {
    const rows = Math.ceil(tiles / columns);
    const byWidth = (width - GAP_PX * (columns - 1)) / columns;
    const byHeight = ((height - GAP_PX * (rows - 1)) / rows) * SHAPE;
    const tile = Math.min(byWidth, byHeight);
    if (tile > best.tile + 1) {
      best = { columns, tile };
    }
  }
  return best.columns;
}

/** What one looks at: all alike, or one picture before the others. */
export type Layout = 'grid' | 'speaker';

/** Who is before the others: whoever shares a screen, else who speaks, else who came first. */
export function stagedOf(
  { people, speaker }: Pick<GroupView, 'people' | 'speaker'>,
  layout: Layout,
): GroupPerson | undefined {
  const sharing = people.find(({ screen }) => screen !== undefined);
  if (sharing !== undefined || layout === 'grid') {
    return sharing;
  }
  return people.find(({ party }) => party === speaker) ?? people[0];
}

/** A picture in a tile of so many pixels is not wanted larger. */
const MEDIUM_PX = 360;
const HIGH_PX = 640;

export function sizeIn(widthPx: number): PictureSize {
  if (widthPx === 0) {
    return 'none';
  }
  return widthPx >= HIGH_PX ? 'high' : widthPx >= MEDIUM_PX ? 'medium' : 'low';
}
