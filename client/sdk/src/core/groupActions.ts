import type { EpochMs, RoutingId } from '../api/ids.js';
import type { CallContent, HandedKey } from '../wire/callContent.js';
import type { PartyId } from '../wire/callSignal.js';
import type { MediaOffer, MediaRequest } from '../wire/media.js';
import type { CallAction, Confirm, Ice } from './callActions.js';

/** The protocol's periods of a group's call (docs/PROTOCOL.md §10), and this client's own. */
export const GROUP_PERIODS = {
  /** A party says that it is there, again. */
  presentAgainMs: 20_000,
  /** Who was not heard of for so long is there no more. */
  presentForMs: 60_000,
  /** Who does not answer is told once more, and not more often. */
  tellAgainMs: 5_000,
  /** Who is there, and is told of by no node for so long, is looked for. */
  unseenMs: 5_000,
  lookAgainMs: 20_000,
  /** A node, or its media server, that has not answered by then does not answer. */
  answerMs: 10_000,
  /** Before what was refused for now is asked again; it doubles. */
  againMs: 1_000,
  againMaxMs: 15_000,
  /** Who has had no media for so long gives up. */
  hopelessMs: 120_000,
} as const;

/** What a party of a group's call has to do; in the order in which it is told. */
export type GroupAction =
  | Extract<CallAction, { readonly does: 'attend' | 'renewGrant' | 'release' }>
  | GroupSay
  /** Ask the media server; tell its answer as `onAnswer` of the same number. */
  | { readonly does: 'ask'; readonly n: number; readonly request: MediaRequest }
  /** Make both connections anew: those of before have no other end any more. */
  | { readonly does: 'connect' }
  /** Make an offer of what is sent, and tell it as `onPublishOffer`. */
  | { readonly does: 'makeOffer'; readonly ice: Ice }
  | { readonly does: 'takePublished'; readonly sdp: string }
  /** Take what is offered, and tell the answer as `onSubscribeAnswer`. */
  | { readonly does: 'takeOffer'; readonly offer: MediaOffer }
  /** A party is there, or is there under a new key: hand it the media key. */
  | { readonly does: 'welcome'; readonly party: PartyId; readonly key: string }
  /** It is there no more: it must not get the next media key. */
  | { readonly does: 'forget'; readonly party: PartyId }
  | {
      readonly does: 'takeWord';
      readonly party: PartyId;
      readonly word: HandedKey | { readonly type: 'wantMediaKey' };
    }
  | Confirm;

/** Seal this and say it. */
export interface GroupSay {
  readonly does: 'say';
  readonly to: RoutingId;
  /** Absent: all of her parties. */
  readonly toParty: PartyId | undefined;
  readonly content: CallContent;
  readonly counter: number;
  readonly expires: EpochMs;
}

/** What the part that speaks with the media server makes of what it hears. */
export interface MediaSink {
  readonly act: (action: GroupAction) => void;
  /** The party is in the room; for the first time, again, or still. */
  readonly onJoined: () => void;
  /** It is in no room, and will not be: why. */
  readonly onOut: (why: 'full' | 'failed' | 'kicked' | 'ended') => void;
  /** Whether a party may be received: it has said itself that it is there. */
  readonly isPresent: (party: PartyId) => boolean;
}
