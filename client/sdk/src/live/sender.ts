import type { Cancel, Environment } from '../api/environment.js';
import type { ClientId, ConversationId } from '../api/ids.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import type { ConversationState } from '../core/conversationState.js';
import type { Outgoing } from '../core/outbox.js';
import type { Replica } from '../core/replica.js';
import { SYNC_PERIODS } from '../core/syncSchedule.js';
import type { Api } from '../http/api.js';
import type { Appended } from '../wire/answers.js';
import type { Counts } from './counts.js';

/** What a sender works with. */
export interface SenderContext {
  readonly environment: Environment;
  readonly api: Api;
  readonly replica: Replica;
  readonly counts: Counts;
  /** Events are missing: sync after the delay. */
  readonly wishSync: (delayMs: number) => void;
}

interface Awaited {
  readonly conversation: ConversationId;
  readonly resolve: () => void;
  readonly reject: (problem: Error) => void;
}

interface Lane {
  readonly backoff: Backoff;
  cancelRetry: Cancel | undefined;
}

/**
 * Sends what is in the outbox: of one conversation one message after another, of several side by
 * side. An attempt without an answer is repeated with the same client id for as long as it takes.
 */
export class Sender {
  readonly #context: SenderContext;
  readonly #lanes = new Map<ConversationId, Lane>();
  readonly #awaited = new Map<ClientId, Awaited>();
  #running = false;

  constructor(context: SenderContext) {
    this.#context = context;
  }

  start(): void {
    this.#running = true;
    for (const id of this.#context.replica.outbox.conversations()) this.#drive(id);
  }

  /** What is pending stays so until the next start. */
  stop(): void {
    this.#running = false;
    for (const [id, lane] of this.#lanes) {
      if (lane.cancelRetry === undefined) continue;
      lane.cancelRetry();
      this.#lanes.delete(id);
    }
  }

  /** Tries now whatever waits for its back-off. */
  wake(): void {
    if (!this.#running) return;
    this.stop();
    this.start();
  }

  /**
   * Puts a message into the outbox; resolves when it is sent. Throws a LimitError when that is
   * full.
   */
  send(state: ConversationState, message: Omit<Outgoing, 'state'>): Promise<void> {
    this.#context.replica.outbox.add(state.id, message);
    const sent = new Promise<void>((resolve, reject) => {
      this.#awaited.set(message.clientId, { conversation: state.id, resolve, reject });
    });
    // Whoever does not wait for it sees the failure in the transcript.
    sent.catch(() => undefined);
    state.changed();
    this.#drive(state.id);
    return sent;
  }

  retry(state: ConversationState, clientId: ClientId): void {
    const { outbox } = this.#context.replica;
    if (outbox.find(state.id, clientId)?.state.is !== 'failed') return;
    outbox.become(state.id, clientId, { is: 'pending' });
    state.changed();
    this.#drive(state.id);
  }

  /** Something changed in this conversation: what stands in its transcript now was sent. */
  reconcile(id: ConversationId): void {
    const { outbox } = this.#context.replica;
    for (const [clientId, awaited] of this.#awaited) {
      if (awaited.conversation !== id || outbox.find(id, clientId) !== undefined) continue;
      this.#awaited.delete(clientId);
      awaited.resolve();
    }
  }

  /** The conversation is gone: what was pending there cannot be sent. */
  giveUp(id: ConversationId, problem: Problem): void {
    const { outbox } = this.#context.replica;
    for (const { clientId } of outbox.of(id)) {
      outbox.remove(id, clientId);
      this.#settle(clientId, problem);
    }
  }

  #drive(id: ConversationId): void {
    if (!this.#running || this.#lanes.has(id)) return;
    const { random } = this.#context.environment;
    const backoff = new Backoff(RECONNECT_RANGE, () => random.fraction());
    const lane: Lane = { backoff, cancelRetry: undefined };
    this.#lanes.set(id, lane);
    void this.#run(id, lane);
  }

  async #run(id: ConversationId, lane: Lane): Promise<void> {
    const { replica, api, counts, environment } = this.#context;
    while (this.#running) {
      const next = replica.outbox.next(id);
      if (next === undefined) break;
      try {
        const appended = await api.sendMessage(id, next);
        lane.backoff.reset();
        this.#onAnswered(id, next, appended);
      } catch (error) {
        if (error instanceof ProblemError && error.transient) {
          counts.sendRepeats++;
          const waitMs = Math.max(lane.backoff.nextMs(), error.retryAfterMs ?? 0);
          this.#retryLater(id, lane, waitMs, environment);
          return;
        }
        this.#onRefused(id, next, problemOf(error));
      }
    }
    if (this.#lanes.get(id) === lane) this.#lanes.delete(id);
  }

  #retryLater(id: ConversationId, lane: Lane, waitMs: number, environment: Environment): void {
    if (this.#lanes.get(id) !== lane) return;
    if (!this.#running) {
      this.#lanes.delete(id);
      return;
    }
    lane.cancelRetry = environment.clock.after(waitMs, () => {
      lane.cancelRetry = undefined;
      void this.#run(id, lane);
    });
  }

  #onAnswered(id: ConversationId, sent: Outgoing, appended: Appended): void {
    const { replica, wishSync } = this.#context;
    const { seq, at, epoch, messageId } = appended;
    const { clientId, body, replyTo } = sent;
    if (messageId === undefined) {
      const title = 'The answer names no message';
      const untold = { detail: undefined, retryAfterMs: undefined };
      this.#onRefused(id, sent, { type: 'bad-answer', title, status: 201, ...untold });
      return;
    }
    replica.outbox.become(id, clientId, { is: 'sent', seq, messageId, at });
    this.#settle(clientId, undefined);
    const state = replica.byId(id);
    if (state === undefined) return;
    // The answer says all that the event will: it need not be waited for.
    const actor = replica.me;
    const offered = state.offer(
      { type: 'message.sent', seq, at, actor, messageId, clientId, body, replyTo },
      epoch,
    );
    if (offered === 'waiting' || offered === 'overflow') wishSync(SYNC_PERIODS.gapMs);
    replica.outbox.reached(id, state.log.head);
    state.changed();
  }

  #onRefused(id: ConversationId, refused: Outgoing, problem: Problem): void {
    const { replica } = this.#context;
    replica.outbox.become(id, refused.clientId, { is: 'failed', problem });
    this.#settle(refused.clientId, problem);
    replica.byId(id)?.changed();
  }

  #settle(clientId: ClientId, problem: Problem | undefined): void {
    const awaited = this.#awaited.get(clientId);
    this.#awaited.delete(clientId);
    if (problem === undefined) awaited?.resolve();
    else awaited?.reject(new ProblemError(problem));
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error;
  const detail = error instanceof Error ? error.message : undefined;
  const title = 'The client failed';
  return { type: 'client', title, status: 0, detail, retryAfterMs: undefined };
}
