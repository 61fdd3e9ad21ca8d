import type { Cancel, Clock } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import type { ClientFrame, RelayFrame } from '../wire/frames.js';
import type { OpenTransport, Transport } from './transport.js';

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
  readonly #clock: Clock;
  readonly #listener: RelaySocketListener;
  readonly #transport: Transport;
  #state: 'opening' | 'greeted' | 'ended' = 'opening';
  #heartbeatMs = 0;
  #lastHeardAt = 0;
  #cancelSilence: Cancel | undefined;
  #cancelHeartbeat: Cancel | undefined;

  constructor(
    open: OpenTransport,
    ticket: string,
    clock: Clock,
    limits: Limits,
    listener: RelaySocketListener,
  ) {
    this.#clock = clock;
    this.#listener = listener;
    this.#transport = open({
      onOpen: () => {
        if (this.#state === 'opening') this.#transport.send({ t: 'hello', ticket });
      },
      onFrame: (frame) => {
        this.#onFrame(frame);
      },
      onEnd: (code) => {
        this.#end(code);
      },
    });
    this.#cancelSilence = clock.after(limits.welcomeTimeoutMs, () => {
      this.#end(0);
    });
  }

  /** Sends if the relay has welcomed this socket; otherwise it is lost, as anything may be. */
  send(frame: ClientFrame): void {
    if (this.#state === 'greeted') this.#transport.send(frame);
  }

  /** Asks whether the relay is still there; without an answer the socket ends. */
  probe(): void {
    if (this.#state !== 'greeted') return;
    this.#transport.send({ t: 'ping' });
    this.#watch(PROBE_MS);
  }

  /** Closes without telling the listener. */
  close(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancelSilence?.();
    this.#cancelHeartbeat?.();
    this.#transport.close();
  }

  #onFrame(frame: RelayFrame | undefined): void {
    if (this.#state === 'ended') return;
    this.#lastHeardAt = this.#clock.now();
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
    this.#cancelHeartbeat = this.#clock.after(this.#heartbeatMs, () => {
      this.#transport.send({ t: 'ping' });
      this.#beat();
    });
  }

  // Not moved at every frame: when it fires it looks how long ago the last one was.
  #watch(ms: number): void {
    const clock = this.#clock;
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
