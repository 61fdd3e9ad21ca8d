import type { Call, GroupCall } from '../api/calls.js';
import type { ConversationId } from '../api/ids.js';
import type { ConnectionState, ConversationSummary } from '../api/snapshots.js';
import type { ConversationState } from '../core/conversationState.js';
import type { SyncOutcome } from '../core/replica.js';
import type { CallParty } from '../live/callParty.js';
import type { GroupParty } from '../live/groupParty.js';
import { type LiveContext, LiveSession } from '../live/liveSession.js';
import { CallHandles } from './callHandles.js';
import { ConversationHandle } from './conversationHandle.js';
import { Turn } from './turn.js';

/** What a list is made of. */
export interface ListContext extends LiveContext {
  readonly newId: () => string;
  readonly onState: (state: ConnectionState) => void;
  /** `summaries` changed; told once per turn. */
  readonly onChanged: () => void;
  /** `call` is another one, or none any more; told once per turn. */
  readonly onCall: () => void;
}

/**
 * The conversations of one signed-in user as an app sees them, and the live session that keeps
 * them.
 */
export class ConversationList {
  readonly live: LiveSession;
  readonly #context: ListContext;
  readonly #handles = new Map<ConversationId, ConversationHandle>();
  readonly #turn: Turn<ConversationId>;
  readonly #calls: CallHandles;
  #summaries: readonly ConversationSummary[] | undefined;

  constructor(context: ListContext) {
    this.#context = context;
    this.#turn = new Turn({
      follow: (ids) => {
        this.#follow(ids);
      },
      tell: (ids) => {
        for (const id of ids) this.#handles.get(id)?.changed();
        context.onChanged();
      },
    });
    this.#calls = new CallHandles(context.onCall);
    this.live = new LiveSession(context, {
      onState: context.onState,
      onChanged: ({ id }) => {
        this.#summaries = undefined;
        this.#turn.mark(id);
      },
      onOutcome: (outcome) => {
        this.#onOutcome(outcome);
      },
      onBinding: (id) => {
        this.#turn.mark(id);
      },
      onCall: (party) => {
        this.#calls.onChanged(party);
      },
      onCurrentCall: () => {
        this.#calls.onCurrent();
      },
    });
  }

  /** The call that rings or goes on. */
  get call(): Call | undefined {
    const party = this.live.calls?.ofTwo.current;
    return party && this.#calls.of(party);
  }

  /** The group's call that goes on. */
  get groupCall(): GroupCall | undefined {
    const party = this.live.calls?.ofGroups.current;
    return party && this.#calls.ofGroup(party);
  }

  /** The latest activity first; the same array until something changes. */
  get summaries(): readonly ConversationSummary[] {
    if (this.#summaries === undefined) {
      const summaries = [...this.live.replica.conversations].map(({ summary }) => summary);
      // Ids break ties, so that equal times do not make rows jump.
      summaries.sort((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1));
      this.#summaries = summaries;
    }
    return this.#summaries;
  }

  /** Made when it is first asked for, and kept for as long as the conversation is there. */
  handle(id: ConversationId): ConversationHandle | undefined {
    const state = this.live.replica.byId(id);
    if (state === undefined) return undefined;
    let handle = this.#handles.get(id);
    if (handle === undefined) {
      handle = this.#newHandle(state);
      this.#handles.set(id, handle);
    }
    return handle;
  }

  /** Ends everything and empties all handles. */
  dispose(state: ConnectionState): void {
    this.live.dispose(state);
    for (const handle of this.#handles.values()) handle.rebind(undefined);
    this.#handles.clear();
  }

  #newHandle(state: ConversationState): ConversationHandle {
    const { limits, api, repeater, counts, newId, http } = this.#context;
    const { live } = this;
    const now = (): number => http.serverClock.now();
    const callOf = (party: CallParty): Call => this.#calls.of(party);
    const groupCallOf = (party: GroupParty): GroupCall => this.#calls.ofGroup(party);
    return new ConversationHandle(state, {
      ...{ limits, api, live, repeater, counts, newId, now, callOf, groupCallOf },
    });
  }

  #onOutcome({ arrived, gone }: SyncOutcome): void {
    for (const { id } of gone) {
      if (this.live.replica.byId(id) !== undefined) continue;
      this.#handles.get(id)?.rebind(undefined);
      this.#handles.delete(id);
    }
    for (const state of arrived) this.#handles.get(state.id)?.rebind(state);
    if (arrived.length + gone.length === 0) return;
    this.#summaries = undefined;
    this.#turn.schedule();
  }

  #follow(ids: ReadonlySet<ConversationId>): void {
    for (const id of ids) {
      const state = this.live.replica.byId(id);
      if (state === undefined) continue;
      this.live.pointers.onApplied(state);
      this.live.sender.reconcile(id);
    }
  }
}
