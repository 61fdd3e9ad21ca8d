import type { Environment } from '../api/environment.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { ServerClock } from '../core/serverClock.js';
import { isObject, isText } from '../wire/shape.js';

/** One request to the origin's API. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifNoneMatch?: string | undefined;
}

/** A success, or a 304. */
export interface HttpAnswer {
  readonly status: number;
  /** Undefined if there is none. */
  readonly body: unknown;
  readonly etag: string | undefined;
}

/**
 * Asks the origin: bearer token, time-out, problems as {@link ProblemError}, and the origin's
 * clock.
 */
export class Http {
  readonly serverClock: ServerClock;
  /** Sent as the bearer token, if there is one. */
  token: string | undefined;
  /** Called when the origin no longer knows the token that was sent. */
  onUnauthenticated: (problem: Problem) => void = () => undefined;
  readonly #base: string;
  readonly #environment: Environment;
  readonly #timeoutMs: number;

  constructor(origin: string | URL, environment: Environment, timeoutMs: number) {
    this.#base = new URL('/api/v1', origin).href;
    this.#environment = environment;
    this.#timeoutMs = timeoutMs;
    this.serverClock = new ServerClock(() => environment.clock.now());
  }

  /** Resolves on 2xx and 304, and throws a ProblemError on everything else. */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { clock } = this.#environment;
    const abort = new AbortController();
    const cancel = clock.after(this.#timeoutMs, () => {
      abort.abort();
    });
    const sentAt = clock.now();
    const { token } = this;
    try {
      const response = await this.#fetch(request, abort.signal);
      this.serverClock.onAnswer(response.headers.get('date'), sentAt, clock.now());
      // Read within the time-out, too: an answer may stop in its middle.
      const text = await response.text();
      if (!response.ok && response.status !== 304) throw this.#refusal(response, text, token);
      const etag = response.headers.get('etag') ?? undefined;
      return { status: response.status, body: parsed(text), etag };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const type = abort.signal.aborted ? 'time-out' : 'network';
      const detail = error instanceof Error ? error.message : undefined;
      throw new ProblemError({
        ...{ type, title: 'The origin did not answer', status: 0 },
        ...{ detail, retryAfterMs: undefined },
      });
    } finally {
      cancel();
    }
  }

  #fetch(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.token !== undefined) headers['authorization'] = `Bearer ${this.token}`;
    if (request.ifNoneMatch !== undefined) headers['if-none-match'] = request.ifNoneMatch;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    return this.#environment.fetch(this.#base + request.path, {
      method: request.method,
      headers,
      signal,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      // The token is in a header and goes to the origin alone: no cookies, no foreign hosts, no
      // cache.
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    });
  }

  #refusal(response: Response, text: string, token: string | undefined): ProblemError {
    const { status } = response;
    const retryAfterMs = this.#retryAfterMs(response.headers.get('retry-after'));
    const told = parsed(text);
    const unknown = { type: `http-${status}`, title: 'The origin refused', detail: undefined };
    const problem = new ProblemError({ ...(problemOf(told) ?? unknown), status, retryAfterMs });
    // A request of an earlier session may be answered late: it says nothing of this one.
    const mine = token !== undefined && token === this.token;
    if (mine && problem.type === 'unauthenticated') this.onUnauthenticated(problem);
    return problem;
  }

  #retryAfterMs(header: string | null): number | undefined {
    if (header === null) return undefined;
    if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
    const at = Date.parse(header);
    return Number.isNaN(at) ? undefined : Math.max(0, at - this.serverClock.now());
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function problemOf(told: unknown): Pick<Problem, 'type' | 'title' | 'detail'> | undefined {
  if (!isObject(told) || !isText(told['type'])) return undefined;
  const { type, title, detail } = told;
  return {
    type: type.slice(type.lastIndexOf('/') + 1),
    title: isText(title) ? title : type,
    detail: isText(detail) ? detail : undefined,
  };
}
