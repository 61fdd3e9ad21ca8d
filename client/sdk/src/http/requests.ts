import type { UserId } from '../api/ids.js';
import type { SyncAnswer } from '../wire/answers.js';
import type { RecordedEnd } from '../wire/callAnswers.js';
import type { PartyId } from '../wire/callSignal.js';

/** What the operations of the contract are asked with, and what is no plain answer of theirs. */

/** How to sign in. */
export type SignIn =
  | { readonly by: 'password'; readonly login: string; readonly password: string }
  | { readonly by: 'guest'; readonly name: string; readonly email?: string }
  | { readonly by: 'sso'; readonly token: string };

/** What to make. */
export type NewConversation =
  | { readonly kind: 'direct'; readonly member: UserId }
  | { readonly kind: 'group'; readonly title: string; readonly members: readonly UserId[] }
  | { readonly kind: 'room'; readonly title: string };

/** What a host says to somebody who waits in the lobby. */
export type Verdict = 'admitted' | 'turned-away';

/** What a participant tells the origin of a call; it may come late. */
export interface CallConfirmation {
  readonly party: PartyId;
  readonly what: 'answered' | 'present' | 'left' | 'ended';
  readonly reason: RecordedEnd | undefined;
  readonly agoMs: number;
}

/** A sync answer with its tag, or that nothing changed. */
export type Synced =
  | {
      readonly answer: SyncAnswer;
      /** The same as the origin wrote it. */
      readonly told: unknown;
      readonly etag: string | undefined;
    }
  | 'unchanged';
