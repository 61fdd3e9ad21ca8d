import type { CallEntry } from './call.js';
import { sameDay } from './time.js';
import type { Item, Message, Notice } from './types.js';

/** What one line of the transcript is, from top to bottom. */
export type Row =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'new'; readonly key: string }
  | { readonly type: 'notice'; readonly key: string; readonly notice: Notice }
  | { readonly type: 'call'; readonly key: string; readonly call: CallEntry }
  | {
      readonly type: 'message';
      readonly key: string;
      readonly message: Message;
      /** First and last of a run of one author's messages: it decides corners, name and avatar. */
      readonly first: boolean;
      readonly last: boolean;
    };

/** Messages of one author closer than this read as one thought. */
export const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * Lays items out with day separators, groups and the line above what was unread on opening.
 *
 * Own messages never count as unread: who wrote them has seen them.
 */
export function layOut(items: readonly Item[], readUpTo: number | undefined): Row[] {
  const rows: Row[] = [];
  const firstUnread = indexOfFirstUnread(items, readUpTo);
  items.forEach((item, index) => {
    const before = items[index - 1];
    const newDay = before === undefined || !sameDay(before.at, item.at);
    if (newDay) {
      rows.push({ type: 'day', key: `day ${item.key}`, at: item.at });
    }
    if (index === firstUnread) {
      rows.push({ type: 'new', key: 'new' });
    }
    if (item.type === 'notice') {
      rows.push({ type: 'notice', key: item.key, notice: item });
      return;
    }
    if (item.type === 'call') {
      rows.push({ type: 'call', key: item.key, call: item });
      return;
    }
    const after = items[index + 1];
    rows.push({
      type: 'message',
      key: item.key,
      message: item,
      first: index === firstUnread || !continues(before, item),
      last: after === undefined || index + 1 === firstUnread || !continues(item, after),
    });
  });
  return rows;
}

function indexOfFirstUnread(items: readonly Item[], readUpTo: number | undefined): number {
  if (readUpTo === undefined) {
    return -1;
  }
  const first = items.findIndex(
    (item) => item.type === 'message' && !item.own && (item.seq ?? 0) > readUpTo,
  );
  return first;
}

function continues(before: Item | undefined, item: Item): boolean {
  return (
    before?.type === 'message' &&
    item.type === 'message' &&
    before.author.id === item.author.id &&
    before.own === item.own &&
    item.at - before.at < GROUP_WITHIN_MS &&
    sameDay(before.at, item.at)
  );
}
