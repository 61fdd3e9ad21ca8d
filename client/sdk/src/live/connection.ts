import type { Cancel, Environment } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import { ProblemError } from '../api/problem.js';
import type { ConnectionState } from '../api/snapshots.js';
import { type Reconnect, ReconnectPolicy } from '../core/reconnect.js';
import type { ServerClock } from '../core/serverClock.js';
import { type Way, WayChoice } from '../core/ways.js';
import type { Api } from '../http/api.js';
import type { Ticket } from '../wire/answers.js';
import type { ClientFrame, RelayFrame, Welcome } from '../wire/frames.js';
import type { Counts } from './counts.js';
import { RelaySocket } from './relaySocket.js';
import { sockJsTransport, sockJsUrl } from './sockJsTransport.js';
import type { OpenTransport } from './transport.js';
import { WebSocketLook } from './webSocketLook.js';
import { webSocketTransport } from './webSocketTransport.js';

/**
 * A ticket is renewed when this part of its life is over, so that a failing origin can be asked
 * again.
 */
const REFRESH_AFTER = 0.7;
/** A ticket that ends sooner is not worth a connection. */
const TICKET_LEAST_MS = 15_000;
/** Below it a code was not said by a relay. */
const CLOSE_LEAST = 4000;
/** What a relay would answer to a ticket that the origin no longer prolongs. */
const CLOSE_TICKET_REFUSED = 4031;

/** What a connection works with. */
export interface ConnectionContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly origin: URL;
  readonly api: Api;
  readonly serverClock: ServerClock;
  readonly counts: Counts;
}

/** What a connection tells its owner. */
export interface ConnectionListener {
  readonly onState: (state: ConnectionState) => void;
  /** Every frame after, and including, the welcome. */
  readonly onFrame: (frame: RelayFrame) => void;
  readonly onTicketRefreshed: () => void;
  readonly onLost: () => void;
}

/**
 * Keeps one socket to some relay: finds one, comes back as the close code says, renews the ticket
 * in time.
 *
 * It loses frames without notice while it is not welcomed; whoever needs them syncs.
 */
export class Connection {
  readonly #context: ConnectionContext;
  readonly #listener: ConnectionListener;
  readonly #policy: ReconnectPolicy;
  readonly #ways: WayChoice;
  readonly #look: WebSocketLook;
  #running = false;
  #socket: RelaySocket | undefined;
  #way: Way = 'web-socket';
  #url = '';
  #ticket: Ticket | undefined;
  #node: string | undefined;
  #detached = false;
  // Grows with every start, stop and end: an answer of before then finds itself outdated.
  #era = 0;
  #cancelRetry: Cancel | undefined;
  #cancelRefresh: Cancel | undefined;

