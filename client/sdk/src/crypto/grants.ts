import type { CallId, DeviceId, EpochMs, RoutingId, TimelineId } from '../api/ids.js';
import { fromBase64Url, isId, parseJson, utf8 } from '../wire/bytes.js';
import { isCount, isObject, isText, type JsonMembers } from '../wire/shape.js';
import type { Signers } from './signers.js';

/** What a grant says (docs/PROTOCOL.md §5): this device may call, or answer, this user. */
export interface Grant {
  readonly timeline: TimelineId;
  readonly user: RoutingId;
  readonly device: DeviceId;
  readonly conversation: RoutingId;
  readonly call: CallId;
  readonly role: 'caller' | 'callee';
  readonly to: RoutingId;
  readonly openedAt: EpochMs;
  readonly expires: EpochMs;
}

/** Longer tokens nobody signs. */
const CHARS_MAX = 1_024;

/** Reads a grant that one of the signers has signed; undefined if it is anything else. */
export async function verifyGrant(token: string, signers: Signers): Promise<Grant | undefined> {
  if (token.length > CHARS_MAX) return undefined;
  const [header, claims, signature, ...more] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  const head = membersOf(header);
  const kid = head?.['kid'];
  const bytes = fromBase64Url(signature);
  if (head?.['alg'] !== 'EdDSA' || head['typ'] !== 'grant+jwt') return undefined;
  if (!isText(kid) || bytes?.length !== 64 || more.length > 0) return undefined;
  if (!(await signers.verifyBy(kid, bytes, utf8(`${header}.${claims}`)))) return undefined;
  const said = membersOf(claims);
  return said && parseGrant(said);
}

function membersOf(part: string): JsonMembers | undefined {
  const bytes = fromBase64Url(part);
  const value = bytes && parseJson(bytes);
  return isObject(value) ? value : undefined;
}

function parseGrant(said: JsonMembers): Grant | undefined {
  const { iss, aud, sub, dev, rid, call, role, to, opn, exp } = said;
  if (aud !== 'sealmesh-relay' || (role !== 'caller' && role !== 'callee')) return undefined;
  if (!isId(iss) || !isId(sub) || !isId(dev) || !isId(rid) || !isId(call) || !isId(to)) {
    return undefined;
  }
  if (!isCount(opn) || !isCount(exp)) return undefined;
  return {
    ...{ timeline: iss, user: sub, device: dev, conversation: rid, call, role, to },
    openedAt: opn * 1_000,
    expires: exp * 1_000,
  };
}
