import type { CallMedia, LocalTracks } from '../api/calls.js';
import type { CallEnded } from '../api/events.js';
import type { CallId } from '../api/ids.js';
import { ProblemError } from '../api/problem.js';
import { BoundedMap } from '../core/boundedMap.js';
import type { ConversationState } from '../core/conversationState.js';
import { SealedCall } from '../media/sealedCall.js';
import { UnsealableMediaError } from '../media/sealedMedia.js';
import { toBase64Url } from '../wire/bytes.js';
import type { CallEntry } from '../wire/callAnswers.js';
import { parseCallSignal } from '../wire/callSignal.js';
import type { CallSaid, RelayFrame } from '../wire/frames.js';
import type { CallDeskContext } from './callDesk.js';
import { CallRecords } from './callRecords.js';
import { GroupParty } from './groupParty.js';
import type { FrameTaker } from './partyRight.js';

/** Frames whose answer is still of interest. */
const REFS_MAX = 512;
/** Small numbers are those of joins. */
const REF_BASE = 2 ** 30;
const OPEN_ATTEMPTS = 3;

/** What the desk works with besides that of calls of two. */
export interface GroupDeskContext extends Omit<CallDeskContext, 'onChanged' | 'isBusy'> {
  readonly onChanged: (party: GroupParty) => void;
  /** Whether this party is in a call of two. */
  readonly isBusy: () => boolean;
}

/**
 * The group's call of this party: starts it or comes in, and hands it what is for it. One at a time.
 */
export class GroupDesk {
  readonly #context: GroupDeskContext;
  readonly #records: CallRecords;
  readonly #refs = new BoundedMap<number, FrameTaker>(REFS_MAX);
  #current: GroupParty | undefined;
  #isJoining = false;
  #isOnline = false;
  #ways: RTCConfiguration = { bundlePolicy: 'max-bundle' };

