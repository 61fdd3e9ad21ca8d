import type { Random } from '../api/environment.js';
import type { Bytes } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';
import { keyAge, type MediaKeyId } from './frameCipher.js';
import { OPENER_LIMITS } from './frameOpener.js';
import { WRAPPED_SECRET } from './keyAgreement.js';

/** The periods of docs/PROTOCOL.md §11. */
export interface MediaKeyPeriods {
  /**
   * From handing a new secret over until sending with it: as long as a signal takes on a slow line,
   * so that nobody drops frames for want of it.
   */
  readonly switchMs: number;
  /** Frames whose secret is missing are borne for so long before it is asked for. */
  readonly patienceMs: number;
  /** A party is asked again, and answered again, no sooner. */
  readonly askAgainMs: number;
}

export const MEDIA_KEY_PERIODS: MediaKeyPeriods = {
  switchMs: 1_000,
  patienceMs: 500,
  askAgainMs: 2_000,
};

/** What has to be done; in the order in which it is told. */
export type MediaKeyAction =
  /** Wrap the secret for this party and say it. */
  | {
      readonly does: 'handOver';
      readonly to: PartyId;
      readonly publicKey: Bytes;
      readonly keyId: MediaKeyId;
      readonly secret: Bytes;
    }
  /** Ask this party for its secrets. */
  | { readonly does: 'ask'; readonly to: PartyId }
  /** Seal with this secret from now on. */
  | { readonly does: 'send'; readonly keyId: MediaKeyId; readonly secret: Bytes }
  /** Nothing of this party is opened any more. */
  | { readonly does: 'forget'; readonly party: PartyId };

/** What becomes of a secret that somebody hands over. */
export type HandOverJudgement = 'take' | 'known' | 'stale' | 'stranger';

interface Secret {
  readonly keyId: MediaKeyId;
  readonly bytes: Bytes;
}

interface Other {
  readonly publicKey: Bytes;
  /** The last numbers that were taken of it. */
  taken: MediaKeyId[];
  missedSince: number | undefined;
  askedAt: number;
  answeredAt: number;
}

/**
 * Decides which secret this party seals with, who must get it, and whose are taken. Pure: it is
 * told what happens and when, and {@link MediaKeys.take} returns what has to be done.
 *
 * Whoever is present gets the secret in use and the one that follows it. When somebody leaves, a
 * new one is drawn for those who remain, and used a little later; who leaves meanwhile is locked
 * out by the one after it. So a party that has left opens what is sent for twice that time at most,
 * and secrets are never drawn more often than once in that time.
 */
export class MediaKeys {
  readonly #random: Random;
  readonly #periods: MediaKeyPeriods;
  readonly #others = new Map<PartyId, Other>();
  #current: Secret;
  #next: (Secret & { readonly useAt: number }) | undefined;
  // Somebody who was given the next one has left.
  #drawsAgain = false;
  #actions: MediaKeyAction[] = [];

  constructor(random: Random, periods: MediaKeyPeriods = MEDIA_KEY_PERIODS) {
    this.#random = random;
    this.#periods = periods;
    this.#current = this.#draw(0);
    this.#send();
  }

  /** What has to be done; each is told once. */
  take(): readonly MediaKeyAction[] {
    return this.#actions.splice(0);
  }

  /** When {@link onTime} has something to do. */
  get dueAt(): number {
    return this.#next?.useAt ?? Infinity;
  }

  /** The public key of a party that is present. */
  publicKeyOf(party: PartyId): Bytes | undefined {
    return this.#others.get(party)?.publicKey;
  }

