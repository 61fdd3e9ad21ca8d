import { LimitError, ProblemError } from '@sealmesh/sdk';

import type { CallRefusal } from '../model/call.js';
import type { ErasureRefusal } from '../model/erasure.js';
import type { ExportRefusal } from '../model/exports.js';
import { Refused, type Refusal } from './store.js';

/** Turns what the SDK throws into what a person can be told. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof LimitError) {
    return new Refused('too-many', { cause: error });
  }
  if (error instanceof ProblemError) {
    return new Refused(refusalOf(error), { cause: error });
  }
  return new Refused('unexpected', { cause: error });
}

function refusalOf({ status }: ProblemError): Refusal {
  switch (status) {
    case 400:
    case 422:
      return 'invalid';
    case 401:
      return 'credentials';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'gone';
    case 409:
      return 'taken';
    case 413:
      return 'too-long';
    case 429:
      return 'too-many';
    default:
      return status === 0 || status >= 500 ? 'unreachable' : 'unexpected';
  }
}

/** Why a call did not begin; the protocol names more reasons than a person can do something about. */
export function callRefusalOf(error: unknown): CallRefusal {
  if (!(error instanceof ProblemError)) {
    return 'unexpected';
  }
  switch (error.type) {
    case 'busy':
      return 'in-call';
    case 'unsupported':
    case 'no-media-server':
    case 'turned-away':
      return error.type;
    case 'call-full':
      return 'full';
    default: {
      const refusal = refusalOf(error);
      return refusal === 'forbidden' || refusal === 'unreachable' ? refusal : 'unexpected';
    }
  }
}

/** Why nothing came of what was asked about a copy of one's data. */
export function exportRefusalOf(error: unknown): ExportRefusal {
  if (!(error instanceof ProblemError)) {
    return 'unexpected';
  }
  switch (error.type) {
    case 'limit-reached':
      return 'limit';
    case 'export-not-ready':
      return 'not-ready';
    default: {
      const refusal = refusalOf(error);
      return JOB_REFUSALS.find((known) => known === refusal) ?? 'unexpected';
    }
  }
}

/** Why nothing came of a wish to be erased. */
export function erasureRefusalOf(error: unknown): ErasureRefusal {
  if (!(error instanceof ProblemError)) {
    return 'unexpected';
  }
  switch (error.type) {
    case 'wrong-password':
    case 'on-hold':
      return error.type;
    case 'erasure-not-ready':
      return 'not-ready';
    default: {
      const refusal = refusalOf(error);
      return JOB_REFUSALS.find((known) => known === refusal) ?? 'unexpected';
    }
  }
}

const JOB_REFUSALS = ['forbidden', 'gone', 'too-many', 'unreachable'] as const;

export async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusedBy(error);
  }
}
