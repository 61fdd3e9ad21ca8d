/** Bytes that WebCrypto takes: never over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

// Indexed by char code; 255 marks what is not in the alphabet.
const SEXTETS = new Uint8Array(128).fill(255);
for (let i = 0; i < 64; i++) SEXTETS[ALPHABET.charCodeAt(i)] = i;

/** Writes base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (at(bytes, i) << 16) | (at(bytes, i + 1) << 8) | at(bytes, i + 2);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    if (left > 1) text += ALPHABET.charAt((word >> 6) & 63);
    if (left > 2) text += ALPHABET.charAt(word & 63);
  }
  return text;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/**
 * Reads base64url without padding, or undefined if the text is anything else: another alphabet, a
 * padding, an impossible length, or bits set behind the last byte. So one value has one text, and
 * texts can be compared instead of bytes.
 */
export function fromBase64Url(text: string): Bytes | undefined {
  const rest = text.length % 4;
  if (rest === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let out = 0;
  for (let i = 0; i < text.length; i++) {
    const sextet = SEXTETS[text.charCodeAt(i)] ?? 255;
    if (sextet === 255) return undefined;
    word = ((word << 6) | sextet) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[out++] = (word >> bits) & 255;
    }
  }
  return (word & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

/** The number of an id's or routing id's bytes. */
export const ID_BYTES = 16;
/** The number of its characters in text. */
export const ID_LENGTH = 22;

/** Whether the text names 16 bytes. */
export function isId(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length === ID_LENGTH && fromBase64Url(value) !== undefined
  );
}

/** The 16 bytes of an id that was checked before. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes?.length !== ID_BYTES) throw new RangeError('an id has 16 bytes');
  return bytes;
}

const TWO_32 = 2 ** 32;

/**
 * Reads an unsigned 64-bit number, big-endian; NaN above 2^53 − 1, which no honest sender writes.
 */
export function readU64(view: DataView, offset: number): number {
  const value = view.getUint32(offset) * TWO_32 + view.getUint32(offset + 4);
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** Writes an unsigned 64-bit number, big-endian. */
export function writeU64(view: DataView, offset: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not a u64 of 53 bits');
  view.setUint32(offset, Math.floor(value / TWO_32));
  view.setUint32(offset + 4, value % TWO_32);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Parses UTF-8 JSON; undefined if it is neither. */
export function parseJson(bytes: Uint8Array | ArrayBuffer): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
