import type { Cancel, Environment } from '../api/environment.js';
import type { ConversationId, RoutingId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import type { Api } from '../http/api.js';
import type { Pass } from '../wire/answers.js';
import type { ClientFrame, Refused, RelayFrame } from '../wire/frames.js';

/** More conversations one request for passes may not name (docs/openapi.yaml). */
const PASSES_MAX = 50;
/**
 * A refusal that is not a matter of time is tried again this late: a membership may have come back.
 */
const REFUSED_AGAIN_MS = 30_000;
/** A pass is renewed when this part of its life is over; a renewed ticket renews all at once. */
const RENEW_AFTER = 0.8;

/** What joins work with. */
export interface JoinContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly api: Api;
  readonly serverNow: () => number;
  /** The ticket of the welcomed socket, if there is one. */
  readonly ticket: () => string | undefined;
  readonly send: (frame: ClientFrame) => void;
  readonly onJoined: (id: ConversationId) => void;
  readonly onUnbound: (id: ConversationId) => void;
  /** After a move: whatever was joined over the former socket is joined over the new one. */
  readonly onSettled: () => void;
}

interface Join {
  readonly id: ConversationId;
  readonly backoff: Backoff;
  state: 'idle' | 'asking' | 'joined';
  rid: RoutingId | undefined;
  ref: number;
  /** When to ask for a pass (again), by this machine's clock. */
  askAt: number;
  /** Joined over the former socket, and not yet over the one that has taken its place. */
  moving: boolean;
}

/**
 * Keeps the wanted conversations bound at the relay: asks for passes, joins, and joins again after
 * a reconnect, before a pass ends, and after a refusal.
 */
export class Joins {
  readonly #context: JoinContext;
  readonly #joins = new Map<ConversationId, Join>();
  #refs = 0;
  #asking = false;
  #moving = false;
  #cancelTimer: Cancel | undefined;
  // What is joined by another tab, whose socket this one shares.
  #elsewhere: ReadonlySet<ConversationId> = new Set();

  constructor(context: JoinContext) {
    this.#context = context;
  }

