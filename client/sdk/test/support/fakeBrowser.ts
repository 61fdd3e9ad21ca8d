import type {
  Cancel,
  Clock,
  Locks,
  PageLife,
  TabChannel,
  WebSocketConstructor,
} from '../../src/api/environment.js';
import type { Client, ClientOptions, Environment, SessionStore } from '../../src/index.js';
import { FakeSocket } from './fakeRelay.js';
import type { World } from './world.js';

/** What happens to a tab: it runs, it stands still, its timers are held back, or it is gone. */
type Pace = 'running' | 'frozen' | 'throttled' | 'gone';

/** Timers of a page in the background run this often. */
const THROTTLE_MS = 60_000;

/** One browser: its tabs share locks, channels and the kept session. */
export class FakeBrowser {
  readonly world: World;
  readonly tabs: FakeTab[] = [];
  readonly locks: FakeLocks;
  /** How long a message between two tabs may take at most. */
  messageMsMax = 20;
  /** Whether a message gets lost on its way; browsers do not do that. */
  losesMessage: () => boolean = () => false;
  #kept: string | null = null;

  constructor(world: World) {
    this.world = world;
    this.locks = new FakeLocks();
  }

  readonly store: SessionStore = {
    load: () => this.#kept,
    save: (value) => {
      this.#kept = value;
    },
  };

  /** Opens a tab; the first signs in, the others take the session up. */
  async open(options: Partial<ClientOptions> = {}): Promise<FakeTab> {
    const tab = new FakeTab(this);
    this.tabs.push(tab);
    const environment = { ...tab.environment(), ...options.environment };
    tab.client = this.world.newClient({ ...options, store: this.store, environment });
    if (!(await tab.client.resume())) await tab.client.signInAsGuest({ name: 'alice' });
    tab.client.connect();
    await this.world.advance(100);
    return tab;
  }

  /** Those that are not gone. */
  get here(): readonly FakeTab[] {
    return this.tabs.filter(({ pace }) => pace !== 'gone');
  }

  /** The one whose socket is open; there must be one alone. */
  get leader(): FakeTab {
    const [leader, ...others] = this.here.filter(({ open }) => open.length > 0);
    if (leader === undefined || others.length > 0) throw new Error('there is not one leader');
    return leader;
  }

  get followers(): readonly FakeTab[] {
    const { leader } = this;
    return this.here.filter((tab) => tab !== leader);
  }
}

/** A tab, with a life of its own. */
export class FakeTab {
  readonly browser: FakeBrowser;
  readonly sockets: FakeSocket[] = [];
  readonly channels = new Set<FakeChannel>();
  client!: Client;
  pace: Pace = 'running';
  #waiting: (() => void)[] = [];
  readonly #sleepers = new Set<() => void>();
  readonly #awakeners = new Set<() => void>();

  constructor(browser: FakeBrowser) {
    this.browser = browser;
  }

  environment(): Partial<Environment> {
    const { world, locks } = this.browser;
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const tab = this;
    const WebSocket: WebSocketConstructor = class extends FakeSocket {
      constructor(url: string, offered: string[]) {
        super(url, offered, world.relay);
        if (tab.pace === 'gone') this.close();
        tab.sockets.push(this);
      }

      override tellRaw(data: unknown): void {
        tab.run(() => {
          super.tellRaw(data);
        });
      }

      override closeWith(code: number): void {
        tab.run(() => {
          super.closeWith(code);
        });
      }
    };
    return {
      clock: this.#clock(),
      WebSocket,
      // An answer for a page that is gone is read by nobody.
      fetch: async (input, init) => {
        if (this.pace === 'gone') return new Promise<Response>(() => undefined);
        const answer = await world.origin.fetch(input, init);
        return new Promise((resolve) => {
          this.run(() => {
            resolve(answer);
          });
        });
      },
      locks: {
        request: (name, options, held) => locks.request(this, name, options, held),
      } satisfies Locks,
      channel: (name) => new FakeChannel(this, name),
      pageLife: this.#pageLife(),
    };
  }

  get open(): readonly FakeSocket[] {
    return this.sockets.filter(({ state }) => state === 'open');
  }

  /** Does it in this tab, as soon as its event loop gets to it. */
  run(task: () => void): void {
    if (this.pace === 'frozen') this.#waiting.push(task);
    else if (this.pace !== 'gone') task();
  }

