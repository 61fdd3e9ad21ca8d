import type { Cancel, Clock, Random } from '../api/environment.js';
import { ProblemError } from '../api/problem.js';
import { MovingPolicy } from '../core/moving.js';
import type { Ticket } from '../wire/answers.js';
import type { Farewell } from '../wire/frames.js';
import type { RelayLine } from './relayLine.js';

/** What a move works with. */
export interface MoveContext {
  readonly clock: Clock;
  readonly random: Random;
  /** The ticket at hand, or a new one if it is about to end. */
  readonly ticketAtHand: () => Promise<Ticket>;
  /** One of a new origin's answer, which names the relays as they are now. */
  readonly newTicket: () => Promise<Ticket>;
  /**
   * Prepares a socket to the relay that comes next, after so many that came to nothing. What it
   * resolves with opens it; nothing is told before that returns.
   */
  readonly prepare: (ticket: Ticket, failures: number) => Promise<() => RelayLine>;
}

/**
 * Make before break: opens a second socket beside one whose relay leaves, and tries again, with
 * back-off, as long as the first one lasts.
 *
 * Its owner hears the second socket's frames: with the welcome the move is {@link complete}.
 */
export class Move {
  readonly #context: MoveContext;
  readonly #policy: MovingPolicy;
  #cause: Farewell['t'] | undefined;
  #line: RelayLine | undefined;
  #ticket: Ticket | undefined;
  #wantsNewTicket = false;
  #failures = 0;
  #cancelTimer: Cancel | undefined;
  // Grows when a move ends: an answer of before then finds itself outdated.
  #era = 0;

  constructor(context: MoveContext) {
    this.#context = context;
    this.#policy = new MovingPolicy(() => context.random.fraction());
  }

  /** Why it goes on; undefined if none does. */
  get cause(): Farewell['t'] | undefined {
    return this.#cause;
  }

  /** The relay leaves. One move at a time: told again, it goes on. */
  start({ t, withinMs }: Farewell, lastedMs: number): void {
    if (this.#cause !== undefined) return;
    this.#cause = t;
    this.#wantsNewTicket = t === 'moved';
    this.#after(this.#policy.onFarewell(withinMs, lastedMs));
  }

  /** The second socket was welcomed, and belongs to the owner from now on. */
  complete(): void {
    this.#line = undefined;
    this.cancel();
  }

  /** Ends it, and the second socket with it. */
  cancel(): void {
    this.#era++;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#line?.socket.close();
    this.#line = undefined;
    this.#ticket = undefined;
    this.#cause = undefined;
    this.#failures = 0;
  }

  /** The second socket ended, with the relay's close code or 0. */
  onEnd(code: number): void {
    this.#line = undefined;
    const again = this.#policy.onEnd(code);
    // The first socket is kept, and no relay is asked again what it has refused for good.
    if (again.then === 'stay') return;
    this.#wantsNewTicket ||= again.ticket === 'renew';
    this.#failures++;
    this.#after(again.afterMs);
  }

  #after(delayMs: number): void {
    this.#cancelTimer = this.#context.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      void this.#attempt();
    });
  }

  async #attempt(): Promise<void> {
    const era = this.#era;
    const ticket = await this.#usableTicket(era);
    if (ticket === undefined || era !== this.#era) return;
    try {
      const open = await this.#context.prepare(ticket, this.#failures);
      if (era === this.#era) this.#line = open();
    } catch {
      // The browser refuses such a URL, or there is none.
      if (era === this.#era) this.onEnd(0);
    }
  }

  async #usableTicket(era: number): Promise<Ticket | undefined> {
    const { ticketAtHand, newTicket } = this.#context;
    try {
      const ticket = this.#wantsNewTicket
        ? await newTicket()
        : (this.#ticket ?? (await ticketAtHand()));
      if (era !== this.#era) return undefined;
      this.#wantsNewTicket = false;
      this.#ticket = ticket;
      return ticket;
    } catch (error) {
      if (era !== this.#era) return undefined;
      const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined;
      this.#after(this.#policy.onNoTicket(waitMs));
      return undefined;
    }
  }
}
