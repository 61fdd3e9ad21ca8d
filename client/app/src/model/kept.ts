import type { Stored, StoredKind } from '@sealmesh/sdk';

import type { ConversationKind } from './types.js';

const STORED_AS: Readonly<Record<ConversationKind, StoredKind>> = {
  direct: 'direct',
  group: 'groups',
  room: 'rooms',
};

/**
 * For how long at most a conversation is kept: the shorter of the age of its kind and its own.
 *
 * @param own its own age, if it has one
 * @param stored what the site keeps, as far as it has said so
 * @returns undefined if nothing ends it, or nobody has said so yet
 */
export function keptForMs(
  kind: ConversationKind,
  own: number | undefined,
  stored: readonly Stored[] = [],
): number | undefined {
  const ofKind = stored.find(({ what }) => what === STORED_AS[kind])?.keptForMs;
  const ages = [own, ofKind].filter((age) => age !== undefined);
  return ages.length === 0 ? undefined : Math.min(...ages);
}
