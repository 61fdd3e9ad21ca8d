import type { ConversationId, RoutingId, Seq, TimelineId, UserId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { SyncAnswer } from '../wire/answers.js';
import type { LogEvent } from '../wire/events.js';
import { ConversationState, type StateContext } from './conversationState.js';
import { Outbox } from './outbox.js';

/** More heads a sync request may not name (docs/openapi.yaml). */
const HEADS_MAX = 5_000;

/** What is asked of the origin. */
export interface SyncQuestion {
  readonly timeline?: TimelineId;
  readonly heads: readonly { readonly conversation: ConversationId; readonly head: Seq }[];
}

/** What a sync answer changed. */
export interface SyncOutcome {
  /** Everything that the origin told of is here; else ask on, or again. */
  readonly complete: boolean;
  /** The answer was cut: ask on at once. */
  readonly more: boolean;
  readonly eventsAdded: number;
  readonly arrived: readonly ConversationState[];
  readonly gone: readonly ConversationState[];
  /** The cache was of another timeline: all of it is in `gone`. */
  readonly timelineChanged: boolean;
}

/**
 * This device's copy of the user's conversations: what sync answers and live events make of each
 * other.
 *
 * Pure: whatever was lost, doubled or reordered on the way, after a complete sync it shows what the
 * origin has.
 */
export class Replica {
  readonly me: UserId;
  readonly outbox: Outbox;
  readonly #context: StateContext;
  readonly #byId = new Map<ConversationId, ConversationState>();
  readonly #byRid = new Map<RoutingId, ConversationState>();
  #timeline: TimelineId | undefined;

  constructor(
    me: UserId,
    limits: Limits,
    onChanged: (state: ConversationState) => void,
    onPut: (event: LogEvent) => void = () => undefined,
  ) {
    this.me = me;
    this.outbox = new Outbox(limits.pendingSendsMax);
    this.#context = { me, limits, outbox: this.outbox, onChanged, onPut };
  }

  /** Unknown before the first sync. */
  get timeline(): TimelineId | undefined {
    return this.#timeline;
  }

  get conversations(): Iterable<ConversationState> {
    return this.#byId.values();
  }

  byId(id: ConversationId): ConversationState | undefined {
    return this.#byId.get(id);
  }

  byRid(rid: RoutingId): ConversationState | undefined {
    return this.#byRid.get(rid);
  }

  /** Whether some conversation waits for an event that did not come. */
  get hasGap(): boolean {
    for (const state of this.#byId.values()) if (state.log.hasGap) return true;
    return false;
  }

  /** Whether the answer is of this timeline and tells of exactly the conversations that are here. */
  covers({ timeline, conversations }: SyncAnswer): boolean {
    const same = timeline === this.#timeline && conversations.length === this.#byId.size;
    return same && conversations.every(({ conversation }) => this.#byId.has(conversation.id));
  }

  /** The question that the next sync puts. */
  question(): SyncQuestion {
    const states = [...this.#byId.values()].slice(0, HEADS_MAX);
    const heads = states.map(({ id, log }) => ({ conversation: id, head: log.head }));
    return this.#timeline === undefined ? { heads } : { timeline: this.#timeline, heads };
  }

  /** Takes the answer to a question of this replica. */
  apply(question: SyncQuestion, answer: SyncAnswer): SyncOutcome {
    const gone: ConversationState[] = [];
    const arrived: ConversationState[] = [];
    const timelineChanged = this.#timeline !== undefined && this.#timeline !== answer.timeline;
    if (timelineChanged) gone.push(...this.#purge(() => true));
    this.#timeline = answer.timeline;
    const present = new Set(answer.conversations.map(({ conversation }) => conversation.id));
    gone.push(...this.#purge(({ id }) => !present.has(id)));
    const asked = new Map(question.heads.map(({ conversation, head }) => [conversation, head]));
    let eventsAdded = 0;
    let complete = true;
    let more = false;
    for (const part of answer.conversations) {
      const { conversation } = part;
      let state = this.#byId.get(conversation.id);
      if (state === undefined) {
        state = this.#admit(new ConversationState(conversation, this.#context));
        arrived.push(state);
        asked.delete(conversation.id);
      }
      eventsAdded += state.sync(part, asked.get(conversation.id));
      more ||= part.more;
      complete &&= !part.more && state.isUpTo(conversation.head);
    }
    return { complete, more, eventsAdded, arrived, gone, timelineChanged };
  }

  #admit(state: ConversationState): ConversationState {
    this.#byId.set(state.id, state);
    this.#byRid.set(state.rid, state);
    return state;
  }

  #purge(gone: (state: ConversationState) => boolean): ConversationState[] {
    const purged = [...this.#byId.values()].filter(gone);
    for (const state of purged) {
      this.#byId.delete(state.id);
      this.#byRid.delete(state.rid);
    }
    return purged;
  }
}
