import type { Export, ExportFailure, ExportProgress } from '../api/exports.js';
import type { EpochMs } from '../api/ids.js';
import { isId } from './bytes.js';
import { isCount, isObject, isText, parseAll } from './shape.js';

/** Where an archive can be fetched, and until when. */
export interface ExportLink {
  /** With its leading slash, below the origin. */
  readonly path: string;
  readonly expiresAt: EpochMs;
}

/** What the origin answers of exports (docs/openapi.yaml); undefined if the contract is broken. */
export function parseExport(value: unknown): Export | undefined {
  if (!isObject(value)) return undefined;
  const { id, requestedAt, done, total, state } = value;
  if (!isId(id) || !isCount(requestedAt) || !isCount(done) || !isCount(total)) return undefined;
  const progress: ExportProgress = { id, requestedAt, done, total };
  switch (state) {
    case 'waiting':
    case 'running':
      return { ...progress, state };
    case 'ready': {
      const { expiresAt, bytes } = value;
      if (!isCount(expiresAt) || !isCount(bytes)) return undefined;
      return { ...progress, state, expiresAt, bytes };
    }
    case 'failed': {
      const failure = parseFailure(value['failure']);
      return failure && { ...progress, state, failure };
    }
    default:
      return undefined;
  }
}

export function parseExports(value: unknown): readonly Export[] | undefined {
  return isObject(value) ? parseAll(value['exports'], parseExport) : undefined;
}

// A page goes where it says, with the user's hand: it must lead to an archive and nowhere else.
const ARCHIVE = /^\/api\/v1\/archives\/[\w-]{43}$/;

export function parseExportLink(value: unknown): ExportLink | undefined {
  if (!isObject(value)) return undefined;
  const { path, expiresAt } = value;
  if (!isText(path) || !ARCHIVE.test(path) || !isCount(expiresAt)) return undefined;
  return { path, expiresAt };
}

/** One that a later version knows is trouble. */
function parseFailure(value: unknown): ExportFailure | undefined {
  if (!isText(value)) return undefined;
  return value === 'disk-full' ? value : 'trouble';
}