  /** Exactly these are wanted, the most wanted first; those beyond the limit are left out. */
  want(ids: readonly ConversationId[]): void {
    const wanted = new Set(ids.slice(0, this.#context.limits.joinedMax));
    for (const [id, join] of this.#joins) {
      if (wanted.has(id)) continue;
      this.#joins.delete(id);
      if (join.state === 'joined' && join.rid !== undefined) {
        this.#context.send({ t: 'leave', rid: join.rid });
        this.#context.onUnbound(id);
      }
    }
    for (const id of wanted) {
      if (!this.#joins.has(id)) this.#joins.set(id, this.#newJoin(id));
    }
    this.#settle();
    this.#follow();
    this.#arm();
  }

  /** Another tab holds the socket, and has joined these. Without a ticket nothing is asked for here. */
  follow(joined: ReadonlySet<ConversationId>): 'as-before' | 'otherwise' {
    const before = this.#elsewhere;
    this.#elsewhere = joined;
    for (const join of this.#joins.values()) {
      if (join.state === 'joined' && !joined.has(join.id)) this.#unbind(join);
    }
    this.#follow();
    const same = before.size === joined.size && [...joined].every((id) => before.has(id));
    return same ? 'as-before' : 'otherwise';
  }

  /** What is joined. */
  get joined(): readonly ConversationId[] {
    return [...this.#joins.values()].filter(({ state }) => state === 'joined').map(({ id }) => id);
  }

  isJoined(id: ConversationId): boolean {
    return this.#joins.get(id)?.state === 'joined';
  }

  /** A socket was welcomed, or its ticket renewed: everything wants a new pass. */
  renewAll(): void {
    for (const join of this.#joins.values()) join.askAt = 0;
    this.#arm();
  }

  /** Another socket takes this one's place, which holds the bindings until they are made anew. */
  onMoved(): void {
    for (const join of this.#joins.values()) {
      // What was sent over the former one is not answered over this one.
      if (join.state === 'asking') join.state = 'idle';
      join.moving = join.state === 'joined';
      join.ref = 0;
    }
    this.#moving = true;
    this.renewAll();
    this.#settle();
  }

  /** What was not joined anew by now is no longer bound. */
  onFormerLeft(): void {
    this.#moving = false;
    for (const join of this.#joins.values()) {
      if (!join.moving) continue;
      join.moving = false;
      this.#unbind(join);
    }
  }

  /** The socket is gone, and all bindings with it. */
  onLost(): void {
    this.#cancelTimer?.();
    this.#moving = false;
    this.#elsewhere = new Set();
    for (const join of this.#joins.values()) {
      const wasJoined = join.state === 'joined';
      join.moving = false;
      join.state = 'idle';
      join.askAt = Infinity;
      if (wasJoined) this.#context.onUnbound(join.id);
    }
  }

  onFrame(frame: RelayFrame): void {
    if (frame.t === 'joined') this.#onJoined(frame.ref, frame.rid, frame.expires);
    if (frame.t === 'refused' && frame.ref !== undefined) this.#onRefused(frame, frame.ref);
    if (frame.t === 'left') this.#onLeft(frame.rid);
  }

  #follow(): void {
    for (const join of this.#joins.values()) {
      if (join.state === 'joined' || !this.#elsewhere.has(join.id)) continue;
      join.state = 'joined';
      this.#context.onJoined(join.id);
    }
  }

  #newJoin(id: ConversationId): Join {
    const { random } = this.#context.environment;
    const backoff = new Backoff(RECONNECT_RANGE, () => random.fraction());
    return { id, backoff, state: 'idle', rid: undefined, ref: 0, askAt: 0, moving: false };
  }

  #now(): number {
    return this.#context.environment.clock.now();
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#asking || this.#context.ticket() === undefined) return;
    const next = Math.min(...[...this.#joins.values()].map(({ askAt }) => askAt));
    if (next === Infinity) return;
    const delayMs = Math.max(0, Math.ceil(next - this.#now()));
    this.#cancelTimer = this.#context.environment.clock.after(delayMs, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const ticket = this.#context.ticket();
    const now = this.#now();
    const due = [...this.#joins.values()].filter(({ askAt }) => askAt <= now).slice(0, PASSES_MAX);
    if (ticket === undefined) return;
    if (due.length === 0) {
      // A timer may fire a fraction of a millisecond early.
      this.#arm();
      return;
    }
    this.#asking = true;
    for (const join of due) {
      if (join.state === 'idle') join.state = 'asking';
      // Unless an answer or a frame says otherwise: later, not at once.
      join.askAt = now + join.backoff.nextMs() + REFUSED_AGAIN_MS;
    }
    try {
      const ids = due.map(({ id }) => id);
      const passes = await this.#context.api.getPasses(ticket, ids);
      // A pass names its ticket: with another socket's ticket it is worth nothing.
      if (this.#context.ticket() === ticket) for (const pass of passes) this.#join(pass);
      else for (const join of due) join.askAt = 0;
    } catch {
      for (const join of due) join.askAt = this.#now() + join.backoff.nextMs();
    } finally {
      this.#asking = false;
    }
    this.#arm();
  }

  #join({ conversation, rid, pass }: Pass): void {
    const join = this.#joins.get(conversation);
    if (join === undefined) return;
    join.rid = rid;
    join.ref = ++this.#refs;
    this.#context.send({ t: 'join', ref: join.ref, pass });
  }

  #onJoined(ref: number, rid: RoutingId, expires: number): void {
    const join = this.#byRef(ref);
    if (join?.rid !== rid) return;
    const leftMs = expires - this.#context.serverNow();
    join.askAt = this.#now() + Math.max(1_000, leftMs * RENEW_AFTER);
    join.backoff.reset();
    const wasJoined = join.state === 'joined';
    join.state = 'joined';
    join.moving = false;
    this.#arm();
    if (!wasJoined) this.#context.onJoined(join.id);
    this.#settle();
  }

  #onRefused({ code, retryMs }: Refused, ref: number): void {
    const join = this.#byRef(ref);
    if (join === undefined) return;
    const stale = code === 'pass-expired' || code === 'bad-pass' || code === 'rate';
    const waitMs = stale ? join.backoff.nextMs() : REFUSED_AGAIN_MS;
    join.askAt = this.#now() + Math.max(waitMs, retryMs ?? 0);
    this.#unbind(join);
    this.#arm();
  }

  #onLeft(rid: RoutingId): void {
    const join = [...this.#joins.values()].find((one) => one.rid === rid);
    if (join === undefined) return;
    join.askAt = this.#now() + join.backoff.nextMs();
    this.#unbind(join);
    this.#arm();
  }

  #unbind(join: Join): void {
    const wasJoined = join.state === 'joined';
    join.state = 'idle';
    join.moving = false;
    if (wasJoined) this.#context.onUnbound(join.id);
    this.#settle();
  }

  #settle(): void {
    if (!this.#moving || [...this.#joins.values()].some(({ moving }) => moving)) return;
    this.#moving = false;
    this.#context.onSettled();
  }

  #byRef(ref: number): Join | undefined {
    for (const join of this.#joins.values()) if (join.ref === ref) return join;
    return undefined;
  }
}
