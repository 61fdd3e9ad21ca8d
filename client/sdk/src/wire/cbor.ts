import { decode, encode } from 'cborg';

import type { Bytes } from './bytes.js';
import type { JsonMembers } from './shape.js';

/** What a frame's members are. */
type CborValue = string | number | Uint8Array;

/**
 * As much of CBOR (RFC 8949) as frames are written in (docs/PROTOCOL.md §1). Whatever is longer
 * than it need be, of indefinite length, tagged, doubled or no whole number is none.
 */
const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  // A plain object would take a member named __proto__ for its prototype.
  useMaps: true,
} as const;

/** Reads a map from texts; undefined if the bytes are anything else. */
export function parseCborMap(bytes: Uint8Array): JsonMembers | undefined {
  let value: unknown;
  try {
    value = decode(bytes, STRICT);
  } catch {
    // Whatever the library finds wrong, a nesting that is too deep for its stack included.
    return undefined;
  }
  if (!(value instanceof Map)) return undefined;
  for (const key of value.keys()) if (typeof key !== 'string') return undefined;
  return Object.fromEntries(value) as JsonMembers;
}

/** Writes a flat map in the deterministic encoding (RFC 8949 §4.2.1). */
export function writeCborMap(members: Readonly<Record<string, CborValue>>): Bytes {
  return new Uint8Array(encode(members));
}
