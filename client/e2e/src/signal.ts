import { randomBytes } from 'node:crypto';

/** Whom a signal's header names (docs/PROTOCOL.md §4). */
export interface SignalHeader {
  readonly rid: string;
  readonly sender: string;
  readonly device: string;
}

/** A well-formed signal that opens to nothing: a relay cannot tell. base64url, as a frame has it. */
export function signalBytes({ rid, sender, device }: SignalHeader): string {
  const header = Buffer.alloc(70);
  header.writeUInt8(1, 0);
  header.writeUInt8(3, 1);
  Buffer.from(rid, 'base64url').copy(header, 2);
  Buffer.from(sender, 'base64url').copy(header, 18);
  Buffer.from(device, 'base64url').copy(header, 34);
  header.writeUInt32BE(1, 50);
  header.writeBigUInt64BE(BigInt(Date.now()), 54);
  header.writeBigUInt64BE(BigInt(Date.now()), 62);
  return Buffer.concat([header, randomBytes(12 + 16 + 15)]).toString('base64url');
}
