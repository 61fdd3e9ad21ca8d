import type { Clock, Environment, Random } from '../api/environment.js';

/**
 * Timers take 31 bits of milliseconds and fire at once beyond them; nobody waits for 24 days here.
 */
const DELAY_MAX_MS = 2 ** 31 - 1;

const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, Math.min(delayMs, DELAY_MAX_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};

const systemRandom: Random = {
  fraction: () => Math.random(),
  bytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
};

/** What this machine offers, with the parts that the caller brings along. */
export function environmentWith(own: Partial<Environment> | undefined): Environment {
  // Outside a secure context there is no `subtle`, and on Node 20 no `WebSocket`, whatever the
  // types say.
  const offered = globalThis as {
    readonly WebSocket?: Environment['WebSocket'];
    readonly crypto?: { readonly subtle?: SubtleCrypto };
  };
  return {
    clock: systemClock,
    random: systemRandom,
    fetch: (input, init) => globalThis.fetch(input, init),
    WebSocket: offered.WebSocket,
    loadSockJs: undefined,
    subtle: offered.crypto?.subtle,
    ...own,
  };
}
