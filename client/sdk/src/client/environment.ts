import type { CallEnvironment } from '../api/calls.js';
import type {
  Cancel,
  Clock,
  Environment,
  Locks,
  PageLife,
  Random,
  TabChannel,
} from '../api/environment.js';

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

/** What a page offers to share a socket by; nothing else than a page has tabs beside it. */
interface Page {
  readonly document?: EventTarget;
  readonly navigator?: { readonly locks?: Locks };
  readonly BroadcastChannel?: new (name: string) => TabChannel;
  readonly RTCPeerConnection?: CallEnvironment['PeerConnection'];
  readonly MediaStream?: new () => MediaStream;
}

function tabsOf(page: Page): Pick<Environment, 'locks' | 'channel' | 'pageLife'> {
  const { document, navigator, BroadcastChannel } = page;
  if (document === undefined) return { locks: undefined, channel: undefined, pageLife: undefined };
  const locks = navigator?.locks;
  return {
    // Called on its object, as browsers want it.
    locks: locks && {
      request: (name, options, held) => locks.request(name, options, held),
    },
    channel: BroadcastChannel && ((name) => new BroadcastChannel(name)),
    pageLife: pageLifeOf(document),
  };
}

function pageLifeOf(document: EventTarget): PageLife {
  const on = (target: EventTarget, event: string, listener: () => void): Cancel => {
    target.addEventListener(event, listener);
    return () => {
      target.removeEventListener(event, listener);
    };
  };
  const both = (one: Cancel, other: Cancel): Cancel => {
    return () => {
      one();
      other();
    };
  };
  return {
    onSleep: (listener) =>
      both(on(document, 'freeze', listener), on(globalThis, 'pagehide', listener)),
    onAwake: (listener) =>
      both(on(document, 'resume', listener), on(globalThis, 'pageshow', listener)),
  };
}

/** WebRTC of this page, if it has any, with the parts that the caller brings along. */
export function browserCalls(own: Partial<CallEnvironment> = {}): CallEnvironment | undefined {
  const { RTCPeerConnection, MediaStream } = globalThis as Page;
  if (RTCPeerConnection === undefined || MediaStream === undefined) return undefined;
  return {
    PeerConnection: RTCPeerConnection,
    newStream: () => new MediaStream(),
    onNetworkChange: (listener) => {
      globalThis.addEventListener('online', listener);
      return () => {
        globalThis.removeEventListener('online', listener);
      };
    },
    ...own,
  };
}

/** What this machine offers, with the parts that the caller brings along. */
export function environmentWith(own: Partial<Environment> | undefined): Environment {
  // Outside a secure context there is no `subtle`, and on Node 20 no `WebSocket`, whatever the
  // types say.
  const offered = globalThis as Page & {
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
    calls: browserCalls(),
    ...tabsOf(offered),
    ...own,
  };
}
