import {
  AUDIT_ACTS,
  type AuditEntry,
  type AuditPage,
  type AuditSubject,
  type HoldKind,
  type LegalHold,
  type OwnAge,
  type PersonRequest,
  type Retention,
  type RetentionRun,
} from '../api/administration.js';
import { isId } from './bytes.js';
import { isCount, isObject, isText, parseAll } from './shape.js';

/** What the origin answers administrators (docs/openapi.yaml); undefined if the contract is broken. */
export function parseRetention(value: unknown): Retention | undefined {
  if (!isObject(value) || !isObject(value['ages'])) return undefined;
  const { ages, nextAt } = value;
  const last = optional(value['last'], parseRun);
  const preview = optional(value['preview'], parseRun);
  if (!isCount(nextAt) || last === 'malformed' || preview === 'malformed') return undefined;
  const { direct, groups, rooms, callRecords, guests } = ages;
  const known = [direct, groups, rooms, callRecords, guests];
  if (!known.every((age) => age === undefined || isCount(age))) return undefined;
  const [ofDirect, ofGroups, ofRooms, ofCalls, ofGuests] = known;
  return {
    agesMs: {
      direct: ofDirect,
      groups: ofGroups,
      rooms: ofRooms,
      callRecords: ofCalls,
      guests: ofGuests,
    },
    ...{ nextAt, last, preview },
  };
}

function parseRun(value: unknown): RetentionRun | undefined {
  if (!isObject(value) || !isObject(value['counts'])) return undefined;
  const { at } = value;
  const state = oneOf(['waiting', 'running', 'done', 'failed'] as const, value['state']);
  const { conversations, events, calls, guests, held } = value['counts'];
  if (!isCount(at) || state === undefined) return undefined;
  if (!isCount(conversations) || !isCount(events) || !isCount(calls)) return undefined;
  if (!isCount(guests) || !isCount(held)) return undefined;
  return { state, at, counts: { conversations, events, calls, guests, held } };
}

export function parseOwnAges(value: unknown): readonly OwnAge[] | undefined {
  return isObject(value) ? parseAll(value['conversations'], parseOwnAge) : undefined;
}

function parseOwnAge(value: unknown): OwnAge | undefined {
  if (!isObject(value)) return undefined;
  const { conversation, title, keptFor } = value;
  const kind = oneOf(['direct', 'group', 'room'] as const, value['kind']);
  if (!isId(conversation) || kind === undefined || !isCount(keptFor)) return undefined;
  return { conversation, kind, title: words(title), keptForMs: keptFor };
}

export function parseHolds(value: unknown): readonly LegalHold[] | undefined {
  return isObject(value) ? parseAll(value['holds'], parseHold) : undefined;
}

function parseHold(value: unknown): LegalHold | undefined {
  if (!isObject(value)) return undefined;
  const { subject, at, name } = value;
  const kind = holdKind(value['kind']);
  if (!isId(subject) || !isCount(at) || kind === undefined) return undefined;
  return { kind, subject, at, name: words(name) };
}

export function parseRequests(value: unknown): readonly PersonRequest[] | undefined {
  return isObject(value) ? parseAll(value['requests'], parseRequest) : undefined;
}

function parseRequest(value: unknown): PersonRequest | undefined {
  if (!isObject(value)) return undefined;
  const { id, requestedAt, done, total, name } = value;
  const kind = oneOf(['export', 'erasure-asked', 'erasure'] as const, value['kind']);
  const state = oneOf(['waiting', 'running', 'ready', 'failed'] as const, value['state']);
  if (!isId(id) || !isCount(requestedAt) || !isCount(done) || !isCount(total)) return undefined;
  if (kind === undefined || state === undefined) return undefined;
  return { id, kind, state, requestedAt, done, total, name: words(name) };
}

export function parseAudit(value: unknown): AuditPage | undefined {
  if (!isObject(value)) return undefined;
  const { more } = value;
  const entries = parseAll(value['entries'], parseEntry);
  if (entries === undefined || typeof more !== 'boolean') return undefined;
  const last = entries.at(-1);
  return {
    entries: entries.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    before: more ? last?.at : undefined,
  };
}

/** Of an act that a later version knows, the time alone: pages go on there. */
function parseEntry(
  value: unknown,
): { readonly at: number; readonly entry: AuditEntry | undefined } | undefined {
  if (!isObject(value) || !isText(value['act'])) return undefined;
  const { at, actor, actorName, keptFor } = value;
  if (!isCount(at) || !isId(actor) || (keptFor !== undefined && !isCount(keptFor))) {
    return undefined;
  }
  const about = optional(value['subject'], () => parseSubject(value));
  if (about === 'malformed') return undefined;
  const act = oneOf(AUDIT_ACTS, value['act']);
  return {
    at,
    entry: act && { at, act, actor, actorName: words(actorName), about, keptForMs: keptFor },
  };
}

function parseSubject(value: Readonly<Record<string, unknown>>): AuditSubject | undefined {
  const { subject: id, subjectName } = value;
  const kind = holdKind(value['kind']);
  return kind && isId(id) ? { kind, id, name: words(subjectName) } : undefined;
}

function holdKind(value: unknown): HoldKind | undefined {
  return oneOf(['conversation', 'person'] as const, value);
}

/** What may be absent; what is there must be right. */
function optional<T>(
  value: unknown,
  parse: (value: unknown) => T | undefined,
): T | 'malformed' | undefined {
  return value === undefined ? undefined : (parse(value) ?? 'malformed');
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

function words(value: unknown): string | undefined {
  return isText(value) && value !== '' ? value : undefined;
}
