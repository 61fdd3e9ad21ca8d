import type { Cancel, Environment, WebSocketLike } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import { type ClientFrame, parseRelayFrame, type RelayFrame } from '../wire/frames.js';

/** The version of the wire protocol that this library speaks, as its WebSocket subprotocol. */
export const SUBPROTOCOL = 'sealmesh.v1.json';

/**
 * Silence of a relay after which its socket counts as lost, in heartbeats; the relay's own measure
 * is the same.
 */
const SILENT_HEARTBEATS = 2.5;
/** A woken device asks the relay whether it is still there and does not wait longer than this. */
const PROBE_MS = 5_000;

/** What a socket tells its owner. After `onEnd` it tells nothing more. */
export interface RelaySocketListener {
  readonly onFrame: (frame: RelayFrame) => void;
  readonly onMalformed: () => void;
  /** Once: with the relay's close code, or 0 if there was none. */
  readonly onEnd: (code: number) => void;
}

/** One socket to one relay: hello, heartbeats, and the end of it. */
export class RelaySocket {
  readonly #environment: Environment;
  readonly #limits: Limits;
  readonly #listener: RelaySocketListener;
  readonly #socket: WebSocketLike;
  #state: 'opening' | 'greeted' | 'ended' = 'opening';
  #heartbeatMs = 0;
  #lastHeardAt = 0;
  #cancelSilence: Cancel | undefined;
  #cancelHeartbeat: Cancel | undefined;

  constructor(
    url: string,
    ticket: string,
    environment: Environment & { readonly WebSocket: NonNullable<Environment['WebSocket']> },
    limits: Limits,
    listener: RelaySocketListener,
  ) {
    this.#environment = environment;
    this.#limits = limits;
    this.#listener = listener;
    this.#socket = new environment.WebSocket(url, SUBPROTOCOL);
    this.#socket.onopen = () => {
      if (this.#state === 'opening') this.#send({ t: 'hello', ticket });
    };
    this.#socket.onmessage = (event: { readonly data: unknown }) => {
      this.#onMessage(event.data);
    };
    this.#socket.onclose = (event: { readonly code?: number }) => {
      this.#end(event.code ?? 0);
    };
    // An error is always followed by a close, and says nothing that could be acted upon.
    this.#socket.onerror = () => undefined;
    this.#cancelSilence = environment.clock.after(limits.welcomeTimeoutMs, () => {
      this.#end(0);
    });
  }

  /** Sends if the relay has welcomed this socket; otherwise it is lost, as anything may be. */
  send(frame: ClientFrame): void {
    if (this.#state === 'greeted') this.#send(frame);
  }

  /** Asks whether the relay is still there; without an answer the socket ends. */
  probe(): void {
    if (this.#state !== 'greeted') return;
    this.#send({ t: 'ping' });
    this.#watch(PROBE_MS);
  }

  /** Closes without telling the listener. */
  close(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancelSilence?.();
    this.#cancelHeartbeat?.();
    this.#socket.close(1000);
  }

  #send(frame: ClientFrame): void {
    try {
      this.#socket.send(JSON.stringify(frame));
    } catch {
      // The socket is closing: its close event follows, and everything lost is repaired by sync.
    }
  }

  #onMessage(data: unknown): void {
    if (this.#state === 'ended') return;
    this.#lastHeardAt = this.#environment.clock.now();
    const tooLong = typeof data !== 'string' || data.length > this.#limits.frameCharsMax;
    const frame = tooLong ? undefined : parseRelayFrame(data);
    if (frame === undefined) {
      this.#listener.onMalformed();
      return;
    }
    if (frame.t === 'welcome') this.#onWelcome(frame.heartbeatSeconds);
    this.#listener.onFrame(frame);
  }

  #onWelcome(heartbeatSeconds: number): void {
    if (this.#state === 'greeted') return;
    this.#state = 'greeted';
    this.#heartbeatMs = heartbeatSeconds * 1000;
    this.#beat();
    this.#watch(this.#heartbeatMs * SILENT_HEARTBEATS);
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#environment.clock.after(this.#heartbeatMs, () => {
      this.#send({ t: 'ping' });
      this.#beat();
    });
  }

  // Not moved at every frame: when it fires it looks how long ago the last one was.
  #watch(ms: number): void {
    const { clock } = this.#environment;
    const since = clock.now();
    this.#cancelSilence?.();
    this.#cancelSilence = clock.after(ms, () => {
      if (this.#lastHeardAt >= since) {
        const silentMs = clock.now() - this.#lastHeardAt;
        this.#watch(Math.max(1, this.#heartbeatMs * SILENT_HEARTBEATS - silentMs));
        return;
      }
      this.#end(0);
    });
  }

  #end(code: number): void {
    if (this.#state === 'ended') return;
    this.close();
    this.#listener.onEnd(code);
  }
}
