import type { ConversationId } from '../api/ids.js';
import type { ConnectionState, Presence } from '../api/snapshots.js';
import type { ConnectionListener } from '../live/connection.js';
import type { Line } from '../live/line.js';
import type { SharedSync } from '../live/sharedSync.js';
import type { ClientFrame, RelayFrame } from '../wire/frames.js';
import { Followers } from './followers.js';
import type { Post } from './post.js';
import type { SharedContext } from './sharedLine.js';
import type { FollowerHeard, LeaderSaid, Standing } from './tabMessages.js';
import type { TabId, TabWants } from './tabRoll.js';

/** What a tab that leads tells besides what its connection does. */
export interface LeadingListener extends ConnectionListener {
  /** What all tabs together want is something else now. */
  readonly onWants: () => void;
  /** What this device is to show, all tabs considered. */
  readonly onPresence: (presence: Presence | undefined) => void;
}

/** One leadership: the connection, what is handed on of it, and those who follow. */
export class Leading {
  readonly #context: SharedContext;
  readonly #post: Post | undefined;
  readonly #wants: () => TabWants;
  readonly #listener: LeadingListener;
  readonly #followers: Followers;
  readonly #own: Line;
  #state: ConnectionState = { state: 'connecting' };
  #ended = false;

  /** @param post absent if this tab can reach no others */
  constructor(
    context: SharedContext,
    post: Post | undefined,
    wants: () => TabWants,
    listener: LeadingListener,
  ) {
    const { environment, locks, limits, name } = context;
    this.#context = context;
    this.#post = post;
    this.#wants = wants;
    this.#listener = listener;
    this.#followers = new Followers({
      ...{ clock: environment.clock, locks, limits, lockOf: (tab) => `${name}/${tab}` },
      onBeat: () => {
        this.#tell({ t: 'beat' });
      },
      onGone: () => {
        this.#onWants();
      },
    });
    this.#own = context.connect(this.#connected());
  }

  get ticket(): string | undefined {
    return this.#own.ticket;
  }

  get hasFollowers(): boolean {
    return this.#followers.roll.size > 0;
  }

  start(): void {
    // To those, too, whom this leader does not know yet: they make themselves known.
    this.announce();
    this.#onPresence();
    this.#listener.onWants();
    this.#own.start();
  }

  /** Ends it; nothing is told any more. */
  stop(): void {
    this.#ended = true;
    this.#own.stop(this.#state);
    this.#followers.stop();
  }

  wake(): void {
    this.#own.wake();
  }

  leaveFormer(): void {
    this.#own.leaveFormer();
  }

  send(frame: ClientFrame): void {
    this.#own.send(frame);
    // Only that the others take note of its counter.
    if (frame.t === 'signal' && this.hasFollowers) this.#post?.say(frame);
  }

  /** Hands on what the origin answered. */
  share(sync: SharedSync): void {
    this.#tell({ t: 'synced', sync });
  }

  /** What is to be joined for all tabs. */
  get conversations(): readonly ConversationId[] {
    return this.#followers.roll.conversations(this.#wants());
  }

  /** Whether more than one tab wants it. */
  isCommon(id: ConversationId): boolean {
    return this.#followers.roll.common(this.#wants()).includes(id);
  }

  /** What this tab itself wants has changed. */
  wantsChanged(): void {
    this.#onPresence();
    this.tellStanding();
  }

  /** Tells those who follow how things stand. */
  tellStanding(): void {
    this.#tell({ t: 'lead', standing: this.#standing(), to: undefined });
  }

  /** Tells all who are there, known or not. */
  announce(): void {
    this.#post?.tell({ t: 'lead', standing: this.#standing(), to: undefined });
  }

  /** A tab said this to its leader. */
  onFollower(from: TabId, said: FollowerHeard): void {
    switch (said.t) {
      case 'want':
        this.#followers.put(from, said.wants);
        this.#onWants(from);
        return;
      case 'signal':
        this.#own.send({ t: 'signal', rid: said.rid, data: said.data });
        return;
      case 'say':
        this.#own.send(said.frame);
        return;
      case 'wake':
        this.#own.wake();
    }
  }

  #connected(): ConnectionListener {
    return {
      onState: (state) => {
        if (this.#ended) return;
        this.#state = state;
        this.tellStanding();
        this.#listener.onState(state);
      },
      onFrame: (frame) => {
        if (this.#ended) return;
        this.#handOn(frame);
        this.#listener.onFrame(frame);
      },
      onTicketRefreshed: () => {
        if (this.#ended) return;
        this.tellStanding();
        this.#listener.onTicketRefreshed();
      },
      onMoved: () => {
        if (!this.#ended) this.#listener.onMoved();
      },
      onFormerLeft: () => {
        if (!this.#ended) this.#listener.onFormerLeft();
      },
      onLost: () => {
        if (!this.#ended) this.#listener.onLost();
      },
    };
  }

  #handOn(frame: RelayFrame): void {
    if (frame.t === 'event' || frame.t === 'signal') {
      this.#tell({ t: 'frame', frame: frame.t, data: frame.data });
    }
    if (frame.t === 'call' || frame.t === 'attending' || frame.t === 'media') {
      this.#tell({ t: 'heard', frame });
    }
    if (frame.t === 'refused' && frame.ref !== undefined) {
      this.#tell({ t: 'heard', frame: { ...frame, ref: frame.ref } });
    }
    if (frame.t === 'welcome') {
      this.#tell({ t: 'missed', when: 'now' });
      this.tellStanding();
      this.#tell({ t: 'socket' });
    }
    if (frame.t === 'resync') this.#tell({ t: 'missed', when: 'soon' });
  }

  /**
   * What the other tabs want has changed.
   *
   * @param to the one that has said so
   */
  #onWants(to?: TabId): void {
    this.#listener.onWants();
    this.#onPresence();
    this.#tell({ t: 'lead', standing: this.#standing(), to });
  }

  #onPresence(): void {
    this.#listener.onPresence(this.#followers.roll.presence(this.#wants()));
  }

  #standing(): Standing {
    const { roll } = this.#followers;
    const { limits, joined } = this.#context;
    const common = roll.common(this.#wants()).slice(0, limits.joinedMax);
    const presence = roll.presence(this.#wants());
    const { ticket } = this.#own;
    return { state: this.#state, ticket, joined: joined(), common, presence };
  }

  /** Where nobody listens nothing need be said: who comes is told how things stand, and syncs. */
  #tell(said: LeaderSaid): void {
    if (this.hasFollowers) this.#post?.tell(said);
    else this.#post?.skip();
  }
}
