import type { CallId } from '../api/ids.js';
import { type Bytes, idBytes, utf8 } from '../wire/bytes.js';

const PREFIX = utf8('sealmesh/1/code\0');
const MODULUS = 1_000_000_000_000n;

/** The twelve digits that both ends of a call show (docs/PROTOCOL.md §9). */
export async function verificationCode(
  subtle: SubtleCrypto,
  call: CallId,
  caller: Bytes,
  callee: Bytes,
): Promise<string> {
  const said = Uint8Array.from([...PREFIX, ...idBytes(call), ...caller, ...callee]);
  const digest = await subtle.digest('SHA-256', said);
  const number = new DataView(digest).getBigUint64(0);
  return (number % MODULUS).toString().padStart(12, '0');
}
