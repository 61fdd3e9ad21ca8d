import type {
  CallEnvironment,
  CallMedia,
  CallQuality,
  GroupCallState,
  Lobby,
  LocalTracks,
  Participant,
  PictureSize,
  Sending,
} from '../api/calls.js';
import type { Cancel } from '../api/environment.js';
import type { CallId, UserId } from '../api/ids.js';
import { BoundedMap } from '../core/boundedMap.js';
import type { Heard } from '../core/callMachine.js';
import type { ConversationState } from '../core/conversationState.js';
import type { GroupAction } from '../core/groupActions.js';
import { type GroupFacts, GroupMachine } from '../core/groupMachine.js';
import { SpeakerWatch } from '../core/speakerWatch.js';
import type { Verdict } from '../http/requests.js';
import type { MediaWord, SealedCall } from '../media/sealedCall.js';
import { fromBase64Url, toBase64Url } from '../wire/bytes.js';
import type { CallAdmission } from '../wire/callAnswers.js';
import type { CallContent, ContentOf } from '../wire/callContent.js';
import type { CallHeader, CallSignal, PartyId } from '../wire/callSignal.js';
import type { MediaSaid, Refused } from '../wire/frames.js';
import {
  type MediaLine,
  type MediaRequest,
  parseMediaAnswer,
  parseMediaEvent,
  writeMediaRequest,
} from '../wire/media.js';
import type { CallRecords } from './callRecords.js';
import { GroupPeer, type GroupPeerListener } from './groupPeer.js';
import { LobbyWatch } from './lobbyWatch.js';
import { type NoGrant, PartyRight, type RightContext, type RightHolder } from './partyRight.js';
import { PartyVoice, type Speaker, type VoiceContext } from './partyVoice.js';

/** Requests whose answers are of interest. */
const ASKS_MAX = 256;

/** What a party works with. */
export interface GroupContext extends VoiceContext, RightContext {
  readonly calls: CallEnvironment;
  readonly records: CallRecords;
  readonly onChanged: (party: GroupParty) => void;
}

/** What a party is made of. */
export interface GroupParts {
  readonly facts: GroupFacts;
  readonly state: ConversationState;
  /** Undefined while a host has to let this user in. */
  readonly admission: CallAdmission | undefined;
  readonly sealed: SealedCall;
}

/**
 * Runs one party of a group's call: does what its machine decides, and tells it what comes of it.
 */
export class GroupParty implements Speaker, RightHolder {
  readonly id: CallId;
  readonly media: CallMedia;
  readonly conversation: ConversationState;
  readonly #context: GroupContext;
  readonly #machine: GroupMachine;
  readonly #sealed: SealedCall;
  readonly #voice: PartyVoice;
  readonly #right: PartyRight;
  readonly #lobby: LobbyWatch;
  readonly #speakers = new SpeakerWatch();
  readonly #opened = new Set<PartyId>();
  readonly #asks = new BoundedMap<number, number>(ASKS_MAX);
  #peer: GroupPeer | undefined;
  #quality: CallQuality | undefined;
  #tracks: LocalTracks = {};
  #cancelAlarm: Cancel | undefined;
  #participants: readonly Participant[] = [];
  #shown = '';