  /**
   * A party is present. Told again, nothing changes; with another public key it is not believed,
   * and beyond the bound nobody is.
   */
  onPresent(party: PartyId, publicKey: Bytes): 'new' | 'known' | 'changed' | 'refused' {
    const known = this.#others.get(party);
    if (known !== undefined) return areEqual(known.publicKey, publicKey) ? 'known' : 'changed';
    if (this.#others.size >= OPENER_LIMITS.partiesMax) return 'refused';
    if (publicKey.length !== WRAPPED_SECRET.publicKeyBytes) return 'refused';
    const other = {
      ...{ publicKey, taken: [], missedSince: undefined },
      ...{ askedAt: -Infinity, answeredAt: -Infinity },
    };
    this.#others.set(party, other);
    this.#handAllTo(party, other);
    return 'new';
  }

  /** A party is gone, by its own word or because nothing is heard of it. */
  onLeft(party: PartyId, now: number): void {
    if (!this.#others.delete(party)) return;
    this.#actions.push({ does: 'forget', party });
    if (this.#next === undefined) this.#renew(now);
    else this.#drawsAgain = true;
  }

  /** The secret of this number has sealed as much as it may. */
  onWornOut(keyId: MediaKeyId, now: number): void {
    if (this.#next === undefined && this.#current.keyId === keyId) this.#renew(now);
  }

  /** What becomes of a secret that is handed over; `take` it only if it opens. */
  judge(from: PartyId, keyId: MediaKeyId): HandOverJudgement {
    const other = this.#others.get(from);
    if (other === undefined) return 'stranger';
    // Never twice: what was seen under it might be forgotten, and could be shown again.
    if (other.taken.includes(keyId)) return 'known';
    const ages = other.taken.map((one) => keyAge(keyId, one));
    return ages.some((age) => age >= OPENER_LIMITS.secretsMax) ? 'stale' : 'take';
  }

  /** It has opened; judged again, for others may have come meanwhile. */
  onTaken(from: PartyId, keyId: MediaKeyId): HandOverJudgement {
    const judgement = this.judge(from, keyId);
    const other = this.#others.get(from);
    if (judgement !== 'take' || other === undefined) return judgement;
    other.missedSince = undefined;
    const newestFirst = [...other.taken, keyId].sort((a, b) => keyAge(a, keyId) - keyAge(b, keyId));
    other.taken = newestFirst.slice(0, OPENER_LIMITS.secretsMax);
    return 'take';
  }

  /** Frames of this party come whose secret is not here. */
  onMissed(from: PartyId, now: number): void {
    const other = this.#others.get(from);
    if (other === undefined) return;
    other.missedSince ??= now;
    if (now < other.missedSince + this.#periods.patienceMs) return;
    if (now < other.askedAt + this.#periods.askAgainMs) return;
    other.askedAt = now;
    this.#actions.push({ does: 'ask', to: from });
  }

  /** A party asks for the secrets: one that is present gets them, and no stranger does. */
  onAsked(from: PartyId, now: number): void {
    const other = this.#others.get(from);
    if (other === undefined) return;
    if (now < other.answeredAt + this.#periods.askAgainMs) return;
    other.answeredAt = now;
    this.#handAllTo(from, other);
  }

  onTime(now: number): void {
    if (this.#next === undefined || now < this.#next.useAt) return;
    this.#current.bytes.fill(0);
    this.#current = this.#next;
    this.#next = undefined;
    this.#send();
    if (!this.#drawsAgain) return;
    this.#drawsAgain = false;
    this.#renew(now);
  }

  /** The call is over. Afterwards it is of no use. */
  close(): void {
    this.#others.clear();
    this.#actions = [];
    this.#current.bytes.fill(0);
    this.#next?.bytes.fill(0);
    this.#next = undefined;
  }

  #renew(now: number): void {
    const next = this.#draw((this.#current.keyId + 1) % 256);
    this.#next = { ...next, useAt: now + this.#periods.switchMs };
    for (const [party, other] of this.#others) this.#hand(party, other, next);
  }

  #draw(keyId: MediaKeyId): Secret {
    return { keyId, bytes: this.#random.bytes(WRAPPED_SECRET.secretBytes) };
  }

  #send(): void {
    const { keyId, bytes } = this.#current;
    this.#actions.push({ does: 'send', keyId, secret: bytes.slice() });
  }

  #handAllTo(party: PartyId, other: Other): void {
    this.#hand(party, other, this.#current);
    if (this.#next !== undefined) this.#hand(party, other, this.#next);
  }

  #hand(to: PartyId, { publicKey }: Other, { keyId, bytes }: Secret): void {
    // A copy: the secret may be wiped before it is wrapped.
    this.#actions.push({ does: 'handOver', to, publicKey, keyId, secret: bytes.slice() });
  }
}

function areEqual(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
