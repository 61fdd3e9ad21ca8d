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
import { Move } from './move.js';
import { type RelayLine, relayUrls, transportTo } from './relayLine.js';
import { RelaySocket } from './relaySocket.js';
import { WebSocketLook } from './webSocketLook.js';

/**
 * A ticket is renewed when this part of its life is over, so that a failing origin can be asked
 * again.
 */
const REFRESH_AFTER = 0.7;
/** A ticket that ends sooner is not worth a connection. */
const TICKET_LEAST_MS = 15_000;
/** Below it a code was not said by a relay. */
const CLOSE_LEAST = 4000;
/**
 * After a move the former socket is kept until everything is joined over the new one, but no longer
 * than this: some round trips to the origin and the relay.
 */
const OVERLAP_MAX_MS = 5_000;
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
  /**
   * Another relay is about to welcome this device, and its frames come from now on. The former one
   * still brings events and signals until {@link Connection.leaveFormer}.
   */
  readonly onMoved: () => void;
  /** The former relay brings nothing any more. */
  readonly onFormerLeft: () => void;
  readonly onLost: () => void;
}

/**
 * Keeps one socket to some relay: finds one, comes back as the close code says, renews the ticket
 * in time, and changes over to another relay when its own one leaves.
 *
 * It loses frames without notice while it is not welcomed; whoever needs them syncs.
 */
