import type { Cancel, Environment } from '../api/environment.js';
import { ProblemError } from '../api/problem.js';
import type { Replica, SyncOutcome, SyncQuestion } from '../core/replica.js';
import { SYNC_PERIODS, SyncSchedule, type Whose } from '../core/syncSchedule.js';
import type { Signers } from '../crypto/signers.js';
import type { Api } from '../http/api.js';
import type { Synced } from '../http/requests.js';
import type { SyncAnswer } from '../wire/answers.js';
import type { Counts } from './counts.js';
import type { HeardSync, SharedSync } from './sharedSync.js';

/** What a sync loop works with. */
export interface SyncContext {
  readonly environment: Environment;
  readonly api: Api;
  readonly replica: Replica;
  /** Absent where live events cannot be verified anyway. */
  readonly signers: Signers | undefined;
  readonly counts: Counts;
  /** Called after each answer was applied. */
  readonly onOutcome: (outcome: SyncOutcome) => void;
  /** Called after each answer that was complete, with what other tabs can use. */
  readonly onSynced: (sync: SharedSync) => void;
}

interface Waiter {
  // Serves only once a sync that began after the wish was complete.
  begun: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Runs the syncs that the schedule decides on. */
export class SyncLoop {
  readonly #context: SyncContext;
  readonly #schedule: SyncSchedule;
  #running = false;
  #cancelTimer: Cancel | undefined;
  #timerAt = Infinity;
  #etag: string | undefined;
  #waiters: Waiter[] = [];

  constructor(context: SyncContext) {
    const { clock, random } = context.environment;
    this.#context = context;
    this.#schedule = new SyncSchedule(clock.now(), () => random.fraction());
  }

  /** Starts, with a sync at once. */
  start(): void {
    this.#running = true;
    this.wake();
  }

  /** No further sync begins; one in flight is still applied. Whoever waits is told. */
  stop(): void {
    this.#running = false;
    this.#arm();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error('the client stopped'));
  }

  /** Asks for a sync after the delay; wishes are merged. */
  wish(delayMs = 0): void {
    this.#schedule.wish(this.#now(), delayMs);
    this.#arm();
  }

  wake(): void {
    this.#schedule.wake(this.#now());
    this.#arm();
  }

  startPolling(): void {
    this.#schedule.startPolling(this.#now());
    this.#arm();
  }

  stopPolling(): void {
    this.#schedule.stopPolling(this.#now());
    this.#arm();
  }

  /** Who checks now and then, and polls while no relay is of use. */
  setChecks(whose: Whose): void {
    this.#schedule.setChecks(this.#now(), whose);
    this.#arm();
  }

  /**
   * Takes what another tab was answered, as if this one had asked; what does not fit is asked for.
   * While a sync of this tab is in flight nothing is taken: its own answer is as good.
   */
  async adopt({ question, answer, etag }: HeardSync): Promise<void> {
    const { replica, signers, environment } = this.#context;
    if (!this.#isFree()) return;
    if (answer === undefined) {
      if (etag === this.#etag) return;
      this.wish(environment.random.fraction() * SYNC_PERIODS.resyncJitterMs);
      return;
    }
    await signers?.replace(answer.signers);
    if (!this.#isFree()) return;
    // An answer that is older than what is here would purge what it does not know yet.
    const outcome = replica.covers(answer) ? this.#take(question, answer) : undefined;
    if (outcome?.complete === true) this.#etag = etag;
    else this.wish(SYNC_PERIODS.gapMs);
  }

  /**
   * Syncs, and resolves when one that began after this call is complete. Rejects when the loop
   * stops.
   */
  fresh(): Promise<void> {
    if (!this.#running) return Promise.reject(new Error('the client is not connected'));
    const promise = new Promise<void>((resolve, reject) => {
      this.#waiters.push({ begun: false, resolve, reject });
    });
    this.wish();
    return promise;
  }

  #now(): number {
    return this.#context.environment.clock.now();
  }

  #arm(): void {
    const due = this.#running ? this.#schedule.dueAt : undefined;
    if ((due ?? Infinity) === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAt = due ?? Infinity;
    if (due === undefined) return;
    this.#cancelTimer = this.#context.environment.clock.after(due - this.#now(), () => {
      this.#timerAt = Infinity;
      void this.#sync();
    });
  }

  async #sync(): Promise<void> {
    const { replica, api, counts } = this.#context;
    this.#schedule.begin();
    for (const waiter of this.#waiters) waiter.begun = true;
    const question = replica.question();
    try {
      counts.syncs++;
      const synced = await api.sync(question, this.#etag);
      if (synced === 'unchanged') {
        this.#completed('no-news');
        this.#context.onSynced({ question, told: undefined, etag: this.#etag });
      } else {
        await this.#apply(question, synced);
      }
    } catch (error) {
      counts.syncFailures++;
      const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined;
      this.#schedule.failed(this.#now(), waitMs);
    }
    this.#arm();
  }

  async #apply(
    question: SyncQuestion,
    { answer, told, etag }: Exclude<Synced, 'unchanged'>,
  ): Promise<void> {
    const { signers, onSynced } = this.#context;
    await signers?.replace(answer.signers);
    const outcome = this.#take(question, answer);
    // The tag speaks of everything the answer told; it may only be used once all of that is here.
    this.#etag = outcome.complete ? etag : undefined;
    if (outcome.complete) onSynced({ question, told, etag });
    const news = outcome.eventsAdded > 0 ? 'news' : 'no-news';
    if (outcome.complete) {
      this.#completed(news);
    } else if (outcome.more && news === 'news') {
      this.#schedule.succeeded(this.#now(), news);
      this.#schedule.wish(this.#now());
    } else {
      // The answer did not bring what it told of: asking again at once would turn in a circle.
      this.#schedule.failed(this.#now());
    }
  }

  #take(question: SyncQuestion, answer: SyncAnswer): SyncOutcome {
    const { replica, counts, onOutcome } = this.#context;
    const outcome = replica.apply(question, answer);
    counts.applied.sync += outcome.eventsAdded;
    onOutcome(outcome);
    return outcome;
  }

  #isFree(): boolean {
    return this.#running && !this.#schedule.inFlight;
  }

  #completed(news: 'news' | 'no-news'): void {
    this.#schedule.succeeded(this.#now(), news);
    // What came live in the meantime may be further ahead than the answer.
    if (this.#context.replica.hasGap) this.#schedule.wish(this.#now(), SYNC_PERIODS.gapMs);
    const served = this.#waiters.filter(({ begun }) => begun);
    this.#waiters = this.#waiters.filter(({ begun }) => !begun);
    for (const { resolve } of served) resolve();
  }
}
