import { LimitError, type Problem } from '../api/problem.js';
import type { ClientId, ConversationId, EpochMs, MessageId, Seq } from '../api/ids.js';

/** A message on its way, or one that was refused. */
export interface Outgoing {
  readonly clientId: ClientId;
  readonly body: string;
  readonly replyTo: MessageId | undefined;
  /** When it was written, by the origin's clock as far as it is known. */
  readonly at: EpochMs;
  readonly state: OutgoingState;
}

export type OutgoingState =
  | { readonly is: 'pending' }
  /** Answered; it leaves the outbox when the log has reached its seq. */
  | { readonly is: 'sent'; readonly seq: Seq; readonly messageId: MessageId; readonly at: EpochMs }
  | { readonly is: 'failed'; readonly problem: Problem };

const NONE: readonly Outgoing[] = [];

/**
 * What this device has written and its transcript does not show yet, in the order of writing.
 *
 * It never forgets an entry by itself: an entry leaves when its event was applied, or the user
 * discards it.
 */
export class Outbox {
  readonly #entriesMax: number;
  readonly #byConversation = new Map<ConversationId, readonly Outgoing[]>();

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  /** How many are pending or failed, over all conversations. */
  get size(): number {
    let size = 0;
    for (const entries of this.#byConversation.values()) size += entries.length;
    return size;
  }

  /** The same array until something changes. */
  of(conversation: ConversationId): readonly Outgoing[] {
    return this.#byConversation.get(conversation) ?? NONE;
  }

  conversations(): readonly ConversationId[] {
    return [...this.#byConversation.keys()];
  }

  add(conversation: ConversationId, message: Omit<Outgoing, 'state'>): void {
    if (this.size >= this.#entriesMax) throw new LimitError('too many messages wait to be sent');
    const entry: Outgoing = { ...message, state: { is: 'pending' } };
    this.#put(conversation, [...this.of(conversation), entry]);
  }

  /** The one to send next: the oldest that is pending. */
  next(conversation: ConversationId): Outgoing | undefined {
    return this.of(conversation).find((entry) => entry.state.is === 'pending');
  }

  find(conversation: ConversationId, clientId: ClientId): Outgoing | undefined {
    return this.of(conversation).find((entry) => entry.clientId === clientId);
  }

  /** Returns whether there was such an entry. */
  become(conversation: ConversationId, clientId: ClientId, state: OutgoingState): boolean {
    if (this.find(conversation, clientId) === undefined) return false;
    const entries = this.of(conversation);
    const become = (e: Outgoing): Outgoing => (e.clientId === clientId ? { ...e, state } : e);
    this.#put(conversation, entries.map(become));
    return true;
  }

  /** Takes it out, and returns it if it was there. */
  remove(conversation: ConversationId, clientId: ClientId): Outgoing | undefined {
    const found = this.find(conversation, clientId);
    if (found === undefined) return undefined;
    this.#put(
      conversation,
      this.of(conversation).filter((entry) => entry !== found),
    );
    return found;
  }

  /**
   * The log has applied everything up to the head: whatever was answered below it stands there now.
   */
  reached(conversation: ConversationId, head: Seq): void {
    const entries = this.of(conversation);
    const left = entries.filter(({ state }) => state.is !== 'sent' || state.seq > head);
    if (left.length < entries.length) this.#put(conversation, left);
  }

  #put(conversation: ConversationId, entries: readonly Outgoing[]): void {
    if (entries.length === 0) this.#byConversation.delete(conversation);
    else this.#byConversation.set(conversation, entries);
  }
}
