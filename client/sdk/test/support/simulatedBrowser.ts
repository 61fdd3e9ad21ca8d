import type { Environment } from '../../src/api/environment.js';
import type { Limits } from '../../src/api/limits.js';
import type { ConversationState } from '../../src/core/conversationState.js';
import { Replica, type SyncOutcome } from '../../src/core/replica.js';
import type { ServerClock } from '../../src/core/serverClock.js';
import { SYNC_PERIODS } from '../../src/core/syncSchedule.js';
import { Connection } from '../../src/live/connection.js';
import { Counts } from '../../src/live/counts.js';
import { SyncLoop } from '../../src/live/syncLoop.js';
import type { RelayFrame } from '../../src/wire/frames.js';
import { LogWatch } from './logWatch.js';
import type { OrderTally } from './orderTally.js';
import { type SimulatedOrigin, ToldEvent, type Truth } from './simulatedOrigin.js';

/** What repairs a log; each can be taken out of a browser. */
export type Defence =
  /** It asks after a welcome. */
  | 'welcome'
  /** It asks after a `resync`. */
  | 'resync'
  /** It asks when an event came before those before it, or too many wait. */
  | 'gap'
  /**
   * It asks now and then, and often while no relay is of use. Taken out in the production's own
   * words: another tab of the browser is said to do it. (A clock that swallows the far timer would
   * take out more: once the check is overdue, the loop takes it for the next thing to come.)
   */
  | 'head check';

/** What a browser lives by. */
export interface BrowserSurroundings {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly url: URL;
  readonly serverClock: ServerClock;
  readonly origin: SimulatedOrigin;
  readonly without: ReadonlySet<Defence>;
  readonly tally: OrderTally;
  /** Nothing was lost or wished for so long that only the head check asks. */
  readonly isQuiet: () => boolean;
  readonly onFault: (what: string) => void;
  /** Told of each event frame before anything is done with it. */
  readonly onArrival: (truth: Truth) => void;
}

/**
 * One browser: the production's `Replica`, `SyncLoop` and `Connection`, with all that those are made
 * of. Of this class is what `LiveSession` and `Intake` do between them, without the crypto: which
 * frame asks for a sync and when, and that an event goes to the log of its conversation.
 */
export class SimulatedBrowser {
  readonly replica: Replica;
  readonly counts = new Counts();
  readonly #surroundings: BrowserSurroundings;
  readonly #sync: SyncLoop;
  readonly #connection: Connection;
  readonly #watches = new Map<ConversationState, LogWatch>();
  // When each unknown conversation may cause a sync again, and whether more of it came since.
  readonly #strangers = new Map<string, { readonly againAt: number; missed: boolean }>();

