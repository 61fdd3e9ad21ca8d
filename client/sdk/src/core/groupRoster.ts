import type { Sending } from '../api/calls.js';
import type { EpochMs, RoutingId } from '../api/ids.js';
import type { CallContent, ContentOf } from '../wire/callContent.js';
import type { CallHeader, PartyId } from '../wire/callSignal.js';
import { BoundedMap } from './boundedMap.js';
import { GROUP_PERIODS } from './groupActions.js';

/** Parties that are known at once: some more than a media server lets into a room. */
const PARTIES_MAX = 128;

/** Another party that has said that it is there. */
export interface Present {
  readonly party: PartyId;
  readonly user: RoutingId;
  readonly key: string;
  readonly sending: Sending;
  readonly heardAt: EpochMs;
}

interface Told {
  readonly user: RoutingId;
  readonly at: EpochMs;
}

/** What a signal has changed. */
export type RosterNews =
  | { readonly is: 'nothing' }
  /** This party has come, or has another key than before. */
  | { readonly is: 'here'; readonly entry: Present }
  | { readonly is: 'changed' }
  | { readonly is: 'gone' };

/**
 * Who else is in the call, by what they say themselves. A node tells of parties, too, which only makes
 * this one say to them that it is here: whoever answers is.
 */
export class GroupRoster {
  readonly #present = new Map<PartyId, Present>();
  readonly #counters = new BoundedMap<PartyId, number>(PARTIES_MAX);
  readonly #told = new BoundedMap<PartyId, Told>(PARTIES_MAX);
  #againAt = Infinity;

  get entries(): readonly Present[] {
    return [...this.#present.values()];
  }

  has(party: PartyId): boolean {
    return this.#present.has(party);
  }

  userOf(party: PartyId): RoutingId | undefined {
    return this.#present.get(party)?.user ?? this.#told.get(party)?.user;
  }

  /** When somebody has to be told again, or is missed. */
  get dueAt(): EpochMs {
    const lapses = this.entries.map(({ heardAt }) => heardAt + GROUP_PERIODS.presentForMs);
    return Math.min(this.#againAt, ...lapses);
  }

  /** Whether a counter grows, which is noted. */
  counts({ party, counter }: CallHeader): boolean {
    if (counter <= (this.#counters.get(party) ?? -1)) return false;
    this.#counters.set(party, counter);
    return true;
  }

  hear(now: EpochMs, { party, sender }: CallHeader, content: CallContent): RosterNews {
    if (content.type === 'present') return this.#onPresent(now, party, sender, content);
    if (content.type === 'sending') return this.#onSending(now, party, content);
    return { is: 'nothing' };
  }

  /** Whether it was there. */
  remove(party: PartyId): boolean {
    this.#told.delete(party);
    return this.#present.delete(party);
  }

  /** Who was not heard of for too long, and is there no more. */
  lapsed(now: EpochMs): readonly PartyId[] {
    const gone = this.entries
      .filter(({ heardAt }) => heardAt + GROUP_PERIODS.presentForMs <= now)
      .map(({ party }) => party);
    for (const party of gone) this.remove(party);
    return gone;
  }

  /** Whoever is to be told now that this party is here: it was not lately. */
  toTell(now: EpochMs, parties: Iterable<readonly [PartyId, RoutingId]>): readonly Recipient[] {
    const recipients: Recipient[] = [];
    for (const [party, user] of parties) {
      const told = this.#told.get(party);
      if (told !== undefined && now < told.at + GROUP_PERIODS.tellAgainMs) continue;
      this.#told.set(party, { user, at: now });
      recipients.push({ party, user });
    }
    if (recipients.length > 0 && this.#againAt === Infinity) {
      this.#againAt = now + GROUP_PERIODS.presentAgainMs;
    }
    return recipients;
  }

  /** Everybody, when it is time again. */
  toTellAgain(now: EpochMs): readonly Recipient[] {
    if (now < this.#againAt) return [];
    this.#againAt = now + GROUP_PERIODS.presentAgainMs;
    for (const { party, user } of this.entries) this.#told.set(party, { user, at: now });
    return this.entries;
  }

  #onPresent(
    now: EpochMs,
    party: PartyId,
    user: RoutingId,
    { key, audio, video, screen }: ContentOf<'present'>,
  ): RosterNews {
    const before = this.#present.get(party);
    if (before === undefined && this.#present.size >= PARTIES_MAX) return { is: 'nothing' };
    // A party stays who it is: somebody else who takes its name is not believed.
    if (before !== undefined && before.user !== user) return { is: 'nothing' };
    const entry = { party, user, key, sending: { audio, video, screen }, heardAt: now };
    this.#present.set(party, entry);
    return before?.key === key ? { is: 'changed' } : { is: 'here', entry };
  }

  #onSending(
    now: EpochMs,
    party: PartyId,
    { audio, video, screen }: ContentOf<'sending'>,
  ): RosterNews {
    const before = this.#present.get(party);
    if (before === undefined) return { is: 'nothing' };
    this.#present.set(party, { ...before, sending: { audio, video, screen }, heardAt: now });
    return { is: 'changed' };
  }
}

/** A party, and the user by whom it is reached. */
export interface Recipient {
  readonly party: PartyId;
  readonly user: RoutingId;
}
