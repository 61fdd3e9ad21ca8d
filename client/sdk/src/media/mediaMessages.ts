import type { CallId } from '../api/ids.js';
import type { PartyId } from '../wire/callSignal.js';
import type { MediaCodec, MediaKeyId, MediaLine } from './frameCipher.js';
import type { DropReason } from './frameOpener.js';
import type { UnsentReason } from './frameSealer.js';

/** What the page tells the worker. `begin` is the first, and is told once. */
export type ToMediaWorker =
  | { readonly t: 'begin'; readonly call: CallId; readonly party: PartyId }
  | { readonly t: 'send'; readonly keyId: MediaKeyId; readonly secret: CryptoKey }
  | {
      readonly t: 'receive';
      readonly party: PartyId;
      readonly keyId: MediaKeyId;
      readonly secret: CryptoKey;
    }
  | { readonly t: 'forget'; readonly party: PartyId }
  | { readonly t: 'count'; readonly ref: number };

/** What the worker tells the page. */
export type FromMediaWorker =
  /** The secret can seal no more: another one is needed. */
  | { readonly t: 'wornOut'; readonly keyId: MediaKeyId }
  /** Frames come whose secret is not here. Told once a second of each party, at most. */
  | { readonly t: 'missed'; readonly party: PartyId }
  | { readonly t: 'counted'; readonly ref: number; readonly counts: MediaCounts };

/** What a transform in the worker is for: the options that it is made with. */
export type MediaTask =
  | { readonly does: 'seal'; readonly line: MediaLine; readonly codec: MediaCodec }
  | {
      readonly does: 'open';
      readonly party: PartyId;
      readonly line: MediaLine;
      readonly codec: MediaCodec;
    };

/** What became of all frames since the call began. */
export interface MediaCounts {
  readonly sealed: number;
  readonly opened: number;
  readonly unsent: Readonly<Record<UnsentReason, number>>;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly keyFramesAskedFor: number;
}

/** Before the first frame. */
export const NOTHING_COUNTED: MediaCounts = {
  sealed: 0,
  opened: 0,
  unsent: { 'no-secret': 0, 'worn-out': 0, malformed: 0, 'wrong-codec': 0 },
  dropped: {
    ...{ malformed: 0, 'wrong-version': 0, 'wrong-line': 0 },
    ...{ 'unknown-key': 0, replayed: 0, forged: 0 },
  },
  keyFramesAskedFor: 0,
};
