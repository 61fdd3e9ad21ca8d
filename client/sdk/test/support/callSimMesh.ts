import type { CallContent } from '../../src/wire/callContent.js';
import type { CallHeader } from '../../src/wire/callSignal.js';
import type { RefusalCode } from '../../src/wire/frames.js';
import type { SeededRandom } from './seededRandom.js';
import type { SimulatedTime } from './simulatedTime.js';

/** What one party says to another, open: nothing is sealed here. */
export interface SimSignal {
  readonly header: CallHeader;
  readonly content: CallContent;
}

/** A browser as the mesh sees it. */
export interface MeshBrowser {
  readonly rid: string;
  readonly alive: boolean;
  onWelcome(): void;
  onSocketLost(): void;
  onAttending(call: string): void;
  onRefused(call: string, code: RefusalCode): void;
  hear(signal: SimSignal): void;
}

/** What the mesh does to signals on their way. */
export interface Weather {
  readonly lost: number;
  readonly doubled: number;
  readonly delayMsMax: number;
  /** How likely it comes a minute late. */
  readonly late: number;
}

interface Socket {
  readonly browser: MeshBrowser;
  readonly node: number;
}

/** Nodes that pass on what parties say, and share no state of calls. */
export class SimMesh {
  weather: Weather = { lost: 0, doubled: 0, delayMsMax: 50, late: 0 };
  /** Whether this signal is taken away. */
  takes: (signal: SimSignal) => boolean = () => false;
  readonly #time: SimulatedTime;
  readonly #random: SeededRandom;
  readonly #nodes: number;
  readonly #sockets = new Map<MeshBrowser, Socket>();
  // By node and party: the last counter.
  readonly #attending = new Map<string, number>();
  #isParted = false;

  constructor(time: SimulatedTime, random: SeededRandom, nodes: number) {
    this.#time = time;
    this.#random = random;
    this.#nodes = nodes;
  }

  connect(browser: MeshBrowser, afterMs: number): void {
    this.#time.soon(afterMs, () => {
      if (!browser.alive || this.#sockets.has(browser)) return;
      this.#sockets.set(browser, { browser, node: this.#random.below(this.#nodes) });
      browser.onWelcome();
    });
  }

  /** Its socket ends; it comes back, perhaps to another node. */
  disconnect(browser: MeshBrowser): void {
    if (!this.#sockets.delete(browser)) return;
    browser.onSocketLost();
    this.connect(browser, 200 + this.#random.below(6_000));
  }

  /** A node forgets everything, and its sockets end. */
  restart(node: number): void {
    for (const name of this.#attending.keys()) {
      if (name.startsWith(`${node} `)) this.#attending.delete(name);
    }
    for (const socket of [...this.#sockets.values()]) {
      if (socket.node === node) this.disconnect(socket.browser);
    }
  }

  /** Nodes do not reach each other. */
  part(ms: number): void {
    this.#isParted = true;
    this.#time.soon(ms, () => {
      this.#isParted = false;
    });
  }

  attend(browser: MeshBrowser, call: string, party: string): void {
    this.#atNode(browser, (socket) => {
      const name = `${socket.node} ${party}`;
      this.#attending.set(name, this.#attending.get(name) ?? -1);
      this.#answer(socket, () => {
        browser.onAttending(call);
      });
    });
  }

  say(browser: MeshBrowser, signal: SimSignal): void {
    this.#atNode(browser, (socket) => {
      const { call, party, counter, expires } = signal.header;
      const name = `${socket.node} ${party}`;
      const last = this.#attending.get(name);
      const isStale = last !== undefined && (counter <= last || expires < this.#time.now());
      if (last === undefined || isStale) {
        this.#answer(socket, () => {
          browser.onRefused(call, isStale ? 'stale' : 'not-attending');
        });
        return;
      }
      this.#attending.set(name, counter);
      for (const to of this.#sockets.values()) {
        if (to.browser.rid === signal.header.to) this.#pass(socket, to, signal);
      }
    });
  }

  #pass(from: Socket, to: Socket, signal: SimSignal): void {
    const { lost, doubled, delayMsMax, late } = this.weather;
    if (this.#isParted && from.node !== to.node) return;
    if (this.takes(signal)) return;
    for (let copies = this.#random.chance(doubled) ? 2 : 1; copies > 0; copies--) {
      if (this.#random.chance(lost)) continue;
      const delayMs = this.#random.below(this.#random.chance(late) ? 70_000 : delayMsMax);
      this.#time.soon(2 + delayMs, () => {
        if (this.#sockets.get(to.browser) === to) to.browser.hear(signal);
      });
    }
  }

  #atNode(browser: MeshBrowser, task: (socket: Socket) => void): void {
    const socket = this.#sockets.get(browser);
    if (socket === undefined) return;
    // One socket keeps the order.
    this.#time.soon(5, () => {
      if (this.#sockets.get(browser) === socket) task(socket);
    });
  }

  #answer(socket: Socket, task: () => void): void {
    this.#time.soon(5, () => {
      if (this.#sockets.get(socket.browser) === socket) task();
    });
  }
}
