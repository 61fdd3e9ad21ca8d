import type { Environment } from '../../src/api/environment.js';
import { defaultLimits, type Limits } from '../../src/api/limits.js';
import { Http } from '../../src/http/http.js';
import type { OrderTally } from './orderTally.js';
import { SeededRandom } from './seededRandom.js';
import { type Defence, SimulatedBrowser } from './simulatedBrowser.js';
import { type MeshPromise, SimulatedMesh } from './simulatedMesh.js';
import { SimulatedOrigin, type Truth } from './simulatedOrigin.js';
import { SimulatedTime } from './simulatedTime.js';

const URL_OF_ORIGIN = 'https://chat.example';
const RELAYS = ['wss://a.example/socket', 'wss://b.example/socket', 'wss://c.example/socket'];
const BROWSERS = 2;
const CONVERSATIONS_MAX = 4;
const RESTLESS_MS = 12_000;
/** The longest head check, after the longest time-out and the longest wait before it. */
const CALM_MS = 750_000;
/**
 * So long after the weather calmed down no wish is left, whatever was lost before: a silent socket
 * is found out within 75 s, and no back-off is longer than 45 s.
 */
const QUIET_AFTER_MS = 130_000;

/** How a history ends, once nothing fails any more. */
export type Ending =
  /** Nobody says anything: what was lost last shows by nothing that comes later. */
  | 'silence'
  /** In each conversation a last event comes to everyone. */
  | 'last word';

/** One history; the same one each time. */
export interface History {
  readonly seed: number;
  readonly promise: MeshPromise;
  readonly ending: Ending;
  readonly without: readonly Defence[];
}

/**
 * An origin, three relays and two browsers, and the weather. Production is what a browser is made
 * of (see {@link SimulatedBrowser}); the origin, the mesh and time are simulated.
 *
 * While it is restless, requests, answers and frames are lost, late, doubled and refused, relays are
 * cut off, die and start again, and the origin comes back from a backup. Then nothing fails any
 * more, time goes on, and nobody presses a key.
 */
export class OrderWorld {
  readonly time = new SimulatedTime();
  readonly mesh: SimulatedMesh;
  readonly origin: SimulatedOrigin;
  readonly browsers: readonly SimulatedBrowser[];
  readonly faults: string[] = [];
  /** Told of each event frame that a browser gets. */
  onArrival: (browser: number, truth: Truth) => void = () => undefined;
  readonly #random: SeededRandom;
  readonly #history: History;
  readonly #tally: OrderTally;
  #calmSince = Infinity;

  constructor(history: History, tally: OrderTally) {
    const random = new SeededRandom(history.seed);
    const { time } = this;
    const { promise } = history;
    this.#history = history;
    this.#tally = tally;
    this.#random = random;
    this.mesh = new SimulatedMesh({ time, random, tally, promise }, RELAYS);
    const environment = this.#environment();
    const http = new Http(URL_OF_ORIGIN, environment, 1);
    this.origin = new SimulatedOrigin({ time, random, tally, relays: RELAYS, http });
    this.browsers = Array.from({ length: BROWSERS }, (_, number) =>
      this.#newBrowser(number, environment, http),
    );
  }

  /** Lives the history; ends at the first thing that is wrong. */
  async live(): Promise<void> {
    this.#create();
    this.#create();
    for (const browser of this.browsers) {
      this.time.after(this.#random.below(2_000), () => {
        browser.start();
      });
    }
    this.#beRestless();
    await this.#pass(RESTLESS_MS);
    this.#calm();
    await this.#pass(CALM_MS);
    if (this.faults.length === 0) for (const browser of this.browsers) browser.checkEnd();
    for (const browser of this.browsers) browser.stop();
    for (const { counts } of this.browsers) {
      this.#tally.appliedLive += counts.applied.live;
      this.#tally.appliedBySync += counts.applied.sync;
      this.#tally.socketsLost += counts.socketsLost;
    }
  }

  #environment(): Environment {
    return {
      ...{ clock: this.time, random: this.#random, WebSocket: this.mesh.WebSocket },
      fetch: () => Promise.reject(new Error('nothing is asked over HTTP')),
      ...{ loadSockJs: undefined, subtle: undefined, locks: undefined, channel: undefined },
      ...{ pageLife: undefined, calls: undefined },
    };
  }

  #newBrowser(number: number, environment: Environment, http: Http): SimulatedBrowser {
    const { origin, time } = this;
    const limits: Limits = {
      ...defaultLimits,
      // Few, so that a burst is more than may wait; and nothing is trimmed, so that all is compared.
      ...{ outOfOrderEventsMax: 8, eventsHeldMax: 10_000 },
    };
    return new SimulatedBrowser({
      ...{ environment, limits, url: new URL(URL_OF_ORIGIN), serverClock: http.serverClock },
      ...{ origin, without: new Set(this.#history.without), tally: this.#tally },
      isQuiet: () => time.now() > this.#calmSince + QUIET_AFTER_MS,
      onFault: (what) => {
        this.faults.push(`browser ${number} ${what}`);
      },
      onArrival: (truth) => {
        this.onArrival(number, truth);
      },
    });
  }

  #pass(ms: number): Promise<void> {
    return this.time.pass(ms, () => this.faults.length > 0);
  }

  #beRestless(): void {
    if (this.#calmSince < Infinity) return;
    this.#disturb();
    this.time.soon(1 + this.#random.below(400), () => {
      this.#beRestless();
    });
  }

  #disturb(): void {
    const { origin, mesh } = this;
    const random = this.#random;
    const conversation = random.pick(origin.conversations);
    const relay = random.pick(mesh.relays);
    const chance = random.below(100);
    if (chance < 70) this.#append(1);
    else if (chance < 73) this.#append(5 + random.below(15));
    else if (chance < 76) origin.raiseFloor(conversation, random.below(5));
    else if (chance < 79) this.#cutOff();
    else if (chance < 81) this.#kill();
    else if (chance < 86) {
      const [socket] = relay.sockets;
      socket?.closeWith(random.pick([1006, 4000, 4008, 4030]));
    } else if (chance < 89) relay.sayGoodbye();
    else if (chance < 92 && origin.conversations.length < CONVERSATIONS_MAX) this.#create();
    else if (random.chance(0.03)) this.#restore();
  }

  #create(): void {
    this.mesh.publish(this.origin.append(this.origin.create()));
  }

  #append(count: number): void {
    const conversation = this.#random.pick(this.origin.conversations);
    for (let i = 0; i < count; i++) {
      this.time.soon(i * 3, () => {
        this.mesh.publish(this.origin.append(conversation));
      });
    }
  }

  #cutOff(): void {
    const relay = this.#random.pick(this.mesh.relays);
    relay.cutOff();
    this.time.soon(1_000 + this.#random.below(8_000), () => {
      relay.heal();
    });
  }

  #kill(): void {
    const relay = this.#random.pick(this.mesh.relays);
    relay.die(this.#random.chance(0.5) ? 'told' : 'silently');
    this.time.soon(500 + this.#random.below(10_000), () => {
      relay.start();
    });
  }

  #restore(): void {
    this.origin.restore();
    for (const relay of this.mesh.relays) relay.tellAllResync();
  }

  #calm(): void {
    this.#calmSince = this.time.now();
    this.origin.isRestless = false;
    this.mesh.calm();
    if (this.#history.ending === 'silence') return;
    for (const conversation of this.origin.conversations) {
      this.mesh.publish(this.origin.append(conversation));
    }
  }
}