export class Connection {
  readonly #context: ConnectionContext;
  readonly #listener: ConnectionListener;
  readonly #policy: ReconnectPolicy;
  readonly #ways: WayChoice;
  readonly #look: WebSocketLook;
  readonly #move: Move;
  #running = false;
  #line: RelayLine | undefined;
  #former: RelayLine | undefined;
  #ticket: Ticket | undefined;
  #node: string | undefined;
  #welcomedAt = 0;
  #detached = false;
  // Grows with every start, stop and end: an answer of before then finds itself outdated.
  #era = 0;
  #cancelRetry: Cancel | undefined;
  #cancelRefresh: Cancel | undefined;
  #cancelOverlap: Cancel | undefined;

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
    this.#move = new Move({
      clock: context.environment.clock,
      random,
      ticketAtHand: () => this.#usableTicket(),
      newTicket: () => context.api.getTicket(undefined),
      prepare: (ticket, failures) => this.#prepareMove(ticket, failures),
    });
  }

  /** The ticket of the welcomed socket; passes are asked for with it. */
  get ticket(): string | undefined {
    return this.#node === undefined ? undefined : this.#ticket?.ticket;
  }

  get socketTicket(): string | undefined {
    return this.ticket;
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
    if (this.#line !== undefined) {
      this.#line.socket.probe();
    } else if (this.#cancelRetry !== undefined) {
      this.#leave();
      void this.#attempt();
    }
  }

  send(frame: ClientFrame): void {
    this.#line?.socket.send(frame);
  }

  /** After a move: everything has been joined anew. */
  leaveFormer(): void {
    const former = this.#former;
    if (former === undefined) return;
    this.#former = undefined;
    this.#cancelOverlap?.();
    former.socket.close();
    this.#listener.onFormerLeft();
  }

  async #attempt(): Promise<void> {
    const way = this.#ways.next(this.#now());
    if (way === undefined) {
      this.#tell({ state: 'polling', cause: 'unsupported' });
      return;
    }
    const era = ++this.#era;
    const ticket = await this.#ticketForAttempt(era);
    if (ticket === undefined || era !== this.#era) return;
    // The relays in the order of the ticket; after each failure the next.
    const urls = relayUrls(ticket, this.#context.origin);
    const url = urls[this.#policy.failures % Math.max(1, urls.length)];
    if (url === undefined) {
      this.#comeBack(this.#policy.onNoTicket(this.#now(), undefined));
      return;
    }
    try {
      const open = await this.#prepare(ticket, url, way);
      if (era === this.#era) this.#line = open();
    } catch {
      // The browser refuses such a URL, an unsecured one from a secured page for one; or SockJS
      // could not be loaded.
      if (era === this.#era) this.#onLost(way, 0);
    }
  }

  /** What it resolves with opens the socket; nothing is told before that returns. */
  async #prepare(ticket: Ticket, url: string, way: Way): Promise<() => RelayLine> {
    const { environment, limits, counts } = this.#context;
    const open = await transportTo(url, way, environment, limits);
    return () => {
      counts.sockets++;
      const socket = new RelaySocket(open, ticket.ticket, environment.clock, limits, {
        onFrame: (frame) => {
          this.#onFrame(line, frame);
        },
        onMalformed: () => {
          counts.dropped.malformed++;
        },
        onEnd: (code) => {
          this.#onEnd(line, code);
        },
      });
      const line = { socket, way, url, ticket };
      return line;
    };
  }

  /** By the way that works, to the relay after this one; a balancer may be all of them. */
  async #prepareMove(ticket: Ticket, failures: number): Promise<() => RelayLine> {
    const here = this.#line;
    if (here === undefined) throw new Error('a move begins from somewhere');
    const urls = relayUrls(ticket, this.#context.origin);
    const url = urls[(urls.indexOf(here.url) + 1 + failures) % Math.max(1, urls.length)];
    if (url === undefined) throw new Error('no relay');
    return this.#prepare(ticket, url, here.way);
  }

  async #usableTicket(): Promise<Ticket> {
    const { serverClock, api } = this.#context;
    const old = this.#ticket;
    if (old !== undefined && old.expires - serverClock.now() > TICKET_LEAST_MS) return old;
    return api.getTicket(undefined);
  }

  async #ticketForAttempt(era: number): Promise<Ticket | undefined> {
    try {
      const ticket = await this.#usableTicket();
      if (era === this.#era) this.#ticket = ticket;
      return ticket;
    } catch (error) {
      if (era !== this.#era) return undefined;
      const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined;
      this.#comeBack(this.#policy.onNoTicket(this.#now(), waitMs));
      return undefined;
    }
  }

  #onFrame(line: RelayLine, frame: RelayFrame): void {
    if (line === this.#line) {
      this.#onOwnFrame(line, frame);
    } else if (line === this.#former) {
      // What else it says is of no use any more, or no longer true.
      const { t } = frame;
      if (t === 'event' || t === 'signal' || t === 'call' || t === 'media') {
        this.#listener.onFrame(frame);
      }
    } else if (frame.t === 'welcome') {
      this.#changeOver(line);
      this.#onOwnFrame(line, frame);
    }
  }

  /** The second socket takes the first one's place, which brings what is joined there a while yet. */
  #changeOver(line: RelayLine): void {
    // Two moves in a row: what the one before last still brings is not waited for.
    this.leaveFormer();
    this.#era++;
    this.#move.complete();
    this.#look.stop();
    this.#former = this.#line;
    this.#line = line;
    // The same one, unless it was refreshed meanwhile or the relay wanted a new one.
    if (this.#ticket?.ticketId !== line.ticket.ticketId) this.#ticket = line.ticket;
    const { clock } = this.#context.environment;
    this.#cancelOverlap = clock.after(OVERLAP_MAX_MS, () => {
      this.leaveFormer();
    });
    this.#listener.onMoved();
  }

  #onOwnFrame(line: RelayLine, frame: RelayFrame): void {
    if (frame.t === 'welcome') this.#onWelcome(line, frame);
    if (frame.t === 'goaway' || frame.t === 'moved') {
      this.#move.start(frame, this.#now() - this.#welcomedAt);
    }
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

  #onWelcome({ way, url }: RelayLine, { node, expires }: Welcome): void {
    this.#welcomedAt = this.#now();
    this.#policy.onWelcome(this.#welcomedAt);
    this.#ways.onWelcome(way, this.#welcomedAt);
    const { WebSocket } = this.#context.environment;
    if (way === 'sockjs' && WebSocket !== undefined) this.#look.start(url, WebSocket);
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

  #onEnd(line: RelayLine, code: number): void {
    if (line === this.#line) this.#onLost(line.way, code);
    else if (line === this.#former) this.leaveFormer();
    // Not counted against its way: the balancer may not have heard yet that the relay leaves.
    else this.#move.onEnd(code);
  }

  #onLost(way: Way, code: number): void {
    const { counts } = this.#context;
    if (this.#node !== undefined) counts.socketsLost++;
    else if (code < CLOSE_LEAST) this.#ways.onFailed(way);
    // The relays that it names are no more.
    if (this.#move.cause === 'moved') this.#ticket = undefined;
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
    this.#move.cancel();
    this.#cancelOverlap?.();
    this.#former?.socket.close();
    this.#former = undefined;
    this.#line?.socket.close();
    this.#line = undefined;
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
