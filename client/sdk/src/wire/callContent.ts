import type { CallEnd, CallMedia, Sending } from '../api/calls.js';
import type { CallSignalType } from './callSignal.js';
import { isCount, isObject, isText, type JsonMembers, parseAll } from './shape.js';

/** Where a party says that it stands. */
export type CallPhase = 'ringing' | 'accepted' | 'connecting' | 'active';

/** Why a caller takes her call back. */
export type CancelReason = Extract<
  CallEnd,
  'cancelled' | 'no-answer' | 'rejected' | 'busy' | 'failed'
>;
/** Why a party leaves the other one. */
export type LeaveReason = Extract<CallEnd, 'hung-up' | 'failed'>;

/** A way to reach a party (RFC 8838). */
export interface Candidate {
  readonly candidate: string;
  readonly mid: string | undefined;
  readonly line: number | undefined;
}

/** What a call signal says. */
export type CallContent =
  | { readonly type: 'invite'; readonly media: CallMedia }
  | { readonly type: 'accept'; readonly media: CallMedia; readonly sdp: string }
  | { readonly type: 'selectAnswer'; readonly sdp: string }
  | { readonly type: 'cancel'; readonly reason: CancelReason }
  | { readonly type: 'leave'; readonly reason: LeaveReason }
  | { readonly type: 'description'; readonly kind: 'offer' | 'answer'; readonly sdp: string }
  | {
      readonly type: 'candidates';
      readonly candidates: readonly Candidate[];
      /** These are the last. */
      readonly end: boolean;
    }
  | ({ readonly type: 'sending' } & Sending)
  | { readonly type: 'syncState'; readonly phase: CallPhase }
  | Present
  | HandedKey
  | { readonly type: 'ringing' }
  | { readonly type: 'reject' }
  | { readonly type: 'busy' }
  | { readonly type: 'restartIce' }
  | { readonly type: 'connected' }
  | { readonly type: 'wantMediaKey' };

/** In a group's call: this party is here, and this is how a media key is handed to it. */
export interface Present extends Sending {
  readonly type: 'present';
  /** A point of P-256, uncompressed, in base64url. */
  readonly key: string;
  /** At which media server it is (docs/PROTOCOL.md §10). */
  readonly generation: number;
}

/** The key of what its sender sends, wrapped for one party (docs/PROTOCOL.md §11). */
export interface HandedKey {
  readonly type: 'mediaKey';
  readonly keyId: number;
  readonly sealed: string;
}

/** What signals of these types say. */
export type ContentOf<T extends CallSignalType> = Extract<CallContent, { readonly type: T }>;

/** More than one signal ever has; a hostile one shall not make an engine work. */
const CANDIDATES_MAX = 64;
const CANDIDATE_CHARS_MAX = 1_024;
/** 65 bytes, and a wrapped key of 60, in base64url. */
const POINT_CHARS = 87;
const WRAPPED_CHARS = 80;

/** Writes the JSON of what is said; the type is the header's. */
export function writeCallContent(content: CallContent): string {
  return JSON.stringify({ ...content, type: undefined });
}

/** Reads what a signal of this type says; undefined if it says something else. */
export function parseCallContent(type: CallSignalType, value: unknown): CallContent | undefined {
  if (!isObject(value)) return undefined;
  const { media, sdp } = value;
  switch (type) {
    case 'invite':
      return isMedia(media) ? { type, media } : undefined;
    case 'accept':
      return isMedia(media) && isText(sdp) ? { type, media, sdp } : undefined;
    case 'selectAnswer':
      return isText(sdp) ? { type, sdp } : undefined;
    case 'cancel': {
      const reason = CANCELS.find((known) => known === value['reason']);
      return reason && { type, reason };
    }
    case 'leave': {
      const reason = LEAVES.find((known) => known === value['reason']);
      return reason && { type, reason };
    }
    case 'description': {
      const { kind } = value;
      const known = kind === 'offer' || kind === 'answer';
      return known && isText(sdp) ? { type, kind, sdp } : undefined;
    }
    case 'candidates':
      return parseCandidates(value);
    case 'sending':
      return parseSending(value);
    case 'present': {
      const sending = parseSending(value);
      const { key, generation } = value;
      if (!isText(key) || key.length !== POINT_CHARS || !isCount(generation)) return undefined;
      if (sending === undefined) return undefined;
      const { audio, video, screen } = sending;
      return { type, key, generation, audio, video, screen };
    }
    case 'mediaKey': {
      const { keyId, sealed } = value;
      if (!isCount(keyId) || keyId > 255) return undefined;
      return isText(sealed) && sealed.length === WRAPPED_CHARS
        ? { type, keyId, sealed }
        : undefined;
    }
    case 'syncState': {
      const phase = PHASES.find((known) => known === value['phase']);
      return phase && { type, phase };
    }
    case 'ringing':
    case 'reject':
    case 'busy':
    case 'restartIce':
    case 'connected':
    case 'wantMediaKey':
      return { type };
  }
}

const CANCELS: readonly CancelReason[] = ['cancelled', 'no-answer', 'rejected', 'busy', 'failed'];
const LEAVES: readonly LeaveReason[] = ['hung-up', 'failed'];
export const PHASES: readonly CallPhase[] = ['ringing', 'accepted', 'connecting', 'active'];

export function isMedia(value: unknown): value is CallMedia {
  return value === 'audio' || value === 'video';
}

function parseCandidates(value: JsonMembers): CallContent | undefined {
  const candidates = parseAll(value['candidates'], parseCandidate);
  const { end } = value;
  if (candidates === undefined || candidates.length > CANDIDATES_MAX) return undefined;
  return typeof end === 'boolean' ? { type: 'candidates', candidates, end } : undefined;
}

function parseCandidate(value: unknown): Candidate | undefined {
  if (!isObject(value)) return undefined;
  const { candidate, mid, line } = value;
  if (!isText(candidate) || candidate.length > CANDIDATE_CHARS_MAX) return undefined;
  return {
    candidate,
    mid: isText(mid) ? mid : undefined,
    line: isCount(line) ? line : undefined,
  };
}

function parseSending(value: JsonMembers): ContentOf<'sending'> | undefined {
  const { audio, video, screen } = value;
  const known =
    typeof audio === 'boolean' && typeof video === 'boolean' && typeof screen === 'boolean';
  return known ? { type: 'sending', audio, video, screen } : undefined;
}
