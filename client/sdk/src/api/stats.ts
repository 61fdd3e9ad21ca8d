/** Why something that came from a relay was not let into a transcript. Each is counted. */
export type DropReason =
  /** Not an envelope or signal of this version, or of a wrong length, or not a frame. */
  | 'malformed'
  /** Another timeline than the origin's, or a conversation that this user is not in. */
  | 'unknown-conversation'
  /** Signed by nobody the origin named, or the signature does not fit. */
  | 'forged'
  /** Signed, but it does not open under the conversation's key, or not to what its header says. */
  | 'unopened'
  /** A seq that was applied before, or a signal's counter that did not grow. */
  | 'replayed'
  /** A signal whose time is too far from the origin's clock, or whose sender is no member. */
  | 'not-accepted'
  /** A bound of `Limits` was reached; sync brings it. */
  | 'overflow';

/** Counts since the client was made. */
export interface ClientStats {
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Events applied, by the way they came. */
  readonly applied: { readonly live: number; readonly sync: number; readonly history: number };
  readonly syncs: number;
  readonly syncFailures: number;
  /** Sockets that were opened, and that ended after a welcome. */
  readonly sockets: number;
  readonly socketsLost: number;
  /** Sends that had to be repeated. */
  readonly sendRepeats: number;
  readonly signals: number;
  readonly pointers: number;
}
