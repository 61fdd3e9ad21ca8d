import type { ConversationEvent, ConversationKind, Member, Pointer } from '../api/events.js';
import { isId } from './bytes.js';
import { parseRecordedEnd } from './callAnswers.js';
import { isMedia } from './callContent.js';
import { isCount, isObject, isSeq, isText, parseAll, type JsonMembers } from './shape.js';

/**
 * An event of a type that this version does not know: it takes its place in the order and shows
 * nothing.
 */
export interface UnknownEvent {
  readonly type: 'unknown';
  readonly seq: number;
  readonly at: number;
}

/** What a seq can hold. */
export type LogEvent = ConversationEvent | UnknownEvent;

/**
 * Reads an event, whether an envelope opened to it or the origin answered it; undefined if a member
 * is missing or of a wrong shape. Unknown members are ignored.
 */
export function parseEvent(value: unknown): LogEvent | undefined {
  if (!isObject(value)) return undefined;
  const { seq, at, type, actor, messageId } = value;
  if (!isSeq(seq) || !isCount(at) || !isText(type)) return undefined;
  if (type === 'tombstone') {
    return { type, seq, at, messageId: isId(messageId) ? messageId : undefined };
  }
  return isId(actor) ? parseActed({ seq, at, actor }, type, value) : undefined;
}

function parseActed(
  acted: { readonly seq: number; readonly at: number; readonly actor: string },
  type: string,
  value: JsonMembers,
): LogEvent | undefined {
  const { messageId, body, title } = value;
  switch (type) {
    case 'message.sent':
      return parseSent(acted, value);
    case 'message.edited':
      return isId(messageId) && isText(body) ? { type, ...acted, messageId, body } : undefined;
    case 'message.deleted':
      return isId(messageId) ? { type, ...acted, messageId } : undefined;
    case 'conversation.renamed':
      return isText(title) ? { type, ...acted, title } : undefined;
    case 'conversation.created':
      return parseCreated(acted, value);
    case 'member.added': {
      const members = parseAll(value['members'], parseMember);
      return members && { type, ...acted, members };
    }
    case 'member.removed':
      return parseRemoved(acted, value);
    case 'call.started': {
      const { callId, media } = value;
      return isId(callId) && isMedia(media) ? { type, ...acted, callId, media } : undefined;
    }
    case 'call.ended':
      return parseCallEnded(acted, value);
    case 'person.erased': {
      // What a later version says deletes.
      const messages = value['messages'] === 'kept' ? 'kept' : 'deleted';
      return { type, ...acted, messages };
    }
    default:
      return { type: 'unknown', seq: acted.seq, at: acted.at };
  }
}

type Acted = Parameters<typeof parseActed>[0];

function parseSent(acted: Acted, value: JsonMembers): LogEvent | undefined {
  const { messageId, clientId, body, replyTo } = value;
  if (!isId(messageId) || !isId(clientId) || !isText(body)) return undefined;
  const reply = isId(replyTo) ? replyTo : undefined;
  return { type: 'message.sent', ...acted, messageId, clientId, body, replyTo: reply };
}

function parseCreated(acted: Acted, value: JsonMembers): LogEvent | undefined {
  const { kind, title } = value;
  const members = parseAll(value['members'], parseMember);
  if (!isKind(kind) || members === undefined) return undefined;
  const shown = isText(title) ? title : undefined;
  return { type: 'conversation.created', ...acted, kind, title: shown, members };
}

function parseRemoved(acted: Acted, value: JsonMembers): LogEvent | undefined {
  const { member, reason } = value;
  if (!isId(member)) return undefined;
  // A reason of a later version still removes.
  const known = reason === 'left' || reason === 'banned' ? reason : 'removed';
  return { type: 'member.removed', ...acted, member, reason: known };
}

function parseCallEnded(acted: Acted, value: JsonMembers): LogEvent | undefined {
  const { callId, media, caller, durationMs: duration } = value;
  const reason = parseRecordedEnd(value['reason']);
  if (!isId(callId) || !isMedia(media) || !isId(caller) || reason === undefined) return undefined;
  const durationMs = isCount(duration) ? duration : undefined;
  return { type: 'call.ended', ...acted, callId, media, caller, reason, durationMs };
}

export function isKind(value: unknown): value is ConversationKind {
  return value === 'direct' || value === 'group' || value === 'room';
}

export function parseMember(value: unknown): Member | undefined {
  if (!isObject(value)) return undefined;
  const { id, rid, name } = value;
  return isId(id) && isId(rid) && isText(name) ? { id, rid, name } : undefined;
}

/** Reads a pointer; undefined if it is none. */
export function parsePointer(value: unknown): Pointer | undefined {
  if (!isObject(value)) return undefined;
  const { user, delivered, read, at } = value;
  if (!isId(user) || !isCount(delivered) || !isCount(read) || !isCount(at)) return undefined;
  return { user, delivered, read, at };
}
