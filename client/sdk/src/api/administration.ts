import type { ConversationId, EpochMs, UserId } from './ids.js';

/** Of a conversation or of a person, as the kind beside it says. */
type Id = ConversationId;

/**
 * What administrators see and do about what the site keeps of people. Every method is refused with
 * `forbidden` to everybody else; the site decides again at each call. Each asks once.
 */
export interface Administration {
  /** What is deleted by age, what the last run deleted, and what the next one would. */
  retention(): Promise<Retention>;
  /** Has the origin count what a run would delete now; nothing is changed. */
  previewRetention(): Promise<Retention>;
  /** Conversations with an age of their own, the shortest first. */
  ownAges(): Promise<readonly OwnAge[]>;
  /**
   * Gives a conversation an age of its own, or takes it away.
   *
   * @param keptForMs an hour at least
   * @throws ProblemError `not-found` if there is no such conversation.
   */
  keepFor(conversation: ConversationId, keptForMs: number | undefined): Promise<void>;
  /** What must not be deleted, whoever wants it; the oldest first. */
  holds(): Promise<readonly LegalHold[]>;
  /** @throws ProblemError `not-found` if there is no such conversation or person. */
  setHold(kind: HoldKind, subject: Id): Promise<void>;
  /** @throws ProblemError `not-found` if it is not held. */
  liftHold(kind: HoldKind, subject: Id): Promise<void>;
  /** What people have asked for about their data, newest first. */
  requests(): Promise<readonly PersonRequest[]>;
  /**
   * What administrators did about all this, newest first, some hundred at a time.
   *
   * @param before those of earlier times alone
   */
  audit(before?: EpochMs): Promise<AuditPage>;
}

/** Durations after which something goes; absent: it is kept for ever. */
export interface RetentionAges {
  readonly direct: number | undefined;
  readonly groups: number | undefined;
  readonly rooms: number | undefined;
  /** Who was in a call that is over. */
  readonly callRecords: number | undefined;
  /** Guests who cannot come back. */
  readonly guests: number | undefined;
}

export interface Retention {
  readonly agesMs: RetentionAges;
  /** When the next run begins, at the earliest. */
  readonly nextAt: EpochMs;
  readonly last: RetentionRun | undefined;
  readonly preview: RetentionRun | undefined;
}

export interface RetentionRun {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** What was too old then goes. */
  readonly at: EpochMs;
  /** So far, until it is done. */
  readonly counts: RetentionCounts;
}

export interface RetentionCounts {
  readonly conversations: number;
  readonly events: number;
  readonly calls: number;
  readonly guests: number;
  /** Conversations and guests of which something would go if they were not held. */
  readonly held: number;
}

export interface OwnAge {
  readonly conversation: ConversationId;
  readonly kind: 'direct' | 'group' | 'room';
  /** Of a group or room. */
  readonly title: string | undefined;
  readonly keptForMs: number;
}

export type HoldKind = 'conversation' | 'person';

export interface LegalHold {
  readonly kind: HoldKind;
  readonly subject: Id;
  /** Since when. */
  readonly at: EpochMs;
  /** Of a person, or of a group or room. */
  readonly name: string | undefined;
}

export interface PersonRequest {
  readonly id: string;
  /** A copy; to be erased, before it is confirmed; to be erased, confirmed. */
  readonly kind: 'export' | 'erasure-asked' | 'erasure';
  /** Of an erasure that was confirmed, ready: it is done. */
  readonly state: 'waiting' | 'running' | 'ready' | 'failed';
  readonly requestedAt: EpochMs;
  readonly done: number;
  readonly total: number;
  /** Of who asked; absent once she is erased. */
  readonly name: string | undefined;
}

export const AUDIT_ACTS = ['hold-set', 'hold-lifted', 'age-set', 'age-unset', 'previewed'] as const;

export type AuditAct = (typeof AUDIT_ACTS)[number];

export interface AuditEntry {
  readonly at: EpochMs;
  readonly act: AuditAct;
  readonly actor: UserId;
  /** As she is called now; absent once she is erased. */
  readonly actorName: string | undefined;
  /** What it was about; absent if about nothing in particular. */
  readonly about: AuditSubject | undefined;
  /** The age that a conversation was given. */
  readonly keptForMs: number | undefined;
}

export interface AuditSubject {
  readonly kind: HoldKind;
  readonly id: Id;
  readonly name: string | undefined;
}

export interface AuditPage {
  /** Acts that this library does not know are left out. */
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins; absent if this was the last. */
  readonly before: EpochMs | undefined;
}
