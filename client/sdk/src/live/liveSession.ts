import type { CallEnvironment } from '../api/calls.js';
import type { Environment } from '../api/environment.js';
import type { ConversationId, DeviceId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import type { ConnectionState, Presence, User } from '../api/snapshots.js';
import type { ConversationState } from '../core/conversationState.js';
import { Replica, type SyncOutcome } from '../core/replica.js';
import { SYNC_PERIODS } from '../core/syncSchedule.js';
import { CallSealer } from '../crypto/callSealer.js';
import { KeyRing } from '../crypto/keyring.js';
import { Signers } from '../crypto/signers.js';
import { SignalSealer } from '../crypto/signals.js';
import { verifiesEd25519 } from '../crypto/support.js';
import type { Api } from '../http/api.js';
import type { Http } from '../http/http.js';
import type { Repeater } from '../http/repeat.js';
import { SharedLine, type SharedListener } from '../tabs/sharedLine.js';
import { lineName } from '../tabs/tabMessages.js';
import type { RelayFrame } from '../wire/frames.js';
import { Calls } from './calls.js';
import type { GroupParty } from './groupParty.js';
import type { CallParty } from './callParty.js';
import { Connection, type ConnectionListener } from './connection.js';
import type { Counts } from './counts.js';
import { Intake } from './intake.js';
import { Joins } from './joins.js';
import type { Line } from './line.js';
import { PointerDesk } from './pointerDesk.js';
import { Sender } from './sender.js';
import { SignalDesk } from './signalDesk.js';
import { SyncLoop } from './syncLoop.js';

/** What a live session is made of. */
export interface LiveContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly origin: URL;
  readonly http: Http;
  readonly api: Api;
  readonly counts: Counts;
  readonly repeater: Repeater;
  readonly user: User;
  readonly device: DeviceId;
}

/** What a live session tells its owner. */
export interface LiveListener {
  readonly onState: (state: ConnectionState) => void;
  /** What a conversation shows has changed; told at once, possibly many times in a row. */
  readonly onChanged: (state: ConversationState) => void;
  readonly onOutcome: (outcome: SyncOutcome) => void;
  /** A conversation's binding at the relay began or ended. */
  readonly onBinding: (id: ConversationId) => void;
  /** Something of a call has changed. */
  readonly onCall: (party: CallParty | GroupParty) => void;
  /** Another call than before is the one that goes on, or none. */
  readonly onCurrentCall: () => void;
}

/**
 * Everything that runs for one signed-in user: it wires the parts together, and each part owns what
 * it decides.
 */
export class LiveSession {
  readonly replica: Replica;
  readonly sync: SyncLoop;
  readonly sender: Sender;
  readonly pointers: PointerDesk;
  readonly joins: Joins;
  /** Absent without WebCrypto. */
  readonly signals: SignalDesk | undefined;
  /** Absent without WebCrypto or WebRTC. */
  readonly calls: Calls | undefined;
  readonly #context: LiveContext;
  readonly #listener: LiveListener;
  readonly #keys: KeyRing | undefined;
  readonly #intake: Intake | undefined;
  readonly #opened = new Set<ConversationId>();
  #connection: Line | undefined;
  // The same, where the tabs of a browser share it.
  #shared: SharedLine | undefined;
  #shown: Presence | undefined;
  // Grows with every connect and disconnect, so that a late check of the engine is not acted upon.
  #era = 0;

