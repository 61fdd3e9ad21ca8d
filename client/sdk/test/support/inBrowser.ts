import { KeyRing } from '../../src/crypto/keyring.js';
import { EnvelopeOpener } from '../../src/crypto/opener.js';
import { Signers } from '../../src/crypto/signers.js';
import { verifiesEd25519 } from '../../src/crypto/support.js';
import { fromBase64Url } from '../../src/wire/bytes.js';

/** One vector of docs/vectors/envelopes.json, as much of it as is needed. */
export interface BrowserVector {
  readonly envelope: string;
  readonly conversationKey: string;
  readonly timeline: string;
  readonly rid: string;
  readonly signers: readonly { readonly kid: string; readonly key: string }[];
}

/** What becomes of the vectors in the engine this runs in: a result or a reason for each. */
async function openAll(vectors: readonly BrowserVector[]): Promise<readonly string[]> {
  const { subtle } = globalThis.crypto;
  if (!(await verifiesEd25519(subtle))) return ['this engine does not verify Ed25519'];
  const outcomes: string[] = [];
  for (const { envelope, conversationKey, timeline, rid, signers } of vectors) {
    const bytes = fromBase64Url(envelope) ?? new Uint8Array();
    const known = new Signers(subtle);
    await known.replace(signers);
    const keys = new KeyRing(subtle, 8);
    const epoch = bytes.length < 46 ? 0 : new DataView(bytes.buffer).getUint32(41);
    await keys.put(rid, epoch, fromBase64Url(conversationKey) ?? new Uint8Array());
    const opener = new EnvelopeOpener(subtle, known, keys);
    const opened = await opener.open(
      bytes,
      (header) => header.timeline === timeline && header.conversation === rid,
    );
    outcomes.push(opened.result === 'dropped' ? opened.reason : opened.result);
  }
  return outcomes;
}

Object.assign(globalThis, { openAll });
