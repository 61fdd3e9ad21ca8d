import type { CallEnvironment, CallMedia, LocalTracks } from '../api/calls.js';
import type { Cancel, Environment } from '../api/environment.js';
import type { CallEnded } from '../api/events.js';
import type { CallId, ConversationId, DeviceId, UserId } from '../api/ids.js';
import { ProblemError } from '../api/problem.js';
import type { User } from '../api/snapshots.js';
import { BoundedMap } from '../core/boundedMap.js';
import { CALL_PERIODS } from '../core/callActions.js';
import type { ConversationState } from '../core/conversationState.js';
import type { Replica } from '../core/replica.js';
import type { ServerClock } from '../core/serverClock.js';
import type { CallSealer } from '../crypto/callSealer.js';
import { type Grant, verifyGrant } from '../crypto/grants.js';
import type { Signers } from '../crypto/signers.js';
import type { Api } from '../http/api.js';
import type { Repeater } from '../http/repeat.js';
import { toBase64Url } from '../wire/bytes.js';
import type { CallAdmission } from '../wire/callAnswers.js';
import { type CallSignal, parseCallSignal } from '../wire/callSignal.js';
import type { CallClientFrame, CallSaid, RelayFrame } from '../wire/frames.js';
import { CallParty, type PartyContext } from './callParty.js';
import { CallRecords } from './callRecords.js';
import type { Counts } from './counts.js';
import type { KeyFetcher } from './keyFetcher.js';
import type { FrameTaker } from './partyRight.js';

/** Calls at once: one, and those that are declined or linger. */
const PARTIES_MAX = 16;
/** Signals that wait for a key. */
const HELD_MAX = 16;
/** Invites of unknown calls in verification at once. */
const VERIFYING_MAX = 8;
/** Frames whose refusal is still of interest. */
const REFS_MAX = 256;
/** Small numbers are those of joins. */
const REF_BASE = 2 ** 30;
const OPEN_ATTEMPTS = 3;

/** What the desk works with. */
export interface CallDeskContext {
  readonly environment: Environment;
  readonly calls: CallEnvironment;
  readonly subtle: SubtleCrypto;
  readonly user: User;
  readonly device: DeviceId;
  readonly replica: Replica;
  readonly serverClock: ServerClock;
  readonly signers: Signers;
  readonly sealer: CallSealer;
  readonly fetcher: KeyFetcher;
  readonly api: Api;
  readonly repeater: Repeater;
  readonly counts: Counts;
  /** The ticket of the socket in use, whichever tab holds it. */
  readonly ticket: () => string | undefined;
  readonly send: (frame: CallClientFrame) => void;
  /** Whether this party is in a group's call. */
  readonly isBusy: () => boolean;
  /** Whether a call is the group's that goes on here. */
  readonly isOfGroup: (call: CallId) => boolean;
  /** Something of this call has changed; told at once, possibly many times in a row. */
  readonly onChanged: (party: CallParty) => void;
  /** `current` is another one. */
  readonly onCurrent: () => void;
}

/**
 * The calls of this party: opens them, rings for those that a verified invite tells of, says busy
 * while there is one, and hands each what is for it. A relay is not trusted: what does not open, or
 * is not from whom the origin's grant names, changes nothing and is counted.
 */
export class CallDesk {
  readonly #context: CallDeskContext;
  readonly #records: CallRecords;
  readonly #parties = new Map<CallId, CallParty>();
  readonly #refs = new BoundedMap<number, FrameTaker>(REFS_MAX);
  readonly #cancels = new Map<CallId, Cancel>();
  #current: CallParty | undefined;
  #opening: ConversationId | undefined;
  #held: CallSaid[] = [];
  #verifying = 0;
  #isOnline = false;
  #ways: RTCConfiguration = { bundlePolicy: 'max-bundle' };
  #stopListening: Cancel | undefined;

