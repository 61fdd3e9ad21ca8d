import type { Erasure, ErasureCounts, ErasureProgress } from '../api/erasure.js';
import { isId } from './bytes.js';
import { isCount, isObject } from './shape.js';

/** What the origin answers of an erasure (docs/openapi.yaml); undefined if the contract is broken. */
export function parseErasure(value: unknown): Erasure | undefined {
  if (!isObject(value)) return undefined;
  const { id, requestedAt, done, total, state, expiresAt } = value;
  if (!isId(id) || !isCount(requestedAt) || !isCount(done) || !isCount(total)) return undefined;
  // What a later version says deletes.
  const messages = value['messages'] === 'kept' ? 'kept' : 'deleted';
  const progress: ErasureProgress = { id, requestedAt, done, total, messages };
  switch (state) {
    case 'waiting':
    case 'counting':
    case 'failed':
      return { ...progress, state };
    case 'counted': {
      const counts = parseCounts(value['counts']);
      return counts && isCount(expiresAt) ? { ...progress, state, counts, expiresAt } : undefined;
    }
    default:
      return undefined;
  }
}

function parseCounts(value: unknown): ErasureCounts | undefined {
  if (!isObject(value)) return undefined;
  const { conversations, messages, calls, devices, blocks, copies } = value;
  return isCount(conversations) &&
    isCount(messages) &&
    isCount(calls) &&
    isCount(devices) &&
    isCount(blocks) &&
    isCount(copies)
    ? { conversations, messages, calls, devices, blocks, copies }
    : undefined;
}
