import type { Bytes } from './bytes.js';

/** As much of session descriptions (RFC 8866) as is looked at here. */

const FINGERPRINT = /^a=fingerprint:(\S+) (\S+)\s*$/gm;
const UFRAG = /^a=ice-ufrag:(\S+)\s*$/m;

/**
 * The 32 bytes of the SHA-256 fingerprint (RFC 8122) of whoever wrote the description; undefined
 * unless it has exactly one, however often: what is compared by voice must be all that is used.
 */
export function fingerprintOf(sdp: string): Bytes | undefined {
  let text: string | undefined;
  for (const [, hash, value] of sdp.matchAll(FINGERPRINT)) {
    const one = value?.toLowerCase();
    if (hash?.toLowerCase() !== 'sha-256' || one === undefined) return undefined;
    if (text !== undefined && one !== text) return undefined;
    text = one;
  }
  if (text === undefined || !/^[\da-f]{2}(:[\da-f]{2}){31}$/.test(text)) return undefined;
  return Uint8Array.from(text.split(':'), (hex) => Number.parseInt(hex, 16));
}

/** Names the generation of candidates; another one means that ICE was restarted. */
export function ufragOf(sdp: string): string | undefined {
  return UFRAG.exec(sdp)?.[1];
}
