import type { EpochMs } from '../api/ids.js';
import type { RecordedEnd } from '../wire/callAnswers.js';
import type { CallContent, CallPhase, Candidate } from '../wire/callContent.js';
import type { PartyId } from '../wire/callSignal.js';

/** The protocol's periods (docs/PROTOCOL.md §9), and those that are this client's own. */
export const CALL_PERIODS = {
  /** From the opening of a call until nobody rings any more. */
  ringMs: 60_000,
  inviteAgainMs: 5_000,
  /** The first wait before an `accept`, or a later offer, is said again; it doubles. */
  sayAgainMs: 2_000,
  sayAgainMaxMs: 16_000,
  /** Who has accepted and hears nothing gives up. */
  acceptedMs: 15_000,
  /** Media that has stopped for so long is missed: ICE is restarted. */
  missedMs: 3_000,
  /** Media that does not come, or does not come back, in this time does not come at all. */
  failedMs: 30_000,
  /** A restart that has not helped is tried again: some gathering, some checks. */
  restartAgainMs: 8_000,
  /**
   * What follows something that matters more is said so much later: if the two changed places on their
   * way, the first would count as a replay.
   */
  behindMs: 250,
  presentAgainMs: 60_000,
  /** No signal is believed that is valid for longer. */
  aheadMaxMs: 60_000,
  /** How long what is said is worth hearing: several round trips, and the move to another node. */
  saidMs: 30_000,
  /** A node that does not answer is asked again. */
  attendAgainMs: 5_000,
  /** So long who has ended a call still answers whoever has not heard of it. */
  lingerMs: 60_000,
  /** Who was left lets the other one confirm first: the record names who has ended the call. */
  yieldMs: 5_000,
} as const;

/** Whether an offer only describes what has changed, or makes candidates anew, too. */
export type Ice = 'keep' | 'restart';

/** What a party has to do; in the order in which it is told. */
export type CallAction =
  /** Show the grant to the node. `phase` is told by a party that took part before. */
  | { readonly does: 'attend'; readonly phase: CallPhase | undefined }
  /** Get a newer grant of the origin, and attend with it. */
  | { readonly does: 'renewGrant' }
  | Say
  /** Make an offer, set it, and tell it as `onOffer` of the same number. */
  | { readonly does: 'makeOffer'; readonly n: number; readonly ice: Ice }
  /** Take this offer, whatever was offered here, and tell the answer as `onAnswer`. */
  | { readonly does: 'takeOffer'; readonly n: number; readonly sdp: string }
  /** Take the answer to the last offer. */
  | { readonly does: 'takeAnswer'; readonly n: number; readonly sdp: string }
  | { readonly does: 'takeCandidates'; readonly candidates: readonly Candidate[] }
  /** Tell the origin; repeated until it has answered. */
  | Confirm
  /** Let go of all media: it is over. */
  | { readonly does: 'release' };

/** Seal this and say it. */
export interface Say {
  readonly does: 'say';
  /** Absent: all parties of the other one. */
  readonly to: PartyId | undefined;
  readonly content: CallContent;
  readonly counter: number;
  readonly expires: EpochMs;
}

export interface Confirm {
  readonly does: 'confirm';
  readonly what: 'answered' | 'present' | 'left' | 'ended';
  readonly reason: RecordedEnd | undefined;
  /** Not before so much time has passed, and not at all if the record has its end by then. */
  readonly afterMs: number;
}

/** What comes out of a part of the machine. */
export interface CallSink {
  readonly act: (action: CallAction) => void;
  /** To the other party; lost if this one is not attending. */
  readonly say: (content: CallContent) => void;
}
