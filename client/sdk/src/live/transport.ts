import type { ClientFrame, RelayFrame } from '../wire/frames.js';

/** What a connection to a relay tells, whatever carries it. */
export interface TransportListener {
  readonly onOpen: () => void;
  /** A frame, or undefined for a message that is none. */
  readonly onFrame: (frame: RelayFrame | undefined) => void;
  /** With the relay's close code, or 0 if there was none. */
  readonly onEnd: (code: number) => void;
}

/** One connection to a relay. */
export interface Transport {
  /** Sends; what a connection that is closing does not take is lost. */
  send(frame: ClientFrame): void;
  close(): void;
}

/** Opens a connection; nothing is told before this returns. Throws if the platform refuses. */
export type OpenTransport = (listener: TransportListener) => Transport;
