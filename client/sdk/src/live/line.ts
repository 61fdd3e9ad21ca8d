import type { ConnectionState } from '../api/snapshots.js';
import type { ClientFrame } from '../wire/frames.js';

/** A way to some relay: a connection of this tab's own, or the one that its browser's tabs share. */
export interface Line {
  /** The ticket of the welcomed socket, if this tab holds one; passes are asked for with it. */
  readonly ticket: string | undefined;
  /** The same, also when another tab holds the socket. Grants are asked for with it. */
  readonly socketTicket: string | undefined;
  start(): void;
  /** Ends it and tells this state. */
  stop(state: ConnectionState): void;
  /** Does not wait for a back-off, and finds out whether the other side is still there. */
  wake(): void;
  /** Everything is joined anew after a move: the former socket is no longer needed. */
  leaveFormer(): void;
  /** Sends; what cannot be sent now is lost. */
  send(frame: ClientFrame): void;
}
