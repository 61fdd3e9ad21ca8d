/**
 * An answer that was not a success, as RFC 9457 tells it. `type` is stable and made to be switched
 * on; `title` and `detail` are for people and may change.
 */
export interface Problem {
  /**
   * The problem's stable name; `network` and `time-out` are this client's own, see {@link
   * ProblemError}.
   */
  readonly type: string;
  readonly title: string;
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number;
  readonly detail: string | undefined;
  /** How long the origin asks to wait, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Thrown by every call that asked the origin and was refused, or got no answer.
 *
 * `type` is the last part of the problem's URI, so that code reads `error.type === 'not-a-member'`.
 * An answer that is no problem document has the type `http-<status>`; no answer at all is
 * `network`, one that took too long `time-out`, and one that breaks the API's contract
 * `bad-answer`.
 */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError';
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`);
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.retryAfterMs = problem.retryAfterMs;
  }

  /** Whether the same request may succeed later: no answer, 408, 425, 429 or a server's error. */
  get transient(): boolean {
    return this.status === 0 || [408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** Thrown when a bound of {@link Limits} would be crossed by something the caller asked for. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}
