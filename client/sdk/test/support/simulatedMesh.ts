import type { WebSocketConstructor, WebSocketLike } from '../../src/api/environment.js';
import type { OrderTally } from './orderTally.js';
import type { SeededRandom } from './seededRandom.js';
import { TICKET_LIFE_MS, type Truth } from './simulatedOrigin.js';
import type { SimulatedTime } from './simulatedTime.js';

/** What a mesh promises (docs/PROTOCOL.md §6): whoever may have missed something hears `resync`. */
export type MeshPromise = 'kept' | 'broken';

const HEARTBEAT_SECONDS = 30;
const RESYNC = '{"t":"resync"}';

/** What a mesh lives by. */
export interface MeshSurroundings {
  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  readonly tally: OrderTally;
  readonly promise: MeshPromise;
}

/** Some relays, as browsers see them. */
export class SimulatedMesh {
  readonly relays: readonly SimulatedRelay[];
  readonly WebSocket: WebSocketConstructor;
  readonly surroundings: MeshSurroundings;
  /** Whether frames are lost, doubled and late. */
  isRestless = true;

  constructor(surroundings: MeshSurroundings, urls: readonly string[]) {
    this.surroundings = surroundings;
    this.relays = urls.map((url) => new SimulatedRelay(url, this));
    const open = (url: string): WebSocketLike => new SimulatedSocket(this.#relayAt(url), this);
    // Not a class of each mesh's own: its sockets would share no compiled code with any other's.
    this.WebSocket = function (url: string) {
      return open(url);
    } as unknown as WebSocketConstructor;
  }

  publish(truth: Truth): void {
    for (const relay of this.relays) relay.carry(truth);
  }

  /** Everything works from now on; what is owed is still told. */
  calm(): void {
    this.isRestless = false;
    for (const relay of this.relays) {
      relay.start();
      relay.heal();
    }
  }

  #relayAt(url: string): SimulatedRelay {
    const relay = this.relays.find((one) => url === one.url);
    if (relay === undefined) throw new RangeError(`no relay at ${url}`);
    return relay;
  }
}

/**
 * One relay: brings to each socket what is published, and loses, doubles, delays and reorders it;
 * is cut off from the origin without its browsers noticing; dies and starts again.
 */
export class SimulatedRelay {
  readonly url: string;
  readonly sockets = new Set<SimulatedSocket>();
  /** Whether a browser that comes is refused, or gets no answer at all. */
  state: 'up' | 'down' | 'mute' = 'up';
  readonly #mesh: SimulatedMesh;
  #isCutOff = false;
  #owesResync = false;

  constructor(url: string, mesh: SimulatedMesh) {
    this.url = url;
    this.#mesh = mesh;
  }

