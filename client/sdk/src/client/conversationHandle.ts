import type { Call, CallMedia, GroupCall, LocalTracks } from '../api/calls.js';
import type {
  Conversation,
  OpenState,
  SendOptions,
  SentMessage,
  Unsubscribe,
} from '../api/client.js';
import type { ClientId, ConversationId, MessageId, Seq, UserId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import { LimitError, ProblemError } from '../api/problem.js';
import type { ConversationSummary, Message, Presence, TranscriptItem } from '../api/snapshots.js';
import type { ConversationState } from '../core/conversationState.js';
import { SYNC_PERIODS } from '../core/syncSchedule.js';
import type { Api } from '../http/api.js';
import type { Repeater } from '../http/repeat.js';
import type { CallParty } from '../live/callParty.js';
import type { GroupParty } from '../live/groupParty.js';
import type { Counts } from '../live/counts.js';
import type { LiveSession } from '../live/liveSession.js';
import type { LogEvent } from '../wire/events.js';
import { Emitter } from './emitter.js';

/** As many as the origin names at once. */
const NAMES_PAGE = 50;
/** An action without an answer is repeated so often before its caller is told. */
const ATTEMPTS = 4;

/** What a handle works with. */
export interface HandleContext {
  readonly limits: Limits;
  readonly api: Api;
  readonly live: LiveSession;
  readonly repeater: Repeater;
  readonly counts: Counts;
  readonly newId: () => string;
  readonly now: () => number;
  readonly callOf: (party: CallParty) => Call;
  readonly groupCallOf: (party: GroupParty) => GroupCall;
}

/**
 * What an app holds of a conversation: reads go to its state, actions to the parts that own them.
 */
export class ConversationHandle implements Conversation {
  readonly id: ConversationId;
  readonly #context: HandleContext;
  readonly #changes = new Emitter<undefined>();
  #state: ConversationState;
  #gone = false;
  #messages: { readonly of: readonly TranscriptItem[]; readonly all: readonly Message[] };
  #loading: Promise<boolean> | undefined;
  #typing: readonly UserId[] = [];
  #presence: ReadonlyMap<UserId, Presence> = new Map();

  constructor(state: ConversationState, context: HandleContext) {
    this.id = state.id;
    this.#state = state;
    this.#context = context;
    this.#messages = { of: [], all: [] };
  }

  get summary(): ConversationSummary {
    return this.#state.summary;
  }

  get transcript(): readonly TranscriptItem[] {
    return this.#gone ? [] : this.#state.transcript;
  }

  get messages(): readonly Message[] {
    const of = this.transcript;
    if (this.#messages.of !== of) {
      this.#messages = { of, all: of.filter((item) => item.kind === 'message') };
    }
    return this.#messages.all;
  }

  get hasEarlier(): boolean {
    return !this.#gone && this.#state.log.hasEarlier;
  }

  get typing(): readonly UserId[] {
    const { signals, replica } = this.#context.live;
    const typing = (signals?.typing(this.id) ?? []).filter((user) => user !== replica.me);
    if (typing.join() !== this.#typing.join()) this.#typing = typing;
    return this.#typing;
  }

  get presence(): ReadonlyMap<UserId, Presence> {
    const presence = this.#context.live.signals?.presence(this.id) ?? new Map<UserId, Presence>();
    const before = this.#presence;
    const same = [...presence].every(([user, state]) => before.get(user) === state);
    if (!same || presence.size !== before.size) this.#presence = presence;
    return this.#presence;
  }

  get openState(): OpenState {
    const { live } = this.#context;
    if (!live.isOpen(this.id)) return 'closed';
    return live.joins.isJoined(this.id) ? 'open' : 'joining';
  }

  get gone(): boolean {
    return this.#gone;
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  send(body: string, options: SendOptions = {}): SentMessage {
    const { live, limits, newId, now } = this.#context;
    if (body.length > limits.bodyCharsMax) throw new LimitError('the message is too long');
    const clientId = newId();
    const message = { clientId, body, replyTo: options.replyTo, at: now() };
    const sent = live.sender.send(this.#state, message);
    live.signals?.stopTyping(this.id);
    return { clientId, sent };
  }

  retry(clientId: ClientId): void {
    this.#context.live.sender.retry(this.#state, clientId);
  }

  discard(clientId: ClientId): void {
    const { outbox } = this.#context.live.replica;
    if (outbox.find(this.id, clientId)?.state.is !== 'failed') return;
    outbox.remove(this.id, clientId);
    this.#state.changed();
  }

  async edit(message: MessageId, body: string): Promise<void> {
    const { api, newId, limits } = this.#context;
    if (body.length > limits.bodyCharsMax) throw new LimitError('the message is too long');
    const clientId = newId();
    const edited = await this.#repeated(() => api.editMessage(this.id, message, clientId, body));
    const { seq, at, epoch } = edited;
    const actor = this.#me;
    this.#offer({ type: 'message.edited', seq, at, actor, messageId: message, body }, epoch);
  }

  async delete(message: MessageId): Promise<void> {
    const { api, newId } = this.#context;
    const clientId = newId();
    const deleted = await this.#repeated(() => api.deleteMessage(this.id, message, clientId));
    const { seq, at, epoch } = deleted;
    this.#offer({ type: 'message.deleted', seq, at, actor: this.#me, messageId: message }, epoch);
  }

  markRead(upTo: Seq = this.#state.log.head): void {
    this.#context.live.pointers.markRead(this.#state, upTo);
  }

  loadEarlier(): Promise<boolean> {
    this.#loading ??= this.#loadEarlier().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  open(): void {
    if (this.#gone || this.#context.live.isOpen(this.id)) return;
    this.#context.live.open(this.id);
    if (this.#state.kind === 'room') {
      // A room without its members' names is still a room: the next opening asks again.
      this.#learnMembers().catch(() => undefined);
    }
    this.changed();
  }

  close(): void {
    this.#context.live.close(this.id);
    this.#state.forgetPages();
    this.changed();
  }

  startTyping(): void {
    this.#context.live.signals?.startTyping(this.id);
  }

  stopTyping(): void {
    this.#context.live.signals?.stopTyping(this.id);
  }

  async namesOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    const { api } = this.#context;
    const asked = [...new Set(users)];
    const names = new Map<UserId, string>();
    for (let from = 0; from < asked.length; from += NAMES_PAGE) {
      const some = asked.slice(from, from + NAMES_PAGE);
      const told = await this.#repeated(() => api.listNames(this.id, some));
      for (const { id, name } of told) names.set(id, name);
    }
    return names;
  }

  async call(media: CallMedia, tracks: LocalTracks): Promise<Call> {
    const { live, callOf } = this.#context;
    if (live.calls === undefined) throw unsupported();
    return callOf(await live.calls.ofTwo.call(this.#state, media, tracks));
  }

  async joinCall(media: CallMedia, tracks: LocalTracks): Promise<GroupCall> {
    const { live, groupCallOf } = this.#context;
    if (live.calls === undefined) throw unsupported();
    return groupCallOf(await live.calls.ofGroups.join(this.#state, media, tracks));
  }

  async rename(title: string): Promise<void> {
    const { api, newId } = this.#context;
    const clientId = newId();
    const renamed = await this.#repeated(() => api.renameConversation(this.id, clientId, title));
    if (renamed === undefined) return;
    const { seq, at, epoch } = renamed;
    this.#offer({ type: 'conversation.renamed', seq, at, actor: this.#me, title }, epoch);
  }

  async addMembers(users: readonly UserId[]): Promise<void> {
    const { api, newId, live } = this.#context;
    const clientId = newId();
    await this.#repeated(() => api.addMembers(this.id, clientId, users));
    live.sync.wish();
  }

  async removeMember(user: UserId, reason: 'removed' | 'banned' = 'removed'): Promise<void> {
    const { api, newId, live } = this.#context;
    const clientId = newId();
    await this.#repeated(() => api.removeMember(this.id, clientId, user, reason));
    live.sync.wish();
  }

  leave(): Promise<void> {
    return this.removeMember(this.#me);
  }

  /** Its state was purged; another one, of a new timeline, may follow. */
  rebind(state: ConversationState | undefined): void {
    this.#gone = state === undefined;
    if (state !== undefined) this.#state = state;
    this.changed();
  }

  /** Tells the listeners. */
  changed(): void {
    this.#changes.emit(undefined);
  }

  get #me(): UserId {
    return this.#context.live.replica.me;
  }

  #repeated<T>(task: () => Promise<T>): Promise<T> {
    return this.#context.repeater.times(ATTEMPTS, task);
  }

  // An answer says all that the event will: it need not be waited for.
  #offer(event: LogEvent, epoch: number): void {
    const offered = this.#state.offer(event, epoch);
    const ahead = offered === 'waiting' || offered === 'overflow';
    if (ahead) this.#context.live.sync.wish(SYNC_PERIODS.gapMs);
  }

  async #loadEarlier(): Promise<boolean> {
    const { api, limits, counts } = this.#context;
    const state = this.#state;
    if (this.#gone || !state.log.hasEarlier) return false;
    if (state.log.events.length + limits.historyPage > limits.eventsPagedMax) {
      throw new LimitError('no more history is held at once');
    }
    const before = state.log.first;
    const page = await this.#repeated(() =>
      api.readEventsBefore(this.id, before, limits.historyPage),
    );
    const added = state.prepend(page.events);
    counts.applied.history += added;
    return added > 0;
  }

  async #learnMembers(): Promise<void> {
    const { api, limits } = this.#context;
    let after: UserId | undefined;
    let known = 0;
    do {
      const from = after;
      const page = await this.#repeated(() => api.listMembers(this.id, from));
      this.#state.learnMembers(page.members);
      known += page.members.length;
      after = page.more ? page.members.at(-1)?.id : undefined;
    } while (after !== undefined && known < limits.roomMembersMax);
  }
}

function unsupported(): ProblemError {
  const title = 'This machine has no WebRTC, or no WebCrypto';
  const untold = { detail: undefined, retryAfterMs: undefined };
  return new ProblemError({ type: 'unsupported', title, status: 0, ...untold });
}
