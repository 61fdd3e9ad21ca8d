import type { CallEnd, CallMedia, CallState, Sending } from '../api/calls.js';
import type { CallId, DeviceId, EpochMs, RoutingId } from '../api/ids.js';
import type { DropReason } from '../api/stats.js';
import type { RecordedEnd } from '../wire/callAnswers.js';
import type { CallContent, CallPhase, Candidate, ContentOf } from '../wire/callContent.js';
import type { CallHeader, PartyId } from '../wire/callSignal.js';
import type { RefusalCode } from '../wire/frames.js';
import { Attendance } from './attendance.js';
import { BoundedMap } from './boundedMap.js';
import { CALL_PERIODS, type CallAction, type CallSink } from './callActions.js';
import { type MediaState, MediaWatch } from './mediaWatch.js';
import { Negotiation, type Taken } from './negotiation.js';

/** What a party knows of its call from the beginning. */
export interface CallFacts {
  readonly call: CallId;
  readonly conversation: RoutingId;
  readonly role: 'caller' | 'callee';
  readonly me: RoutingId;
  readonly peer: RoutingId;
  /** Names this party. */
  readonly party: PartyId;
  readonly media: CallMedia;
  readonly openedAt: EpochMs;
}

/** What became of a signal. `not mine`: it is for another party of this user. */
export type Heard = 'taken' | 'not mine' | DropReason;

type Stage =
  | { readonly is: 'ringing'; readonly heard: boolean; readonly willAccept: boolean }
  | { readonly is: 'accepted'; since: number; sdp?: string; againAt: number; againMs: number }
  | { readonly is: 'connecting' }
  | { readonly is: 'active' }
  | Ended;

interface Ended {
  readonly is: 'ended';
  readonly at: number;
  readonly reason: CallEnd;
  readonly durationMs: number;
  /** Where it stood before. */
  readonly phase: CallPhase;
  /** For whoever has not heard of it. */
  readonly farewell: CallContent | undefined;
  told: boolean;
}

interface Peer {
  readonly party: PartyId;
  readonly device: DeviceId;
}

const SILENT: Sending = { audio: false, video: false, screen: false };
/** Parties of the other user that are told apart: more tabs than anybody rings. */
const PARTIES_MAX = 64;

/**
 * One party of one call (docs/PROTOCOL.md §9). Pure: it is told what happens and when, by the
 * corrected clock, and {@link CallMachine.take} returns what has to be done.
 *
 * A call has an end here whatever is lost: ringing ends by time, whoever accepts or connects in vain
 * gives up by time, and media that does not come back fails.
 */
export class CallMachine {
  readonly facts: CallFacts;
  readonly #attendance: Attendance;
  readonly #negotiation: Negotiation;
  readonly #media = new MediaWatch();
  readonly #counters = new BoundedMap<PartyId, number>(PARTIES_MAX);
  #stage: Stage = { is: 'ringing', heard: false, willAccept: false };
  // Of a callee the caller's party, once it was heard; of a caller the party that it has chosen.
  #peer: Peer | undefined;
  #selected: string | undefined;
  #answeredAt = 0;
  #inviteAt: number;
  #presentAt = Infinity;
  #sayAgainAt = Infinity;
  #sendingAt = Infinity;
  #counter = 0;
  #now = 0;
  #sending = SILENT;
  #receiving = SILENT;
  #actions: CallAction[] = [];

