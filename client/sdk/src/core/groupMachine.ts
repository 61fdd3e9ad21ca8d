import type { CallMedia, GroupCallEnd, GroupCallState, Sending } from '../api/calls.js';
import type { CallId, EpochMs, RoutingId } from '../api/ids.js';
import type { CallContent, ContentOf } from '../wire/callContent.js';
import type { CallHeader, PartyId } from '../wire/callSignal.js';
import type { RefusalCode } from '../wire/frames.js';
import type { MediaAnswer, MediaEvent, MediaLayer, MediaLine } from '../wire/media.js';
import { Attendance } from './attendance.js';
import { CALL_PERIODS, type CallSink, type Confirm } from './callActions.js';
import type { Heard } from './callMachine.js';
import { GROUP_PERIODS, type GroupAction } from './groupActions.js';
import { GroupMedia } from './groupMedia.js';
import { GroupRoster, type Present } from './groupRoster.js';

/** What a party of a group's call knows from the beginning. */
export interface GroupFacts {
  readonly call: CallId;
  readonly conversation: RoutingId;
  readonly me: RoutingId;
  readonly party: PartyId;
  readonly role: 'host' | 'participant';
  /** It is in the lobby, where it waits for its right. */
  readonly isWaiting: boolean;
  readonly media: CallMedia;
  /** Its public key, to which others hand theirs. */
  readonly key: string;
}

const SILENT: Sending = { audio: false, video: false, screen: false };

/**
 * One party of a group's call (docs/PROTOCOL.md §10). Pure, as the machine of a call of two: it is told
 * what happens and when, and {@link GroupMachine.take} returns what has to be done.
 *
 * Who is there, the parties say; what can be received, the media server's node says; nobody is shown
 * who is not in both.
 */
export class GroupMachine {
  readonly facts: GroupFacts;
  readonly media: GroupMedia;
  readonly #roster = new GroupRoster();
  readonly #attendance: Attendance;
  #actions: GroupAction[] = [];
  #sending = SILENT;
  #counter = 0;
  #now = 0;
  #hasAnswered = false;
  #presentAt = Infinity;
  #lookAt = Infinity;
  #mutedByHost = false;
  #isWaiting: boolean;
  #ended: { readonly reason: GroupCallEnd } | undefined;

  constructor(facts: GroupFacts) {
    this.facts = facts;
    this.#isWaiting = facts.isWaiting;
    const act = (action: GroupAction): void => {
      this.#actions.push(action);
    };
    const sink: CallSink = {
      act: (action) => {
        if (action.does === 'attend' || action.does === 'renewGrant') act(action);
      },
      say: () => undefined,
    };
    this.#attendance = new Attendance(sink, () => 'active');
    this.media = new GroupMedia({
      act,
      onJoined: () => {
        this.#onJoined();
      },
      onOut: (why) => {
        this.#end(why);
      },
      isPresent: (party) => this.#roster.has(party),
    });
  }

  /** What has to be done, in this order; each is told once. */
  take(): readonly GroupAction[] {
    return this.#actions.splice(0);
  }

