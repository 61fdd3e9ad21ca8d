import type { ConversationKind, Member } from '../api/events.js';
import type { ConversationId, Epoch, EpochMs, RoutingId, Seq, UserId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { ConversationSummary, Message, TranscriptItem } from '../api/snapshots.js';
import type { ConversationRecord, SyncedConversation } from '../wire/answers.js';
import type { LogEvent } from '../wire/events.js';
import { ConversationLog, type Offered } from './conversationLog.js';
import { Erased } from './erased.js';
import { MessageIndex } from './messageIndex.js';
import type { Outbox } from './outbox.js';
import { Receipts } from './receipts.js';
import { TranscriptPainter } from './transcript.js';

/** What a conversation's state needs to know of its surroundings. */
export interface StateContext {
  readonly me: UserId;
  readonly limits: Limits;
  readonly outbox: Outbox;
  /**
   * Called whenever something that a snapshot shows has changed; the snapshots are painted later.
   */
  readonly onChanged: (state: ConversationState) => void;
  /** Called for each event that takes its place, whichever way it came; for old ones, too. */
  readonly onPut: (event: LogEvent) => void;
}

/**
 * One conversation of this user: its order core, its members and title, its pointers, and the
 * snapshots of all that.
 *
 * Snapshots are painted when they are read and kept until something changes.
 */
export class ConversationState {
  readonly id: ConversationId;
  readonly rid: RoutingId;
  readonly kind: ConversationKind;
  readonly receipts = new Receipts();
  readonly #context: StateContext;
  readonly #messages = new MessageIndex();
  readonly #painter = new TranscriptPainter();
  readonly #members = new Map<UserId, Member>();
  readonly #erased = new Erased();
  #log: ConversationLog;
  #title: string | undefined;
  #owner: UserId;
  #memberCount: number;
  #keptForMs: number | undefined;
  #epoch: Epoch;
  // Title and members are those after this seq: what was applied later still changes them.
  #described: Seq;
  #heldMax: number;
  #recordText = '';
  #transcript: readonly TranscriptItem[] | undefined;
  #summary: ConversationSummary | undefined;

  /** From its first appearance in a sync answer; `sync` with the same part follows. */
  constructor(record: ConversationRecord, context: StateContext) {
    this.id = record.id;
    this.rid = record.rid;
    this.kind = record.kind;
    this.#context = context;
    this.#owner = record.owner;
    this.#memberCount = record.memberCount;
    this.#keptForMs = record.keptForMs;
    this.#epoch = record.epoch;
    this.#described = 0;
    this.#heldMax = context.limits.eventsHeldMax;
    this.#log = this.#logBehind(0);
  }

  get log(): ConversationLog {
    return this.#log;
  }

  /** The newest epoch that is known: what is sealed now is sealed under it. */
  get epoch(): Epoch {
    return this.#epoch;
  }

  get memberCount(): number {
    return this.#memberCount;
  }

  isMember(user: UserId): boolean {
    return this.#members.has(user);
  }

  /** Takes an event that was verified and opened. */
  offer(event: LogEvent, epoch: Epoch): Offered {
    const offered = this.#log.offer(this.#erased.strip(event));
    if (epoch > this.#epoch) this.#epoch = epoch;
    if (offered === 'applied') this.#settle();
    return offered;
  }

  /**
   * Takes its part of a sync answer; `asked` is the head that the question named. Returns how many
   * events were new.
   */
  sync(part: SyncedConversation, asked: Seq | undefined): number {
    const first = part.events[0]?.seq ?? part.conversation.head + 1;
    // Nothing was asked for, so these are the last events, and they need not adjoin what is here.
    if (asked === undefined && first > this.#log.head + 1) this.#log = this.#restart(first - 1);
    const { floor } = part.conversation;
    const added = this.#log.sync({ floor, events: this.#stripped(part.events) });
    const described = this.#describe(part.conversation);
    for (const pointer of part.pointers) this.mergePointer(pointer);
    if (part.events.length > 0 || described === 'otherwise') this.#settle();
    return added;
  }

  /** Whether everything that this part of an answer told is here. */
  isUpTo(head: Seq): boolean {
    return this.#log.head >= head;
  }

  prepend(events: readonly LogEvent[]): number {
    this.#heldMax = this.#context.limits.eventsPagedMax;
    const added = this.#log.prepend(this.#stripped(events));
    this.changed();
    return added;
  }

  /** The user no longer reads further up: the usual bound holds again. */
  forgetPages(): void {
    this.#heldMax = this.#context.limits.eventsHeldMax;
    this.#settle();
  }

  /**
   * Takes a pointer of a member; anybody else's is ignored. Returns whether it changed anything.
   */
  mergePointer(pointer: { user: UserId; delivered: Seq; read: Seq }): boolean {
    if (this.kind === 'room' ? pointer.user !== this.#context.me : !this.isMember(pointer.user)) {
      return false;
    }
    const grew = this.receipts.merge(pointer);
    if (grew) this.changed();
    return grew;
  }

  /** Takes members of a room, as the origin lists them. */
  learnMembers(members: readonly Member[]): void {
    for (const member of this.#erased.nameless(members)) this.#members.set(member.id, member);
    this.changed();
  }

  memberByRid(rid: RoutingId): Member | undefined {
    for (const member of this.#members.values()) if (member.rid === rid) return member;
    return undefined;
  }

  /** The snapshots have to be painted again. */
  changed(): void {
    this.#transcript = undefined;
    this.#summary = undefined;
    this.#context.onChanged(this);
  }

  get transcript(): readonly TranscriptItem[] {
    const { me, outbox } = this.#context;
    return (this.#transcript ??= this.#painter.paint({
      me,
      kind: this.kind,
      events: this.#log.events,
      messages: this.#messages,
      receipts: this.receipts,
      outgoing: outbox.of(this.id),
    }));
  }

  get summary(): ConversationSummary {
    return (this.#summary ??= this.#summarize());
  }

  /** The seq of the last event that another user caused: what is to be reported as delivered. */
  get lastForeignSeq(): Seq {
    for (let i = this.#log.events.length - 1; i >= 0; i--) {
      const event = this.#log.events[i];
      if (event && 'actor' in event && event.actor !== this.#context.me) return event.seq;
    }
    return 0;
  }

  /** Who is erased further down was erased for all of it. */
  #stripped(events: readonly LogEvent[]): readonly LogEvent[] {
    if (this.#erased.learn(events)) this.#stripHeld();
    return events.map((event) => this.#erased.strip(event));
  }

  #stripHeld(): void {
    this.#log.rewrite((event) => this.#erased.strip(event));
  }

  #logBehind(head: Seq): ConversationLog {
    return new ConversationLog(head, this.#context.limits.outOfOrderEventsMax, {
      onPut: (event) => {
        this.#onPut(event);
      },
      onDrop: (event) => {
        this.#messages.onDrop(event);
      },
    });
  }

  #restart(head: Seq): ConversationLog {
    this.#log.trim(0);
    return this.#logBehind(head);
  }

  #onPut(event: LogEvent): void {
    this.#messages.onPut(event);
    if (event.type === 'person.erased' && this.#erased.learn([event])) this.#stripHeld();
    if (event.seq > this.#described) this.#follow(event);
    const { me, outbox, onPut } = this.#context;
    onPut(event);
    if (event.type === 'message.sent' && event.actor === me) outbox.remove(this.id, event.clientId);
  }

  #settle(): void {
    this.#context.outbox.reached(this.id, this.#log.head);
    // Some slack, so that a long log does not move at every event.
    if (this.#log.events.length > this.#heldMax * 1.25) this.#log.trim(this.#heldMax);
    this.changed();
  }

  // Most answers tell of most conversations what is known: then no snapshot need be painted again.
  #describe(record: ConversationRecord): 'as-before' | 'otherwise' {
    const text = JSON.stringify({ ...record, head: Math.max(record.head, this.#log.head) });
    if (text === this.#recordText) return 'as-before';
    this.#recordText = text;
    this.#title = record.title;
    this.#owner = record.owner;
    this.#memberCount = record.memberCount;
    this.#keptForMs = record.keptForMs;
    this.#epoch = Math.max(this.#epoch, record.epoch);
    if (this.kind !== 'room') {
      this.#members.clear();
      for (const member of this.#erased.nameless(record.members)) {
        this.#members.set(member.id, member);
      }
      this.receipts.retain(new Set(this.#members.keys()));
    }
    this.#described = record.head;
    // What came live while the answer was on its way is newer than the answer.
    for (const event of this.#log.events) if (event.seq > record.head) this.#follow(event);
    return 'otherwise';
  }

  #follow(event: LogEvent): void {
    this.#described = event.seq;
    if (event.type === 'conversation.created' || event.type === 'conversation.renamed') {
      this.#title = event.title;
    }
    if (event.type === 'member.added') {
      this.#memberCount += event.members.length;
      for (const member of event.members) this.#members.set(member.id, member);
    }
    if (event.type === 'member.removed') {
      this.#memberCount--;
      this.#members.delete(event.member);
    }
    if (event.type === 'person.erased') this.#lose(event.actor);
  }

  /** A direct conversation keeps its two. How many a room has left, its next record says. */
  #lose(erased: UserId): void {
    const member = this.#members.get(erased);
    if (member === undefined) return;
    if (this.kind === 'direct') {
      this.#members.set(erased, { ...member, name: '' });
      return;
    }
    this.#members.delete(erased);
    if (this.kind === 'group') this.#memberCount--;
  }

  #summarize(): ConversationSummary {
    const readUpTo = this.receipts.of(this.#context.me).read;
    let lastMessage: Message | undefined;
    let unread = 0;
    for (const item of this.transcript) {
      if (item.kind !== 'message') continue;
      lastMessage = item;
      const foreign = item.sender !== undefined && item.sender !== this.#context.me;
      if (foreign && item.seq !== undefined && item.seq > readUpTo) unread++;
    }
    return {
      id: this.id,
      rid: this.rid,
      kind: this.kind,
      title: this.#title,
      owner: this.#owner,
      members: [...this.#members.values()],
      memberCount: this.#memberCount,
      keptForMs: this.#keptForMs,
      head: this.#log.head,
      floor: this.#log.floor,
      epoch: this.#epoch,
      lastMessage,
      lastAt: this.#lastAt(lastMessage),
      unread,
      readUpTo,
    };
  }

  #lastAt(lastMessage: Message | undefined): EpochMs {
    return Math.max(lastMessage?.at ?? 0, this.#log.events.at(-1)?.at ?? 0);
  }
}
