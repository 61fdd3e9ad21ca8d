import {
  CONNECTION_PURPOSES,
  STORED_KINDS,
  STORED_PLACES,
  type DisclosedConnection,
  type Disclosure,
  type Stored,
} from '../api/disclosure.js';
import { isCount, isObject, isText, parseAll } from './shape.js';

/** The answer to `getDisclosure` of docs/openapi.yaml; undefined if it is not one. */
export function parseDisclosure(value: unknown): Disclosure | undefined {
  if (!isObject(value) || !isObject(value['places'])) return undefined;
  const { name, contentSecurityPolicy, places } = value;
  const database = oneOf(['embedded', 'server'] as const, value['database']);
  const messages = oneOf(['text', 'encrypted'] as const, value['messages']);
  const calls = oneOf(['two', 'groups'] as const, value['calls']);
  const erased = oneOf(['deleted', 'kept'] as const, value['erased']);
  const stored = parseAll(value['stored'], parseStored);
  const connections = parseAll(value['connections'], parseConnection);
  if (!isText(name) || !isText(contentSecurityPolicy)) return undefined;
  if (!database || !messages || !calls || !erased || !stored || !connections) return undefined;
  return {
    name,
    operator: words(value['operator']),
    contact: words(value['contact']),
    policy: addressOf(value['policy']),
    places: {
      origin: words(places['origin']),
      database: words(places['database']),
      relays: words(places['relays']),
    },
    database,
    messages,
    stored: stored.filter((one) => one !== 'unknown'),
    connections: connections.filter((one) => one !== 'unknown'),
    contentSecurityPolicy,
    calls,
    erased,
  };
}

function parseStored(value: unknown): Stored | 'unknown' | undefined {
  if (!isObject(value) || !isText(value['what']) || !isText(value['place'])) return undefined;
  const { keptFor } = value;
  if (keptFor !== undefined && !isCount(keptFor)) return undefined;
  const what = oneOf(STORED_KINDS, value['what']);
  const place = oneOf(STORED_PLACES, value['place']);
  return what && place ? { what, place, keptForMs: keptFor } : 'unknown';
}

function parseConnection(value: unknown): DisclosedConnection | 'unknown' | undefined {
  if (!isObject(value) || !isText(value['purpose'])) return undefined;
  const { enforced, url } = value;
  if (typeof enforced !== 'boolean' || (url !== undefined && !isText(url))) return undefined;
  const purpose = oneOf(CONNECTION_PURPOSES, value['purpose']);
  return purpose ? { purpose, url, enforced } : 'unknown';
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

function words(value: unknown): string | undefined {
  return isText(value) && value !== '' ? value : undefined;
}

/** It becomes a link: nothing but the web's own schemes may stand in it. */
function addressOf(value: unknown): string | undefined {
  return isText(value) && /^https?:\/\//i.test(value) ? value : undefined;
}
