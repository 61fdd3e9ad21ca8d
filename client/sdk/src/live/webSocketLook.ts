import type { Cancel, Clock, WebSocketConstructor } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import type { Transport } from './transport.js';
import { webSocketTransport } from './webSocketTransport.js';

/** While a connection lives on SockJS: looks now and then whether a WebSocket opens. */
export class WebSocketLook {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #onOpens: () => void;
  #cancel: Cancel | undefined;
  #tried: Transport | undefined;

  /** @param onOpens told once per start, at most; the socket that was tried is closed then */
  constructor(clock: Clock, limits: Limits, onOpens: () => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onOpens = onOpens;
  }

  start(url: string, WebSocket: WebSocketConstructor): void {
    this.stop();
    this.#cancel = this.#clock.after(this.#limits.webSocketAgainMs, () => {
      this.#look(url, WebSocket);
    });
  }

  stop(): void {
    this.#cancel?.();
    const tried = this.#tried;
    this.#tried = undefined;
    tried?.close();
  }

  #look(url: string, WebSocket: WebSocketConstructor): void {
    const open = webSocketTransport(url, WebSocket, this.#limits);
    try {
      const tried = open({
        onOpen: () => {
          if (this.#tried !== tried) return;
          this.stop();
          this.#onOpens();
        },
        onFrame: () => undefined,
        onEnd: () => {
          if (this.#tried === tried) this.start(url, WebSocket);
        },
      });
      this.#tried = tried;
    } catch {
      // A page that may not open such a socket now may not do so later either.
      this.stop();
    }
  }
}
