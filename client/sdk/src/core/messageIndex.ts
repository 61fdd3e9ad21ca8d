import type { MessageSent } from '../api/events.js';
import type { ClientId, EpochMs, MessageId, Seq, UserId } from '../api/ids.js';
import type { LogEvent } from '../wire/events.js';
import type { LogObserver } from './conversationLog.js';

/** A message as the events that are held tell it. */
export interface IndexedMessage {
  readonly id: MessageId;
  /** Where it stands. */
  readonly seq: Seq;
  readonly at: EpochMs;
  /** Absent if it is deleted. */
  readonly content: MessageContent | undefined;
}

/** What a message that was not deleted says. */
export interface MessageContent {
  readonly sender: UserId;
  readonly clientId: ClientId;
  readonly body: string;
  readonly edited: boolean;
  readonly replyTo: MessageId | undefined;
}

type MessageEvent = Extract<LogEvent, { readonly messageId: MessageId | undefined }> & {
  readonly messageId: MessageId;
};

interface Entry {
  // By seq, ascending. Nearly always one, so an array beats a map.
  events: MessageEvent[];
  built: IndexedMessage | undefined;
}

/**
 * Knows of each message the events that speak of it, and so how it looks now.
 *
 * The view depends on the set of events alone and not on the way or order in which they came: an
 * event that was edited or deleted later reads differently from sync than it did live, but the
 * newest one says the same in both.
 */
export class MessageIndex implements LogObserver {
  readonly #entries = new Map<MessageId, Entry>();

  onPut(event: LogEvent): void {
    if (!speaksOfMessage(event)) return;
    const entry = this.#entries.get(event.messageId);
    if (entry === undefined) {
      this.#entries.set(event.messageId, { events: [event], built: undefined });
      return;
    }
    const behind = entry.events.findIndex((other) => other.seq > event.seq);
    entry.events.splice(behind === -1 ? entry.events.length : behind, 0, event);
    entry.built = undefined;
  }

  onDrop(event: LogEvent): void {
    if (!speaksOfMessage(event)) return;
    const entry = this.#entries.get(event.messageId);
    if (entry === undefined) return;
    entry.events = entry.events.filter((other) => other.seq !== event.seq);
    entry.built = undefined;
    if (entry.events.length === 0) this.#entries.delete(event.messageId);
  }

  /**
   * How the message stands at this event, or undefined if it stands elsewhere or cannot be shown
   * yet.
   */
  standingAt(event: LogEvent): IndexedMessage | undefined {
    if (!speaksOfMessage(event)) return undefined;
    const entry = this.#entries.get(event.messageId);
    if (entry === undefined) return undefined;
    entry.built ??= build(event.messageId, entry.events);
    return entry.built?.seq === event.seq ? entry.built : undefined;
  }
}

function speaksOfMessage(event: LogEvent): event is MessageEvent {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.deleted':
      return true;
    case 'tombstone':
      return event.messageId !== undefined;
    case 'conversation.created':
    case 'conversation.renamed':
    case 'member.added':
    case 'member.removed':
    case 'call.started':
    case 'call.ended':
    case 'person.erased':
    case 'unknown':
      return false;
  }
}

function build(id: MessageId, events: readonly MessageEvent[]): IndexedMessage | undefined {
  if (events.some(({ type }) => type === 'message.deleted' || type === 'tombstone')) {
    // The deletion itself is no place to stand: it comes after everything that it deletes.
    const first = events.find(({ type }) => type !== 'message.deleted');
    return first && { id, seq: first.seq, at: first.at, content: undefined };
  }
  const sent = events.find((event): event is MessageSent => event.type === 'message.sent');
  // Only an edit is held: the message stands further up and shows when that page is read.
  if (sent === undefined) return undefined;
  let body = sent.body;
  for (const event of events) if (event.type === 'message.edited') body = event.body;
  const { actor: sender, clientId, replyTo } = sent;
  const edited = events.length > 1;
  return { id, seq: sent.seq, at: sent.at, content: { sender, clientId, body, edited, replyTo } };
}
