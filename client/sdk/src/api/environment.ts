/** Everything that comes from outside: time, chance, the network. Tests inject doubles of each. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof fetch;
  /**
   * The WebSocket class. Browsers have one; on Node 20 pass the one of `ws`. Without any, the
   * client polls.
   *
   * The connection turns permessage-deflate down by the relay's side; pass a subclass to set more.
   */
  readonly WebSocket: WebSocketConstructor | undefined;
  /**
   * Loads `sockjs-client`, the app's own copy, when WebSocket keeps failing: `async () => (await
   * import('sockjs-client')).default`. Without it there is no such fallback.
   */
  readonly loadSockJs: (() => Promise<SockJsConstructor>) | undefined;
  /**
   * WebCrypto. Absent outside a secure context; the client then polls over HTTPS and sends no
   * signals.
   */
  readonly subtle: SubtleCrypto | undefined;
}

/** Time, as a client needs it. */
export interface Clock {
  /** Milliseconds since 1970 by this machine, uncorrected. */
  now(): number;
  /**
   * Calls once after the delay; the returned function takes it back and may be called at any time.
   */
  after(delayMs: number, task: () => void): Cancel;
}

/** Takes back what was scheduled; a second call does nothing. */
export type Cancel = () => void;

/** Chance: jitter needs no more than fractions; ids and nonces need unpredictable bytes. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** Cryptographically strong bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** As much of a WebSocket as is used; that of browsers and of `ws` both fit. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  /** Once it is open: which of the offered subprotocols the relay took. */
  readonly protocol: string;
  /** Set to `arraybuffer`. */
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** As much of a SockJS socket as is used. */
export interface SockJsLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** How a SockJS socket is to be made. */
export interface SockJsOptions {
  /** The only ones that it may use. */
  readonly transports: string[];
  /** Names its session. */
  readonly sessionId: () => string;
}

/** Makes and connects a SockJS socket: `sockjs-client`'s default export. */
export type SockJsConstructor = new (
  url: string,
  reserved: undefined,
  options: SockJsOptions,
) => SockJsLike;

/** Makes and connects a socket. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;
