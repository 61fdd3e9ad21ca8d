/** The public key of RFC 8032 §7.1, test 1: any valid key will do. */
const SOME_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

/**
 * Whether this engine's WebCrypto verifies Ed25519, which live events need. Older browsers do not,
 * and pages outside a secure context have no WebCrypto at all.
 */
export async function verifiesEd25519(subtle: SubtleCrypto): Promise<boolean> {
  const bytes = Uint8Array.from(SOME_KEY.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  try {
    await subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
    return true;
  } catch {
    // A NotSupportedError, or whatever older engines throw at an unknown algorithm.
    return false;
  }
}
