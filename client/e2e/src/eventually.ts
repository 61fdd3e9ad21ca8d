import { setTimeout as pause } from 'node:timers/promises';

/** Generous, since a busy machine is no failure: it only bounds how long a failing test hangs. */
const WITHIN_MS = 60_000;

/**
 * Asks until the answer is neither undefined nor false, and returns it. A check that throws counts
 * as a no; its last error is the cause of the failure.
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = WITHIN_MS,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    try {
      const answer = await check();
      if (answer !== undefined && answer !== false) {
        return answer as Exclude<T, undefined | false>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(40);
  } while (performance.now() < deadline);
  // The runner shows a cause's name alone, so that what was wrong goes into the message.
  const wrong = last instanceof Error ? `: ${last.message}` : '';
  throw new Error(`not within ${withinMs} ms: ${what}${wrong}`, { cause: last });
}

/** The promise's outcome, or a failure that says what was awaited. */
export async function within<T>(what: string, promise: Promise<T>, ms = WITHIN_MS): Promise<T> {
  const timer = new AbortController();
  const late = pause(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not within ${ms} ms: ${what}`);
  });
  // The race's loser is an abort that nobody needs to hear of.
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
