import type {
  CallEnvironment,
  CallMedia,
  CallQuality,
  CallState,
  LocalTracks,
  Sending,
} from '../api/calls.js';
import type { Cancel } from '../api/environment.js';
import type { CallId, UserId } from '../api/ids.js';
import { CALL_PERIODS, type CallAction } from '../core/callActions.js';
import { type CallFacts, CallMachine, type Heard } from '../core/callMachine.js';
import type { ConversationState } from '../core/conversationState.js';
import { verificationCode } from '../crypto/verificationCode.js';
import { fromBase64Url } from '../wire/bytes.js';
import type { CallAdmission } from '../wire/callAnswers.js';
import type { CallContent } from '../wire/callContent.js';
import type { CallHeader, CallSignal } from '../wire/callSignal.js';
import type { Refused } from '../wire/frames.js';
import { CallPeer, type PeerListener } from './callPeer.js';
import type { CallRecords } from './callRecords.js';
import { PartyRight, type RightContext, type RightHolder } from './partyRight.js';
import { PartyVoice, type Speaker, type VoiceContext } from './partyVoice.js';

/** A callee waits no longer for the origin to name ways to connect: she goes on without. */
const WAYS_WAIT_MS = 3_000;
/** What a party works with. */
export interface PartyContext extends VoiceContext, RightContext {
  readonly calls: CallEnvironment;
  readonly subtle: SubtleCrypto;
  readonly records: CallRecords;
  readonly onChanged: (party: CallParty) => void;
}

/** What a party is made of. */
export interface PartyParts {
  readonly facts: CallFacts;
  readonly state: ConversationState;
  readonly peer: UserId;
  /** What the origin has given it, or the caller's grant. */
  readonly by: CallAdmission | string;
}

/**
 * Runs one party of one call of two: does what its machine decides, and tells it what comes of it.
 */
export class CallParty implements Speaker, RightHolder {
  readonly id: CallId;
  readonly media: CallMedia;
  readonly peer: UserId;
  readonly conversation: ConversationState;
  readonly #context: PartyContext;
  readonly #machine: CallMachine;
  readonly #voice: PartyVoice;
  readonly #right: PartyRight;
  #cancelAlarm: Cancel | undefined;
  #cancelWait: Cancel | undefined;
  #connection: CallPeer | undefined;
  // What waits for the ways to connect.
  #waiting: ((connection: CallPeer) => void)[] = [];
  #tracks: LocalTracks = {};
  #state: CallState;
  #code: string | undefined;
  #codeOf = '';
  #quality: CallQuality | undefined;
  #shown = '';

  constructor(context: PartyContext, { facts, state, peer, by }: PartyParts) {
    this.#context = context;
    this.#machine = new CallMachine(facts);
    this.#state = this.#machine.state;
    this.id = facts.call;
    this.media = facts.media;
    this.peer = peer;
    this.conversation = state;
    this.#voice = new PartyVoice(context, this, facts.party);
    this.#right = new PartyRight(context, this, by);
  }

  get direction(): 'incoming' | 'outgoing' {
    return this.#machine.facts.role === 'caller' ? 'outgoing' : 'incoming';
  }