  constructor(context: GroupDeskContext) {
    const { environment, api } = context;
    this.#context = context;
    this.#records = new CallRecords({
      environment,
      api,
      onParticipants: (call, users) => {
        if (this.#current?.id === call) this.#current.onParticipants(users);
      },
    });
  }

  /** The one that goes on. */
  get current(): GroupParty | undefined {
    return this.#current;
  }

  get isBusy(): boolean {
    return this.#current !== undefined || this.#isJoining;
  }

  /** Starts the call of a group or room, or comes into the one that goes on there. */
  async join(state: ConversationState, media: CallMedia, tracks: LocalTracks): Promise<GroupParty> {
    const { ticket, isBusy, fetcher, sealer } = this.#context;
    if (state.kind === 'direct') throw problem('forbidden', 'This conversation is of two');
    if (this.isBusy || isBusy()) throw problem('busy', 'This party is in a call');
    const shown = ticket();
    if (shown === undefined) throw problem('network', 'No relay is connected');
    // Without it nothing could be said; what is there already costs nothing.
    if (!sealer.hasKey(state.rid, state.epoch)) fetcher.need(state, state.epoch);
    this.#isJoining = true;
    try {
      const entry = await this.#open(state, shown, media);
      if (entry.call.conversation !== state.id) {
        throw problem('bad-answer', 'Another conversation’s call');
      }
      const party = await this.#newParty(state, entry);
      this.#current = party;
      party.send(tracks);
      if (this.#isOnline) party.onOnline();
      this.#context.onCurrent();
      return party;
    } finally {
      this.#isJoining = false;
    }
  }

  onFrame(frame: RelayFrame): void {
    const current = this.#current;
    if (frame.t === 'welcome') this.onOnline();
    if (current === undefined) return;
    if (frame.t === 'call') this.#receive(current, frame);
    else if (frame.t === 'media' && frame.call === current.id) current.onMedia(frame);
    else if (frame.t === 'attending') {
      if (this.#refs.get(frame.ref) === current) current.onAttending();
    } else if (frame.t === 'refused' && frame.ref !== undefined) {
      this.#refs.get(frame.ref)?.onRefused(frame);
    }
  }

  onOnline(): void {
    this.#isOnline = true;
    this.#refs.clear();
    this.#current?.onOnline();
  }

  onOffline(): void {
    this.#isOnline = false;
    this.#current?.onOffline();
  }

  onTicket(): void {
    this.#current?.renew();
  }

  onKeys(): void {
    this.#current?.onKey();
  }

  onRecordedEnd({ callId, reason }: CallEnded): void {
    this.#records.onEnded(callId);
    if (this.#current?.id === callId) {
      this.#current.onRecordedEnd(reason === 'lost' ? 'lost' : 'ended');
    }
  }

  /** Somebody has come into a conversation, or left one. */
  onMembers(): void {
    this.#current?.onMembers();
  }

  endAll(): void {
    this.#current?.leave();
  }

  stop(): void {
    this.#records.stop();
    this.#current?.dispose();
    this.#current = undefined;
  }

  #open(state: ConversationState, ticket: string, media: CallMedia): Promise<CallEntry> {
    const { api, repeater, environment } = this.#context;
    const clientId = toBase64Url(environment.random.bytes(16));
    return repeater.times(OPEN_ATTEMPTS, () => api.openCall(state.id, { ticket, clientId, media }));
  }

  async #newParty(state: ConversationState, entry: CallEntry): Promise<GroupParty> {
    const { environment, calls, subtle, user } = this.#context;
    const { id, media } = entry.call;
    const admission = entry.grant === undefined ? undefined : entry;
    const party = toBase64Url(environment.random.bytes(16));
    const made: { party?: GroupParty } = {};
    const sealed = await this.#seal(id, party, made, { environment, calls, subtle });
    const facts = {
      ...{ call: id, conversation: state.rid, me: user.rid, party, media },
      role: admission?.role ?? 'participant',
      isWaiting: admission === undefined,
      key: toBase64Url(sealed.publicKey),
    };
    made.party = new GroupParty(this.#partyContext(), { facts, state, admission, sealed });
    return made.party;
  }

  async #seal(
    call: CallId,
    party: string,
    made: { party?: GroupParty },
    { environment, calls, subtle }: Pick<GroupDeskContext, 'environment' | 'calls' | 'subtle'>,
  ): Promise<SealedCall> {
    const { clock, random } = environment;
    try {
      return await SealedCall.create(
        { clock, random, subtle, calls },
        { call, party },
        {
          say: (to, word) => made.party?.say(to, word),
          onFailed: () => made.party?.leave(),
        },
      );
    } catch (error) {
      if (!(error instanceof UnsealableMediaError)) throw error;
      throw problem('unsupported', 'This browser cannot seal media');
    }
  }

  #partyContext(): ConstructorParameters<typeof GroupParty>[0] {
    const { environment, calls, user, device, serverClock, sealer, api, counts } = this.#context;
    const { ticket, send, fetcher } = this.#context;
    return {
      ...{ environment, calls, user, device, serverClock, sealer, api, counts, ticket, send },
      records: this.#records,
      newRef: (taker) => this.#newRef(taker),
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
  #newRef(taker: FrameTaker): number {
    const ref = REF_BASE + Math.floor(this.#context.environment.random.fraction() * REF_BASE);
    this.#refs.set(ref, taker);
    return ref;
  }

  #receive(current: GroupParty, { data }: CallSaid): void {
    const { user, counts } = this.#context;
    const signal = parseCallSignal(data);
    // Whatever is of no call of this desk, the other one counts.
    if (signal?.call !== current.id) return;
    const isMember = current.conversation.memberByRid(signal.sender) !== undefined;
    if (signal.to === user.rid && isMember) current.receive(signal);
    else counts.dropped['not-accepted']++;
  }

  #onChanged(party: GroupParty): void {
    if (party.isOver && this.#current === party) {
      this.#current = undefined;
      this.#context.onCurrent();
    }
    this.#context.onChanged(party);
  }
}

function problem(type: string, title: string): ProblemError {
  return new ProblemError({ type, title, status: 0, detail: undefined, retryAfterMs: undefined });
}