  get state(): GroupCallState {
    if (this.#ended !== undefined) return { phase: 'ended', reason: this.#ended.reason };
    if (this.#isWaiting) return { phase: 'waiting' };
    const since = this.media.flowedAt;
    if (since === undefined) return { phase: 'joining' };
    return { phase: this.media.isMissed ? 'reconnecting' : 'active', since };
  }

  get isOver(): boolean {
    return this.#ended !== undefined;
  }

  get sending(): Sending {
    return this.#sending;
  }

  /** A host has muted this party's microphone at the media server. */
  get mutedByHost(): boolean {
    return this.#mutedByHost;
  }

  /** The others, by what they say. */
  get others(): readonly Present[] {
    return this.#roster.entries;
  }

  get dueAt(): EpochMs {
    if (this.isOver) return Infinity;
    return Math.min(
      this.#attendance.dueAt,
      this.media.dueAt,
      this.#roster.dueAt,
      this.#presentAt,
      this.#lookAt,
    );
  }

  onOnline(now: EpochMs): void {
    this.#at(now);
    if (!this.isOver) this.#attendance.onOnline(now);
  }

  onOffline(): void {
    this.#attendance.onOffline();
  }

  onAttending(now: EpochMs): void {
    this.#at(now);
    if (this.isOver) return;
    if (this.#attendance.onAttending() === 'arrived') this.media.onAttending(now);
  }

  onRefused(now: EpochMs, code: RefusalCode, retryMs: number | undefined): void {
    this.#at(now);
    // What was said too fast is said again by time; whoever is not let in shows her grant again.
    if (this.isOver || code === 'rate' || code === 'stale' || code === 'out-of-state') return;
    this.#attendance.onRefused(now, code, retryMs);
  }

  /** The origin has given a newer grant, and a token with it. */
  onGrant(now: EpochMs, token: string | undefined): void {
    this.#at(now);
    if (this.isOver) return;
    this.#isWaiting = false;
    if (token !== undefined) this.media.onToken(now, token);
    this.#attendance.ask(now);
  }

  /** The origin gives none: a host does not want this user in the call, or no more may wait. */
  onNoGrant(now: EpochMs, why: 'turned-away' | 'full'): void {
    this.#at(now);
    this.#end(why);
  }

  onAnswer(now: EpochMs, n: number, answer: MediaAnswer): void {
    this.#at(now);
    this.media.onAnswer(now, n, answer);
    this.#tellFeeds();
  }

  onEvent(now: EpochMs, event: MediaEvent): void {
    this.#at(now);
    const isOwnMicrophone =
      event.event === 'muted' && event.party === this.facts.party && event.line === 'microphone';
    if (isOwnMicrophone) this.#mutedByHost = event.muted;
    this.media.onEvent(now, event);
    this.#tellFeeds();
  }

  onSignal(now: EpochMs, header: CallHeader, content: CallContent): Heard {
    this.#at(now);
    const refusal = this.refusal(now, header);
    if (refusal !== undefined) return refusal;
    if (!this.#roster.counts(header)) return 'replayed';
    if (content.type === 'leave') {
      this.#forget(header.party);
      return 'taken';
    }
    if (content.type === 'mediaKey' || content.type === 'wantMediaKey') {
      this.#actions.push({ does: 'takeWord', party: header.party, word: content });
      return 'taken';
    }
    const news = this.#roster.hear(now, header, content);
    if (news.is === 'nothing') return 'not-accepted';
    if (content.type === 'present') {
      this.#tell(this.#roster.toTell(now, [[header.party, header.sender]]));
      const { party } = header;
      this.#actions.push({ does: 'welcome', party, key: content.key });
      this.media.onGeneration(now, content.generation);
    }
    if (news.is === 'here') this.media.subscribe(now);
    this.#watchUnseen();
    return 'taken';
  }

  /** Why a signal is not taken, by its header; undefined if it may be. */
  refusal(now: EpochMs, header: CallHeader): Exclude<Heard, 'taken'> | undefined {
    const { call, conversation, me, party } = this.facts;
    const isForAll = header.toParty === undefined && header.type === 'present';
    if (header.to !== me || !(header.toParty === party || isForAll)) return 'not mine';
    if (header.party === party) return 'not mine';
    const isMine = header.call === call && header.conversation === conversation;
    const isFresh =
      header.expires >= now && header.expires <= now + CALL_PERIODS.aheadMaxMs + LEEWAY_MS;
    return isMine && isFresh && !this.isOver ? undefined : 'not-accepted';
  }

  /** Who has left the conversation is in no call of it. */
  onMembers(isMember: (user: RoutingId) => boolean): void {
    for (const { party, user } of this.#roster.entries) {
      if (!isMember(user)) this.#forget(party);
    }
  }

  /**
   * The origin has told whose parties are in the call. Those that this one has not heard of may be at
   * another media server, where no node tells of them.
   */
  onParticipants(now: EpochMs, users: readonly RoutingId[]): void {
    this.#at(now);
    if (this.isOver) return;
    const known = new Set(this.#roster.entries.map(({ user }) => user));
    const unheard = users.filter((user) => user !== this.facts.me && !known.has(user));
    this.#tell(unheard.map((user) => ({ party: undefined, user })));
  }

  send(now: EpochMs, sending: Sending): void {
    this.#at(now);
    const before = this.#sending;
    this.#sending = sending;
    const isSame =
      before.audio === sending.audio &&
      before.video === sending.video &&
      before.screen === sending.screen;
    if (isSame || this.isOver) return;
    for (const other of this.#roster.entries) this.#say(other, { type: 'sending', ...sending });
  }

  /** Says to a party what concerns its media keys. */
  tell(now: EpochMs, party: PartyId, word: ContentOf<'mediaKey' | 'wantMediaKey'>): void {
    this.#at(now);
    const user = this.#roster.userOf(party);
    if (user !== undefined && !this.isOver) this.#say({ party, user }, word);
  }

  show(now: EpochMs, layers: ReadonlyMap<PartyId, MediaLayer>): void {
    this.#at(now);
    this.media.show(now, layers);
  }

  mute(now: EpochMs, party: PartyId, line: MediaLine, muted: boolean): void {
    this.#at(now);
    this.media.ask(now, { want: 'mute', party, line, muted });
  }

  kick(now: EpochMs, party: PartyId): void {
    this.#at(now);
    this.media.ask(now, { want: 'kick', party });
  }

  leave(now: EpochMs): void {
    this.#at(now);
    if (this.isOver) return;
    if (!this.#isWaiting) {
      this.media.ask(now, { want: 'leave' });
      this.#confirm('left');
    }
    this.#end('left');
  }

  endForAll(now: EpochMs): void {
    this.#at(now);
    if (this.isOver) return;
    this.media.ask(now, { want: 'endForAll' });
    this.#confirm('ended');
    this.#end('ended');
  }

  /** The record has its end. */
  onRecordedEnd(now: EpochMs, reason: 'ended' | 'lost'): void {
    this.#at(now);
    this.#end(reason);
  }

  onTime(now: EpochMs): void {
    this.#at(now);
    if (this.isOver) return;
    this.#attendance.onTime(now);
    this.media.onTime(now);
    for (const party of this.#roster.lapsed(now)) this.#actions.push({ does: 'forget', party });
    this.#tell(this.#roster.toTellAgain(now));
    if (now >= this.#lookAt) {
      this.#lookAt = now + GROUP_PERIODS.lookAgainMs;
      this.media.look(now);
    }
    this.#watchUnseen();
    if (now >= this.#presentAt) {
      this.#presentAt = now + CALL_PERIODS.presentAgainMs;
      this.#confirm('present');
    }
  }

  #at(now: EpochMs): void {
    this.#now = now;
  }

  #onJoined(): void {
    if (!this.#hasAnswered) {
      this.#hasAnswered = true;
      this.#presentAt = this.#now + CALL_PERIODS.presentAgainMs;
      this.#confirm('answered');
    }
    this.#tellFeeds();
  }

  #watchUnseen(): void {
    const { feeds, isIn } = this.media;
    const isUnseen = isIn && this.#roster.entries.some(({ party }) => !feeds.has(party));
    if (!isUnseen) this.#lookAt = Infinity;
    else if (this.#lookAt === Infinity) this.#lookAt = this.#now + GROUP_PERIODS.unseenMs;
  }

  /** Whoever a node tells of may be there: this one says so of itself, and whoever answers is. */
  #tellFeeds(): void {
    if (this.isOver) return;
    this.#watchUnseen();
    const strangers = [...this.media.feeds.values()]
      .filter(({ party }) => party !== this.facts.party && !this.#roster.has(party))
      .map(({ party, user }) => [party, user] as const);
    this.#tell(this.#roster.toTell(this.#now, strangers));
  }

  #tell(recipients: readonly Addressee[]): void {
    const { key } = this.facts;
    const { generation } = this.media;
    for (const recipient of recipients) {
      this.#say(recipient, { type: 'present', key, generation, ...this.#sending });
    }
  }

  #forget(party: PartyId): void {
    if (this.#roster.remove(party)) this.#actions.push({ does: 'forget', party });
  }

  #end(reason: GroupCallEnd): void {
    if (this.isOver) return;
    for (const other of this.#roster.entries) {
      this.#say(other, { type: 'leave', reason: reason === 'failed' ? 'failed' : 'hung-up' });
    }
    const isPutOut = reason === 'failed' || reason === 'kicked' || reason === 'turned-away';
    if (isPutOut && !this.#isWaiting) this.#confirm('left');
    this.#ended = { reason };
    this.media.close();
    this.#actions.push({ does: 'release' });
  }

  #confirm(what: Confirm['what']): void {
    const reason = what === 'ended' ? 'hung-up' : undefined;
    this.#actions.push({ does: 'confirm', what, reason, afterMs: 0 });
  }

  #say({ party, user }: Addressee, content: CallContent): void {
    // Begins at the clock, so that it grows beyond that of a page that was loaded before.
    this.#counter = Math.max(this.#counter + 1, this.#now);
    const expires = this.#now + CALL_PERIODS.saidMs;
    const counter = this.#counter;
    this.#actions.push({ does: 'say', to: user, toParty: party, content, counter, expires });
  }
}

/** As for every token. */
const LEEWAY_MS = 5_000;

/** One party of a user, or all of hers. */
interface Addressee {
  readonly party: PartyId | undefined;
  readonly user: RoutingId;
}
