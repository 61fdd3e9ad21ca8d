import type { ConversationEvent, ConversationKind, Member } from '../../src/api/events.js';
import type { Bytes } from '../../src/wire/bytes.js';
import { toBase64Url, utf8 } from '../../src/wire/bytes.js';

type Kinds<T> = T extends { readonly seq: number } ? Omit<T, 'seq' | 'at'> : never;

/** An event before the origin has given it its place. */
export type NewEvent = Kinds<ConversationEvent>;

/** A readable id: the name itself, filled up to 16 bytes. */
export function idOf(name: string): string {
  const bytes = new Uint8Array(16);
  bytes.set(utf8(name).subarray(0, 16));
  return toBase64Url(bytes);
}

export function memberOf(name: string): Member {
  return { id: idOf(name), rid: idOf(`rid ${name}`), name };
}

/** One conversation as the origin has it: the truth that every transcript must show in the end. */
export class ModelConversation {
  readonly id: string;
  readonly rid: string;
  readonly kind: ConversationKind;
  readonly members = new Map<string, Member>();
  /** Those who have left as well. */
  readonly everMembers = new Map<string, Member>();
  readonly keys = new Map<number, Bytes>();
  readonly pointers = new Map<string, { delivered: number; read: number }>();
  readonly #events: { readonly event: ConversationEvent; readonly epoch: number }[] = [];
  readonly #now: () => number;
  title: string | undefined = 'Garden';
  owner: string;
  epoch = 1;
  floor = 1;

  constructor(
    name: string,
    kind: ConversationKind,
    members: readonly string[],
    key: Bytes,
    now: () => number,
  ) {
    this.id = idOf(name);
    this.rid = idOf(`rid ${name}`);
    this.kind = kind;
    this.#now = now;
    for (const member of members) {
      this.members.set(idOf(member), memberOf(member));
      this.everMembers.set(idOf(member), memberOf(member));
    }
    this.owner = idOf(members[0] ?? '');
    this.keys.set(1, key);
    const listed = kind === 'room' ? [] : [...this.members.values()];
    const created = { kind, title: this.title, members: listed };
    this.append({ type: 'conversation.created', actor: this.owner, ...created });
  }

  get head(): number {
    return this.#events.length;
  }

  append(event: NewEvent): ConversationEvent {
    const placed = {
      ...event,
      seq: this.head + 1,
      at: Math.floor(this.#now()),
    } as ConversationEvent;
    this.#events.push({ event: placed, epoch: this.epoch });
    if (placed.type === 'conversation.renamed') this.title = placed.title;
    return placed;
  }

  /** Takes a member out: the event is the last of its epoch. */
  remove(member: string, actor: string): ConversationEvent {
    const event = this.append({ type: 'member.removed', actor, member, reason: 'removed' });
    this.members.delete(member);
    return event;
  }

  turnEpoch(key: Bytes): void {
    this.epoch++;
    this.keys.set(this.epoch, key);
  }

  epochOf(seq: number): number {
    return this.#events[seq - 1]?.epoch ?? this.epoch;
  }

  /** The event as it was appended: what a live envelope may hold, sealed before a later edit. */
  asAppended(seq: number): ConversationEvent {
    const stored = this.#events[seq - 1];
    if (stored === undefined) throw new RangeError(`no event ${seq}`);
    return stored.event;
  }

  /**
   * The event as it reads now: edited messages carry the newest body, deleted ones are tombstones.
   */
  asReadNow(seq: number): ConversationEvent {
    const event = this.asAppended(seq);
    if (event.type !== 'message.sent' && event.type !== 'message.edited') return event;
    const { messageId, at } = event;
    let { body } = event;
    for (const { event: other } of this.#events) {
      if (!('messageId' in other) || other.messageId !== messageId) continue;
      if (other.type === 'message.deleted') return { type: 'tombstone', seq, at, messageId };
      if (other.type === 'message.edited') ({ body } = other);
    }
    return { ...event, body };
  }

  /** Events of a range as they read now. */
  range(from: number, to: number): ConversationEvent[] {
    const events: ConversationEvent[] = [];
    for (let seq = Math.max(from, this.floor); seq <= Math.min(to, this.head); seq++) {
      events.push(this.asReadNow(seq));
    }
    return events;
  }

  /** What a user who has just come would be shown. */
  record(): Record<string, unknown> {
    const { id, rid, kind, title, owner, head, floor, epoch } = this;
    const members = kind === 'room' ? [] : [...this.members.values()];
    const memberCount = this.members.size;
    const record = { id, rid, kind, owner, head, floor, epoch, memberCount, members };
    return title === undefined ? record : { ...record, title };
  }

  /** A restore to an earlier state: what came after is lost. */
  truncate(head: number): void {
    this.#events.length = head;
  }
}