  /** The same object until it changes. */
  get state(): CallState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#machine.isOver;
  }

  get isPast(): boolean {
    return this.#machine.isPast(this.#now());
  }

  get sending(): Sending {
    return this.#machine.sending;
  }

  get receiving(): Sending {
    return this.#machine.receiving;
  }

  get remote(): MediaStream | undefined {
    return this.#connection?.remote;
  }

  get remoteScreen(): MediaStream | undefined {
    return this.receiving.screen ? this.#connection?.remoteScreen : undefined;
  }

  get code(): string | undefined {
    return this.#code;
  }

  get quality(): CallQuality | undefined {
    return this.#quality;
  }

  accept(tracks: LocalTracks): void {
    if (this.direction === 'outgoing' || this.state.phase !== 'ringing') return;
    this.#take(tracks);
    this.#step((now) => {
      this.#machine.accept(now);
    });
  }

  send(tracks: LocalTracks): void {
    if (this.isOver) return;
    this.#take(tracks);
    this.#connection?.send(tracks);
  }

  end(): void {
    this.#step((now) => {
      this.#machine.end(now);
    });
  }

  declineBusy(): void {
    this.#step((now) => {
      this.#machine.declineBusy(now);
    });
  }

  /** The record has its end, as the origin tells in whichever way. */
  onRecordedEnd(
    reason: Parameters<CallMachine['onRecordedEnd']>[1],
    durationMs: number | undefined,
  ): void {
    this.#step((now) => {
      this.#machine.onRecordedEnd(now, reason, durationMs);
    });
  }

  onOnline(): void {
    this.#step((now) => {
      this.#machine.onOnline(now);
    });
  }

  onOffline(): void {
    this.#step(() => {
      this.#machine.onOffline();
    });
  }

  onAttending(): void {
    this.#step((now) => {
      this.#machine.onAttending(now);
    });
  }

  onRefused({ code, retryMs }: Refused): void {
    this.#step((now) => {
      this.#machine.onRefused(now, code, retryMs);
    });
  }

  onNetworkChange(): void {
    this.#step((now) => {
      this.#machine.onNetworkChange(now);
    });
  }

  /** Of a group's call alone. */
  onMedia(): void {
    this.#context.counts.dropped['not-accepted']++;
  }

  /** A key has come. */
  onKey(): void {
    this.#voice.onKey();
  }

  /** Gets this party's own grant, and the ways to connect; again until the origin has answered. */
  renew(): void {
    this.#right.renew();
  }

  /** Takes the grant that came with an invite; this party's own is better. */
  onInviteGrant(grant: string): void {
    this.#right.onInviteGrant(grant);
  }

  /** Takes a well-formed signal of this call. */
  receive(signal: CallSignal): void {
    this.#voice.receive(signal);
  }

  refusal(signal: CallSignal): Exclude<Heard, 'taken'> | undefined {
    return this.#machine.refusal(this.#now(), signal);
  }

  onTooLong(): void {
    this.#step((now) => {
      this.#machine.fail(now);
    });
  }

  onAdmission(): void {
    this.#connection?.configure(this.#right.ways);
    this.#connect();
    this.#step((now) => {
      this.#machine.onGrant(now);
    });
  }

  onNoAnswer(): void {
    this.#connect();
  }

  onNoGrant(): void {
    const wasAnswered = this.state.phase !== 'ringing' && this.state.phase !== 'accepted';
    this.onRecordedEnd(wasAnswered ? 'lost' : 'cancelled', undefined);
  }

  /** Takes a signal that has opened; of an invite the caller's grant was verified. */
  hear(header: CallHeader, content: CallContent): Heard {
    const { counts } = this.#context;
    let heard: Heard = 'not-accepted';
    this.#step((now) => {
      heard = this.#machine.onSignal(now, header, content);
      if (heard === 'taken') counts.signals++;
      else if (heard !== 'not mine') counts.dropped[heard]++;
    });
    return heard;
  }

  /** Lets go of everything without a word. */
  dispose(): void {
    this.#cancelAlarm?.();
    this.#release();
  }

  #now(): number {
    return this.#context.serverClock.now();
  }

  #take(tracks: LocalTracks): void {
    this.#tracks = tracks;
    const { microphone, camera, screen } = tracks;
    const sending = {
      audio: microphone !== undefined,
      video: camera !== undefined,
      screen: screen !== undefined,
    };
    this.#step((now) => {
      this.#machine.send(now, sending);
    });
  }

  #step(happens: (now: number) => void): void {
    happens(this.#now());
    for (const action of this.#machine.take()) this.#do(action);
    this.#arm();
    this.#showChanges();
  }

  #arm(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
    const due = this.#machine.dueAt;
    if (due === Infinity) return;
    const delayMs = Math.max(0, due - this.#now());
    this.#cancelAlarm = this.#context.environment.clock.after(delayMs, () => {
      this.#step((now) => {
        this.#machine.onTime(now);
      });
    });
  }

  #do(action: CallAction): void {
    const { records } = this.#context;
    switch (action.does) {
      case 'attend':
        this.#right.attend(this.#machine.facts.party, action.phase);
        return;
      case 'renewGrant':
        this.renew();
        return;
      case 'say':
        this.#voice.say({ ...action, to: this.#machine.facts.peer, toParty: action.to });
        return;
      case 'makeOffer':
        this.#withConnection((connection) => {
          connection.makeOffer(action.n, action.ice);
        });
        return;
      case 'takeOffer':
        this.#withConnection((connection) => {
          connection.takeOffer(action.n, action.sdp);
        });
        return;
      case 'takeAnswer':
        this.#connection?.takeAnswer(action.n, action.sdp);
        return;
      case 'takeCandidates':
        this.#withConnection((connection) => {
          connection.takeCandidates(action.candidates);
        });
        return;
      case 'confirm':
        records.confirm(this.id, this.#machine.facts.party, action);
        return;
      case 'release':
        this.#release();
    }
  }

  #withConnection(use: (connection: CallPeer) => void): void {
    if (this.#connection !== undefined) {
      use(this.#connection);
      return;
    }
    this.#waiting.push(use);
    if (this.#right.admission !== undefined || !this.#right.isRenewing) this.#connect();
    else {
      this.#cancelWait ??= this.#context.environment.clock.after(WAYS_WAIT_MS, () => {
        this.#connect();
      });
    }
  }

  #connect(): void {
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0 || this.isOver) return;
    this.#cancelWait?.();
    const { calls, environment } = this.#context;
    try {
      this.#connection = new CallPeer(
        calls,
        this.#right.ways,
        environment.clock,
        this.#listening(),
      );
    } catch {
      // The browser makes none, of these servers or at all.
      this.end();
      return;
    }
    this.#connection.send(this.#tracks);
    for (const use of waiting) use(this.#connection);
  }

  #listening(): PeerListener {
    const machine = this.#machine;
    const step = this.#step.bind(this);
    return {
      onOffer: (n, sdp) => {
        step((now) => {
          machine.onOffer(now, n, sdp);
        });
      },
      onAnswer: (n, sdp) => {
        step((now) => {
          machine.onAnswer(now, n, sdp);
        });
      },
      onFailed: (n) => {
        step((now) => {
          machine.onPeerFailed(now, n);
        });
      },
      onCandidates: (candidates, end) => {
        step((now) => {
          machine.onCandidates(now, candidates, end);
        });
      },
      onMedia: (media) => {
        step((now) => {
          machine.onMedia(now, media);
        });
      },
      onNegotiationNeeded: () => {
        step((now) => {
          machine.onNegotiationNeeded(now);
        });
      },
      onQuality: (quality) => {
        this.#quality = quality;
        this.#showChanges();
      },
    };
  }

  #release(): void {
    this.#right.release();
    this.#cancelWait?.();
    this.#waiting = [];
    this.#connection?.close();
  }

  #showChanges(): void {
    const machine = this.#machine;
    this.#connection?.show(machine.receiving);
    this.#learnCode();
    const { state, sending, receiving } = machine;
    const hasRemote = this.#connection !== undefined;
    const shown = JSON.stringify([
      ...[state, sending, receiving, hasRemote, this.#code, this.#quality],
    ]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) this.#state = state;
    this.#context.onChanged(this);
  }

  #learnCode(): void {
    const both = this.#machine.fingerprints;
    if (both === undefined || this.#codeOf !== '') return;
    const caller = fromBase64Url(both.caller);
    const callee = fromBase64Url(both.callee);
    if (caller === undefined || callee === undefined) return;
    this.#codeOf = both.caller + both.callee;
    verificationCode(this.#context.subtle, this.id, caller, callee).then(
      (code) => {
        this.#code = code;
        this.#showChanges();
      },
      // The engine refused: a call without a code is shown without one.
      () => undefined,
    );
  }
}

/** How long a party that is over has to be kept. */
export const LINGER_MS = CALL_PERIODS.lingerMs;
