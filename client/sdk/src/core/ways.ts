/** What carries the frames. */
export type Way = 'web-socket' | 'sockjs';

/** What a choice of ways goes by. */
export interface WayLimits {
  readonly webSocketFailuresMax: number;
  readonly webSocketAgainMs: number;
}

/**
 * Decides which way to try next: WebSocket, and SockJS where WebSocket keeps failing. Pure: it is
 * told the time.
 *
 * A way that a relay has welcomed by is kept. After a while WebSocket gets another chance; if both
 * fail, they take turns.
 */
export class WayChoice {
  readonly #limits: WayLimits;
  readonly #available: readonly Way[];
  #failures = 0;
  #sockJsFailed = false;
  #heldUntil: number | undefined;

  /** @param available what this machine has, WebSocket first */
  constructor(limits: WayLimits, available: readonly Way[]) {
    this.#limits = limits;
    this.#available = available;
  }

  /** Undefined if there is none at all. */
  next(nowMs: number): Way | undefined {
    if (this.#available.length < 2) return this.#available[0];
    if (this.#heldUntil !== undefined) {
      if (nowMs < this.#heldUntil) return 'sockjs';
      this.#heldUntil = undefined;
      this.#failures = this.#limits.webSocketFailuresMax - 1;
    }
    const fallsBack = this.#failures >= this.#limits.webSocketFailuresMax && !this.#sockJsFailed;
    return fallsBack ? 'sockjs' : 'web-socket';
  }

  onWelcome(way: Way, nowMs: number): void {
    this.#sockJsFailed = false;
    if (way === 'web-socket') this.#failures = 0;
    else this.#heldUntil ??= nowMs + this.#limits.webSocketAgainMs;
  }

  /** It came to nothing, and no relay said why. */
  onFailed(way: Way): void {
    this.#heldUntil = undefined;
    this.#sockJsFailed = way === 'sockjs';
    if (way === 'web-socket') this.#failures++;
  }

  /** A WebSocket was seen to open. */
  onWebSocketOpens(): void {
    this.#heldUntil = undefined;
    this.#failures = 0;
  }
}
