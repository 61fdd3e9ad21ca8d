import type { ConversationId } from '../api/ids.js';
import type { Presence } from '../api/snapshots.js';

/** Names one tab for as long as it takes part. */
export type TabId = string;

/** What a tab wants of the socket. */
export interface TabWants {
  /** To be joined, the most wanted first. */
  readonly conversations: readonly ConversationId[];
  /** What is to be shown of this user; undefined shows nothing. */
  readonly presence: Presence | undefined;
}

const RANK: Readonly<Record<Presence, number>> = { offline: 0, away: 1, online: 2 };

/** What the other tabs want, as their leader knows it. Pure. */
export class TabRoll {
  readonly #wants = new Map<TabId, TabWants>();

  has(tab: TabId): boolean {
    return this.#wants.has(tab);
  }

  get size(): number {
    return this.#wants.size;
  }

  put(tab: TabId, wants: TabWants): void {
    this.#wants.set(tab, wants);
  }

  remove(tab: TabId): void {
    this.#wants.delete(tab);
  }

  clear(): void {
    this.#wants.clear();
  }

  /**
   * Everything that any tab wants, once. Each tab's most wanted comes before anybody's second, since
   * there is a limit to how many are joined.
   */
  conversations(own: TabWants): readonly ConversationId[] {
    const lists = [own, ...this.#wants.values()].map(({ conversations }) => conversations);
    const longest = Math.max(...lists.map(({ length }) => length));
    const wanted = new Set<ConversationId>();
    for (let rank = 0; rank < longest; rank++) {
      for (const list of lists) {
        const id = list[rank];
        if (id !== undefined) wanted.add(id);
      }
    }
    return [...wanted];
  }

  /** What more than one tab wants. */
  common(own: TabWants): readonly ConversationId[] {
    const once = new Set<ConversationId>();
    const again = new Set<ConversationId>();
    for (const { conversations } of [own, ...this.#wants.values()]) {
      for (const id of conversations) (once.has(id) ? again : once).add(id);
    }
    return [...again];
  }

  /** The device is as present as the most present of its tabs. */
  presence(own: TabWants): Presence | undefined {
    let most = own.presence;
    for (const { presence } of this.#wants.values()) {
      if (presence === undefined) continue;
      if (most === undefined || RANK[presence] > RANK[most]) most = presence;
    }
    return most;
  }
}