  constructor(facts: CallFacts) {
    this.facts = facts;
    const sink: CallSink = {
      act: (action) => this.#actions.push(action),
      say: (content) => {
        if (this.#peer !== undefined) this.#say(this.#peer.party, content);
      },
    };
    this.#attendance = new Attendance(sink, () => this.#phase);
    this.#negotiation = new Negotiation(facts.role === 'callee', sink);
    this.#inviteAt = facts.role === 'caller' ? 0 : Infinity;
  }

  /** What has to be done, in this order; each is told once. */
  take(): readonly CallAction[] {
    return this.#actions.splice(0);
  }

  get state(): CallState {
    const stage = this.#stage;
    const since = this.#media.flowedAt ?? this.#answeredAt;
    switch (stage.is) {
      case 'ringing':
        if (stage.willAccept) return { phase: 'accepted' };
        return { phase: 'ringing', until: this.#until, heard: stage.heard };
      case 'active':
        return { phase: this.#media.isMissed ? 'reconnecting' : 'active', since };
      case 'ended':
        return { phase: 'ended', reason: stage.reason, durationMs: stage.durationMs };
      case 'accepted':
      case 'connecting':
        return { phase: stage.is };
    }
  }

  get isOver(): boolean {
    return this.#stage.is === 'ended';
  }

  /** Nobody has to be answered any more: it may be forgotten. */
  isPast(now: number): boolean {
    return this.#stage.is === 'ended' && now >= this.#stage.at + CALL_PERIODS.lingerMs;
  }

  get sending(): Sending {
    return this.#sending;
  }

  get receiving(): Sending {
    return this.#receiving;
  }

  /** The other party: of a callee the caller's, of a caller the one it has chosen. */
  get peerParty(): PartyId | undefined {
    return this.#peer?.party;
  }

  /** Fingerprints in the order of the verification code, base64url. */
  get fingerprints(): { readonly caller: string; readonly callee: string } | undefined {
    const both = this.#negotiation.fingerprints;
    if (both === undefined || !this.#negotiation.hasBegun) return undefined;
    const { local, remote } = both;
    const isCaller = this.facts.role === 'caller';
    return isCaller ? { caller: local, callee: remote } : { caller: remote, callee: local };
  }

  /** When {@link CallMachine.onTime} has to be called next. */
  get dueAt(): number {
    const stage = this.#stage;
    if (stage.is === 'ended') {
      const open = !stage.told && stage.farewell !== undefined;
      return open ? Math.min(this.#attendance.dueAt, stage.at + CALL_PERIODS.lingerMs) : Infinity;
    }
    let due = Math.min(this.#attendance.dueAt, this.#media.dueAt, this.#negotiation.dueAt);
    due = Math.min(due, this.#presentAt, this.#sayAgainAt, this.#sendingAt);
    if (stage.is === 'ringing') {
      due = Math.min(due, this.#until);
      if (this.#attendance.isThere) due = Math.min(due, this.#inviteAt);
    }
    if (stage.is === 'accepted') {
      due = Math.min(due, stage.againAt, stage.since + CALL_PERIODS.acceptedMs);
    }
    return due;
  }

  onTime(now: number): void {
    this.#now = now;
    const stage = this.#stage;
    if (stage.is === 'ended') {
      // Whoever has not heard of it by now finds out otherwise.
      if (this.isPast(now)) stage.told = true;
      if (stage.told) return;
    }
    this.#attendance.onTime(now);
    if (stage.is === 'ended') return;
    if (stage.is === 'ringing') this.#whileRinging(now);
    if (stage.is === 'accepted') this.#whileAccepted(now, stage);
    this.#negotiation.onTime(now);
    const advice = this.#media.onTime(now);
    if (advice === 'restart') this.#restartIce();
    if (advice === 'give up') this.#fail();
    if (this.#isAnswered) this.#whileAnswered(now);
  }

  // What the user wants.

  /** Takes an incoming call, also one whose caller's party was not heard yet. */
  accept(now: number): void {
    this.#now = now;
    const stage = this.#stage;
    if (stage.is !== 'ringing' || stage.willAccept || this.facts.role === 'caller') return;
    if (this.#peer === undefined) this.#stage = { ...stage, willAccept: true };
    else this.#beginToAccept();
  }

  /** Declines, cancels or hangs up. */
  end(now: number): void {
    this.#now = now;
    const { is } = this.#stage;
    const isCaller = this.facts.role === 'caller';
    if (is === 'ended') return;
    if (is === 'ringing' || is === 'accepted') {
      this.#end(isCaller ? 'cancelled' : 'rejected', this.#byFarewell());
      // Whether another party of this user is chosen, one that has accepted does not know.
      if (is === 'ringing') this.#confirm('ended', isCaller ? 'cancelled' : 'rejected');
    } else {
      this.#endAnswered('hung-up', 0);
    }
  }

  /** This user is in another call: declines without ringing. */
  declineBusy(now: number): void {
    this.#now = now;
    this.#end('busy', { type: 'busy' });
  }

  /** What this party sends from now on. */
  send(now: number, sending: Sending): void {
    this.#now = now;
    this.#sending = sending;
    if (this.#isAnswered) this.#sayToPeer({ type: 'sending', ...sending });
  }

  /** It cannot go on here: what it has to say cannot be said, for one. */
  fail(now: number): void {
    this.#now = now;
    if (!this.isOver) this.#fail();
  }

  // What the line says.

  onOnline(now: number): void {
    this.#now = now;
    if (this.#stage.is === 'ended' && (this.isPast(now) || this.#stage.told)) return;
    this.#attendance.onOnline(now);
  }

  onOffline(): void {
    this.#attendance.onOffline();
  }

  onAttending(now: number): void {
    this.#now = now;
    if (this.#attendance.onAttending() === 'arrived') this.#onArrived();
  }

  /** A newer grant is there. */
  onGrant(now: number): void {
    this.#now = now;
    if (!this.isOver) this.#attendance.ask(now);
  }

  onRefused(now: number, code: RefusalCode, retryMs: number | undefined): void {
    this.#now = now;
    if (code === 'no-calls' && !this.isOver) {
      this.#fail();
      return;
    }
    // What was too late, or came twice, is said again in time.
    if (code !== 'stale') this.#attendance.onRefused(now, code, retryMs);
  }

  /** Whether a signal may be for this party at all: asked before it is opened, and again after. */
  refusal(now: number, header: CallHeader): Exclude<Heard, 'taken'> | undefined {
    const { call, conversation, me, peer, party, role } = this.facts;
    if (header.call !== call || header.conversation !== conversation) return 'not-accepted';
    if (header.sender !== peer || header.to !== me) return 'not-accepted';
    const tells = header.toParty === undefined || header.toParty === party;
    if (!tells && header.type !== 'selectAnswer') return 'not mine';
    if (now > header.expires || header.expires > now + CALL_PERIODS.aheadMaxMs) {
      return 'not-accepted';
    }
    if (role === 'callee') {
      const known = this.#peer;
      if (known === undefined && header.type !== 'invite') return 'not-accepted';
      if (known !== undefined && !isOf(known, header)) return 'not-accepted';
    }
    return header.counter > (this.#counters.get(header.party) ?? -1) ? undefined : 'replayed';
  }

  /**
   * Takes a signal that has opened; of an invite the caller's grant was verified.
   */
  onSignal(now: number, header: CallHeader, content: CallContent): Heard {
    this.#now = now;
    const refusal = this.refusal(now, header);
    if (refusal !== undefined) return refusal;
    const taken = this.isOver ? this.#afterEnd(content) : this.#hear(header, content);
    if (taken === 'no place') return 'not-accepted';
    this.#counters.set(header.party, header.counter);
    return 'taken';
  }

  /** The record of the call has its end. */
  onRecordedEnd(now: number, reason: RecordedEnd, durationMs: number | undefined): void {
    this.#now = now;
    if (this.isOver) return;
    this.#end(reason, this.#byFarewell(), durationMs);
  }

  // What the browser says.

  onOffer(now: number, n: number, sdp: string): void {
    this.#now = now;
    const first = this.#negotiation.onOffer(now, n, sdp);
    if (first === undefined || this.#stage.is !== 'accepted') return;
    this.#stage = { ...this.#stage, since: now, sdp: first };
    this.#sayAccept();
  }

  onAnswer(now: number, n: number, sdp: string): void {
    this.#now = now;
    const first = this.#negotiation.onAnswer(n, sdp);
    if (first === undefined || this.#stage.is !== 'connecting') return;
    this.#selected = first;
    this.#sayToPeer({ type: 'selectAnswer', sdp: first });
  }

  /** The browser has refused what exchange `n` wanted of it. */
  onPeerFailed(now: number, n: number): void {
    this.#now = now;
    if (!this.isOver && this.#negotiation.onFailed(n) === 'in vain') this.#fail();
  }

  onCandidates(now: number, candidates: readonly Candidate[], end: boolean): void {
    this.#now = now;
    if (!this.isOver) this.#negotiation.onCandidates(candidates, end);
  }

  onMedia(now: number, media: MediaState): void {
    this.#now = now;
    if (!this.#isAnswered || this.#media.onMedia(now, media) !== 'begins') return;
    this.#stage = { is: 'active' };
    this.#sayToPeer({ type: 'connected' });
    this.#sayToPeer({ type: 'sending', ...this.#sending });
  }

  /** Something has to be sent for which nothing was agreed yet. */
  onNegotiationNeeded(now: number): void {
    this.#now = now;
    if (this.#isAnswered) this.#negotiation.want('keep');
  }

  /** Another network: ICE begins anew at once. */
  onNetworkChange(now: number): void {
    this.#now = now;
    if (!this.#isAnswered) return;
    this.#media.onRestart(now);
    this.#restartIce();
  }

  get #until(): number {
    return this.facts.openedAt + CALL_PERIODS.ringMs;
  }

  get #isAnswered(): boolean {
    return this.#stage.is === 'connecting' || this.#stage.is === 'active';
  }

  get #phase(): CallPhase {
    return this.#stage.is === 'ended' ? this.#stage.phase : this.#stage.is;
  }

  #hear(header: CallHeader, content: CallContent): Taken {
    switch (content.type) {
      case 'invite':
      case 'selectAnswer':
      case 'cancel':
        return this.facts.role === 'callee' ? this.#asCallee(header, content) : 'no place';
      case 'ringing':
      case 'accept':
      case 'reject':
      case 'busy':
      case 'restartIce':
        return this.facts.role === 'caller' ? this.#asCaller(header, content) : 'no place';
      case 'leave':
      case 'description':
      case 'candidates':
      case 'connected':
      case 'sending':
      case 'syncState':
        return this.#fromPeer(header, content);
      case 'present':
      case 'mediaKey':
      case 'wantMediaKey':
        return 'no place';
    }
  }

  #asCallee(header: CallHeader, content: ContentOf<'invite' | 'selectAnswer' | 'cancel'>): Taken {
    const stage = this.#stage;
    if (content.type === 'invite') return this.#onInvite(header);
    if (stage.is !== 'ringing' && stage.is !== 'accepted') return 'no place';
    if (content.type === 'cancel') {
      this.#end(content.reason, undefined);
      return 'taken';
    }
    if (header.toParty !== this.facts.party) {
      if (header.toParty === undefined) return 'no place';
      this.#end('answered-elsewhere', undefined);
      return 'taken';
    }
    if (stage.is !== 'accepted') return 'no place';
    if (this.#negotiation.onFirstAnswer(content.sdp) === 'no place') return 'no place';
    this.#connect();
    // Candidates that were found while nobody could use them yet.
    this.#negotiation.sayFirst();
    return 'taken';
  }

  #onInvite({ party, device }: CallHeader): Taken {
    const stage = this.#stage;
    this.#peer ??= { party, device };
    if (stage.is !== 'ringing') return 'taken';
    this.#stage = { ...stage, heard: true };
    if (stage.willAccept) this.#beginToAccept();
    else this.#sayToPeer({ type: 'ringing' });
    return 'taken';
  }

  #asCaller(
    { party, device }: CallHeader,
    content: ContentOf<'ringing' | 'accept' | 'reject' | 'busy' | 'restartIce'>,
  ): Taken {
    const stage = this.#stage;
    if (content.type === 'restartIce') {
      if (this.#peer?.party !== party || !this.#isAnswered) return 'no place';
      if (!this.#negotiation.restarts) this.#negotiation.want('restart');
      return 'taken';
    }
    if (stage.is !== 'ringing') {
      if (content.type !== 'accept' || !this.#isAnswered) return 'no place';
      // Either it has not heard the answer, or it is not the one that was chosen.
      if (this.#selected !== undefined) {
        this.#sayToPeer({ type: 'selectAnswer', sdp: this.#selected });
      }
      return 'taken';
    }
    if (content.type === 'accept') {
      if (this.#negotiation.openWithAnswer(content.sdp) === 'no place') return 'no place';
      this.#peer = { party, device };
      this.#connect();
    } else if (content.type === 'ringing') {
      this.#stage = { ...stage, heard: true };
    } else {
      const reason = content.type === 'busy' ? 'busy' : 'rejected';
      this.#end(reason, { type: 'cancel', reason });
      this.#confirm('ended', reason);
    }
    return 'taken';
  }

  #fromPeer(
    header: CallHeader,
    content: ContentOf<
      'leave' | 'description' | 'candidates' | 'connected' | 'sending' | 'syncState'
    >,
  ): Taken {
    const hasAccepted = this.#stage.is === 'accepted';
    if (this.#peer === undefined || !isOf(this.#peer, header)) return 'no place';
    if (content.type === 'leave' && hasAccepted) {
      this.#end(content.reason, undefined);
      return 'taken';
    }
    if (!this.#isAnswered) return 'no place';
    switch (content.type) {
      case 'leave':
        this.#endAnswered(content.reason, CALL_PERIODS.yieldMs);
        return 'taken';
      case 'description':
        return this.#onDescription(content);
      case 'candidates':
        return this.#negotiation.onRemoteCandidates(content.candidates);
      case 'connected':
        return 'taken';
      case 'sending': {
        const { audio, video, screen } = content;
        this.#receiving = { audio, video, screen };
        return 'taken';
      }
      case 'syncState':
        this.#sayAgain();
        return 'taken';
    }
  }

  #onDescription({ kind, sdp }: ContentOf<'description'>): Taken {
    const taken = this.#negotiation.onDescription(this.#now, kind, sdp);
    // The other one is at it: what this one would ask for is happening.
    if (taken === 'taken' && kind === 'offer') this.#media.onRestart(this.#now);
    return taken;
  }

  /** It is over here; the other one may not know. */
  #afterEnd({ type }: CallContent): Taken {
    const stage = this.#stage;
    if (stage.is !== 'ended' || stage.farewell === undefined || this.isPast(this.#now)) {
      return 'no place';
    }
    if (type === 'leave' || type === 'cancel' || type === 'reject' || type === 'busy') {
      return 'no place';
    }
    if (this.#attendance.isThere) this.#sayFarewell(stage);
    else {
      stage.told = false;
      this.#attendance.ask(this.#now);
    }
    return 'taken';
  }

  #whileRinging(now: number): void {
    const isCaller = this.facts.role === 'caller';
    if (now >= this.#until) {
      this.#end('no-answer', isCaller ? { type: 'cancel', reason: 'no-answer' } : undefined);
      if (isCaller) this.#confirm('ended', 'no-answer');
    } else if (this.#attendance.isThere && now >= this.#inviteAt) {
      this.#inviteAt = now + CALL_PERIODS.inviteAgainMs;
      this.#say(undefined, { type: 'invite', media: this.facts.media });
    }
  }

  #whileAccepted(now: number, stage: Extract<Stage, { readonly is: 'accepted' }>): void {
    if (now >= stage.since + CALL_PERIODS.acceptedMs) {
      // The caller may have chosen another party: the record is not this one's to write.
      this.#end('failed', { type: 'leave', reason: 'failed' });
    } else if (now >= stage.againAt) {
      this.#sayAccept();
    }
  }

  #onArrived(): void {
    const stage = this.#stage;
    switch (stage.is) {
      case 'ringing':
        if (this.facts.role === 'caller') {
          this.#inviteAt = this.#now;
          this.#whileRinging(this.#now);
        } else if (!stage.willAccept) this.#sayToPeer({ type: 'ringing' });
        return;
      case 'accepted':
        this.#sayAccept();
        return;
      case 'connecting':
      case 'active':
        this.#sayToPeer({ type: 'syncState', phase: stage.is });
        this.#sayAgainAt = this.#now + CALL_PERIODS.behindMs;
        return;
      case 'ended':
        this.#sayFarewell(stage);
    }
  }

  #sayAgain(): void {
    if (this.#selected !== undefined && this.#stage.is === 'connecting') {
      this.#sayToPeer({ type: 'selectAnswer', sdp: this.#selected });
    }
    this.#negotiation.sayAgain(this.#now);
    this.#sendingAt = this.#now + 2 * CALL_PERIODS.behindMs;
  }

  #whileAnswered(now: number): void {
    if (now >= this.#sayAgainAt) {
      this.#sayAgainAt = Infinity;
      this.#sayAgain();
    }
    if (now >= this.#sendingAt) {
      this.#sendingAt = Infinity;
      this.#sayToPeer({ type: 'sending', ...this.#sending });
    }
    if (now >= this.#presentAt) {
      this.#presentAt = now + CALL_PERIODS.presentAgainMs;
      this.#confirm('present');
    }
  }

  #beginToAccept(): void {
    const never = { againAt: Infinity, againMs: CALL_PERIODS.sayAgainMs };
    this.#stage = { is: 'accepted', since: this.#now, ...never };
    this.#negotiation.openWithOffer();
  }

  #sayAccept(): void {
    const stage = this.#stage;
    if (stage.is !== 'accepted' || stage.sdp === undefined) return;
    stage.againAt = this.#now + stage.againMs;
    stage.againMs *= 2;
    this.#sayToPeer({ type: 'accept', media: this.facts.media, sdp: stage.sdp });
  }

  /** The two have agreed. */
  #connect(): void {
    this.#stage = { is: 'connecting' };
    this.#answeredAt = this.#now;
    this.#presentAt = this.#now + CALL_PERIODS.presentAgainMs;
    this.#media.start(this.#now);
    this.#confirm('answered');
  }

  #restartIce(): void {
    if (this.facts.role === 'callee') this.#sayToPeer({ type: 'restartIce' });
    else this.#negotiation.want('restart');
  }

  #fail(): void {
    const isRinging = this.#stage.is === 'ringing';
    if (this.#isAnswered) this.#endAnswered('failed', 0);
    else {
      this.#end('failed', this.#byFarewell());
      if (isRinging && this.facts.role === 'caller') this.#confirm('ended', 'failed');
    }
  }

  #endAnswered(reason: 'hung-up' | 'failed', confirmAfterMs: number): void {
    const farewell: CallContent = { type: 'leave', reason };
    this.#end(reason, confirmAfterMs === 0 ? farewell : undefined);
    this.#confirm('ended', reason, confirmAfterMs);
  }

  #end(reason: CallEnd, farewell: CallContent | undefined, durationMs?: number): void {
    const spentMs = this.#isAnswered ? this.#now - this.#answeredAt : 0;
    const stage: Ended = {
      ...{ is: 'ended', at: this.#now, reason, farewell, phase: this.#phase },
      told: farewell === undefined,
      durationMs: durationMs ?? Math.max(0, spentMs),
    };
    this.#stage = stage;
    this.#presentAt = Infinity;
    this.#actions.push({ does: 'release' });
    if (this.#attendance.isThere) this.#sayFarewell(stage);
  }

  /** What the other one has to hear if this call ends here and now. */
  #byFarewell(): CallContent | undefined {
    if (this.#isAnswered) return { type: 'leave', reason: 'hung-up' };
    if (this.facts.role === 'caller') return { type: 'cancel', reason: 'cancelled' };
    return { type: 'reject' };
  }

  #sayFarewell(stage: Ended): void {
    stage.told = true;
    const { farewell } = stage;
    if (farewell?.type === 'cancel') this.#say(undefined, farewell);
    else if (farewell !== undefined) this.#sayToPeer(farewell);
  }

  #sayToPeer(content: CallContent): void {
    if (this.#peer !== undefined) this.#say(this.#peer.party, content);
  }

  /** Nobody passes it on before this party attends: what matters is said then. */
  #say(to: PartyId | undefined, content: CallContent): void {
    if (!this.#attendance.isThere) return;
    this.#counter = Math.max(this.#counter + 1, this.#now);
    const rings = content.type === 'invite' || content.type === 'ringing';
    const life = this.#now + CALL_PERIODS.saidMs;
    const expires = rings ? Math.min(life, this.#until) : life;
    this.#actions.push({ does: 'say', to, content, counter: this.#counter, expires });
  }

  #confirm(what: 'answered' | 'present' | 'ended', reason?: RecordedEnd, afterMs = 0): void {
    this.#actions.push({ does: 'confirm', what, reason, afterMs });
  }
}

function isOf(peer: Peer, { party, device }: CallHeader): boolean {
  return peer.party === party && peer.device === device;
}