  constructor(surroundings: BrowserSurroundings) {
    const { environment, limits, url, serverClock, origin } = surroundings;
    const { counts } = this;
    this.#surroundings = surroundings;
    this.replica = new Replica('me', limits, () => undefined);
    const { replica } = this;
    this.#sync = new SyncLoop({
      ...{ environment, api: origin, replica, signers: undefined, counts },
      onOutcome: (outcome) => {
        this.#onOutcome(outcome);
      },
      onSynced: () => undefined,
    });
    const connected = { environment, limits, origin: url, api: origin, serverClock, counts };
    this.#connection = new Connection(connected, {
      onState: ({ state }) => {
        if (state === 'polling') this.#sync.startPolling();
        if (state === 'online') this.#sync.stopPolling();
      },
      onFrame: (frame) => {
        this.#onFrame(frame);
      },
      onTicketRefreshed: () => undefined,
      // Nothing is joined by passes here: the former socket is left as late as it may be.
      onMoved: () => undefined,
      onFormerLeft: () => undefined,
      onLost: () => undefined,
    });
  }

  start(): void {
    if (!this.#has('head check')) this.#sync.setChecks('others');
    this.#sync.start();
    this.#connection.start();
  }

  stop(): void {
    this.#sync.stop();
    this.#connection.stop({ state: 'offline' });
  }

  /** What is wrong now that everything should be here. */
  checkEnd(): void {
    const { origin, onFault } = this.#surroundings;
    const states = [...this.replica.conversations];
    if (this.replica.timeline !== origin.timeline) onFault('is on another timeline');
    if (states.length !== origin.conversations.length) onFault('misses a conversation');
    for (const state of states) {
      const truth = origin.conversations.find(({ id }) => id === state.id);
      if (truth === undefined) onFault('has a conversation that is not');
      // Nothing but a sync tells of a floor, and without the head check none may come.
      else this.#watches.get(state)?.checkEnd(truth, this.#has('head check'));
    }
  }

  #has(defence: Defence): boolean {
    return !this.#surroundings.without.has(defence);
  }

  #onFrame(frame: RelayFrame): void {
    const { environment, tally } = this.#surroundings;
    switch (frame.t) {
      case 'event':
        this.#receive(frame.data);
        return;
      case 'welcome':
        if (this.#has('welcome')) this.#sync.wish();
        return;
      case 'resync':
        tally.resyncs++;
        if (!this.#has('resync')) return;
        this.#sync.wish(environment.random.fraction() * SYNC_PERIODS.resyncJitterMs);
        return;
      case 'signal':
      case 'joined':
      case 'left':
      case 'refreshed':
      case 'refused':
      case 'attending':
      case 'media':
      case 'call':
      case 'detached':
      case 'goaway':
      case 'moved':
      case 'pong':
      case 'unknown':
    }
  }

  #receive(bytes: Uint8Array): void {
    const { origin, tally } = this.#surroundings;
    const truth = origin.truthOf(bytes);
    this.#surroundings.onArrival(truth);
    const isOurs = truth.timeline === this.replica.timeline;
    const state = isOurs ? this.replica.byRid(truth.rid) : undefined;
    if (state === undefined) {
      tally.strangers++;
      this.#onStranger(`${truth.timeline} ${truth.rid}`);
      return;
    }
    const event = new ToldEvent(truth);
    const headBefore = state.log.head;
    switch (state.offer(event, 1)) {
      case 'applied':
        this.counts.applied.live += state.log.head - headBefore;
        break;
      case 'waiting':
        tally.gaps++;
        if (this.#has('gap')) this.#sync.wish(SYNC_PERIODS.gapMs);
        break;
      case 'overflow':
        tally.overflows++;
        if (this.#has('gap')) this.#sync.wish(SYNC_PERIODS.gapMs);
        break;
      case 'replayed':
      case 'purged':
        tally.replays++;
    }
    this.#watches.get(state)?.check(event);
  }

  #onStranger(name: string): void {
    const now = this.#surroundings.environment.clock.now();
    const stranger = this.#strangers.get(name);
    if (stranger !== undefined && now < stranger.againAt) {
      stranger.missed = true;
      return;
    }
    this.#strangers.set(name, { againAt: now + SYNC_PERIODS.strangerAgainMs, missed: false });
    this.#sync.wish(SYNC_PERIODS.strangerMs);
  }

  #onArrived(state: ConversationState): void {
    const name = `${this.replica.timeline ?? ''} ${state.rid}`;
    if (this.#strangers.get(name)?.missed === true) this.#sync.wish(SYNC_PERIODS.gapMs);
    this.#strangers.delete(name);
    this.#watches.set(state, new LogWatch(state, this.#surroundings.onFault));
  }

  #onOutcome({ arrived, gone, eventsAdded }: SyncOutcome): void {
    const { tally, isQuiet } = this.#surroundings;
    if (eventsAdded > 0 && isQuiet()) tally.headCheckRepairs++;
    for (const state of gone) this.#watches.delete(state);
    for (const state of arrived) this.#onArrived(state);
    for (const state of this.replica.conversations) this.#watches.get(state)?.check();
  }
}
