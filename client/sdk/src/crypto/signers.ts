import type { Bytes } from '../wire/bytes.js';
import { fromBase64Url, toBase64Url } from '../wire/bytes.js';
import {
  type Envelope,
  envelopeCiphertext,
  envelopeSignature,
  signedBytes,
} from '../wire/envelope.js';
import { ENVELOPE } from '../wire/envelope.js';

/** The public half of a signing key of the origin, as a session and each sync answer list it. */
export interface SignerKey {
  /** The first 16 bytes of the SHA-256 of the public key. */
  readonly kid: string;
  /** 32 bytes, base64url. */
  readonly key: string;
}

interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

/**
 * More than the two of a rotation would be a mistake, and each costs a verification per forged
 * frame.
 */
const SIGNERS_MAX = 4;

/**
 * The keys that may speak as the origin. Only what came over HTTPS from the origin may be put in
 * here.
 */
export class Signers {
  readonly #subtle: SubtleCrypto;
  #signers: readonly Signer[] = [];

  constructor(subtle: SubtleCrypto) {
    this.#subtle = subtle;
  }

  /**
   * Exactly these are valid from now on. A key whose `kid` does not fit is refused with a
   * RangeError.
   */
  async replace(keys: readonly SignerKey[]): Promise<void> {
    if (keys.length > SIGNERS_MAX) throw new RangeError('too many signers');
    const known = new Map(this.#signers.map((signer) => [signer.kid, signer]));
    this.#signers = await Promise.all(
      keys.map(async (key) => known.get(key.kid) ?? (await this.#import(key))),
    );
  }

  /** Whether one of the signers has signed this envelope. */
  async verify(envelope: Envelope): Promise<boolean> {
    const digest = await this.#subtle.digest('SHA-256', envelopeCiphertext(envelope));
    const signed = signedBytes(envelope.bytes.subarray(0, ENVELOPE.ciphertextOffset), digest);
    const signature = envelopeSignature(envelope);
    for (const { key } of this.#signers) {
      if (await this.#subtle.verify('Ed25519', key, signature, signed)) return true;
    }
    return false;
  }

  /** Whether the signer of this name has signed these bytes. */
  async verifyBy(kid: string, signature: Bytes, signed: Bytes): Promise<boolean> {
    const signer = this.#signers.find((one) => one.kid === kid);
    if (signer === undefined) return false;
    return this.#subtle.verify('Ed25519', signer.key, signature, signed);
  }

  async #import({ kid, key: publicKey }: SignerKey): Promise<Signer> {
    const bytes = fromBase64Url(publicKey);
    if (bytes?.length !== 32 || (await this.#kidOf(bytes)) !== kid) {
      throw new RangeError('not a signer: the kid does not name the key');
    }
    const imported = await this.#subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
    return { kid, key: imported };
  }

  async #kidOf(publicKey: Bytes): Promise<string> {
    const digest = await this.#subtle.digest('SHA-256', publicKey);
    return toBase64Url(new Uint8Array(digest, 0, 16));
  }
}
