import type { RecordedEnd } from '../../src/wire/callAnswers.js';
import { ProblemError } from '../../src/api/problem.js';
import type { CallConfirmation } from '../../src/http/requests.js';
import type { SimulatedTime } from './simulatedTime.js';

/** Unanswered for so long, or unheard of for so long, it is over. */
const RING_MS = 75_000;
const LOST_MS = 180_000;
/** After it was away it believes nobody to be lost for so long. */
const GRACE_MS = 180_000;

/** A call as the origin has it. */
export interface SimCall {
  readonly id: string;
  readonly caller: string;
  readonly clientId: string;
  readonly openedAt: number;
  answeredAt?: number;
  heardAt: number;
  /** Each appended `call.ended`. */
  readonly ends: RecordedEnd[];
}

/** What the origin forgets to do. */
export type OriginFlaw = 'open lock' | 'idempotence' | 'time-outs';

/** One open call per conversation, idempotent confirmations, time-outs; sometimes it is not there. */
export class SimOrigin {
  readonly calls: SimCall[] = [];
  #upSince = 0;
  #isUp = true;
  readonly #time: SimulatedTime;
  readonly #flaws: ReadonlySet<string>;
  readonly #onEnded: (call: SimCall) => void;

  constructor(time: SimulatedTime, flaws: ReadonlySet<string>, onEnded: (call: SimCall) => void) {
    this.#time = time;
    this.#flaws = flaws;
    this.#onEnded = onEnded;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Goes away, or comes back. */
  set isUp(isUp: boolean) {
    if (isUp && !this.#isUp) this.#upSince = this.#time.now();
    this.#isUp = isUp;
  }

  get open(): readonly SimCall[] {
    return this.calls.filter(({ ends }) => ends.length === 0);
  }

  byId(id: string): SimCall | undefined {
    return this.calls.find((call) => call.id === id);
  }

  openCall(caller: string, clientId: string): { readonly call: SimCall; readonly isNew: boolean } {
    const before = this.open.find((call) => call.clientId === clientId);
    if (before !== undefined) return { call: before, isNew: true };
    const [open] = this.open;
    if (open !== undefined && !this.#has('open lock')) return { call: open, isNew: false };
    const openedAt = this.#time.now();
    const id = `call ${this.calls.length}`;
    const call: SimCall = { id, caller, clientId, openedAt, heardAt: openedAt, ends: [] };
    this.calls.push(call);
    this.#watch(call);
    return { call, isNew: true };
  }

  /** Takes what a participant says; the same again changes nothing. */
  confirm(user: string, id: string, { what, reason, agoMs }: CallConfirmation): void {
    const call = this.byId(id);
    if (call === undefined) throw problem('not-found', 404);
    if (call.ends.length > 0 && !this.#has('idempotence')) return;
    const at = this.#time.now() - agoMs;
    call.heardAt = Math.max(call.heardAt, at);
    if (what === 'answered') call.answeredAt ??= at;
    if (what === 'ended' && reason !== undefined)
      this.#end(call, this.#reasonOf(call, user, reason));
  }

  #reasonOf({ answeredAt, caller }: SimCall, user: string, reason: RecordedEnd): RecordedEnd {
    if (answeredAt !== undefined) return reason === 'failed' ? 'failed' : 'hung-up';
    if (reason === 'hung-up') return user === caller ? 'cancelled' : 'rejected';
    return reason;
  }

  #watch(call: SimCall): void {
    if (this.#has('time-outs')) return;
    const due = call.answeredAt === undefined ? call.openedAt + RING_MS : call.heardAt + LOST_MS;
    this.#time.soon(Math.max(1_000, due - this.#time.now()), () => {
      if (call.ends.length > 0) return;
      const { answeredAt, openedAt, heardAt } = call;
      const now = this.#time.now();
      const isDue = answeredAt === undefined ? now >= openedAt + RING_MS : now >= heardAt + LOST_MS;
      // Who has waited for it is heard first.
      const isAwake = this.isUp && now >= this.#upSince + GRACE_MS;
      if (isDue && isAwake) this.#end(call, answeredAt === undefined ? 'no-answer' : 'lost');
      else this.#watch(call);
    });
  }

  #end(call: SimCall, reason: RecordedEnd): void {
    call.ends.push(reason);
    this.#onEnded(call);
  }

  #has(flaw: OriginFlaw): boolean {
    return this.#flaws.has(flaw);
  }
}

export function problem(type: string, status: number): ProblemError {
  const untold = { detail: undefined, retryAfterMs: undefined };
  return new ProblemError({ type, title: type, status, ...untold });
}
