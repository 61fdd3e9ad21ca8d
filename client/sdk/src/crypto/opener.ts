import type { Pointer } from '../api/events.js';
import type { DropReason } from '../api/stats.js';
import { type Bytes, parseJson } from '../wire/bytes.js';
import {
  type Envelope,
  envelopeAad,
  envelopeCiphertext,
  type EnvelopeHeader,
  envelopeNonce,
  parseEnvelope,
} from '../wire/envelope.js';
import { type LogEvent, parseEvent, parsePointer } from '../wire/events.js';
import type { KeyRing } from './keyring.js';
import type { Signers } from './signers.js';

/** What became of the bytes of an event frame. */
export type Opened =
  | { readonly result: 'event'; readonly envelope: Envelope; readonly event: LogEvent }
  | { readonly result: 'pointer'; readonly envelope: Envelope; readonly pointer: Pointer }
  /** Genuine, but sealed under an epoch whose key is not here: fetch it and open again. */
  | { readonly result: 'awaiting-key'; readonly envelope: Envelope }
  /** Well-formed, but of a timeline or conversation that this client does not have. */
  | { readonly result: 'stranger'; readonly envelope: Envelope }
  | { readonly result: 'dropped'; readonly reason: DropReason };

/** Whether the origin, over HTTPS, told of this timeline and this conversation. */
export type Known = (header: EnvelopeHeader) => boolean;

/**
 * Verifies and opens envelopes, in the order that docs/PROTOCOL.md §3 demands: well-formed, known,
 * signed by the origin, opens, parses, says inside what its header says. Before the signature fits,
 * no key is touched.
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

  async open(bytes: Bytes, known: Known): Promise<Opened> {
    const envelope = parseEnvelope(bytes);
    if (envelope === undefined) return dropped('malformed');
    if (!known(envelope)) return { result: 'stranger', envelope };
    if (!(await this.#signers.verify(envelope))) return dropped('forged');
    return this.openVerified(envelope);
  }

  /** For an envelope that was verified before and had to wait for its key. */
  async openVerified(envelope: Envelope): Promise<Opened> {
    const { conversation, epoch, type } = envelope;
    const subkey = this.#keys.subkey(conversation, epoch, type);
    if (subkey === undefined) return { result: 'awaiting-key', envelope };
    const plain = await this.#decrypt(envelope, await subkey);
    const content = plain && parseJson(plain);
    if (type === 'pointer') {
      const pointer = parsePointer(content);
      if (pointer === undefined) return dropped('unopened');
      return { result: 'pointer', envelope, pointer };
    }
    const event = parseEvent(content);
    // The seq stands inside too, so that a header cannot be put on another event's content.
    if (event?.seq !== envelope.seq) return dropped('unopened');
    return { result: 'event', envelope, event };
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
