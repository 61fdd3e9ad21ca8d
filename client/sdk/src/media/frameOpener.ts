import { BoundedMap } from '../core/boundedMap.js';
import type { Bytes } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';
import {
  type FrameCipher,
  keyAge,
  type MediaCodec,
  type MediaKeyId,
  type MediaLine,
  type MediaStreamNumber,
  parseSealedFrame,
} from './frameCipher.js';
import { ReplayWindow } from './replayWindow.js';

/**
 * Why a frame was not given to the decoder.
 *
 * - `malformed`, `wrong-version`: not a frame of this protocol.
 * - `wrong-line`: of another line than this receiver was opened for.
 * - `unknown-key`: no secret of this number is here, yet or any more.
 * - `replayed`: seen before, or too old to tell.
 * - `forged`: it does not open.
 */
export type DropReason =
  'malformed' | 'wrong-version' | 'wrong-line' | 'unknown-key' | 'replayed' | 'forged';

/** The bounds of what is kept of others. */
export const OPENER_LIMITS = {
  /** As many as may ring in a call of two: more than a media server's room holds. */
  partiesMax: 64,
  /** A sender draws one a second at most, and the last ones may still be on their way. */
  secretsMax: 4,
  /** Derived keys of one secret: several times its streams at a time; more are derived again. */
  keysMax: 32,
  /** What was sealed before a newer secret was used is here by then. */
  retireMs: 10_000,
} as const;

interface Received {
  readonly keyId: MediaKeyId;
  readonly secret: CryptoKey;
  readonly keys: BoundedMap<MediaStreamNumber, Promise<CryptoKey>>;
  // One for each number of a stream that has opened: at most three lines of 64.
  readonly windows: Map<MediaStreamNumber, ReplayWindow>;
  endsAt: number;
}

/** Opens what others send, or drops it. Time comes from outside: milliseconds that only grow. */
export class FrameOpener {
  readonly #cipher: FrameCipher;
  readonly #now: () => number;
  // Of each party the oldest first.
  readonly #parties = new Map<PartyId, Received[]>();

  constructor(cipher: FrameCipher, now: () => number) {
    this.#cipher = cipher;
    this.#now = now;
  }

  /**
   * Takes a secret of a party. One that is here already stays with what was seen under it, and
   * beyond the bounds the party's oldest goes, or the new party is not taken.
   */
  receive(party: PartyId, keyId: MediaKeyId, secret: CryptoKey): 'taken' | 'known' | 'too-many' {
    const known = this.#parties.get(party) ?? [];
    if (known.some((one) => one.keyId === keyId)) return 'known';
    if (known.length === 0 && this.#parties.size >= OPENER_LIMITS.partiesMax) return 'too-many';
    const keys = new BoundedMap<MediaStreamNumber, Promise<CryptoKey>>(OPENER_LIMITS.keysMax);
    const received = { keyId, secret, keys, windows: new Map(), endsAt: Infinity };
    // By its number and not by its arrival: an older one may come later.
    const all = [...known, received].sort((a, b) => ageOf(b, keyId) - ageOf(a, keyId));
    this.#parties.set(party, all.slice(-OPENER_LIMITS.secretsMax));
    return 'taken';
  }

  /** Forgets a party that has left: nothing of it opens any more. */
  forget(party: PartyId): void {
    this.#parties.delete(party);
  }

  /** The frame for the decoder, or why there is none. */
  async open(
    party: PartyId,
    line: MediaLine,
    codec: MediaCodec,
    frame: Bytes,
  ): Promise<Bytes | DropReason> {
    const sealed = parseSealedFrame(codec, frame);
    if (typeof sealed === 'string') return sealed;
    if (sealed.line !== line) return 'wrong-line';
    const secret = this.#secretOf(party, sealed.keyId);
    if (secret === undefined) return 'unknown-key';
    const { stream, counter } = sealed;
    const isNew = (): boolean => secret.windows.get(stream)?.isNew(counter) ?? true;
    if (!isNew()) return 'replayed';
    const opened = await this.#cipher.open(await this.#keyOf(secret, party, stream), sealed);
    if (opened === undefined) return 'forged';
    // Two that are the same may have been opened at once, and the party may have left meanwhile.
    if (!isNew()) return 'replayed';
    if (this.#secretOf(party, sealed.keyId) !== secret) return 'unknown-key';
    const window = secret.windows.get(stream) ?? new ReplayWindow();
    secret.windows.set(stream, window);
    window.add(counter);
    this.#retireBefore(party, secret);
    return opened;
  }

  #secretOf(party: PartyId, keyId: MediaKeyId): Received | undefined {
    const all = this.#parties.get(party);
    if (all === undefined) return undefined;
    const now = this.#now();
    if (all.some(({ endsAt }) => endsAt <= now)) {
      this.#parties.set(
        party,
        all.filter(({ endsAt }) => endsAt > now),
      );
    }
    return all.find((one) => one.keyId === keyId && one.endsAt > now);
  }

  #keyOf(secret: Received, party: PartyId, stream: MediaStreamNumber): Promise<CryptoKey> {
    const known = secret.keys.get(stream);
    if (known !== undefined) return known;
    const key = this.#cipher.key(secret.secret, party, stream);
    secret.keys.set(stream, key);
    return key;
  }

  /** A newer one is in use: the older ones have had their time soon. */
  #retireBefore(party: PartyId, used: Received): void {
    for (const older of this.#parties.get(party) ?? []) {
      if (older === used) return;
      older.endsAt = Math.min(older.endsAt, this.#now() + OPENER_LIMITS.retireMs);
    }
  }
}

/** How many numbers a secret lies behind another one; negative if it is newer. */
function ageOf({ keyId }: Received, than: MediaKeyId): number {
  return keyAge(keyId, than);
}