  constructor(context: ConnectionContext, listener: ConnectionListener) {
    this.#context = context;
    this.#listener = listener;
    const { random, WebSocket, loadSockJs } = context.environment;
    this.#policy = new ReconnectPolicy(() => random.fraction());
    const ways: Way[] = [];
    if (WebSocket !== undefined) ways.push('web-socket');
    if (loadSockJs !== undefined) ways.push('sockjs');
    this.#ways = new WayChoice(context.limits, ways);
    this.#look = new WebSocketLook(context.environment.clock, context.limits, () => {
      this.#ways.onWebSocketOpens();
      this.#leave();
      void this.#attempt();
    });
  }

  /** The ticket of the welcomed socket; passes are asked for with it. */
  get ticket(): string | undefined {
    return this.#node === undefined ? undefined : this.#ticket?.ticket;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#attempt();
  }

  stop(state: ConnectionState): void {
    this.#running = false;
    this.#leave();
    this.#ticket = undefined;
    this.#tell(state);
  }

  /** Does not wait for a back-off, and finds out whether the socket is still alive. */
  wake(): void {
    if (!this.#running) return;
    if (this.#socket !== undefined) {
      this.#socket.probe();
    } else if (this.#cancelRetry !== undefined) {
      this.#leave();
      void this.#attempt();
    }
  }

  send(frame: ClientFrame): void {
    this.#socket?.send(frame);
  }

  async #attempt(): Promise<void> {
    const way = this.#ways.next(this.#now());
    if (way === undefined) {
      this.#tell({ state: 'polling', cause: 'unsupported' });
      return;
    }
    const era = ++this.#era;
    const ticket = await this.#usableTicket(era);
    if (ticket === undefined || era !== this.#era) return;
    const url = this.#relayUrl(ticket);
    if (url === undefined) {
      this.#comeBack(this.#policy.onNoTicket(this.#now(), undefined));
      return;
    }
    this.#way = way;
    this.#url = url;
    try {
      const open = await this.#transport(way, url);
      if (era !== this.#era) return;
      this.#context.counts.sockets++;
      this.#socket = this.#open(open, ticket.ticket);
    } catch {
      // The browser refuses such a URL, an unsecured one from a secured page for one; or SockJS
      // could not be loaded.
      if (era === this.#era) this.#onEnd(0);
    }
  }

  async #transport(way: Way, url: string): Promise<OpenTransport> {
    const { environment, limits } = this.#context;
    const { WebSocket, loadSockJs, random } = environment;
    if (way === 'sockjs' && loadSockJs !== undefined) {
      return sockJsTransport(sockJsUrl(url), await loadSockJs(), limits, random);
    }
    if (WebSocket === undefined) throw new Error('no way to a relay');
    return webSocketTransport(url, WebSocket, limits);
  }

  #open(open: OpenTransport, ticket: string): RelaySocket {
    const { environment, limits, counts } = this.#context;
    return new RelaySocket(open, ticket, environment.clock, limits, {
      onFrame: (frame) => {
        this.#onFrame(frame);
      },
      onMalformed: () => {
        counts.dropped.malformed++;
      },
      onEnd: (code) => {
        this.#onEnd(code);
      },
    });
  }

  async #usableTicket(era: number): Promise<Ticket | undefined> {
    const { serverClock, api } = this.#context;
    const old = this.#ticket;
    if (old !== undefined && old.expires - serverClock.now() > TICKET_LEAST_MS) return old;
    try {
      const ticket = await api.getTicket(undefined);
      if (era === this.#era) this.#ticket = ticket;
      return ticket;
    } catch (error) {
      if (era !== this.#era) return undefined;
      const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined;
      this.#comeBack(this.#policy.onNoTicket(this.#now(), waitMs));
      return undefined;
    }
  }

  /** The relays in the order of the ticket; after each failure the next. */
  #relayUrl({ relays }: Ticket): string | undefined {
    const relay = relays[this.#policy.failures % Math.max(1, relays.length)];
    const { origin } = this.#context;
    if (relay === undefined || !URL.canParse(relay, origin)) return undefined;
    // A path means this host: its scheme is that of the origin, secured or not.
    return new URL(relay, origin).href.replace(/^http/, 'ws');
  }

  #onFrame(frame: RelayFrame): void {
    if (frame.t === 'welcome') this.#onWelcome(frame);
    if (frame.t === 'refreshed') {
      this.#scheduleRefresh(frame.expires);
      this.#listener.onTicketRefreshed();
    }
    if (frame.t === 'detached' || frame.t === 'resync') {
      this.#detached = frame.t === 'detached';
      this.#tellConnected();
    }
    this.#listener.onFrame(frame);
  }

  #onWelcome({ node, expires }: Welcome): void {
    this.#policy.onWelcome(this.#now());
    this.#ways.onWelcome(this.#way, this.#now());
    const { WebSocket } = this.#context.environment;
    if (this.#way === 'sockjs' && WebSocket !== undefined) this.#look.start(this.#url, WebSocket);
    this.#node = node;
    this.#detached = false;
    this.#tellConnected();
    this.#scheduleRefresh(expires);
  }

  #tellConnected(): void {
    if (this.#node === undefined) return;
    if (this.#detached) this.#tell({ state: 'polling', cause: 'detached' });
    else this.#tell({ state: 'online', node: this.#node });
  }

  #onEnd(code: number): void {
    const { counts } = this.#context;
    if (this.#node !== undefined) counts.socketsLost++;
    else if (code < CLOSE_LEAST) this.#ways.onFailed(this.#way);
    this.#comeBack(this.#policy.onEnd(code, this.#now()));
  }

  #comeBack(reconnect: Reconnect): void {
    this.#leave();
    if (reconnect.then === 'stop') {
      this.stop({ state: 'stopped', reason: reconnect.reason });
      return;
    }
    if (reconnect.ticket === 'renew') this.#ticket = undefined;
    const { clock } = this.#context.environment;
    this.#cancelRetry = clock.after(reconnect.afterMs, () => {
      this.#cancelRetry = undefined;
      void this.#attempt();
    });
    if (this.#policy.pollsBesides) {
      this.#tell({ state: 'polling', cause: 'no-relay' });
      return;
    }
    const retryAt = this.#context.serverClock.now() + Math.round(reconnect.afterMs);
    this.#tell({ state: 'reconnecting', attempt: this.#policy.failures, retryAt });
  }

  #leave(): void {
    this.#era++;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#cancelRefresh?.();
    this.#look.stop();
    this.#socket?.close();
    this.#socket = undefined;
    const wasBound = this.#node !== undefined;
    this.#node = undefined;
    if (wasBound) this.#listener.onLost();
  }

  #scheduleRefresh(expires: number, leastMs = 1_000): void {
    const { environment, serverClock } = this.#context;
    const jitter = 0.1 * environment.random.fraction();
    const delayMs = (expires - serverClock.now()) * (REFRESH_AFTER + jitter);
    this.#cancelRefresh?.();
    this.#cancelRefresh = environment.clock.after(Math.max(leastMs, delayMs), () => {
      void this.#refresh(expires);
    });
  }

  async #refresh(expires: number): Promise<void> {
    const era = this.#era;
    try {
      const ticket = await this.#context.api.getTicket(this.#ticket?.ticket);
      if (era !== this.#era) return;
      this.#ticket = ticket;
      this.send({ t: 'refresh', ticket: ticket.ticket });
    } catch (error) {
      if (era !== this.#era) return;
      if (error instanceof ProblemError && error.transient) {
        // Asked again in what is left of its life; failing to the end, the relay closes with 4030.
        this.#scheduleRefresh(expires, error.retryAfterMs);
      } else {
        this.#comeBack(this.#policy.onEnd(CLOSE_TICKET_REFUSED, this.#now()));
      }
    }
  }

  #now(): number {
    return this.#context.environment.clock.now();
  }

  #tell(state: ConnectionState): void {
    this.#listener.onState(state);
  }
}