  constructor(context: GroupContext, { facts, state, admission, sealed }: GroupParts) {
    this.#context = context;
    this.#machine = new GroupMachine(facts);
    this.#sealed = sealed;
    this.id = facts.call;
    this.media = facts.media;
    this.conversation = state;
    this.#voice = new PartyVoice(context, this, facts.party);
    this.#right = new PartyRight(context, this, admission);
    this.#lobby = new LobbyWatch(context, this.id, () => {
      this.#showChanges();
    });
    if (admission !== undefined) this.onAdmission(admission);
    if (facts.role === 'host') this.#lobby.start();
  }

  get party(): PartyId {
    return this.#machine.facts.party;
  }

  get role(): 'host' | 'participant' {
    return this.#machine.facts.role;
  }

  get state(): GroupCallState {
    return this.#machine.state;
  }

  get isOver(): boolean {
    return this.#machine.isOver;
  }

  get sending(): Sending {
    return this.#machine.sending;
  }

  get mutedByHost(): boolean {
    return this.#machine.mutedByHost;
  }

  get participants(): readonly Participant[] {
    return this.#participants;
  }

  get speaker(): PartyId | undefined {
    return this.#speakers.speaker;
  }

  get quality(): CallQuality | undefined {
    return this.state.phase === 'active' ? this.#quality : undefined;
  }

  get lobby(): Lobby {
    return this.#lobby.state.lobby;
  }

  get waiting(): readonly UserId[] {
    return this.#lobby.state.waiting;
  }

  setLobby(lobby: Lobby): void {
    this.#lobby.set(lobby);
  }

  answerKnock(user: UserId, verdict: Verdict): void {
    this.#lobby.answer(user, verdict);
  }

  send(tracks: LocalTracks): void {
    if (this.isOver) return;
    this.#tracks = tracks;
    this.#peer?.send(tracks);
    const { microphone, camera, screen } = tracks;
    this.#step((now) => {
      this.#machine.send(now, {
        audio: microphone !== undefined,
        video: camera !== undefined,
        screen: screen !== undefined,
      });
    });
  }

  show(sizes: ReadonlyMap<PartyId, PictureSize>): void {
    this.#step((now) => {
      this.#machine.show(now, sizes);
    });
  }

  mute(party: PartyId, how: 'mute' | 'unmute'): void {
    this.#step((now) => {
      this.#machine.mute(now, party, 'microphone', how === 'mute');
    });
  }

  kick(party: PartyId): void {
    const user = this.#participants.find((one) => one.party === party)?.user;
    // Else she would come in again.
    if (user !== undefined && this.lobby === 'on') this.answerKnock(user, 'turned-away');
    this.#step((now) => {
      this.#machine.kick(now, party);
    });
  }

  leave(): void {
    this.#step((now) => {
      this.#machine.leave(now);
    });
  }

  endForAll(): void {
    this.#step((now) => {
      this.#machine.endForAll(now);
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

  onRefused({ ref, code, retryMs }: Refused): void {
    const n = ref === undefined ? undefined : this.#asks.get(ref);
    this.#step((now) => {
      // What was asked too fast, or of a node that does not know this party yet, is asked again.
      const why = code === 'not-attending' ? code : 'unavailable';
      if (n !== undefined) this.#machine.onAnswer(now, n, { is: 'refused', why });
      this.#machine.onRefused(now, code, retryMs);
    });
  }

  /** The media server, through a node. */
  onMedia({ ref, party, data }: MediaSaid): void {
    if (party !== this.party) return;
    const { counts } = this.#context;
    if (ref === undefined) {
      const event = parseMediaEvent(data);
      if (event === undefined) counts.dropped.malformed++;
      else {
        this.#step((now) => {
          this.#machine.onEvent(now, event);
        });
      }
      return;
    }
    const n = this.#asks.get(ref);
    const answer = parseMediaAnswer(data);
    if (n === undefined) return;
    this.#asks.delete(ref);
    if (answer === undefined) counts.dropped.malformed++;
    this.#step((now) => {
      this.#machine.onAnswer(now, n, answer ?? { is: 'refused', why: 'unknown' });
    });
  }

  /** The record has its end. */
  onRecordedEnd(reason: 'ended' | 'lost'): void {
    this.#step((now) => {
      this.#machine.onRecordedEnd(now, reason);
    });
  }

  /** Somebody has come into the conversation, or left it. */
  onMembers(): void {
    this.#step(() => {
      this.#machine.onMembers((user) => this.conversation.memberByRid(user) !== undefined);
    });
  }

  /** The origin has told who is in the call. */
  onParticipants(users: readonly UserId[]): void {
    const { members } = this.conversation.summary;
    const rids = members.filter(({ id }) => users.includes(id)).map(({ rid }) => rid);
    this.#step((now) => {
      this.#machine.onParticipants(now, rids);
    });
  }

  onKey(): void {
    this.#voice.onKey();
  }

  renew(): void {
    this.#right.renew();
  }

  receive(signal: CallSignal): void {
    this.#voice.receive(signal);
  }

  refusal(signal: CallSignal): Exclude<Heard, 'taken'> | undefined {
    return this.#machine.refusal(this.#now(), signal);
  }

  hear(header: CallHeader, content: CallContent): void {
    const { counts } = this.#context;
    this.#step((now) => {
      const heard = this.#machine.onSignal(now, header, content);
      if (heard === 'taken') counts.signals++;
      else if (heard !== 'not mine') counts.dropped[heard]++;
    });
  }

  /** Nothing that a group says is long. */
  onTooLong(): void {
    this.#context.counts.dropped.overflow++;
  }

  onAdmission({ mediaToken }: CallAdmission): void {
    this.#peer?.configure(this.#right.ways);
    this.#step((now) => {
      this.#machine.onGrant(now, mediaToken);
    });
  }

  /** Whoever waits for a grant asks again by time. */
  onNoAnswer(): void {
    this.#arm();
  }

  onNoGrant(why: NoGrant): void {
    if (why === 'over') this.onRecordedEnd('lost');
    else {
      this.#step((now) => {
        this.#machine.onNoGrant(now, why);
      });
    }
  }

  /** Lets go of everything without a word. */
  dispose(): void {
    this.#cancelAlarm?.();
    this.#release();
  }

  #now(): number {
    return this.#context.serverClock.now();
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

  #do(action: GroupAction): void {
    switch (action.does) {
      case 'attend':
        this.#right.attend(this.party, action.phase);
        return;
      case 'renewGrant':
        this.renew();
        return;
      case 'say':
        this.#voice.say(action);
        return;
      case 'ask':
        this.#ask(action.n, action.request);
        return;
      case 'connect':
        this.#connect();
        return;
      case 'makeOffer':
        this.#peer?.makeOffer(action.ice);
        return;
      case 'takePublished':
        this.#peer?.takePublished(action.sdp);
        return;
      case 'takeOffer':
        this.#peer?.takeOffer(action.offer);
        return;
      case 'welcome':
        this.#welcome(action.party, action.key);
        return;
      case 'forget':
        this.#opened.delete(action.party);
        this.#sealed.onLeft(action.party);
        return;
      case 'takeWord':
        void this.#takeWord(action.party, action.word);
        return;
      case 'confirm':
        this.#context.records.confirm(this.id, this.party, action);
        return;
      case 'release':
        this.#release();
    }
  }

  #ask(n: number, request: MediaRequest): void {
    const data = writeMediaRequest(request);
    if (data === undefined) {
      this.#machine.onAnswer(this.#now(), n, { is: 'refused', why: 'bad-description' });
      return;
    }
    const { newRef, send } = this.#context;
    const ref = newRef(this);
    this.#asks.set(ref, n);
    send({ t: 'media', ref, call: this.id, party: this.party, data });
  }

  #connect(): void {
    this.#peer?.close();
    const { calls, environment } = this.#context;
    const { clock } = environment;
    try {
      this.#peer = new GroupPeer(calls, this.#right.ways, clock, this.#sealed, this.#listening());
    } catch {
      // The browser makes none, of these servers or at all.
      this.leave();
      return;
    }
    this.#peer.send(this.#tracks);
  }

  #listening(): GroupPeerListener {
    const { media } = this.#machine;
    const step = this.#step.bind(this);
    return {
      onPublishOffer: (sdp, lines) => {
        step((now) => {
          media.onPublishOffer(now, sdp, lines);
        });
      },
      onSubscribeAnswer: (sdp) => {
        step((now) => {
          media.onSubscribeAnswer(now, sdp);
        });
      },
      onCandidates: (leg, candidates, end) => {
        step((now) => {
          const spelled = candidates.map(({ candidate, mid, line }) => ({
            candidate,
            ...(mid !== undefined && { mid }),
            ...(line !== undefined && { index: line }),
          }));
          media.onCandidates(now, leg, spelled, end);
        });
      },
      onLeg: (leg, state) => {
        step((now) => {
          media.onLeg(now, leg, state);
        });
      },
      onBroken: () => {
        step((now) => {
          media.onLegBroken(now);
        });
      },
      onNegotiationNeeded: () => {
        step(() => {
          media.publish();
        });
      },
      onLevels: (levels) => {
        if (this.#speakers.hear(this.#now(), levels) === 'changed') this.#showChanges();
      },
      onQuality: (quality, losses) => {
        this.#quality = quality;
        step((now) => {
          media.onLosses(now, losses, this.speaker);
        });
      },
    };
  }

  #welcome(party: PartyId, key: string): void {
    const publicKey = fromBase64Url(key);
    const { counts } = this.#context;
    const outcome = publicKey && this.#sealed.onPresent(party, publicKey);
    if (outcome !== 'new' && outcome !== 'known') counts.dropped['not-accepted']++;
  }

  async #takeWord(party: PartyId, content: ContentOf<'mediaKey' | 'wantMediaKey'>): Promise<void> {
    const word = wordOf(content);
    const outcome = word === undefined ? 'forged' : await this.#sealed.onWord(party, word);
    if (outcome === 'forged') this.#context.counts.dropped.forged++;
    if (outcome === 'taken' && content.type === 'mediaKey') {
      this.#opened.add(party);
      this.#showChanges();
    }
  }

  /** Says what this party's sealed media wants said. */
  say(to: PartyId, word: MediaWord): void {
    this.#step((now) => {
      this.#machine.tell(
        now,
        to,
        word.type === 'mediaKey'
          ? { type: 'mediaKey', keyId: word.keyId, sealed: toBase64Url(word.wrapped) }
          : word,
      );
    });
  }

  #release(): void {
    this.#right.release();
    this.#lobby.stop();
    this.#peer?.close();
    this.#peer = undefined;
    this.#sealed.close();
  }

  #showChanges(): void {
    const machine = this.#machine;
    const now = this.#now();
    const members = machine.others.flatMap((other) => {
      const member = this.conversation.memberByRid(other.user);
      return member === undefined ? [] : [{ ...other, userId: member.id }];
    });
    this.#peer?.show(new Map(members.map(({ party, sending }) => [party, linesOf(sending)])));
    const picture = members.map(({ party, userId, sending }) => ({
      party,
      user: userId,
      sending,
      speaking: this.#speakers.isSpeaking(now, party),
      sealed: this.#opened.has(party) ? ('open' as const) : ('waiting' as const),
      picture: machine.media.paused.has(party) ? ('paused' as const) : ('wanted' as const),
    }));
    const { state, sending, mutedByHost } = machine;
    const hasPeer = this.#peer !== undefined;
    const shown = JSON.stringify([
      ...[picture, state, sending, mutedByHost, this.speaker, hasPeer],
      ...[this.quality, this.lobby, this.waiting],
    ]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#participants = picture.flatMap((one) => {
      const received = this.#peer?.of(one.party);
      if (received === undefined) return [];
      return [{ ...one, media: received.media, screen: screenOf(one.sending, received.screen) }];
    });
    this.#context.onChanged(this);
  }
}

function screenOf({ screen }: Sending, stream: MediaStream): MediaStream | undefined {
  return screen ? stream : undefined;
}

function linesOf({ audio, video, screen }: Sending): ReadonlySet<MediaLine> {
  const lines = new Set<MediaLine>();
  if (audio) lines.add('microphone');
  if (video) lines.add('camera');
  if (screen) lines.add('screen');
  return lines;
}

function wordOf(content: ContentOf<'mediaKey' | 'wantMediaKey'>): MediaWord | undefined {
  if (content.type === 'wantMediaKey') return { type: 'wantMediaKey' };
  const wrapped = fromBase64Url(content.sealed);
  return wrapped && { type: 'mediaKey', keyId: content.keyId, wrapped };
}