  constructor(context: LiveContext, listener: LiveListener) {
    const { environment, limits, api, counts, user } = context;
    this.#context = context;
    this.#listener = listener;
    this.replica = new Replica(user.id, limits, listener.onChanged, (event) => {
      if (event.type === 'call.ended') this.calls?.onRecordedEnd(event);
      if (event.type === 'member.removed') this.calls?.ofGroups.onMembers();
    });
    const { replica } = this;
    const wishSync = (delayMs: number): void => {
      this.sync.wish(delayMs);
    };
    const { subtle } = environment;
    const signers = subtle && new Signers(subtle);
    const onOutcome = (outcome: SyncOutcome): void => {
      this.#onOutcome(outcome);
    };
    this.sync = new SyncLoop({
      ...{ environment, api, replica, signers, counts, onOutcome },
      onSynced: (sync) => this.#shared?.share(sync),
    });
    this.sender = new Sender({ environment, api, replica, counts, wishSync });
    this.pointers = new PointerDesk({ environment, limits, api, replica });
    this.joins = this.#newJoins();
    if (subtle === undefined || signers === undefined) return;
    this.#keys = new KeyRing(subtle, limits.cachedKeysMax);
    const keys = this.#keys;
    this.#intake = new Intake({
      ...{ environment, limits, subtle, api, replica, signers, keys, counts, wishSync },
      onApplied: ({ id }, event) => {
        if (event.type === 'message.sent') this.signals?.onMessageOf(id, event.actor);
      },
      onKeys: () => this.calls?.onKeys(),
    });
    this.signals = this.#newSignals(new SignalSealer(subtle, keys), this.#intake);
    if (environment.calls === undefined) return;
    this.calls = this.#newCalls(environment.calls, subtle, signers, keys, this.#intake);
  }

  /** Starts everything; what goes on already is not disturbed. */
  connect(): void {
    if (this.#connection !== undefined) return;
    this.#connection = this.#newLine();
    this.sync.start();
    this.sender.start();
    this.pointers.start();
    this.#listener.onState({ state: 'connecting' });
    void this.#startConnection(++this.#era);
  }

  /** Stops everything and says why; what is pending waits for the next connect. */
  disconnect(state: ConnectionState): void {
    this.#era++;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#shared = undefined;
    this.#halt();
    if (connection === undefined) this.#listener.onState(state);
    else connection.stop(state);
  }

  /** Ends it for good. */
  dispose(state: ConnectionState): void {
    this.disconnect(state);
    this.signals?.stop();
    this.calls?.stop();
    this.#keys?.clear();
  }

  wake(): void {
    if (this.#connection === undefined) return;
    this.#connection.wake();
    this.sync.wake();
    this.sender.wake();
  }

  open(id: ConversationId): void {
    this.#opened.add(id);
    this.signals?.open(id);
    // A room was joined when it was found.
    if (this.joins.isJoined(id)) this.signals?.onJoined(id);
    this.#prepare(id);
    this.wantJoins();
  }

  close(id: ConversationId): void {
    this.#opened.delete(id);
    // In another tab this device is still there.
    this.signals?.close(id, this.#shared?.isCommon(id) === true ? 'silently' : 'told');
    this.wantJoins();
  }

  #prepare(id: ConversationId): void {
    const state = this.replica.byId(id);
    if (state !== undefined) this.#intake?.prepare(state);
  }

  isOpen(id: ConversationId): boolean {
    return this.#opened.has(id);
  }

  /** What is open, and all rooms, since a room's events go to whoever has joined it. */
  wantJoins(): void {
    const wanted = this.#wanted();
    this.joins.want(this.#shared?.want(wanted) ?? wanted);
  }

  #wanted(): readonly ConversationId[] {
    const wanted = new Set([...this.#opened].filter((id) => this.replica.byId(id) !== undefined));
    for (const { id, kind } of this.replica.conversations) if (kind === 'room') wanted.add(id);
    return [...wanted];
  }

  /** What members of open conversations are to see of this user. */
  showPresence(presence: Presence | undefined): void {
    this.#shown = presence;
    if (this.#shared === undefined) this.signals?.showPresence(presence);
    else this.#shared.show(presence);
  }

  async #startConnection(era: number): Promise<void> {
    const { subtle } = this.#context.environment;
    const supported = subtle !== undefined && (await verifiesEd25519(subtle));
    if (era !== this.#era) return;
    if (!supported) {
      this.#shared = undefined;
      this.#connection = this.#newConnection(this.#listening(), {
        ...this.#context.environment,
        WebSocket: undefined,
        loadSockJs: undefined,
      });
    }
    this.#connection?.start();
  }

  #newLine(): Line {
    const { environment, limits, counts, origin, user, device } = this.#context;
    const { locks, channel } = environment;
    if (locks === undefined || channel === undefined) {
      return this.#newConnection(this.#listening(), environment);
    }
    this.#shared = new SharedLine(
      {
        ...{ environment, locks, channel, limits, counts },
        name: lineName(origin, user.id, device),
        connect: (listener) => this.#newConnection(listener, environment),
        joined: () => this.joins.joined,
      },
      { ...this.#listening(), ...this.#sharing() },
    );
    this.#shared.show(this.#shown);
    this.#shared.want(this.#wanted());
    return this.#shared;
  }

  #newConnection(listener: ConnectionListener, environment: Environment): Connection {
    const { limits, origin, api, http, counts } = this.#context;
    const { serverClock } = http;
    return new Connection({ environment, limits, origin, api, serverClock, counts }, listener);
  }

  #listening(): ConnectionListener {
    return {
      onState: (state) => {
        this.#onState(state);
      },
      onFrame: (frame) => {
        this.#onFrame(frame);
      },
      onTicketRefreshed: () => {
        this.joins.renewAll();
        this.calls?.onTicket();
      },
      onMoved: () => {
        this.joins.onMoved();
      },
      onFormerLeft: () => {
        this.joins.onFormerLeft();
      },
      onLost: () => {
        this.joins.onLost();
        this.calls?.onOffline();
      },
    };
  }

  #sharing(): Omit<SharedListener, keyof ConnectionListener> {
    return {
      onTurn: (whose) => {
        this.sync.setChecks(whose);
        this.pointers.setTelling(whose);
      },
      onMissed: (when) => {
        if (when === 'now') this.sync.wish();
        else this.#resync();
      },
      onSocket: (news) => {
        if (news === 'welcomed') this.calls?.onOnline();
        else if (news === 'ticket') this.calls?.onTicket();
        else this.calls?.onOffline();
      },
      onJoined: (joined) => {
        if (this.joins.follow(joined) === 'otherwise') this.sync.wish();
      },
      onWants: () => {
        this.wantJoins();
      },
      onSynced: (sync) => void this.sync.adopt(sync),
      onSealed: (header) => this.signals?.onSealed(header),
      onPresence: (presence) => this.signals?.showPresence(presence),
    };
  }

  #newJoins(): Joins {
    const { environment, limits, api, http } = this.#context;
    const onBinding = (id: ConversationId): void => {
      if (this.joins.isJoined(id)) {
        this.signals?.onJoined(id);
        // Clients come to a room one by one; its next event comes to all of them at once.
        this.#prepare(id);
      } else this.signals?.onUnbound(id);
      this.#shared?.bindingsChanged();
      this.#listener.onBinding(id);
    };
    return new Joins({
      ...{ environment, limits, api, onJoined: onBinding, onUnbound: onBinding },
      serverNow: () => http.serverClock.now(),
      ticket: () => this.#connection?.ticket,
      send: (frame) => {
        this.#connection?.send(frame);
      },
      onSettled: () => {
        this.#connection?.leaveFormer();
      },
    });
  }

  #newSignals(sealer: SignalSealer, { fetcher }: Intake): SignalDesk {
    const { environment, limits, user, device, http, counts } = this.#context;
    const { replica } = this;
    return new SignalDesk({
      ...{ environment, limits, user, device, replica, sealer, fetcher, counts },
      serverClock: http.serverClock,
      send: (frame) => {
        this.#connection?.send(frame);
      },
      onChanged: ({ id }) => {
        this.#listener.onBinding(id);
      },
    });
  }

  #newCalls(
    calls: CallEnvironment,
    subtle: SubtleCrypto,
    signers: Signers,
    keys: KeyRing,
    { fetcher }: Intake,
  ): Calls {
    const { environment, user, device, http, api, repeater, counts } = this.#context;
    const { replica } = this;
    const sealer = new CallSealer(subtle, keys);
    return new Calls({
      ...{ environment, calls, subtle, user, device, replica, signers, sealer, fetcher },
      ...{ api, repeater, counts, serverClock: http.serverClock },
      ticket: () => this.#connection?.socketTicket,
      send: (frame) => {
        this.#connection?.send(frame);
      },
      onChanged: this.#listener.onCall,
      onGroupChanged: this.#listener.onCall,
      onCurrent: this.#listener.onCurrentCall,
    });
  }

  #onState(state: ConnectionState): void {
    if (state.state === 'polling') this.sync.startPolling();
    if (state.state === 'online') this.sync.stopPolling();
    if (state.state === 'stopped') {
      this.#connection = undefined;
      this.#shared = undefined;
      this.#halt();
    }
    this.#listener.onState(state);
  }

  #halt(): void {
    this.#intake?.stop();
    this.sync.stop();
    this.sender.stop();
    this.pointers.stop();
  }

  #onFrame(frame: RelayFrame): void {
    this.joins.onFrame(frame);
    this.calls?.onFrame(frame);
    switch (frame.t) {
      case 'event':
        this.#intake?.receive(frame.data);
        return;
      case 'signal':
        this.signals?.receive(frame.data);
        return;
      case 'welcome':
        this.sync.wish();
        this.joins.renewAll();
        return;
      case 'joined':
      case 'left':
        this.sync.wish();
        return;
      case 'resync':
        this.#resync();
        return;
      case 'refreshed':
      case 'refused':
      case 'attending':
      case 'call':
      case 'media':
      case 'detached':
      case 'goaway':
      case 'moved':
      case 'pong':
      case 'unknown':
    }
  }

  #resync(): void {
    const fraction = this.#context.environment.random.fraction();
    this.sync.wish(fraction * SYNC_PERIODS.resyncJitterMs);
  }

  #onOutcome(outcome: SyncOutcome): void {
    if (outcome.timelineChanged) this.#keys?.clear();
    for (const state of outcome.arrived) this.#intake?.onArrived(state);
    for (const { id } of outcome.gone) {
      this.#intake?.forget(id);
      if (this.replica.byId(id) !== undefined) continue;
      this.#opened.delete(id);
      this.signals?.close(id);
      const title = 'The conversation is gone';
      const untold = { detail: undefined, retryAfterMs: undefined };
      this.sender.giveUp(id, { type: 'not-found', title, status: 404, ...untold });
    }
    this.wantJoins();
    this.#listener.onOutcome(outcome);
  }
}
