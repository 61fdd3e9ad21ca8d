import type { Cancel, Environment } from '../api/environment.js';
import type { CallId, UserId } from '../api/ids.js';
import { ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import { BoundedMap } from '../core/boundedMap.js';
import type { Confirm } from '../core/callActions.js';
import type { Api } from '../http/api.js';
import type { PartyId } from '../wire/callSignal.js';

/** Calls of which it is known that they are over, so that a late invite does not ring. */
const OVER_MAX = 256;
/** Calls whose end the origin has not heard of yet; in a day without it there are fewer. */
const TELLING_MAX = 64;

/** The origin believes nothing that is older (docs/openapi.yaml): what took longer is told as that. */
const AGO_MAX_MS = 14_400_000;

interface Telling {
  readonly party: PartyId;
  /** In the order in which it happened. */
  readonly left: (Confirm & { readonly at: number })[];
  readonly backoff: Backoff;
  isAsking: boolean;
  cancel: Cancel | undefined;
}

/** What the record works with. */
export interface RecordsContext {
  readonly environment: Environment;
  readonly api: Api;
  /** The origin has told who is in this call. */
  readonly onParticipants?: (call: CallId, users: readonly UserId[]) => void;
}

/**
 * Tells the origin what became of calls, of each in the order in which it happened. `answered` and
 * `ended` are repeated until the origin has answered, however long it is down; `present` is said
 * again soon anyway.
 */
export class CallRecords {
  readonly #context: RecordsContext;
  readonly #telling = new Map<CallId, Telling>();
  readonly #over = new BoundedMap<CallId, true>(OVER_MAX);

  constructor(context: RecordsContext) {
    this.#context = context;
  }

  isOver(call: CallId): boolean {
    return this.#over.get(call) === true;
  }

  /** The record has its end: nothing need be told of this call any more. */
  onEnded(call: CallId): void {
    this.#over.set(call, true);
    this.#forget(call);
  }

  confirm(call: CallId, party: PartyId, confirm: Confirm): void {
    if (this.isOver(call)) return;
    let telling = this.#telling.get(call);
    if (telling === undefined) {
      if (this.#telling.size >= TELLING_MAX) return;
      telling = this.#newTelling(party);
      this.#telling.set(call, telling);
    }
    // What waits says as much.
    if (confirm.what === 'present' && telling.left.length > 0) return;
    telling.left.push({ ...confirm, at: this.#now() });
    if (!telling.isAsking && telling.cancel === undefined) this.#tellNext(call, telling);
  }

  /** Nothing can be told any more. */
  stop(): void {
    for (const call of this.#telling.keys()) this.#forget(call);
  }

  #newTelling(party: PartyId): Telling {
    const { random } = this.#context.environment;
    const backoff = new Backoff(RECONNECT_RANGE, () => random.fraction());
    return { party, left: [], backoff, isAsking: false, cancel: undefined };
  }

  #forget(call: CallId): void {
    this.#telling.get(call)?.cancel?.();
    this.#telling.delete(call);
  }

  #tellNext(call: CallId, telling: Telling): void {
    const next = telling.left[0];
    if (next === undefined) this.#telling.delete(call);
    else if (next.afterMs === 0) void this.#tell(call, telling);
    else this.#tellIn(next.at + next.afterMs - this.#now(), call, telling);
  }

  #tellIn(ms: number, call: CallId, telling: Telling): void {
    telling.cancel = this.#context.environment.clock.after(Math.max(0, ms), () => {
      telling.cancel = undefined;
      void this.#tell(call, telling);
    });
  }

  async #tell(call: CallId, telling: Telling): Promise<void> {
    const next = telling.left[0];
    if (next === undefined) return;
    const { what, reason, at } = next;
    const agoMs = Math.min(AGO_MAX_MS, Math.max(0, Math.round(this.#now() - at)));
    telling.isAsking = true;
    let againMs: number | undefined;
    try {
      const { party } = telling;
      const { api, onParticipants } = this.#context;
      const users = await api.confirmCall(call, { party, what, reason, agoMs });
      onParticipants?.(call, users);
    } catch (error) {
      const isFinal = error instanceof ProblemError && !error.transient;
      if (!isFinal && what !== 'present') {
        const retryMs = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
        againMs = Math.max(telling.backoff.nextMs(), retryMs);
      }
    }
    telling.isAsking = false;
    if (this.#telling.get(call) !== telling) return;
    if (againMs !== undefined) {
      this.#tellIn(againMs, call, telling);
      return;
    }
    telling.backoff.reset();
    telling.left.shift();
    this.#tellNext(call, telling);
  }

  #now(): number {
    return this.#context.environment.clock.now();
  }
}