  constructor(context: CallDeskContext) {
    const { environment, api, calls } = context;
    this.#context = context;
    this.#records = new CallRecords({ environment, api });
    this.#stopListening = calls.onNetworkChange?.(() => {
      for (const party of this.#parties.values()) party.onNetworkChange();
    });
  }

  /** The one that rings or goes on. */
  get current(): CallParty | undefined {
    return this.#current;
  }

  /** Calls the other member; or takes her call, if she has just called. */
  async call(state: ConversationState, media: CallMedia, tracks: LocalTracks): Promise<CallParty> {
    const peer = this.#otherOf(state);
    if (peer === undefined) throw problem('forbidden', 'This conversation is not of two');
    const current = this.#current;
    if (current?.conversation === state && current.direction === 'incoming') {
      current.accept(tracks);
      if (current.state.phase === 'accepted') return current;
    }
    if (current !== undefined || this.#opening !== undefined || this.#context.isBusy()) {
      throw problem('busy', 'This party is in a call');
    }
    const ticket = this.#context.ticket();
    if (ticket === undefined) throw problem('network', 'No relay is connected');
    const { fetcher } = this.#context;
    // Without it nothing could be said; what is there already costs nothing.
    if (!this.#hasKey(state)) fetcher.need(state, state.epoch);
    this.#opening = state.id;
    try {
      return this.#onOpened(state, await this.#open(state, ticket, media), tracks);
    } finally {
      this.#opening = undefined;
    }
  }

  /** Takes the frames of calls; others are passed over. */
  onFrame(frame: RelayFrame): void {
    switch (frame.t) {
      case 'call':
        this.#receive(frame);
        return;
      case 'attending': {
        const party = this.#refs.get(frame.ref);
        if (party?.id === frame.call) party.onAttending();
        return;
      }
      case 'refused':
        if (frame.ref !== undefined) this.#refs.get(frame.ref)?.onRefused(frame);
        return;
      case 'welcome':
        this.onOnline();
        return;
      case 'media':
      case 'refreshed':
      case 'joined':
      case 'left':
      case 'event':
      case 'signal':
      case 'resync':
      case 'detached':
      case 'goaway':
      case 'moved':
      case 'pong':
      case 'unknown':
    }
  }

  /** A socket is open, of this tab or of the one that leads: whoever takes part attends again. */
  onOnline(): void {
    this.#isOnline = true;
    this.#refs.clear();
    for (const party of this.#parties.values()) party.onOnline();
  }

  onOffline(): void {
    this.#isOnline = false;
    for (const party of this.#parties.values()) party.onOffline();
  }

  /** There is another ticket: a grant is worth as much as the ticket that it was given for. */
  onTicket(): void {
    for (const party of this.#parties.values()) party.renew();
  }

  /** Keys have come. */
  onKeys(): void {
    for (const party of this.#parties.values()) party.onKey();
    for (const said of this.#held.splice(0)) this.#receive(said);
  }

  /** The record of a call has its end. */
  onRecordedEnd({ callId, reason, durationMs }: CallEnded): void {
    this.#records.onEnded(callId);
    this.#parties.get(callId)?.onRecordedEnd(reason, durationMs);
  }

  /** The user signs out: whatever goes on ends. */
  endAll(): void {
    for (const party of this.#parties.values()) party.end();
  }

  stop(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#records.stop();
    for (const cancel of this.#cancels.values()) cancel();
    for (const party of this.#parties.values()) party.dispose();
    this.#parties.clear();
    this.#held = [];
  }

  async #open(
    state: ConversationState,
    ticket: string,
    media: CallMedia,
  ): Promise<CallAdmission & { readonly isNew: boolean }> {
    const { api, repeater, environment } = this.#context;
    const clientId = toBase64Url(environment.random.bytes(16));
    const entry = await repeater.times(OPEN_ATTEMPTS, () =>
      api.openCall(state.id, { ticket, clientId, media }),
    );
    if (entry.grant === undefined) throw problem('bad-answer', 'A call of two has no lobby');
    return entry;
  }

  #onOpened(
    state: ConversationState,
    admission: CallAdmission & { readonly isNew: boolean },
    tracks: LocalTracks,
  ): CallParty {
    const { call, isNew } = admission;
    const { user } = this.#context;
    const before = this.#parties.get(call.id);
    if (call.conversation !== state.id) throw problem('bad-answer', 'Another conversation’s call');
    if (call.caller !== user.id) {
      const party = before ?? this.#newParty(state, 'callee', call.id, call, admission);
      this.#makeCurrent(party);
      party.accept(tracks);
      if (before === undefined) this.#enter(party);
      return party;
    }
    // Another party of this user is calling; a repetition of the same request finds its own call.
    if (!isNew || before !== undefined) throw problem('busy', 'This user is calling already');
    // Of an earlier call that rang here it was not heard yet that it is over.
    this.#current?.onRecordedEnd('cancelled', undefined);
    const party = this.#newParty(state, 'caller', call.id, call, admission);
    this.#makeCurrent(party);
    party.send(tracks);
    this.#enter(party);
    return party;
  }

  #receive(said: CallSaid): void {
    const { counts, replica, user, isOfGroup } = this.#context;
    const signal = parseCallSignal(said.data);
    const state = signal && replica.byRid(signal.conversation);
    if (signal !== undefined && isOfGroup(signal.call)) return;
    if (signal === undefined) counts.dropped.malformed++;
    else if (state === undefined) counts.dropped['unknown-conversation']++;
    else if (signal.to !== user.rid || state.memberByRid(signal.sender) === undefined) {
      counts.dropped['not-accepted']++;
    } else if (!this.#hasKey(state, signal.epoch)) this.#hold(state, signal, said);
    else if (signal.type === 'invite') void this.#verify(state, signal, said);
    else if (this.#parties.has(signal.call)) this.#parties.get(signal.call)?.receive(signal);
    else counts.dropped['not-accepted']++;
  }

  #hold(state: ConversationState, { epoch }: CallSignal, said: CallSaid): void {
    const { fetcher, counts } = this.#context;
    // Whoever calls now seals under the newest epoch, which this client may not know of yet.
    if (epoch < state.epoch || this.#held.length >= HELD_MAX) counts.dropped.unopened++;
    else {
      this.#held.push(said);
      fetcher.need(state, epoch);
    }
  }

  /** Each invite, since a call is believed by its grant alone. */
  async #verify(state: ConversationState, signal: CallSignal, { grant }: CallSaid): Promise<void> {
    const { counts, signers } = this.#context;
    if (this.#verifying >= VERIFYING_MAX) {
      counts.dropped.overflow++;
      return;
    }
    this.#verifying++;
    try {
      const verified = grant === undefined ? undefined : await verifyGrant(grant, signers);
      if (grant === undefined || verified === undefined) counts.dropped.forged++;
      else if (!this.#admits(verified, signal)) counts.dropped['not-accepted']++;
      else await this.#onInvite(state, signal, grant, verified);
    } catch {
      // The engine failed, not the invite, which is said again.
      counts.dropped.unopened++;
    } finally {
      this.#verifying--;
    }
  }

  #admits(grant: Grant, signal: CallSignal): boolean {
    const { replica, user, serverClock } = this.#context;
    const now = serverClock.now();
    const sinceMs = now - grant.openedAt;
    return (
      grant.timeline === replica.timeline &&
      grant.role === 'caller' &&
      grant.to === user.rid &&
      grant.call === signal.call &&
      grant.conversation === signal.conversation &&
      grant.user === signal.sender &&
      grant.device === signal.device &&
      grant.expires + LEEWAY_MS >= now &&
      sinceMs < CALL_PERIODS.ringMs &&
      sinceMs >= -CALL_PERIODS.aheadMaxMs
    );
  }

  async #onInvite(
    state: ConversationState,
    signal: CallSignal,
    grant: string,
    { openedAt }: Grant,
  ): Promise<void> {
    const { sealer, counts } = this.#context;
    const known = this.#parties.get(signal.call);
    if (known !== undefined) {
      known.onInviteGrant(grant);
      known.receive(signal);
      return;
    }
    if (this.#records.isOver(signal.call)) return;
    const content = await sealer.open(signal);
    if (content === undefined || content === 'awaiting-key' || content.type !== 'invite') {
      counts.dropped.unopened++;
      return;
    }
    const caller = state.memberByRid(signal.sender);
    const peer = this.#otherOf(state);
    if (caller === undefined || caller.id !== peer || this.#parties.size >= PARTIES_MAX) {
      counts.dropped['not-accepted']++;
      return;
    }
    // The same may have been verified twice at once.
    let party = this.#parties.get(signal.call);
    if (party === undefined) {
      const { media } = content;
      const about = { media, openedAt };
      const isBusy =
        this.#context.isBusy() ||
        this.#current !== undefined ||
        (this.#opening !== undefined && this.#opening !== state.id);
      party = this.#newParty(state, 'callee', signal.call, about, grant);
      if (party.hear(signal, content) !== 'taken') {
        // It has expired, for one: nobody rings for it.
        party.dispose();
        this.#parties.delete(party.id);
        return;
      }
      if (isBusy) party.declineBusy();
      else {
        this.#makeCurrent(party);
        // Its own grant, and the ways to connect, before she decides.
        party.renew();
      }
      this.#enter(party);
    } else party.receive(signal);
  }

  #newParty(
    state: ConversationState,
    role: 'caller' | 'callee',
    call: CallId,
    { media, openedAt }: { readonly media: CallMedia; readonly openedAt: number },
    by: CallAdmission | string,
  ): CallParty {
    const { user, environment } = this.#context;
    const other = this.#otherMember(state);
    if (other === undefined) throw problem('forbidden', 'This conversation is not of two');
    const facts = {
      ...{ call, role, media, openedAt, conversation: state.rid },
      ...{ me: user.rid, peer: other.rid, party: toBase64Url(environment.random.bytes(16)) },
    };
    const party = new CallParty(this.#partyContext(), { facts, state, peer: other.id, by });
    this.#parties.set(call, party);
    return party;
  }

  #partyContext(): PartyContext {
    const { environment, calls, subtle, user, device, serverClock, sealer, api, counts } =
      this.#context;
    const { ticket, send, fetcher } = this.#context;
    return {
      ...{ environment, calls, subtle, user, device, serverClock, sealer, api, counts },
      ...{ ticket, send, records: this.#records },
      newRef: (party) => this.#newRef(party),
      needKey: (state, epoch) => {
        fetcher.need(state, epoch);
      },
      lastWays: () => this.#ways,
      onWays: (ways) => {
        this.#ways = ways;
      },
      onChanged: (party) => {
        this.#onChanged(party);
      },
    };
  }

  /** Drawn at random, since other tabs draw theirs for the same socket. */
  #newRef(party: FrameTaker): number {
    const { random } = this.#context.environment;
    const ref = REF_BASE + Math.floor(random.fraction() * REF_BASE);
    this.#refs.set(ref, party);
    return ref;
  }

  #enter(party: CallParty): void {
    if (this.#isOnline) party.onOnline();
  }

  #makeCurrent(party: CallParty): void {
    if (this.#current === party || party.isOver) return;
    this.#current = party;
    this.#context.onCurrent();
  }

  #onChanged(party: CallParty): void {
    if (party.isOver) {
      if (this.#current === party) {
        this.#current = undefined;
        this.#context.onCurrent();
      }
      if (!this.#cancels.has(party.id)) this.#forgetLater(party);
    }
    this.#context.onChanged(party);
  }

  #forgetLater({ id }: CallParty): void {
    const { clock } = this.#context.environment;
    const cancel = clock.after(CALL_PERIODS.lingerMs + CALL_PERIODS.ringMs, () => {
      this.#cancels.delete(id);
      this.#parties.delete(id);
    });
    this.#cancels.set(id, cancel);
  }

  #hasKey({ rid, epoch }: ConversationState, of = epoch): boolean {
    return this.#context.sealer.hasKey(rid, of);
  }

  #otherOf(state: ConversationState): UserId | undefined {
    return this.#otherMember(state)?.id;
  }

  #otherMember({ kind, summary }: ConversationState): { id: UserId; rid: string } | undefined {
    const others = summary.members.filter(({ id }) => id !== this.#context.user.id);
    return kind === 'direct' && others.length === 1 ? others[0] : undefined;
  }
}

/** As for every token. */
const LEEWAY_MS = 5_000;

function problem(type: string, title: string): ProblemError {
  return new ProblemError({ type, title, status: 0, detail: undefined, retryAfterMs: undefined });
}
