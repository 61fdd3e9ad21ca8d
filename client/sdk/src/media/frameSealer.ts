import type { Bytes } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';
import {
  type FrameCipher,
  keyAge,
  type MediaCodec,
  type MediaKeyId,
  type MediaLine,
  type MediaStreamNumber,
  SEALED_FRAME,
  streamNumber,
} from './frameCipher.js';

/**
 * Why a frame of one's own was not sent.
 *
 * - `no-secret`: there is none yet.
 * - `worn-out`: the secret has sealed as many streams, or frames of one, as it may.
 * - `malformed`: too short, or without a source.
 * - `wrong-codec`: the browser encodes something else than was agreed.
 */
export type UnsentReason = 'no-secret' | 'worn-out' | 'malformed' | 'wrong-codec';

/** How much one secret may seal; tests take less. */
export interface WearLimits {
  readonly layersMax: number;
  readonly framesMax: number;
}

interface Place {
  readonly stream: MediaStreamNumber;
  counter: number;
}

/** A secret with all that was counted under it: the two live and go together. */
class OwnSecret {
  readonly keyId: MediaKeyId;
  readonly #cipher: FrameCipher;
  readonly #secret: CryptoKey;
  readonly #limits: WearLimits;
  readonly #places = new Map<string, Place>();
  readonly #layers = new Map<MediaLine, number>();
  readonly #keys = new Map<MediaStreamNumber, Promise<CryptoKey>>();

  constructor(cipher: FrameCipher, keyId: MediaKeyId, secret: CryptoKey, limits: WearLimits) {
    this.#cipher = cipher;
    this.keyId = keyId;
    this.#secret = secret;
    this.#limits = limits;
  }

  /** A stream and a counter that were given to nobody before; undefined if none is left. */
  next(line: MediaLine, source: number): Readonly<Place> | undefined {
    const place = this.#placeOf(line, source);
    if (place === undefined || place.counter >= this.#limits.framesMax) return undefined;
    return { stream: place.stream, counter: place.counter++ };
  }

  key(party: PartyId, stream: MediaStreamNumber): Promise<CryptoKey> {
    const known = this.#keys.get(stream);
    if (known !== undefined) return known;
    const key = this.#cipher.key(this.#secret, party, stream);
    this.#keys.set(stream, key);
    return key;
  }

  #placeOf(line: MediaLine, source: number): Place | undefined {
    const name = `${line} ${source}`;
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const layer = this.#layers.get(line) ?? 0;
    if (layer >= this.#limits.layersMax) return undefined;
    this.#layers.set(line, layer + 1);
    const place = { stream: streamNumber(line, layer), counter: 0 };
    this.#places.set(name, place);
    return place;
  }
}

/** Seals what one party sends. All its senders share one sealer, for it owns the counters. */
export class FrameSealer {
  readonly #cipher: FrameCipher;
  readonly #party: PartyId;
  readonly #limits: WearLimits;
  #secret: OwnSecret | undefined;

  constructor(cipher: FrameCipher, party: PartyId, limits: WearLimits = SEALED_FRAME) {
    this.#cipher = cipher;
    this.#party = party;
    this.#limits = limits;
  }

  /** Which secret seals; undefined before the first one. */
  get keyId(): MediaKeyId | undefined {
    return this.#secret?.keyId;
  }

  /**
   * Seals with another secret from now on. One that is not newer changes nothing: counters would
   * begin anew under a secret that has sealed already.
   */
  use(keyId: MediaKeyId, secret: CryptoKey): void {
    if (this.#secret !== undefined && keyAge(keyId, this.#secret.keyId) >= 0) return;
    this.#secret = new OwnSecret(this.#cipher, keyId, secret, this.#limits);
  }

  /** The bytes that are sent, or why nothing is. @param source tells layers apart: its SSRC */
  async seal(
    line: MediaLine,
    source: number,
    codec: MediaCodec,
    frame: Bytes,
  ): Promise<Bytes | UnsentReason> {
    const secret = this.#secret;
    if (secret === undefined) return 'no-secret';
    // Counted before anything is awaited, so that no two frames have one counter.
    const place = secret.next(line, source);
    if (place === undefined) return 'worn-out';
    const key = await secret.key(this.#party, place.stream);
    const head = { ...place, keyId: secret.keyId };
    return (await this.#cipher.seal(key, codec, frame, head)) ?? 'malformed';
  }
}
