import type { CallEnvironment } from './calls.js';

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
  /**
   * Web Locks, by which the tabs of one browser agree who holds the socket: `navigator.locks` in a
   * page. Without them, or without a channel, every tab has a socket of its own.
   */
  readonly locks: Locks | undefined;
  /** Opens the channel of this name, on which the tabs of one browser hear each other. */
  readonly channel: ((name: string) => TabChannel) | undefined;
  /** WebRTC, where this machine has it. */
  readonly calls: CallEnvironment | undefined;
  /** Tells when the page is put to sleep. Without it, others find out by its silence. */
  readonly pageLife: PageLife | undefined;
}

/** As much of the Web Locks API as is used; that of browsers fits. */
export interface Locks {
  /**
   * Calls `held` once the lock is this caller's, and holds it until the promise that `held` returns
   * is settled. Rejects if the signal aborts the waiting, or if another caller steals the lock.
   */
  request(name: string, options: LockOptions, held: () => Promise<void>): Promise<void>;
}

/** How a lock is asked for; a browser refuses both at once. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Takes the lock from whoever has it. */
  readonly steal?: boolean;
}

/** As much of a BroadcastChannel as is used: all others of the same name and browser hear it. */
export interface TabChannel {
  onmessage: ((event: never) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What a browser does to a page that nobody looks at. */
export interface PageLife {
  /** Calls before the page is frozen, put into the back-forward cache, or left. */
  onSleep(listener: () => void): Cancel;
  /** Calls when it goes on; possibly also without having slept. */
  onAwake(listener: () => void): Cancel;
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
