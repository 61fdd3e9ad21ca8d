import type { DeviceId, RoutingId, UserId } from '../api/ids.js';
import type { Presence } from '../api/snapshots.js';
import type { SignalContent } from '../crypto/signals.js';
import { BoundedMap } from './boundedMap.js';

/** The protocol's periods (docs/PROTOCOL.md §4). */
export const SIGNAL_PERIODS = {
  clockToleranceMs: 60_000,
  typingValidMs: 6_000,
  typingAgainMs: 4_000,
  presenceValidMs: 90_000,
  presenceAgainMs: 60_000,
  answerWithinMs: 2_000,
} as const;

interface Sign<T> {
  readonly user: UserId;
  readonly value: T;
  readonly until: number;
}

/** Who typed and who is there, in one open conversation. Pure: it is told the time. */
export class LiveSigns {
  readonly #typing: BoundedMap<string, Sign<true>>;
  readonly #presence: BoundedMap<string, Sign<Presence>>;
  readonly #counters: BoundedMap<string, number>;

  constructor(devicesMax: number) {
    this.#typing = new BoundedMap(devicesMax);
    this.#presence = new BoundedMap(devicesMax);
    this.#counters = new BoundedMap(devicesMax);
  }

  /** Whether a signal of this device with this counter is new. */
  isNew(sender: RoutingId, device: DeviceId, counter: number): boolean {
    return counter > (this.#counters.get(nameOf(sender, device)) ?? -1);
  }

  /**
   * Takes what a signal said after it opened. Tells whether a device appeared that was not heard
   * before.
   */
  take(
    from: { readonly sender: RoutingId; readonly device: DeviceId; readonly counter: number },
    user: UserId,
    content: SignalContent,
    nowMs: number,
  ): 'appeared' | 'known' {
    const name = nameOf(from.sender, from.device);
    this.#counters.set(name, from.counter);
    if (content.type === 'typing') {
      const until = nowMs + SIGNAL_PERIODS.typingValidMs;
      if (content.typing) this.#typing.set(name, { user, value: true, until });
      else this.#typing.delete(name);
      return 'known';
    }
    const before = this.#presence.get(name);
    const until = nowMs + SIGNAL_PERIODS.presenceValidMs;
    this.#presence.set(name, { user, value: content.state, until });
    const wasThere = before !== undefined && before.until > nowMs && before.value !== 'offline';
    return wasThere || content.state === 'offline' ? 'known' : 'appeared';
  }

  /** Whoever has written something no longer types it. */
  stopsTyping(user: UserId): void {
    for (const [name, sign] of this.#typing.entries()) {
      if (sign.user === user) this.#typing.delete(name);
    }
  }

  typing(nowMs: number): readonly UserId[] {
    const users = new Set<UserId>();
    for (const [, { user, until }] of this.#typing.entries()) if (until > nowMs) users.add(user);
    return [...users];
  }

  /** Of several devices the most present one counts. */
  presence(nowMs: number): ReadonlyMap<UserId, Presence> {
    const users = new Map<UserId, Presence>();
    for (const [, { user, value, until }] of this.#presence.entries()) {
      if (until <= nowMs) continue;
      const other = users.get(user);
      if (other === undefined || RANK[value] > RANK[other]) users.set(user, value);
    }
    return users;
  }

  /** When the next sign ends; undefined if there is none. */
  nextEndAfter(nowMs: number): number | undefined {
    let next: number | undefined;
    for (const signs of [this.#typing, this.#presence]) {
      for (const [, { until }] of signs.entries()) {
        if (until > nowMs && (next === undefined || until < next)) next = until;
      }
    }
    return next;
  }

  /** Nobody is heard any more; counters stay, so that a replay stays one. */
  clear(): void {
    this.#typing.clear();
    this.#presence.clear();
  }
}

const RANK: Readonly<Record<Presence, number>> = { offline: 0, away: 1, online: 2 };

function nameOf(sender: RoutingId, device: DeviceId): string {
  return `${sender} ${device}`;
}
