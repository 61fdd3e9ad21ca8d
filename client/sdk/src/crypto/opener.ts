import type { Pointer } from '../api/events.js';
import type { Epoch } from '../api/ids.js';
import type { DropReason } from '../api/stats.js';
import { parseJson } from '../wire/bytes.js';
import { type Envelope, envelopeAad, envelopeCiphertext, envelopeNonce } from '../wire/envelope.js';
import { type LogEvent, parseEvent, parsePointer } from '../wire/events.js';
import type { KeyRing } from './keyring.js';
import type { Signers } from './signers.js';

/** What became of an envelope whose timeline and conversation are the origin's. */
export type Opened =
  | { readonly result: 'event'; readonly event: LogEvent }
  | { readonly result: 'pointer'; readonly pointer: Pointer }
  /** Genuine, but sealed under an epoch whose key is not here: fetch it and open again. */
  | { readonly result: 'awaiting-key'; readonly epoch: Epoch }
  | { readonly result: 'dropped'; readonly reason: DropReason };

/**
 * Verifies and opens envelopes, in that order: before the signature fits, no key is touched.
 *
 * The caller has compared timeline and conversation with what it got from the origin over HTTPS.
 */
export class EnvelopeOpener {
  readonly #subtle: SubtleCrypto;
  readonly #signers: Signers;
  readonly #keys: KeyRing;

  constructor(subtle: SubtleCrypto, signers: Signers, keys: KeyRing) {
    this.#subtle = subtle;
    this.#signers = signers;
    this.#keys = keys;
  }

  async open(envelope: Envelope): Promise<Opened> {
    if (!(await this.#signers.verify(envelope))) return dropped('forged');
    return this.openVerified(envelope);
  }

  /** For an envelope that was verified before and had to wait for its key. */
  async openVerified(envelope: Envelope): Promise<Opened> {
    const { conversation, epoch, type } = envelope;
    const subkey = this.#keys.subkey(conversation, epoch, type);
    if (subkey === undefined) return { result: 'awaiting-key', epoch };
    const plain = await this.#decrypt(envelope, await subkey);
    const content = plain && parseJson(plain);
    if (type === 'pointer') {
      const pointer = parsePointer(content);
      return pointer === undefined ? dropped('unopened') : { result: 'pointer', pointer };
    }
    const event = parseEvent(content);
    // The seq stands inside too, so that a header cannot be put on another event's content.
    if (event?.seq !== envelope.seq) return dropped('unopened');
    return { result: 'event', event };
  }

  async #decrypt(envelope: Envelope, key: CryptoKey): Promise<ArrayBuffer | undefined> {
    const algorithm = {
      name: 'AES-GCM',
      iv: envelopeNonce(envelope),
      additionalData: envelopeAad(envelope),
    };
    try {
      return await this.#subtle.decrypt(algorithm, key, envelopeCiphertext(envelope));
    } catch {
      // WebCrypto tells a wrong tag by an OperationError without any detail.
      return undefined;
    }
  }
}

function dropped(reason: DropReason): Opened {
  return { result: 'dropped', reason };
}
