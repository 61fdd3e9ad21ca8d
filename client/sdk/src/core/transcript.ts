import type { NoticeEvent } from '../api/events.js';
import type { ConversationKind } from '../api/events.js';
import type { UserId } from '../api/ids.js';
import type { Message, Notice, TranscriptItem } from '../api/snapshots.js';
import type { LogEvent } from '../wire/events.js';
import type { IndexedMessage, MessageIndex } from './messageIndex.js';
import type { Outgoing } from './outbox.js';
import type { Receipts } from './receipts.js';

/** What a transcript is drawn from. */
export interface TranscriptSource {
  readonly me: UserId;
  readonly kind: ConversationKind;
  readonly events: readonly LogEvent[];
  readonly messages: MessageIndex;
  readonly receipts: Receipts;
  readonly outgoing: readonly Outgoing[];
}

const NOBODY: readonly UserId[] = [];

/** Draws transcripts, and hands out the object of before for every item that looks as before. */
export class TranscriptPainter {
  readonly #messages = new WeakMap<IndexedMessage, Message>();
  readonly #fixed = new WeakMap<LogEvent | Outgoing, TranscriptItem>();

  paint(source: TranscriptSource): readonly TranscriptItem[] {
    const items: TranscriptItem[] = [];
    for (const event of source.events) {
      const item = this.#itemAt(event, source);
      if (item !== undefined) items.push(item);
    }
    for (const outgoing of source.outgoing) {
      items.push(this.#fixedItem(outgoing, () => paintOutgoing(outgoing, source.me)));
    }
    return items;
  }

  #itemAt(event: LogEvent, source: TranscriptSource): TranscriptItem | undefined {
    switch (event.type) {
      case 'conversation.created':
      case 'conversation.renamed':
      case 'member.added':
      case 'member.removed':
      case 'call.started':
      case 'call.ended':
      case 'person.erased':
        return this.#fixedItem(event, () => paintNotice(event));
      case 'unknown':
        return undefined;
      case 'tombstone':
        if (event.messageId === undefined) {
          return this.#fixedItem(event, () => paintTombstone(event.seq, event.at, undefined));
        }
        return this.#message(source.messages.standingAt(event), source);
      case 'message.sent':
      case 'message.edited':
      case 'message.deleted':
        return this.#message(source.messages.standingAt(event), source);
    }
  }

  #fixedItem(of: LogEvent | Outgoing, paint: () => TranscriptItem): TranscriptItem {
    const before = this.#fixed.get(of);
    if (before !== undefined) return before;
    const painted = paint();
    this.#fixed.set(of, painted);
    return painted;
  }

  #message(indexed: IndexedMessage | undefined, source: TranscriptSource): Message | undefined {
    if (indexed === undefined) return undefined;
    const before = this.#messages.get(indexed);
    const painted = paintMessage(indexed, source);
    if (before !== undefined && sameReceipts(before, painted)) return before;
    this.#messages.set(indexed, painted);
    return painted;
  }
}

function sameReceipts(a: Message, b: Message): boolean {
  return sameUsers(a.deliveredBy, b.deliveredBy) && sameUsers(a.readBy, b.readBy);
}

function sameUsers(a: readonly UserId[], b: readonly UserId[]): boolean {
  return a === b || (a.length === b.length && a.every((user, i) => user === b[i]));
}

function paintNotice(event: NoticeEvent): Notice {
  return { kind: 'notice', key: `seq:${event.seq}`, seq: event.seq, at: event.at, event };
}

function paintMessage(indexed: IndexedMessage, source: TranscriptSource): Message {
  const { id, seq, at, content } = indexed;
  if (content === undefined) return paintTombstone(seq, at, id);
  const { sender, clientId, body, edited, replyTo } = content;
  const own = sender === source.me;
  const pointed = source.kind !== 'room';
  return {
    kind: 'message',
    // An own message keeps the key that it had while it was pending.
    key: own ? clientId : id,
    id,
    clientId: own ? clientId : undefined,
    seq,
    sender,
    at,
    body,
    replyTo,
    edited,
    deleted: false,
    status: 'sent',
    problem: undefined,
    deliveredBy: pointed ? source.receipts.deliveredBy(seq, sender) : NOBODY,
    readBy: pointed ? source.receipts.readBy(seq, sender) : NOBODY,
  };
}

function paintTombstone(seq: number, at: number, id: string | undefined): Message {
  return {
    kind: 'message',
    key: id ?? `seq:${seq}`,
    id,
    clientId: undefined,
    seq,
    sender: undefined,
    at,
    body: undefined,
    replyTo: undefined,
    edited: false,
    deleted: true,
    status: 'sent',
    problem: undefined,
    deliveredBy: NOBODY,
    readBy: NOBODY,
  };
}

function paintOutgoing(outgoing: Outgoing, me: UserId): Message {
  const { clientId, body, replyTo, at, state } = outgoing;
  const sent = state.is === 'sent' ? state : undefined;
  return {
    kind: 'message',
    key: clientId,
    id: sent?.messageId,
    clientId,
    seq: sent?.seq,
    sender: me,
    at: sent?.at ?? at,
    body,
    replyTo,
    edited: false,
    deleted: false,
    status: state.is,
    problem: state.is === 'failed' ? state.problem : undefined,
    deliveredBy: NOBODY,
    readBy: NOBODY,
  };
}
