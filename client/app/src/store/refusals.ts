import { LimitError, ProblemError } from '@sealmesh/sdk';

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

export async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusedBy(error);
  }
}
