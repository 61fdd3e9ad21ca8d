import type { Summary } from './types.js';

/** The conversations whose title contains the query, accents and case aside. */
export function filtered(conversations: readonly Summary[], query: string): readonly Summary[] {
  const wanted = folded(query.trim());
  return wanted === ''
    ? conversations
    : conversations.filter(({ title }) => folded(title).includes(wanted));
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLocaleLowerCase();
}
