import {
  createCipheriv,
  createECDH,
  createHash,
  diffieHellman,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
} from 'node:crypto';

/**
 * What docs/vectors/media.json holds, made by Node's own cryptography and without any of the
 * library's code: the two are compared. Keys and secrets are hashes of labels and protect nothing.
 */
export interface MediaVectors {
  readonly about: string;
  readonly call: string;
  readonly frames: readonly FrameVector[];
  readonly refused: readonly RefusedFrame[];
  readonly wrapped: readonly WrappedVector[];
}

export interface FrameVector {
  readonly name: string;
  readonly secret: string;
  readonly party: string;
  readonly line: 'microphone' | 'camera' | 'screen';
  readonly layer: number;
  readonly codec: 'opus' | 'vp8';
  readonly keyId: number;
  readonly counter: number;
  readonly frame: string;
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly sealed: string;
}

/** A receiver of the first frame's party, line and secret is given this. */
export interface RefusedFrame {
  readonly name: string;
  readonly sealed: string;
  readonly reason: 'malformed' | 'wrong-version' | 'wrong-line' | 'unknown-key' | 'forged';
}

export interface WrappedVector {
  readonly name: string;
  readonly sender: PartyVector;
  readonly receiver: PartyVector;
  readonly keyId: number;
  readonly secret: string;
  readonly agreed: string;
  readonly key: string;
  readonly nonce: string;
  readonly wrapped: string;
}

