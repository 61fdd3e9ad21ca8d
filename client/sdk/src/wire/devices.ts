import type { SignedInDevice } from '../api/devices.js';
import { isId } from './bytes.js';
import { isCount, isObject, parseAll } from './shape.js';

/** The answer to `listSessions` of docs/openapi.yaml; undefined if it is not one. */
export function parseDevices(value: unknown): readonly SignedInDevice[] | undefined {
  return isObject(value) ? parseAll(value['sessions'], parseDevice) : undefined;
}

function parseDevice(value: unknown): SignedInDevice | undefined {
  if (!isObject(value)) return undefined;
  const { device: id, since, expires, current } = value;
  if (!isId(id) || !isCount(expires) || typeof current !== 'boolean') return undefined;
  return since === undefined || isCount(since) ? { id, since, expires, current } : undefined;
}
