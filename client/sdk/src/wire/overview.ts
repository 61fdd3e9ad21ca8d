import type {
  DatabaseVitals,
  LinkVitals,
  MeshVitals,
  NodeVitals,
  OutboxVitals,
  Overview,
} from '../api/overview.js';
import { isCount, isObject, isText, type JsonMembers, parseAll } from './shape.js';

/** The answer to `getOverview` of docs/openapi.yaml; undefined if it is not one. */
export function parseOverview(value: unknown): Overview | undefined {
  if (!isObject(value)) return undefined;
  const { node, at } = value;
  const database = part(value['database'], parseDatabase);
  const outbox = part(value['outbox'], parseOutbox);
  const mesh = part(value['mesh'], parseMesh);
  if (!isText(node) || !isCount(at)) return undefined;
  if (database === 'malformed' || outbox === 'malformed' || mesh === 'malformed') return undefined;
  return { node, at, database, outbox, mesh };
}

/** What may be absent; what is there must be right. */
function part<T>(
  value: unknown,
  parse: (value: unknown) => T | undefined,
): T | 'malformed' | undefined {
  return value === undefined ? undefined : (parse(value) ?? 'malformed');
}

/** The members of these names, if each is a count. */
function counts<K extends string>(
  value: JsonMembers,
  ...names: readonly K[]
): Record<K, number> | undefined {
  const found: Partial<Record<K, number>> = {};
  for (const name of names) {
    const count = value[name];
    if (!isCount(count)) return undefined;
    found[name] = count;
  }
  return found as Record<K, number>;
}

function stateOf(value: unknown): 'up' | 'down' | undefined {
  return value === 'up' || value === 'down' ? value : undefined;
}

function parseDatabase(value: unknown): DatabaseVitals | undefined {
  if (!isObject(value) || !isObject(value['commits'])) return undefined;
  const { engine } = value;
  const state = stateOf(value['state']);
  const own = counts(value, 'waiting');
  const commits = counts(
    value['commits'],
    ...(['windowSeconds', 'commits', 'medianMicros', 'p99Micros', 'maxMicros'] as const),
  );
  return isText(engine) && state && own && commits ? { engine, state, ...own, commits } : undefined;
}

function parseOutbox(value: unknown): OutboxVitals | undefined {
  if (!isObject(value)) return undefined;
  const own = counts(value, 'held', 'delivered', 'retried', 'givenUp');
  const rows = part(value['rows'], parseRows);
  return own && rows !== 'malformed' ? { rows, ...own } : undefined;
}

function parseRows(value: unknown): OutboxVitals['rows'] {
  const rows = isObject(value) ? counts(value, 'waiting', 'oldestAge', 'measuredAgo') : undefined;
  return (
    rows && {
      waiting: rows.waiting,
      oldestAgeMs: rows.oldestAge,
      measuredAgoMs: rows.measuredAgo,
    }
  );
}

function parseMesh(value: unknown): MeshVitals | undefined {
  if (!isObject(value)) return undefined;
  const nodes = parseAll(value['nodes'], parseNode);
  const silent = parseAll(value['silent'], (name) => (isText(name) ? name : undefined));
  const links = parseAll(value['links'], parseLink);
  return nodes && silent && links && { nodes, silent, links };
}

function parseNode(value: unknown): NodeVitals | undefined {
  if (!isObject(value)) return undefined;
  const { node } = value;
  const numbers = counts(
    value,
    'sockets',
    'socketsMax',
    'routingIds',
    'members',
    'deliveries',
    'resyncs',
    'slowCloses',
    'heapBytes',
    'heapBytesMax',
    'upSeconds',
  );
  return isText(node) && numbers ? { node, ...numbers } : undefined;
}

function parseLink(value: unknown): LinkVitals | undefined {
  if (!isObject(value)) return undefined;
  const { mesh, relay, heardAgo } = value;
  const state = stateOf(value['state']);
  const numbers = counts(value, 'since', 'unanswered', 'refused', 'lost', 'losses');
  const reported = part(value['reported'], parseNode);
  if (!isText(mesh) || !isText(relay) || !state || !numbers || reported === 'malformed') {
    return undefined;
  }
  if (heardAgo !== undefined && !isCount(heardAgo)) return undefined;
  const { since, ...more } = numbers;
  return { mesh, relay, state, sinceMs: since, ...more, reported, heardAgoMs: heardAgo };
}
