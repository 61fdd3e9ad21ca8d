import type { Presence } from '../api/snapshots.js';
import { type Bytes, parseJson, utf8 } from '../wire/bytes.js';
import { isObject } from '../wire/shape.js';
import { joinSignal, type Signal, SIGNAL, signalAad, type SignalHeader } from '../wire/signal.js';
import type { KeyRing } from './keyring.js';

/** What a signal says. */
export type SignalContent =
  | { readonly type: 'typing'; readonly typing: boolean }
  | { readonly type: 'presence'; readonly state: Presence };

/**
 * Seals and opens typing and presence (docs/PROTOCOL.md §4). Times, counters and senders are the
 * caller's to check.
 */
export class SignalSealer {
  readonly #subtle: SubtleCrypto;
  readonly #keys: KeyRing;

  constructor(subtle: SubtleCrypto, keys: KeyRing) {
    this.#subtle = subtle;
    this.#keys = keys;
  }

  /** The bytes of a signal, or undefined if the epoch's key is not here. */
  async seal(
    header: SignalHeader,
    content: SignalContent,
    nonce: Bytes,
  ): Promise<Bytes | undefined> {
    const key = this.#subkey(header);
    if (key === undefined) return undefined;
    const additionalData = signalAad(header);
    const said = content.type === 'typing' ? { typing: content.typing } : { state: content.state };
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData };
    const plain = utf8(JSON.stringify(said));
    return joinSignal(
      additionalData,
      nonce,
      await this.#subtle.encrypt(algorithm, await key, plain),
    );
  }

  /** What it says, `awaiting-key`, or undefined if it does not open. */
  async open(signal: Signal): Promise<SignalContent | 'awaiting-key' | undefined> {
    const key = this.#subkey(signal);
    if (key === undefined) return 'awaiting-key';
    const { bytes } = signal;
    const algorithm = {
      name: 'AES-GCM',
      iv: bytes.subarray(SIGNAL.aadBytes, SIGNAL.ciphertextOffset),
      additionalData: bytes.subarray(0, SIGNAL.aadBytes),
    };
    try {
      const sealed = bytes.subarray(SIGNAL.ciphertextOffset);
      return parseContent(signal, await this.#subtle.decrypt(algorithm, await key, sealed));
    } catch {
      // WebCrypto tells a wrong tag by an OperationError without any detail.
      return undefined;
    }
  }

  #subkey(header: SignalHeader): Promise<CryptoKey> | undefined {
    const sealer = { rid: header.sender, device: header.device };
    return this.#keys.subkey(header.conversation, header.epoch, header.type, sealer);
  }
}

function parseContent(signal: Signal, plain: ArrayBuffer): SignalContent | undefined {
  const content = parseJson(plain);
  if (!isObject(content)) return undefined;
  const { typing, state } = content;
  if (signal.type === 'typing') {
    return typeof typing === 'boolean' ? { type: 'typing', typing } : undefined;
  }
  const known = state === 'online' || state === 'away' || state === 'offline';
  return known ? { type: 'presence', state } : undefined;
}
