import type { CallEnd, CallMedia, Lobby } from '../api/calls.js';
import type { CallId, ConversationId, EpochMs, UserId } from '../api/ids.js';
import { fromBase64Url, isId, parseJson } from './bytes.js';
import { isMedia } from './callContent.js';
import { isCount, isObject, isText, parseAll } from './shape.js';

/** Why a call is over as the origin records it. */
export type RecordedEnd = Exclude<CallEnd, 'answered-elsewhere'>;

/** A call as the origin has it. */
export interface CallRecord {
  readonly id: CallId;
  readonly conversation: ConversationId;
  readonly media: CallMedia;
  readonly caller: UserId;
  readonly openedAt: EpochMs;
  readonly answeredAt: EpochMs | undefined;
  readonly endedAt: EpochMs | undefined;
  readonly reason: RecordedEnd | undefined;
}

/** The right to take part in a call, and the means to reach the other one. */
export interface CallAdmission {
  readonly call: CallRecord;
  readonly grant: string;
  readonly expires: EpochMs;
  readonly iceServers: readonly RTCIceServer[];
  readonly iceTransportPolicy: RTCIceTransportPolicy;
  /** Of a group's call: lets this party into its room at the media server. */
  readonly mediaToken: string | undefined;
  /** Of a group's call: what this user is in it. */
  readonly role: 'host' | 'participant';
}

/** Of a group's call with a lobby: a host has to let this user in first. */
export interface CallWaiting {
  readonly call: CallRecord;
  readonly grant: undefined;
}

/** What the origin answers to who wants to be in a call. */
export type CallEntry = CallAdmission | CallWaiting;

/** The lobby of a group's call, as its hosts see it. */
export interface LobbyAnswer {
  readonly lobby: Lobby;
  readonly waiting: readonly UserId[];
}

const ENDS: readonly RecordedEnd[] = [
  'hung-up',
  'rejected',
  'busy',
  'cancelled',
  'no-answer',
  'failed',
  'lost',
];

/** Reads why a call ended; one that a later version knows counts as lost. */
export function parseRecordedEnd(value: unknown): RecordedEnd | undefined {
  if (!isText(value)) return undefined;
  return ENDS.find((known) => known === value) ?? 'lost';
}

export function parseCallAdmission(value: unknown): CallAdmission | undefined {
  if (!isObject(value)) return undefined;
  const { grant, expires, iceTransportPolicy: policy } = value;
  const call = parseCallRecord(value['call']);
  const iceServers = parseAll(value['iceServers'], parseIceServer);
  if (!call || !iceServers || !isText(grant) || !isCount(expires)) return undefined;
  if (policy !== 'all' && policy !== 'relay') return undefined;
  const role = isHosts(grant) ? 'host' : 'participant';
  const mediaToken = isText(value['mediaToken']) ? value['mediaToken'] : undefined;
  return { call, grant, expires, iceServers, iceTransportPolicy: policy, mediaToken, role };
}

export function parseCallEntry(value: unknown): CallEntry | undefined {
  if (!isObject(value) || value['grant'] !== undefined) return parseCallAdmission(value);
  const call = parseCallRecord(value['call']);
  return call && { call, grant: undefined };
}

export function parseLobby(value: unknown): LobbyAnswer | undefined {
  if (!isObject(value)) return undefined;
  const { lobby } = value;
  const waiting = parseAll(value['waiting'], (one) =>
    isObject(one) && isId(one['user']) ? one['user'] : undefined,
  );
  if (waiting === undefined || (lobby !== 'on' && lobby !== 'off')) return undefined;
  return { lobby, waiting };
}

/** Reads who is in a call, of what the origin answers to a confirmation. */
export function parseParticipants(value: unknown): readonly UserId[] | undefined {
  const call = isObject(value) ? value['call'] : undefined;
  if (!isObject(call)) return undefined;
  const all = parseAll(call['participants'], (one) =>
    isObject(one) && isId(one['user'])
      ? { user: one['user'], hasLeft: isCount(one['leftAt']) }
      : undefined,
  );
  return all?.filter(({ hasLeft }) => !hasLeft).map(({ user }) => user);
}

/** Whether a grant, which the origin has just given, is a host's; the mesh verifies it. */
function isHosts(grant: string): boolean {
  const claims = parseJson(fromBase64Url(grant.split('.')[1] ?? '') ?? new Uint8Array());
  return isObject(claims) && claims['role'] === 'host';
}

function parseCallRecord(value: unknown): CallRecord | undefined {
  if (!isObject(value)) return undefined;
  const { id, conversation, media, caller, openedAt, answeredAt, endedAt } = value;
  if (!isId(id) || !isId(conversation) || !isId(caller)) return undefined;
  if (!isMedia(media) || !isCount(openedAt)) return undefined;
  return {
    ...{ id, conversation, media, caller, openedAt },
    answeredAt: isCount(answeredAt) ? answeredAt : undefined,
    endedAt: isCount(endedAt) ? endedAt : undefined,
    reason: parseRecordedEnd(value['reason']),
  };
}

function parseIceServer(value: unknown): RTCIceServer | undefined {
  if (!isObject(value)) return undefined;
  const urls = parseAll(value['urls'], (url) => (isIceUrl(url) ? url : undefined));
  const { username, credential } = value;
  if (urls === undefined) return undefined;
  if (!isText(username) || !isText(credential)) return { urls: [...urls] };
  return { urls: [...urls], username, credential };
}

function isIceUrl(value: unknown): value is string {
  return isText(value) && /^(stuns?|turns?):/.test(value);
}