  /** The browser tells the page, and leaves it. */
  close(): void {
    for (const sleeper of this.#sleepers) sleeper();
    this.crash();
  }

  /** Gone, without any goodbye. */
  crash(): void {
    this.pace = 'gone';
    for (const socket of this.sockets) socket.close();
    for (const channel of this.channels) channel.close();
    this.browser.locks.release(this);
  }

  /** Put to sleep as browsers do it, or without a word. */
  freeze(how: 'told' | 'untold'): void {
    if (how === 'told') for (const sleeper of this.#sleepers) sleeper();
    this.pace = 'frozen';
  }

  thaw(): void {
    this.pace = 'running';
    for (const task of this.#waiting.splice(0)) task();
    for (const awakener of this.#awakeners) awakener();
  }

  #clock(): Clock {
    const { clock } = this.browser.world;
    return {
      now: () => clock.now(),
      after: (delayMs, task) => {
        let cancelled = false;
        const throttled = this.pace === 'throttled';
        const cancel = clock.after(throttled ? Math.max(delayMs, THROTTLE_MS) : delayMs, () => {
          this.run(() => {
            if (!cancelled) task();
          });
        });
        return () => {
          cancelled = true;
          cancel();
        };
      },
    };
  }

  #pageLife(): PageLife {
    const on = (listeners: Set<() => void>, listener: () => void): Cancel => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    return {
      onSleep: (listener) => on(this.#sleepers, listener),
      onAwake: (listener) => on(this.#awakeners, listener),
    };
  }
}

/** A channel: messages arrive later, in the order of their sender. */
class FakeChannel implements TabChannel {
  onmessage: ((event: never) => void) | null = null;
  readonly #tab: FakeTab;
  readonly #name: string;
  readonly #arrivals = new Map<FakeChannel, number>();
  readonly #waiting = new Map<FakeChannel, readonly unknown[]>();

  constructor(tab: FakeTab, name: string) {
    this.#tab = tab;
    this.#name = name;
    tab.channels.add(this);
  }

  postMessage(message: unknown): void {
    const { browser } = this.#tab;
    const { clock, random } = browser.world;
    const data: unknown = structuredClone(message);
    for (const tab of browser.here) {
      for (const channel of tab.channels) {
        if (channel === this || channel.#name !== this.#name || browser.losesMessage()) continue;
        const at = clock.now() + random.below(browser.messageMsMax + 1);
        const arrival = Math.max(at, this.#arrivals.get(channel) ?? 0);
        this.#arrivals.set(channel, arrival);
        const waiting = this.#waiting.get(channel) ?? [];
        this.#waiting.set(channel, [...waiting, data]);
        clock.after(arrival - clock.now(), () => {
          // The clock shows whole milliseconds and has fractions, so that two timers may change places;
          // messages of one channel to another never do.
          const [first, ...others] = this.#waiting.get(channel) ?? [];
          this.#waiting.set(channel, others);
          tab.run(() => channel.onmessage?.({ data: first } as never));
        });
      }
    }
  }

  close(): void {
    this.onmessage = null;
    this.#tab.channels.delete(this);
  }
}

interface LockRequest {
  readonly tab: FakeTab;
  readonly held: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The locks of a browser, as the Web Locks specification has them. */
class FakeLocks {
  readonly #holders = new Map<string, LockRequest>();
  readonly #queues = new Map<string, LockRequest[]>();

  request(
    tab: FakeTab,
    name: string,
    { signal, steal }: Parameters<Locks['request']>[1],
    held: () => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal !== undefined && steal === true) throw new TypeError('not both at once');
      const request = { tab, held, resolve, reject };
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      if (steal === true) {
        const robbed = this.#holders.get(name);
        this.#holders.delete(name);
        robbed?.tab.run(() => {
          robbed.reject(new DOMException('stolen', 'AbortError'));
        });
        queue.unshift(request);
      } else {
        queue.push(request);
      }
      signal?.addEventListener('abort', () => {
        if (!queue.includes(request)) return;
        queue.splice(queue.indexOf(request), 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
      this.#grant(name);
    });
  }

  /** The tab is gone, and with it all that it had or waited for. */
  release(gone: FakeTab): void {
    for (const queue of this.#queues.values()) {
      const others = queue.filter(({ tab }) => tab !== gone);
      queue.splice(0, queue.length, ...others);
    }
    for (const [name, { tab }] of this.#holders) {
      if (tab !== gone) continue;
      this.#holders.delete(name);
      this.#grant(name);
    }
  }

  #grant(name: string): void {
    if (this.#holders.has(name)) return;
    const next = this.#queues.get(name)?.shift();
    if (next === undefined) return;
    this.#holders.set(name, next);
    queueMicrotask(() => {
      next.tab.run(() => {
        if (this.#holders.get(name) !== next) return;
        void next.held().then(() => {
          if (this.#holders.get(name) !== next) return;
          this.#holders.delete(name);
          next.resolve();
          this.#grant(name);
        });
      });
    });
  }
}
