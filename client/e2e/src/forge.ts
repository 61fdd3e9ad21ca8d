import {
  createCipheriv,
  createHash,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** The parts of an envelope that a forger may choose (docs/PROTOCOL.md §3). */
export interface Forgery {
  readonly timeline: string;
  readonly rid: string;
  readonly seq: number;
  readonly epoch: number;
  readonly type: 'event' | 'pointer';
  /** The conversation key, 32 bytes: every member has it. */
  readonly key: Buffer;
  readonly content: unknown;
}

/** A signing key that is not the origin's. */
export function strangerKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

/**
 * Seals as the origin would, from the bytes up and without the SDK's code: only the signature is
 * by whichever key the forger has.
 */
export function forgeEnvelope(forgery: Forgery, signer: KeyObject): Buffer {
  const header = headerOf(forgery);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', subkey(forgery), nonce).setAAD(header);
  const plain = JSON.stringify(forgery.content);
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([header, nonce, sealed, signatureOf(header, nonce, sealed, signer)]);
}

/** The same envelope with another signature under it. */
export function signAgain(envelope: Buffer, signer: KeyObject): Buffer {
  const [header, nonce] = [envelope.subarray(0, 46), envelope.subarray(46, 58)];
  const sealed = envelope.subarray(58, -64);
  const signature = signatureOf(header, nonce, sealed, signer);
  return Buffer.concat([header, nonce, sealed, signature]);
}

/** The same envelope with one byte changed; negative places count from the end. */
export function flip(envelope: Buffer, place: number): Buffer {
  const flipped = Buffer.from(envelope);
  const index = place < 0 ? flipped.length + place : place;
  flipped.writeUInt8(flipped.readUInt8(index) ^ 1, index);
  return flipped;
}

/** The header and nonce of one envelope before the ciphertext of another. */
export function splice(header: Buffer, content: Buffer): Buffer {
  return Buffer.concat([header.subarray(0, 58), content.subarray(58)]);
}

/** The frame in which a relay delivers an envelope. */
export function eventFrame(envelope: Buffer): string {
  return JSON.stringify({ t: 'event', data: envelope.toString('base64url') });
}

function headerOf(forgery: Forgery): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt8(1, 0);
  Buffer.from(forgery.timeline, 'base64url').copy(header, 1);
  Buffer.from(forgery.rid, 'base64url').copy(header, 17);
  header.writeBigUInt64BE(BigInt(forgery.seq), 33);
  header.writeUInt32BE(forgery.epoch, 41);
  header.writeUInt8(forgery.type === 'event' ? 1 : 2, 45);
  return header;
}

function subkey({ key, rid, epoch, type }: Forgery): Buffer {
  const info = Buffer.alloc(4);
  info.writeUInt32BE(epoch);
  const purpose = Buffer.concat([Buffer.from(`sealmesh/1/${type}`), info]);
  return Buffer.from(hkdfSync('sha256', key, Buffer.from(rid, 'base64url'), purpose, 32));
}

function signatureOf(header: Buffer, nonce: Buffer, sealed: Buffer, signer: KeyObject): Buffer {
  const digest = createHash('sha256').update(sealed).digest();
  const signed = [Buffer.from('sealmesh/1/envelope\0'), header, nonce, digest];
  return sign(null, Buffer.concat(signed), signer);
}
