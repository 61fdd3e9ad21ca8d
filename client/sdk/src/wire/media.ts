import type { RoutingId } from '../api/ids.js';
import { isId } from './bytes.js';
import type { PartyId } from './callSignal.js';
import { isCount, isObject, isText, type JsonMembers, parseAll } from './shape.js';

/**
 * What a party of a group's call and its media server tell each other through a node, as JSON texts
 * (docs/PROTOCOL.md §10).
 */

/** What a frame's text may have: the protocol's bound. */
export const MEDIA_CHARS_MAX = 61_440;

export type MediaLine = 'microphone' | 'camera' | 'screen';
export type MediaLayer = 'none' | 'low' | 'medium' | 'high';
export type MediaLeg = 'publish' | 'subscribe';

export interface FeedLine {
  readonly mid: string;
  readonly line: MediaLine;
}

/** What one party sends, as a node tells it. */
export interface Feed {
  readonly party: PartyId;
  readonly user: RoutingId;
  readonly lines: readonly FeedLine[];
}

/** What a line of an offer is for; nothing any more without `party`. */
export interface OfferedLine {
  readonly mid: string;
  readonly party: PartyId | undefined;
  readonly line: MediaLine | undefined;
}

/** A candidate as the media server's node takes it. */
export interface MediaCandidate {
  readonly candidate: string;
  readonly mid?: string | undefined;
  readonly index?: number | undefined;
}

export type MediaRequest =
  | {
      readonly want: 'join';
      readonly token: string;
      readonly generation: number;
      readonly resume?: string | undefined;
    }
  | { readonly want: 'renew'; readonly token: string }
  | { readonly want: 'publish'; readonly sdp: string; readonly lines: readonly FeedLine[] }
  | {
      readonly want: 'subscribe';
      readonly add: readonly { readonly party: PartyId; readonly mid: string }[];
      readonly drop: readonly string[];
    }
  | { readonly want: 'answer'; readonly sdp: string }
  | {
      readonly want: 'candidates';
      readonly leg: MediaLeg;
      readonly candidates: readonly MediaCandidate[];
      readonly end: boolean;
    }
  | {
      readonly want: 'layers';
      readonly layers: readonly { readonly mid: string; readonly layer: MediaLayer }[];
    }
  | { readonly want: 'restart' }
  | {
      readonly want: 'mute';
      readonly party: PartyId;
      readonly line: MediaLine;
      readonly muted: boolean;
    }
  | { readonly want: 'kick'; readonly party: PartyId }
  | { readonly want: 'endForAll' }
  | { readonly want: 'leave' };

/** Why a request was not obeyed; `unknown` is of a later version. */
export type MediaRefusal =
  | 'no-media-server'
  | 'not-attending'
  | 'not-joined'
  | 'not-host'
  | 'full'
  | 'no-such-party'
  | 'bad-token'
  | 'bad-description'
  | 'unavailable'
  | 'unknown';

/** What this party receives from now on, once it has answered. */
export interface MediaOffer {
  readonly sdp: string;
  readonly lines: readonly OfferedLine[];
}

export type MediaAnswer =
  | {
      readonly is: 'joined';
      readonly generation: number;
      readonly resumed: boolean;
      readonly feeds: readonly Feed[];
      readonly resume: string;
    }
  | { readonly is: 'moved'; readonly generation: number; readonly afterMs: number }
  | { readonly is: 'published'; readonly sdp: string }
  | ({ readonly is: 'offered' } & MediaOffer)
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly why: MediaRefusal };

export type MediaEvent =
  | { readonly event: 'feeds'; readonly feeds: readonly Feed[] }
  | { readonly event: 'gone'; readonly party: PartyId }
  | ({ readonly event: 'offered' } & MediaOffer)
  | {
      readonly event: 'muted';
      readonly party: PartyId;
      readonly line: MediaLine;
      readonly muted: boolean;
    }
  | { readonly event: 'moved'; readonly generation: number }
  | { readonly event: 'ended'; readonly why: 'kicked' | 'ended' };

/** More than a call has parties, or a description lines. */
const ITEMS_MAX = 256;
const MID_CHARS_MAX = 16;

/** Writes a request; undefined if no frame holds it. */
export function writeMediaRequest(request: MediaRequest): string | undefined {
  const text = JSON.stringify(request);
  return text.length <= MEDIA_CHARS_MAX ? text : undefined;
}

