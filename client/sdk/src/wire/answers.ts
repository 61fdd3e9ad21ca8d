import type { ConversationKind, Member, Pointer } from '../api/events.js';
import type {
  ConversationId,
  DeviceId,
  Epoch,
  EpochMs,
  MessageId,
  RoutingId,
  Seq,
  TimelineId,
  UserId,
} from '../api/ids.js';
import type { RoomListing, Site, User } from '../api/snapshots.js';
import type { SignerKey } from '../crypto/signers.js';
import { isId } from './bytes.js';
import { isKind, type LogEvent, parseEvent, parseMember } from './events.js';
import { isCount, isEpoch, isObject, isText, parseAll } from './shape.js';

/**
 * What the origin answers (docs/openapi.yaml), read member by member; undefined if the contract is
 * broken.
 */

/** A conversation as its member sees it. */
export interface ConversationRecord {
  readonly id: ConversationId;
  readonly rid: RoutingId;
  readonly kind: ConversationKind;
  readonly title: string | undefined;
  readonly owner: UserId;
  readonly head: Seq;
  readonly floor: Seq;
  readonly epoch: Epoch;
  readonly memberCount: number;
  /** Absent unless it has an age of its own. */
  readonly keptForMs: number | undefined;
  /** Empty for a room. */
  readonly members: readonly Member[];
}

/** One conversation's part of a sync answer. */
export interface SyncedConversation {
  readonly conversation: ConversationRecord;
  readonly events: readonly LogEvent[];
  /** Events after the last one here were left out. */
  readonly more: boolean;
  readonly pointers: readonly SyncedPointer[];
}

export type SyncedPointer = Pick<Pointer, 'user' | 'delivered' | 'read'>;

/** All conversations of the user, and what she has missed. */
export interface SyncAnswer {
  readonly timeline: TimelineId;
  readonly signers: readonly SignerKey[];
  readonly conversations: readonly SyncedConversation[];
}

/** A session without its token. */
export interface SessionRecord {
  readonly user: User;
  readonly device: DeviceId;
  readonly timeline: TimelineId;
  readonly signers: readonly SignerKey[];
  readonly expires: EpochMs;
  readonly administrator: boolean;
}

export interface NewSession {
  readonly token: string;
  readonly session: SessionRecord;
}

/** An event is durable. */
export interface Appended {
  readonly seq: Seq;
  readonly epoch: Epoch;
  readonly at: EpochMs;
  readonly messageId: MessageId | undefined;
}

export interface HistoryPage {
  readonly events: readonly LogEvent[];
  readonly head: Seq;
  readonly floor: Seq;
  readonly more: boolean;
}

export interface Ticket {
  readonly ticket: string;
  readonly ticketId: string;
  readonly expires: EpochMs;
  readonly relays: readonly string[];
}

export interface Pass {
  readonly conversation: ConversationId;
  readonly rid: RoutingId;
  readonly pass: string;
  readonly expires: EpochMs;
}

export interface EpochKey {
  readonly epoch: Epoch;
  /** 32 bytes, base64url. */
  readonly key: string;
}

export interface MemberPage {
  readonly members: readonly Member[];
  readonly more: boolean;
}

/** What somebody is called. */
export interface PersonName {
  readonly id: UserId;
  readonly name: string;
}

function parseName(value: unknown): PersonName | undefined {
  if (!isObject(value)) return undefined;
  const { id, name } = value;
  return isId(id) && isText(name) ? { id, name } : undefined;
}

export function parseConversation(value: unknown): ConversationRecord | undefined {
  if (!isObject(value)) return undefined;
  const { id, rid, kind, title, owner, head, floor, epoch, memberCount, keptFor } = value;
  const members = parseAll(value['members'], parseMember);
  if (!isId(id) || !isId(rid) || !isKind(kind) || !isId(owner) || !members) return undefined;
  if (!isCount(head) || !isCount(floor) || !isEpoch(epoch) || !isCount(memberCount)) {
    return undefined;
  }
  if (keptFor !== undefined && !isCount(keptFor)) return undefined;
  const shown = isText(title) ? title : undefined;
  return {
    id,
    rid,
    kind,
    title: shown,
    owner,
    head,
    floor,
    epoch,
    memberCount,
    keptForMs: keptFor,
    members,
  };
}

function parseSynced(value: unknown): SyncedConversation | undefined {
  if (!isObject(value)) return undefined;
  const conversation = parseConversation(value['conversation']);
  const events = parseAll(value['events'], parseEvent);
  const pointers = parseAll(value['pointers'], parseSyncedPointer);
  const { more } = value;
  if (!conversation || !events || !pointers || typeof more !== 'boolean') return undefined;
  return { conversation, events, more, pointers };
}

function parseSyncedPointer(value: unknown): SyncedPointer | undefined {
  if (!isObject(value)) return undefined;
  const { user, delivered, read } = value;
  return isId(user) && isCount(delivered) && isCount(read) ? { user, delivered, read } : undefined;
}

