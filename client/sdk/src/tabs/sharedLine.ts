import type { Cancel, Environment, Locks, TabChannel } from '../api/environment.js';
import type { ConversationId, EpochMs } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { ConnectionState, Presence } from '../api/snapshots.js';
import type { Whose } from '../core/syncSchedule.js';
import type { ConnectionListener } from '../live/connection.js';
import type { Counts } from '../live/counts.js';
import type { Line } from '../live/line.js';
import type { HeardSync, SharedSync } from '../live/sharedSync.js';
import { toBase64Url } from '../wire/bytes.js';
import type { ClientFrame } from '../wire/frames.js';
import type { SignalHeader } from '../wire/signal.js';
import { Election } from './election.js';
import { LeaderWatch } from './leaderWatch.js';
import { Leading, type LeadingListener } from './leading.js';
import { Post } from './post.js';
import type {
  FollowerHeard,
  Heard,
  Leadership,
  LeaderHeard,
  Standing,
  When,
} from './tabMessages.js';
import type { TabId, TabWants } from './tabRoll.js';

/** What a shared line is made of. */
export interface SharedContext {
  readonly environment: Environment;
  readonly locks: Locks;
  readonly channel: (name: string) => TabChannel;
  readonly limits: Limits;
  readonly counts: Counts;
  /** Of all tabs that may share: the same user's same device at the same site. */
  readonly name: string;
  /** Makes the connection that this tab has while it leads. */
  readonly connect: (listener: ConnectionListener) => Line;
  /** What is joined through it. */
  readonly joined: () => readonly ConversationId[];
}

/** What a shared line tells besides what a connection does. */
export interface SharedListener extends LeadingListener {
  /** Who does what need be done once per browser. */
  readonly onTurn: (whose: Whose) => void;
  /** Something may have been missed: sync. */
  readonly onMissed: (when: When) => void;
  /** Of the socket that another tab holds. */
  readonly onSocket: (what: SocketNews) => void;
  /** Another tab holds the socket, and these are joined there. */
  readonly onJoined: (joined: ReadonlySet<ConversationId>) => void;
  /** The origin answered another tab. */
  readonly onSynced: (sync: HeardSync) => void;
  /** Another tab of this device has sealed a signal. */
  readonly onSealed: (header: SignalHeader) => void;
}

/** It was welcomed, possibly some time ago; it has another ticket now; there is none any more. */
export type SocketNews = 'welcomed' | 'ticket' | 'lost';

const CONNECTING: ConnectionState = { state: 'connecting' };

/**
 * The line of a tab that shares one socket with the other tabs of its browser.
 *
 * The tab that holds the lock leads: it has a connection and hands on what it hears. The others
 * follow: they hear it from the channel. Whenever something may have got lost in between, a tab is
 * told that it missed something; so the promises of a connection of its own hold for each.
 */
export class SharedLine implements Line {
  readonly #context: SharedContext;
  readonly #listener: SharedListener;
  readonly #watch: LeaderWatch;
  readonly #cancels: Cancel[] = [];
  #election: Election;
  #role: 'ended' | 'asleep' | 'seeking' | 'following' | 'leading' = 'ended';
  // Held for as long as this tab takes part, so that a leader learns when it is gone.
  #here: Election | undefined;
  #post: Post | undefined;
  #leading: Leading | undefined;
  #leader: Leadership | undefined;
  // The last number that was heard of the leader.
  #n = 0;
  #wants: TabWants = { conversations: [], presence: undefined };
  // When it was said what this tab wants; undefined once it was answered.
  #saidAt: EpochMs | undefined;
  #state: ConnectionState = CONNECTING;
  #common: ReadonlySet<ConversationId> = new Set();
  // Of the socket that another tab holds.
  #ticket: string | undefined;
  // Whether nothing was missed that was said of it.
  #knowsSocket = false;