/** Reads an answer; undefined if it is none. */
export function parseMediaAnswer(text: string): MediaAnswer | undefined {
  const value = parseText(text);
  if (value === undefined) return undefined;
  switch (value['is']) {
    case 'joined':
      return parseJoined(value);
    case 'moved': {
      const { generation, afterMs } = value;
      if (!isCount(generation) || !isCount(afterMs)) return undefined;
      return { is: 'moved', generation, afterMs };
    }
    case 'published':
      return isText(value['sdp']) ? { is: 'published', sdp: value['sdp'] } : undefined;
    case 'offered': {
      const offer = parseOffer(value);
      return offer && { is: 'offered', ...offer };
    }
    case 'done':
      return { is: 'done' };
    case 'refused':
      return { is: 'refused', why: REFUSALS.find((known) => known === value['why']) ?? 'unknown' };
    default:
      return undefined;
  }
}

/** Reads an event; undefined if it is none that this version knows. */
export function parseMediaEvent(text: string): MediaEvent | undefined {
  const value = parseText(text);
  if (value === undefined) return undefined;
  const { party, muted, generation, why } = value;
  switch (value['event']) {
    case 'feeds': {
      const feeds = parseFeeds(value['feeds']);
      return feeds && { event: 'feeds', feeds };
    }
    case 'gone':
      return isId(party) ? { event: 'gone', party } : undefined;
    case 'offered': {
      const offer = parseOffer(value);
      return offer && { event: 'offered', ...offer };
    }
    case 'muted': {
      const line = lineOf(value['line']);
      if (!isId(party) || line === undefined || typeof muted !== 'boolean') return undefined;
      return { event: 'muted', party, line, muted };
    }
    case 'moved':
      return isCount(generation) ? { event: 'moved', generation } : undefined;
    case 'ended':
      return why === 'kicked' || why === 'ended' ? { event: 'ended', why } : undefined;
    default:
      return undefined;
  }
}

const REFUSALS: readonly MediaRefusal[] = [
  'no-media-server',
  'not-attending',
  'not-joined',
  'not-host',
  'full',
  'no-such-party',
  'bad-token',
  'bad-description',
  'unavailable',
];

function parseText(text: string): JsonMembers | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseJoined(value: JsonMembers): MediaAnswer | undefined {
  const { generation, resumed, resume } = value;
  const feeds = parseFeeds(value['feeds']);
  if (!isCount(generation) || typeof resumed !== 'boolean' || !isText(resume)) return undefined;
  return feeds && { is: 'joined', generation, resumed, feeds, resume };
}

function parseOffer(value: JsonMembers): MediaOffer | undefined {
  const { sdp } = value;
  const lines = parseBounded(value['lines'], (line): OfferedLine | undefined => {
    if (!isObject(line) || !isMid(line['mid'])) return undefined;
    const { mid, party } = line;
    return { mid, party: isId(party) ? party : undefined, line: lineOf(line['line']) };
  });
  return isText(sdp) && lines !== undefined ? { sdp, lines } : undefined;
}

function parseFeeds(value: unknown): readonly Feed[] | undefined {
  return parseBounded(value, (feed) => {
    if (!isObject(feed)) return undefined;
    const { party, user } = feed;
    const lines = parseBounded(feed['lines'], parseFeedLine);
    return isId(party) && isId(user) && lines !== undefined ? { party, user, lines } : undefined;
  });
}

function parseFeedLine(value: unknown): FeedLine | undefined {
  if (!isObject(value)) return undefined;
  const line = lineOf(value['line']);
  const { mid } = value;
  return isMid(mid) && line !== undefined ? { mid, line } : undefined;
}

function parseBounded<T>(
  value: unknown,
  parse: (element: unknown) => T | undefined,
): readonly T[] | undefined {
  return Array.isArray(value) && value.length <= ITEMS_MAX ? parseAll(value, parse) : undefined;
}

function isMid(value: unknown): value is string {
  return isText(value) && value.length > 0 && value.length <= MID_CHARS_MAX;
}

function lineOf(value: unknown): MediaLine | undefined {
  return value === 'microphone' || value === 'camera' || value === 'screen' ? value : undefined;
}
