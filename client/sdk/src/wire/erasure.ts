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

/** The answer to whether there is one; the erasure is undefined if there is none. */
export function parseErasureAnswer(
  value: unknown,
): { readonly erasure: Erasure | undefined } | undefined {
  if (!isObject(value)) return undefined;
  if (value['erasure'] === undefined) return { erasure: undefined };
  const erasure = parseErasure(value['erasure']);
  return erasure && { erasure };
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
