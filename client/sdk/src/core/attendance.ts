import type { CallPhase } from '../wire/callContent.js';
import type { RefusalCode } from '../wire/frames.js';
import { CALL_PERIODS, type CallSink } from './callActions.js';

/** The waits after refusals double up to this. */
const AGAIN_MAX_MS = 20_000;

/**
 * Whether the node passes on what this party says: it has shown its grant on the socket that is open
 * now.
 */
export class Attendance {
  readonly #sink: CallSink;
  readonly #phase: () => CallPhase;
  #state: 'away' | 'idle' | 'asking' | 'there' = 'away';
  #wasThere = false;
  #refusals = 0;
  #againAt = Infinity;

  constructor(sink: CallSink, phase: () => CallPhase) {
    this.#sink = sink;
    this.#phase = phase;
  }

  get isThere(): boolean {
    return this.#state === 'there';
  }

  get dueAt(): number {
    return this.#againAt;
  }

  /** A socket is open. */
  onOnline(now: number): void {
    this.#state = 'idle';
    this.ask(now);
  }

  /** There is none any more. */
  onOffline(): void {
    this.#state = 'away';
    this.#againAt = Infinity;
  }

  /** Shows the grant, unless that goes on already; also a newer one, while this party is there. */
  ask(now: number): void {
    if (this.#state === 'away') return;
    if (this.#state === 'idle') this.#state = 'asking';
    this.#againAt = now + CALL_PERIODS.attendAgainMs;
    this.#sink.act({ does: 'attend', phase: this.#wasThere ? this.#phase() : undefined });
  }

  /** Takes the node's answer. Tells whether this party has just arrived. */
  onAttending(): 'arrived' | 'still there' {
    const before = this.#state;
    if (before === 'away') return 'still there';
    this.#state = 'there';
    this.#wasThere = true;
    this.#refusals = 0;
    this.#againAt = Infinity;
    return before === 'there' ? 'still there' : 'arrived';
  }

  /** The node has refused the grant, or what was said. */
  onRefused(now: number, code: RefusalCode, retryMs: number | undefined): void {
    if (this.#state === 'away') return;
    this.#state = 'asking';
    const waitMs = Math.min(1_000 * 2 ** this.#refusals++, AGAIN_MAX_MS);
    this.#againAt = now + Math.max(waitMs, retryMs ?? 0);
    if (code === 'bad-grant' || code === 'grant-expired' || code === 'revoked') {
      this.#sink.act({ does: 'renewGrant' });
    }
  }

  onTime(now: number): void {
    if (now < this.#againAt) return;
    this.#state = 'idle';
    this.ask(now);
  }
}
