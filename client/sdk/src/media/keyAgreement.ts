import type { Random } from '../api/environment.js';
import type { CallId } from '../api/ids.js';
import { type Bytes, idBytes, utf8 } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';
import type { MediaKeyId } from './frameCipher.js';

/** The layout of docs/PROTOCOL.md §11. */
export const WRAPPED_SECRET = {
  publicKeyBytes: 65,
  secretBytes: 32,
  nonceBytes: 12,
  bytes: 12 + 32 + 16,
} as const;

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const INFO = utf8('sealmesh/1/media-key');

/**
 * Hands media secrets over between the parties of one call, each wrapped for one receiver under
 * what the ephemeral keys of the two agree on: whoever knows the conversation's key cannot read
 * them.
 *
 * Who is at the other end is not decided here: a public key is as good as the signal that brought
 * it.
 */
export class KeyAgreement {
  /** Of this party, for its `present`: an uncompressed point, 65 bytes. */
  readonly publicKey: Bytes;
  readonly #subtle: SubtleCrypto;
  readonly #random: Random;
  readonly #call: CallId;
  readonly #party: PartyId;
  readonly #privateKey: CryptoKey;

  private constructor(
    subtle: SubtleCrypto,
    random: Random,
    facts: AgreementFacts,
    keys: { readonly publicKey: Bytes; readonly privateKey: CryptoKey },
  ) {
    this.#subtle = subtle;
    this.#random = random;
    this.#call = facts.call;
    this.#party = facts.party;
    this.publicKey = keys.publicKey;
    this.#privateKey = keys.privateKey;
  }

  /** Of a key pair that is made for this call, unless it is given. */
  static async create(
    subtle: SubtleCrypto,
    random: Random,
    facts: AgreementFacts,
    given?: CryptoKeyPair,
  ): Promise<KeyAgreement> {
    const pair = given ?? (await subtle.generateKey(CURVE, false, ['deriveKey']));
    const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
    return new KeyAgreement(subtle, random, facts, { publicKey, privateKey: pair.privateKey });
  }

  /** `nonce ‖ ciphertext`; undefined if the receiver's public key is none. */
  async wrap(
    to: PartyId,
    publicKey: Bytes,
    keyId: MediaKeyId,
    secret: Bytes,
  ): Promise<Bytes | undefined> {
    const key = await this.#shared(publicKey, this.#party, to, 'encrypt');
    if (key === undefined) return undefined;
    const nonce = this.#random.bytes(WRAPPED_SECRET.nonceBytes);
    const sealed = await this.#subtle.encrypt(algorithmOf(nonce, keyId), key, secret);
    return Uint8Array.from([...nonce, ...new Uint8Array(sealed)]);
  }

  /** The secret, as an input of HKDF that no script can read; undefined if it does not open. */
  async unwrap(
    from: PartyId,
    publicKey: Bytes,
    keyId: MediaKeyId,
    wrapped: Bytes,
  ): Promise<CryptoKey | undefined> {
    if (wrapped.length !== WRAPPED_SECRET.bytes) return undefined;
    const key = await this.#shared(publicKey, from, this.#party, 'unwrapKey');
    if (key === undefined) return undefined;
    const algorithm = algorithmOf(wrapped.subarray(0, WRAPPED_SECRET.nonceBytes), keyId);
    const sealed = wrapped.subarray(WRAPPED_SECRET.nonceBytes);
    try {
      return await this.#subtle.unwrapKey('raw', sealed, key, algorithm, 'HKDF', false, [
        'deriveKey',
      ]);
    } catch {
      // WebCrypto tells a wrong tag by an OperationError without any detail.
      return undefined;
    }
  }

  async #shared(
    publicKey: Bytes,
    sender: PartyId,
    receiver: PartyId,
    use: 'encrypt' | 'unwrapKey',
  ): Promise<CryptoKey | undefined> {
    const subtle = this.#subtle;
    let theirs: CryptoKey;
    try {
      theirs = await subtle.importKey('raw', publicKey, CURVE, true, []);
    } catch {
      // Not a point of the curve, by a DataError.
      return undefined;
    }
    const agreed = await subtle.deriveKey(
      { name: 'ECDH', public: theirs },
      this.#privateKey,
      'HKDF',
      false,
      ['deriveKey'],
    );
    const info = Uint8Array.from([...INFO, ...idBytes(sender), ...idBytes(receiver)]);
    return subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: idBytes(this.#call), info },
      agreed,
      { name: 'AES-GCM', length: 256 },
      false,
      [use],
    );
  }
}

/** Whose agreement it is, and in which call. */
export interface AgreementFacts {
  readonly call: CallId;
  readonly party: PartyId;
}

function algorithmOf(nonce: Bytes, keyId: MediaKeyId): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: Uint8Array.of(keyId) };
}
