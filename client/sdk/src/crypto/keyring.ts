import type { ConversationId, DeviceId, Epoch, RoutingId } from '../api/ids.js';
import { BoundedMap } from '../core/boundedMap.js';
import { type Bytes, idBytes, utf8 } from '../wire/bytes.js';

/** What a subkey is for; the words of docs/PROTOCOL.md §2. */
export type Purpose = 'event' | 'pointer' | 'typing' | 'presence' | 'call';

/** Who sealed with a subkey, if it was a browser. */
export interface Sealer {
  readonly rid: RoutingId;
  readonly device: DeviceId;
}

/**
 * Holds the conversation keys as non-extractable HKDF inputs and derives subkeys, each once.
 *
 * Both are bounded; what was forgotten is derived, or fetched, again.
 */
export class KeyRing {
  readonly #subtle: SubtleCrypto;
  readonly #conversationKeys: BoundedMap<string, Promise<CryptoKey>>;
  readonly #subkeys: BoundedMap<string, Promise<CryptoKey>>;

  constructor(subtle: SubtleCrypto, cachedKeysMax: number) {
    this.#subtle = subtle;
    this.#conversationKeys = new BoundedMap(cachedKeysMax);
    this.#subkeys = new BoundedMap(cachedKeysMax);
  }

  /** Takes in the key of an epoch; the caller may overwrite its bytes afterwards. */
  async put(conversation: RoutingId, epoch: Epoch, key: Bytes): Promise<void> {
    if (key.length !== 32) throw new RangeError('a conversation key has 32 bytes');
    const imported = this.#subtle.importKey('raw', key, 'HKDF', false, ['deriveKey']);
    this.#conversationKeys.set(nameOf(conversation, epoch), imported);
    await imported;
  }

  /** Whether the key of this epoch is here. */
  has(conversation: RoutingId, epoch: Epoch): boolean {
    return this.#conversationKeys.get(nameOf(conversation, epoch)) !== undefined;
  }

  /** The subkey, or undefined if the epoch's key is not here: fetch it, put it, ask again. */
  subkey(
    conversation: RoutingId,
    epoch: Epoch,
    purpose: Purpose,
    sealer?: Sealer,
  ): Promise<CryptoKey> | undefined {
    const key = this.#conversationKeys.get(nameOf(conversation, epoch));
    if (key === undefined) return undefined;
    const by = sealer === undefined ? '' : ` ${sealer.rid} ${sealer.device}`;
    const name = `${nameOf(conversation, epoch)} ${purpose}${by}`;
    const cached = this.#subkeys.get(name);
    if (cached !== undefined) return cached;
    const subkey = this.#derive(key, conversation, subkeyInfo(purpose, epoch, sealer));
    this.#subkeys.set(name, subkey);
    return subkey;
  }

  /** Forgets everything: the user signed out, or the timeline changed. */
  clear(): void {
    this.#conversationKeys.clear();
    this.#subkeys.clear();
  }

  async #derive(
    key: Promise<CryptoKey>,
    conversation: ConversationId,
    info: Bytes,
  ): Promise<CryptoKey> {
    return this.#subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: idBytes(conversation), info },
      await key,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
  }
}

function nameOf(conversation: RoutingId, epoch: Epoch): string {
  return `${conversation} ${epoch}`;
}

/** `"sealmesh/1/" ‖ purpose ‖ epoch`, and of a browser's signals `‖ sender rid ‖ device id`. */
export function subkeyInfo(purpose: Purpose, epoch: Epoch, sealer?: Sealer): Bytes {
  const words = utf8(`sealmesh/1/${purpose}`);
  const info = new Uint8Array(words.length + 4 + (sealer === undefined ? 0 : 32));
  info.set(words);
  new DataView(info.buffer).setUint32(words.length, epoch);
  if (sealer !== undefined) {
    info.set(idBytes(sealer.rid), words.length + 4);
    info.set(idBytes(sealer.device), words.length + 20);
  }
  return info;
}