  carry({ frame }: Truth): void {
    const { time, random, tally } = this.#mesh.surroundings;
    if (this.#isCutOff) {
      tally.losses += this.sockets.size;
      this.#owesResync = true;
      return;
    }
    for (const socket of this.sockets) {
      if (this.#mesh.isRestless && random.chance(0.04)) {
        tally.losses++;
        this.#tellResync(socket, 5_000);
        continue;
      }
      const copies = this.#mesh.isRestless && random.chance(0.08) ? 2 : 1;
      tally.doubles += copies - 1;
      for (let copy = 0; copy < copies; copy++) {
        time.soon(this.#wayMs(), () => {
          socket.tell(frame);
        });
      }
    }
  }

  /** The origin is not heard any more, and the relay may notice. */
  cutOff(): void {
    const { time, random, tally, promise } = this.#mesh.surroundings;
    if (this.#isCutOff) return;
    this.#isCutOff = true;
    tally.partitions++;
    // Whoever is told so polls until the resync.
    if (promise === 'broken' || random.chance(0.5)) return;
    time.soon(random.below(5_000), () => {
      if (!this.#isCutOff) return;
      this.#owesResync = true;
      for (const socket of this.sockets) socket.tell('{"t":"detached"}');
    });
  }

  heal(): void {
    if (!this.#isCutOff) return;
    this.#isCutOff = false;
    if (this.#owesResync) for (const socket of this.sockets) this.#tellResync(socket, 30_000);
    this.#owesResync = false;
  }

  /** Tells all that something may have passed them by, if it keeps its promise. */
  tellAllResync(): void {
    for (const socket of this.sockets) this.#tellResync(socket, 5_000);
  }

  /** Ends: its sockets are closed, or nobody tells them and they stay silent. */
  die(how: 'told' | 'silently'): void {
    this.state = how === 'told' ? 'down' : 'mute';
    for (const socket of this.sockets) {
      if (how === 'told') socket.closeWith(1006);
      else socket.fallSilent();
    }
    this.sockets.clear();
  }

  start(): void {
    this.state = 'up';
  }

  /** Leaves in order, as far as its browsers see: each is told to change over to another relay. */
  sayGoodbye(): void {
    this.#mesh.surroundings.tally.moves += this.sockets.size;
    for (const socket of this.sockets) socket.tell('{"t":"goaway","withinMs":4000}');
  }

  #tellResync(socket: SimulatedSocket, withinMs: number): void {
    const { time, random, promise } = this.#mesh.surroundings;
    if (promise === 'broken') return;
    time.soon(random.below(withinMs), () => {
      socket.tell(RESYNC);
    });
  }

  #wayMs(): number {
    const { random } = this.#mesh.surroundings;
    const isLate = this.#mesh.isRestless && random.chance(0.06);
    return 1 + random.below(isLate ? 3_000 : 40);
  }
}

/** One socket of one browser. Frames are JSON; none is lost but by the relay that sends it. */
export class SimulatedSocket implements WebSocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  binaryType = 'blob';
  readonly protocol = 'sealmesh.v1.json';
  readonly #relay: SimulatedRelay;
  readonly #mesh: SimulatedMesh;
  #state: 'open' | 'silent' | 'closed' = 'open';

  constructor(relay: SimulatedRelay, mesh: SimulatedMesh) {
    this.#relay = relay;
    this.#mesh = mesh;
    this.#later(() => {
      if (relay.state === 'up') this.onopen?.({} as never);
      else if (relay.state === 'down') this.closeWith(1006);
      else this.fallSilent();
    });
  }

  send(text: string): void {
    const { t } = JSON.parse(text) as { readonly t: string };
    this.#later(() => {
      if (this.#state !== 'open' || this.#relay.state !== 'up') return;
      if (t === 'hello') this.#welcome();
      if (t === 'refresh') this.tell(`{"t":"refreshed","expires":${this.#expires()}}`);
      if (t === 'ping') this.tell('{"t":"pong"}');
    });
  }

  close(): void {
    this.#state = 'closed';
    this.#relay.sockets.delete(this);
  }

  /** The relay's or the network's end of it. */
  closeWith(code: number): void {
    const was = this.#state;
    this.close();
    if (was === 'open') this.onclose?.({ code } as never);
  }

  /** Nothing comes any more, not even a close. */
  fallSilent(): void {
    if (this.#state === 'open') this.#state = 'silent';
  }

  tell(frame: string): void {
    if (this.#state === 'open') this.onmessage?.({ data: frame } as never);
  }

  #welcome(): void {
    const { url, sockets } = this.#relay;
    sockets.add(this);
    const expires = this.#expires();
    const heartbeatSeconds = HEARTBEAT_SECONDS;
    this.tell(JSON.stringify({ t: 'welcome', node: url, heartbeatSeconds, expires }));
  }

  #expires(): number {
    return this.#mesh.surroundings.time.now() + TICKET_LIFE_MS;
  }

  #later(task: () => void): void {
    const { time, random } = this.#mesh.surroundings;
    time.soon(1 + random.below(20), task);
  }
}