export interface PartyVector {
  readonly party: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

function label(text: string, length = 32): Buffer {
  return createHash('sha256').update(`sealmesh media vector ${text}`).digest().subarray(0, length);
}

function text64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

const CALL = label('call', 16);

function gcm(key: Buffer, nonce: Buffer, aad: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function derived(ikm: Buffer, info: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', ikm, CALL, info, 32));
}

interface FrameInput {
  readonly name: string;
  readonly line: FrameVector['line'];
  readonly layer: number;
  readonly keyId: number;
  readonly counter: number;
  readonly prefix: readonly number[];
  readonly rest: number;
}

const LINES = ['microphone', 'camera', 'screen'] as const;

function frameVector(input: FrameInput): FrameVector {
  const { name, line, layer, keyId, counter } = input;
  const [secret, party] = [label(`secret ${keyId}`), label('party one', 16)];
  const stream = (LINES.indexOf(line) << 6) | layer;
  const prefix = Buffer.from(input.prefix);
  const rest = Buffer.concat([label(`${name} 1`), label(`${name} 2`)]).subarray(0, input.rest);
  const key = derived(
    secret,
    Buffer.concat([Buffer.from('sealmesh/1/media'), party, Buffer.of(stream)]),
  );
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 6, 6);
  const trailer = Buffer.concat([nonce.subarray(6), Buffer.of(stream, keyId, 1)]);
  const aad = Buffer.concat([prefix, trailer]);
  return {
    ...{ name, secret: text64(secret), party: text64(party), line, layer },
    ...{ codec: line === 'microphone' ? 'opus' : 'vp8', keyId, counter },
    frame: text64(Buffer.concat([prefix, rest])),
    ...{ key: text64(key), nonce: text64(nonce), aad: text64(aad) },
    sealed: text64(Buffer.concat([prefix, gcm(key, nonce, aad, rest), trailer])),
  };
}

// Of a key frame of VP8: the tag, the start code, 640 × 480.
const KEY_FRAME = [0x10, 0x0c, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01];
const DELTA_FRAME = [0x11, 0x0c, 0x00];

const FRAMES: readonly FrameInput[] = [
  {
    ...{ name: 'a delta frame', line: 'camera', layer: 1, keyId: 3 },
    counter: 7,
    prefix: DELTA_FRAME,
    rest: 60,
  },
  {
    ...{ name: 'a key frame', line: 'camera', layer: 0, keyId: 3 },
    counter: 0,
    prefix: KEY_FRAME,
    rest: 64,
  },
  {
    ...{ name: 'sound', line: 'microphone', layer: 0, keyId: 255 },
    counter: 65_536,
    prefix: [0x78],
    rest: 40,
  },
  {
    ...{ name: 'silence: one byte', line: 'microphone', layer: 0, keyId: 255 },
    counter: 65_537,
    prefix: [0x78],
    rest: 0,
  },
  {
    ...{ name: 'a screen, late', line: 'screen', layer: 63, keyId: 0 },
    counter: 2 ** 40 + 5,
    prefix: DELTA_FRAME,
    rest: 5,
  },
];

function refused(first: FrameVector): RefusedFrame[] {
  const sealed = Buffer.from(first.sealed, 'base64url');
  const changed = (
    name: string,
    at: number,
    bits: number,
    reason: RefusedFrame['reason'],
  ): RefusedFrame => {
    const bytes = Buffer.from(sealed);
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ bits;
    return { name, sealed: text64(bytes), reason };
  };
  return [
    { name: 'nothing', sealed: '', reason: 'malformed' },
    { name: 'shorter than its parts', sealed: text64(sealed.subarray(-27)), reason: 'malformed' },
    changed('of version 2', -1, 3, 'wrong-version'),
    changed('of a fourth line', -3, 0x80, 'malformed'),
    changed('as the microphone', -3, 0x40, 'wrong-line'),
    changed('as another layer', -3, 2, 'forged'),
    changed('under the number of another secret', -2, 1, 'unknown-key'),
    changed('with another counter', -4, 1, 'forged'),
    changed('with another clear part', 1, 1, 'forged'),
    changed('with another ciphertext', 9, 0x20, 'forged'),
    changed('with another tag', -10, 1, 'forged'),
  ];
}

function partyVector(
  name: string,
): PartyVector & { readonly secret: Buffer; readonly point: Buffer } {
  const ecdh = createECDH('prime256v1');
  const secret = label(`private key of ${name}`);
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  return {
    ...{ party: text64(label(`party ${name}`, 16)), secret, point },
    ...{ privateKey: text64(secret), publicKey: text64(point) },
  };
}

/** A private key as JWK (RFC 7518 §6.2), as engines import one. */
export function jwkOf({ privateKey, publicKey }: PartyVector): Record<string, string> {
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [text64(point.subarray(1, 33)), text64(point.subarray(33))];
  return { kty: 'EC', crv: 'P-256', x, y, d: privateKey };
}

function wrappedVector(name: string, from: string, to: string, keyId: number): WrappedVector {
  const [sender, receiver] = [partyVector(from), partyVector(to)];
  const open = jwkOf(receiver);
  delete open['d'];
  const agreed = diffieHellman({
    privateKey: createPrivateKey({ key: jwkOf(sender), format: 'jwk' }),
    publicKey: createPublicKey({ key: open, format: 'jwk' }),
  });
  const info = [sender, receiver].map(({ party }) => Buffer.from(party, 'base64url'));
  const key = derived(agreed, Buffer.concat([Buffer.from('sealmesh/1/media-key'), ...info]));
  const [nonce, secret] = [label(`nonce ${name}`, 12), label(`secret ${keyId}`)];
  const only = ({ party, privateKey, publicKey }: PartyVector): PartyVector => ({
    party,
    privateKey,
    publicKey,
  });
  return {
    ...{ name, sender: only(sender), receiver: only(receiver), keyId, secret: text64(secret) },
    ...{ agreed: text64(agreed), key: text64(key), nonce: text64(nonce) },
    wrapped: text64(Buffer.concat([nonce, gcm(key, nonce, Buffer.of(keyId), secret)])),
  };
}

/** All of it. */
export function mediaVectors(): MediaVectors {
  const frames = FRAMES.map(frameVector);
  const [first] = frames;
  if (first === undefined) throw new RangeError('no frame');
  return {
    about: 'docs/PROTOCOL.md §11. In base64url. What is refused comes as the first frame.',
    ...{ call: text64(CALL), frames, refused: refused(first) },
    wrapped: [
      wrappedVector('one to two', 'one', 'two', 3),
      wrappedVector('two to one', 'two', 'one', 255),
    ],
  };
}