  constructor(context: SharedContext, listener: SharedListener) {
    const { environment, limits } = context;
    const { clock, random } = environment;
    this.#context = context;
    this.#listener = listener;
    this.#watch = new LeaderWatch(clock, random, limits, {
      // A leader that does not know this tab, since it was not heard, does then.
      onDoubt: () => {
        this.#sayWants();
      },
      onSilent: () => {
        this.#onSilent();
      },
    });
    this.#election = this.#newElection();
  }

  get ticket(): string | undefined {
    return this.#leading?.ticket;
  }

  get socketTicket(): string | undefined {
    return this.#leading?.ticket ?? this.#ticket;
  }

  start(): void {
    if (this.#role !== 'ended') return;
    const { pageLife } = this.#context.environment;
    if (pageLife !== undefined) {
      const sleep = (): void => {
        this.#sleep();
      };
      const awake = (): void => {
        this.#awake();
      };
      this.#cancels.push(pageLife.onSleep(sleep), pageLife.onAwake(awake));
    }
    this.#enter();
  }

  stop(state: ConnectionState): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#exit();
    this.#role = 'ended';
    this.#listener.onState(state);
  }

  wake(): void {
    if (this.#role === 'following') this.#post?.say({ t: 'wake' });
    this.#leading?.wake();
    this.#watch.doubt();
  }

  leaveFormer(): void {
    this.#leading?.leaveFormer();
  }

  /** Tickets and joins are the leader's own affair; what a follower says goes through the leader. */
  send(frame: ClientFrame): void {
    this.#leading?.send(frame);
    if (this.#role !== 'following') return;
    if (frame.t === 'signal') this.#post?.say(frame);
    if (frame.t === 'attend' || frame.t === 'call' || frame.t === 'media') {
      this.#post?.say({ t: 'say', frame });
    }
  }

  /** Takes what this tab wants joined; returns what is to be joined here, others' wishes included. */
  want(conversations: readonly ConversationId[]): readonly ConversationId[] {
    const some = conversations.slice(0, this.#context.limits.joinedMax);
    if (some.join() !== this.#wants.conversations.join()) {
      this.#wants = { ...this.#wants, conversations: some };
      this.#onOwnWants();
    }
    return this.#leading?.conversations ?? some;
  }

  /** Takes what this tab shows of its user. */
  show(presence: Presence | undefined): void {
    this.#wants = { ...this.#wants, presence };
    // A leader considers all tabs, and a follower shows what its leader says.
    if (this.#role !== 'following' && this.#role !== 'leading') {
      this.#listener.onPresence(presence);
    }
    this.#onOwnWants();
  }

  /** Whether another tab wants this one, too. */
  isCommon(id: ConversationId): boolean {
    return this.#leading?.isCommon(id) ?? this.#common.has(id);
  }

  /** What is joined has changed. */
  bindingsChanged(): void {
    this.#leading?.tellStanding();
  }

  /** Hands on what the origin answered. */
  share(sync: SharedSync): void {
    this.#leading?.share(sync);
  }

  #newElection(): Election {
    const { locks, name } = this.#context;
    const election: Election = new Election(locks, name, {
      onElected: () => {
        if (this.#election === election) this.#lead();
      },
      onDeposed: () => {
        if (this.#election === election) this.#resign();
      },
      onRefused: () => {
        if (this.#election === election) this.#beAlone();
      },
    });
    return election;
  }

  #enter(): void {
    const { environment, locks, channel, limits, counts, name } = this.#context;
    const me = toBase64Url(environment.random.bytes(16));
    this.#role = 'seeking';
    this.#post = new Post(me, channel(name), limits, {
      onHeard: (heard) => {
        this.#onHeard(heard);
      },
      onMalformed: () => {
        counts.dropped.malformed++;
      },
    });
    const alone = (): void => {
      this.#beAlone();
    };
    this.#here = new Election(locks, `${name}/${me}`, {
      // Nobody hears of this tab before it can be told when it is gone.
      onElected: () => {
        this.#sayWants();
        this.#watch.start();
        this.#election.stand();
      },
      ...{ onDeposed: alone, onRefused: alone },
    });
    this.#here.stand();
  }

  #exit(): void {
    this.#leave();
    this.#election.stop();
    this.#here?.stop();
    this.#post?.close();
    this.#post = undefined;
    this.#leader = undefined;
  }

  /** Neither leads nor follows from now on. */
  #leave(): void {
    const leading = this.#leading;
    this.#leading = undefined;
    leading?.stop();
    this.#watch.stop();
    this.#common = new Set();
    this.#ticket = undefined;
    this.#take('seeking');
    this.#listener.onLost();
  }

  #take(role: 'seeking' | 'following' | 'leading'): void {
    this.#role = role;
    this.#listener.onTurn(role === 'following' ? 'others' : 'own');
  }

  #sleep(): void {
    if (this.#role === 'ended' || this.#role === 'asleep') return;
    this.#exit();
    this.#role = 'asleep';
    this.#onState(CONNECTING);
  }

  #awake(): void {
    if (this.#role !== 'asleep') return;
    this.#enter();
    this.#listener.onMissed('now');
  }

  /** The browser does not let this page use locks: it has a socket of its own, as without them. */
  #beAlone(): void {
    this.#post?.close();
    this.#post = undefined;
    this.#lead();
  }

  #lead(): void {
    if (this.#role === 'leading') return;
    this.#leave();
    this.#take('leading');
    const term = Math.max((this.#leader?.term ?? 0) + 1, this.#context.environment.clock.now());
    if (this.#post !== undefined) {
      this.#leader = { from: this.#post.me, term };
      this.#post.beginTerm(term);
    }
    this.#leading = new Leading(this.#context, this.#post, () => this.#wants, {
      ...this.#listener,
      onState: (state) => {
        if (state.state === 'stopped') this.#stopAll(state);
        else this.#onState(state);
      },
    });
    this.#onState(CONNECTING);
    this.#leading.start();
  }

  /** Another tab leads, or is about to. */
  #resign(): void {
    this.#leave();
    this.#onState(CONNECTING);
    this.#watch.start();
  }

  /** The leader stands still: it is taken for dead, and followed by this tab or by another one. */
  #onSilent(): void {
    this.#leave();
    const retryAt = this.#context.environment.clock.now();
    this.#onState({ state: 'reconnecting', attempt: 1, retryAt });
    this.#listener.onMissed('now');
    this.#election.steal();
  }

  #onState(state: ConnectionState): void {
    this.#state = state;
    this.#listener.onState(state);
  }

  /** The others have just been told; none may be elected, and try in vain, before it hears that. */
  #stopAll(state: ConnectionState): void {
    const { environment, limits } = this.#context;
    const election = this.#election;
    this.#election = this.#newElection();
    environment.clock.after(this.#leading?.hasFollowers === true ? limits.tabAnswerMs : 0, () => {
      election.stop();
    });
    this.stop(state);
  }

  #onOwnWants(): void {
    this.#leading?.wantsChanged();
    if (this.#role === 'following') this.#sayWants();
  }

  #sayWants(): void {
    this.#saidAt = this.#context.environment.clock.now();
    this.#post?.say({ t: 'want', wants: this.#wants });
  }

  #onHeard(heard: Heard): void {
    if (heard.by === 'follower') this.#onFollower(heard.from, heard.said);
    else this.#onLeader(heard);
  }

  #onFollower(from: TabId, said: FollowerHeard): void {
    if (said.t === 'signal') this.#listener.onSealed(said.header);
    this.#leading?.onFollower(from, said);
  }

  #onLeader(heard: Extract<Heard, { readonly by: 'leader' }>): void {
    const { from, term, n, said } = heard;
    const leader = this.#leader;
    if (leader !== undefined && isLater(leader, heard)) {
      // It has not noticed yet that it was superseded.
      this.#leading?.announce();
      return;
    }
    if (this.#role === 'leading') {
      this.#resign();
      this.#election.stand();
    }
    const isNew = this.#role !== 'following' || leader?.from !== from || leader.term !== term;
    const isNext = !isNew && n === this.#n + 1;
    this.#leader = { from, term };
    this.#n = n;
    if (isNew) this.#follow();
    else this.#watch.heard();
    if (!isNext) {
      this.#knowsSocket = false;
      this.#sayWants();
      this.#listener.onMissed('now');
    }
    this.#onLeaderSaid(said);
    this.#sayAgain();
  }

  /** A leader that speaks to others alone has not heard what this tab wants. */
  #sayAgain(): void {
    if (this.#role !== 'following' || this.#saidAt === undefined) return;
    const { environment, limits } = this.#context;
    if (environment.clock.now() >= this.#saidAt + limits.tabAnswerMs) this.#sayWants();
  }

  #follow(): void {
    this.#listener.onLost();
    this.#take('following');
    this.#watch.start();
  }

  #onLeaderSaid(said: LeaderHeard): void {
    switch (said.t) {
      case 'lead':
        if (said.to === this.#post?.me) this.#saidAt = undefined;
        this.#onStanding(said.standing);
        return;
      case 'frame':
        this.#listener.onFrame({ t: said.frame, data: said.data });
        return;
      case 'heard':
        this.#listener.onFrame(said.frame);
        return;
      case 'socket':
        this.#knowsSocket = true;
        this.#listener.onSocket('welcomed');
        return;
      case 'missed':
        this.#listener.onMissed(said.when);
        return;
      case 'synced':
        this.#listener.onSynced(said.sync);
        return;
      case 'beat':
    }
  }

  #onTicket(ticket: string | undefined): void {
    const before = this.#ticket;
    this.#ticket = ticket;
    if (ticket === undefined) {
      if (before !== undefined) this.#listener.onSocket('lost');
    } else if (!this.#knowsSocket) {
      this.#knowsSocket = true;
      this.#listener.onSocket('welcomed');
    } else if (before !== ticket) {
      this.#listener.onSocket('ticket');
    }
  }

  #onStanding({ state, ticket, joined, common, presence }: Standing): void {
    if (state.state === 'stopped') {
      this.stop(state);
      return;
    }
    this.#common = new Set(common);
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) this.#onState(state);
    this.#onTicket(ticket);
    this.#listener.onJoined(new Set(joined));
    this.#listener.onPresence(presence);
  }
}

/** The later term counts; of two that began in the same millisecond, one does. */
function isLater(one: Leadership, other: Leadership): boolean {
  return one.term > other.term || (one.term === other.term && one.from > other.from);
}
