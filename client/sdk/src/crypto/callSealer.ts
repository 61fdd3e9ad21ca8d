import type { Epoch, RoutingId } from '../api/ids.js';
import { type Bytes, parseJson, utf8 } from '../wire/bytes.js';
import { type CallContent, parseCallContent, writeCallContent } from '../wire/callContent.js';
import {
  CALL_SIGNAL,
  callAad,
  type CallHeader,
  type CallSignal,
  joinCallSignal,
} from '../wire/callSignal.js';
import type { KeyRing } from './keyring.js';

/**
 * Seals and opens what parties of a call say (docs/PROTOCOL.md §9). Times, counters and senders are
 * the caller's to check.
 */
export class CallSealer {
  readonly #subtle: SubtleCrypto;
  readonly #keys: KeyRing;

  constructor(subtle: SubtleCrypto, keys: KeyRing) {
    this.#subtle = subtle;
    this.#keys = keys;
  }

  hasKey(conversation: RoutingId, epoch: Epoch): boolean {
    return this.#keys.has(conversation, epoch);
  }

  /** The bytes of a signal; `awaiting-key`; or `too-long`. */
  async seal(
    header: CallHeader,
    content: CallContent,
    nonce: Bytes,
  ): Promise<Bytes | 'awaiting-key' | 'too-long'> {
    const key = this.#subkey(header);
    if (key === undefined) return 'awaiting-key';
    const additionalData = callAad(header);
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData };
    const plain = utf8(writeCallContent(content));
    const sealed = await this.#subtle.encrypt(algorithm, await key, plain);
    return joinCallSignal(additionalData, nonce, sealed) ?? 'too-long';
  }

  /** What it says, `awaiting-key`, or undefined if it does not open. */
  async open(signal: CallSignal): Promise<CallContent | 'awaiting-key' | undefined> {
    const key = this.#subkey(signal);
    if (key === undefined) return 'awaiting-key';
    const { bytes, type } = signal;
    const algorithm = {
      name: 'AES-GCM',
      iv: bytes.subarray(CALL_SIGNAL.aadBytes, CALL_SIGNAL.ciphertextOffset),
      additionalData: bytes.subarray(0, CALL_SIGNAL.aadBytes),
    };
    try {
      const sealed = bytes.subarray(CALL_SIGNAL.ciphertextOffset);
      const plain = await this.#subtle.decrypt(algorithm, await key, sealed);
      return parseCallContent(type, parseJson(plain));
    } catch {
      // WebCrypto tells a wrong tag by an OperationError without any detail.
      return undefined;
    }
  }

  #subkey(header: CallHeader): Promise<CryptoKey> | undefined {
    const sealer = { rid: header.sender, device: header.device };
    return this.#keys.subkey(header.conversation, header.epoch, 'call', sealer);
  }
}