export function parseSyncAnswer(value: unknown): SyncAnswer | undefined {
  if (!isObject(value)) return undefined;
  const { timeline } = value;
  const signers = parseAll(value['signers'], parseSigner);
  const conversations = parseAll(value['conversations'], parseSynced);
  if (!isId(timeline) || !signers || !conversations) return undefined;
  return { timeline, signers, conversations };
}

function parseSigner(value: unknown): SignerKey | undefined {
  if (!isObject(value)) return undefined;
  const { kid, key } = value;
  return isText(kid) && isText(key) ? { kid, key } : undefined;
}

export function parseUser(value: unknown): User | undefined {
  if (!isObject(value)) return undefined;
  const { id, rid, kind, login, name } = value;
  if (!isId(id) || !isId(rid) || !isText(name)) return undefined;
  if (kind !== 'local' && kind !== 'guest' && kind !== 'sso') return undefined;
  return { id, rid, kind, login: isText(login) ? login : undefined, name };
}

export function parseSession(value: unknown): SessionRecord | undefined {
  if (!isObject(value)) return undefined;
  const { device, timeline, expires } = value;
  const user = parseUser(value['user']);
  const signers = parseAll(value['signers'], parseSigner);
  if (!user || !signers || !isId(device) || !isId(timeline) || !isCount(expires)) return undefined;
  // A site that does not say so has no such thing.
  const administrator = value['administrator'] === true;
  return { user, device, timeline, signers, expires, administrator };
}

export function parseNewSession(value: unknown): NewSession | undefined {
  if (!isObject(value)) return undefined;
  const session = parseSession(value['session']);
  const { token } = value;
  return session && isText(token) ? { token, session } : undefined;
}

export function parseAppended(value: unknown): Appended | undefined {
  if (!isObject(value)) return undefined;
  const { seq, epoch, at, messageId } = value;
  if (!isCount(seq) || !isEpoch(epoch) || !isCount(at)) return undefined;
  return { seq, epoch, at, messageId: isId(messageId) ? messageId : undefined };
}

export function parseHistory(value: unknown): HistoryPage | undefined {
  if (!isObject(value)) return undefined;
  const { head, floor, more } = value;
  const events = parseAll(value['events'], parseEvent);
  if (!events || !isCount(head) || !isCount(floor) || typeof more !== 'boolean') return undefined;
  return { events, head, floor, more };
}

export function parseTicket(value: unknown): Ticket | undefined {
  if (!isObject(value)) return undefined;
  const { ticket, ticketId, expires } = value;
  const relays = parseAll(value['relays'], (url) => (isText(url) ? url : undefined));
  if (!isText(ticket) || !isId(ticketId) || !isCount(expires) || !relays) return undefined;
  return { ticket, ticketId, expires, relays };
}

function parsePass(value: unknown): Pass | undefined {
  if (!isObject(value)) return undefined;
  const { conversation, rid, pass, expires } = value;
  if (!isId(conversation) || !isId(rid) || !isText(pass) || !isCount(expires)) return undefined;
  return { conversation, rid, pass, expires };
}

function parseKey(value: unknown): EpochKey | undefined {
  if (!isObject(value)) return undefined;
  const { epoch, key } = value;
  return isEpoch(epoch) && isText(key) ? { epoch, key } : undefined;
}

function parseRoom(value: unknown): RoomListing | undefined {
  if (!isObject(value)) return undefined;
  const { id, title, memberCount, joined } = value;
  if (!isId(id) || !isText(title) || !isCount(memberCount) || typeof joined !== 'boolean') {
    return undefined;
  }
  return { id, title, memberCount, joined };
}

export function parseSite(value: unknown): Site | undefined {
  if (!isObject(value)) return undefined;
  const { name, signIn, registration } = value;
  if (!isText(name) || !Array.isArray(signIn)) return undefined;
  if (registration !== 'open' && registration !== 'closed') return undefined;
  const known = (['password', 'guest', 'sso'] as const).filter((way) => signIn.includes(way));
  return { name, signIn: known, registration };
}

export function parseMemberPage(value: unknown): MemberPage | undefined {
  if (!isObject(value)) return undefined;
  const members = parseAll(value['members'], parseMember);
  const { more } = value;
  return members && typeof more === 'boolean' ? { members, more } : undefined;
}

/** Reads the one list that an answer consists of. */
function listOf<T>(
  name: string,
  parse: (element: unknown) => T | undefined,
): (value: unknown) => readonly T[] | undefined {
  return (value) => (isObject(value) ? parseAll(value[name], parse) : undefined);
}

export const parseNames = listOf('names', parseName);
export const parsePasses = listOf('passes', parsePass);
export const parseKeys = listOf('keys', parseKey);
export const parseUsers = listOf('users', parseUser);
export const parseRooms = listOf('rooms', parseRoom);
