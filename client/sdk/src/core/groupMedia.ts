import type { CallQuality } from '../api/calls.js';
import type { EpochMs } from '../api/ids.js';
import type { PartyId } from '../wire/callSignal.js';
import type {
  Feed,
  FeedLine,
  MediaAnswer,
  MediaCandidate,
  MediaEvent,
  MediaLayer,
  MediaLeg,
  MediaRefusal,
  MediaRequest,
  OfferedLine,
} from '../wire/media.js';
import type { Ice } from './callActions.js';
import { GROUP_PERIODS, type MediaSink } from './groupActions.js';
import { LayerBudget } from './layerBudget.js';
import { type MediaState, MediaWatch } from './mediaWatch.js';
import { OffersTaken } from './offersTaken.js';

/** Requests that wait for their answer. */
const ASKED_MAX = 256;

/** What changes what is sent or received. */
const NEGOTIATIONS: readonly MediaRequest['want'][] = ['publish', 'subscribe', 'answer', 'restart'];

interface Asked {
  readonly request: MediaRequest;
  readonly until: EpochMs;
}

/**
 * The conversation of one party with the media server, through whichever node: joins its room, offers
 * what is sent, asks for what others send, and begins again where the call has moved.
 */
export class GroupMedia {
  readonly #sink: MediaSink;
  readonly #watches = { publish: new MediaWatch(), subscribe: new MediaWatch() };
  readonly #asked = new Map<number, Asked>();
  readonly #feeds = new Map<PartyId, Feed>();
  readonly #shown = new Map<PartyId, MediaLayer>();
  readonly #budget = new LayerBudget();
  readonly #paused = new Set<PartyId>();
  #speaker: PartyId | undefined;
  #n = 0;
  #room: 'out' | 'joining' | 'in' | 'over' = 'out';
  #token: string | undefined;
  #generation = 0;
  #resume: string | undefined;
  #hasLegs = false;
  #joinAt = Infinity;
  #againMs: number = GROUP_PERIODS.againMs;
  // How long it waits before both connections are made anew; 0 until they were, and none has lasted.
  #anewMs = 0;
  #missingSince: EpochMs | undefined;
  readonly #offers = new OffersTaken();
  #subscribeAt = Infinity;
  // Offers of what is sent that the browser makes, and the last that was told and not answered.
  #offersToMake = 0;
  #published: number | undefined;
  // Whether a description was not answered in time, and is said again.
  #isInDoubt = false;
  #layers = new Map<string, MediaLayer>();

  constructor(sink: MediaSink) {
    this.#sink = sink;
  }

  get generation(): number {
    return this.#generation;
  }

  get isIn(): boolean {
    return this.#room === 'in';
  }

  /** When media first flowed. */
  get flowedAt(): EpochMs | undefined {
    return this.#watches.publish.flowedAt;
  }

  get isMissed(): boolean {
    return this.#watches.publish.isMissed || this.#watches.subscribe.isMissed;
  }

  get feeds(): ReadonlyMap<PartyId, Feed> {
    return this.#feeds;
  }

  /** What each line of what is received is for. */
  get lines(): readonly OfferedLine[] {
    return this.#offers.lines;
  }

  /** Whose pictures are not asked for, since the way does not bear them. */
  get paused(): ReadonlySet<PartyId> {
    return this.#paused;
  }

  get dueAt(): EpochMs {
    // Connections that are given up are not missed.
    const { publish, subscribe } = this.#watches;
    const missedAt = this.#hasLegs ? Math.min(publish.dueAt, subscribe.dueAt) : Infinity;
    const answers = [...this.#asked.values()].map(({ until }) => until);
    return Math.min(this.#joinAt, this.#subscribeAt, missedAt, ...answers);
  }

  /** The origin's token, for the first time or a newer one. */
  onToken(now: EpochMs, token: string): void {
    this.#token = token;
    if (this.#room === 'in') this.#ask(now, { want: 'renew', token });
  }

  /** The node lets this party speak: it has come, or come back by another one. */
  onAttending(now: EpochMs): void {
    if (this.#room === 'over') return;
    this.#asked.clear();
    this.#missingSince ??= now;
    this.#join(now);
  }

  /** Somebody is at a later media server, or a node says so. */
  onGeneration(now: EpochMs, generation: number): void {
    if (generation <= this.#generation || this.#room === 'over') return;
    this.#generation = generation;
    this.#resume = undefined;
    if (this.#room === 'in') this.#join(now);
  }

  onAnswer(now: EpochMs, n: number, answer: MediaAnswer): void {
    const asked = this.#asked.get(n);
    this.#asked.delete(n);
    if (asked === undefined || this.#room === 'over') return;
    const { request } = asked;
    switch (answer.is) {
      case 'joined':
        if (request.want === 'join') this.#onJoined(now, answer);
        return;
      case 'moved':
        if (request.want !== 'join') return;
        this.#generation = Math.max(this.#generation, answer.generation);
        this.#resume = undefined;
        this.#joinAt = now + answer.afterMs;
        return;
      case 'published':
        if (request.want === 'publish') this.#onPublished(n, answer.sdp);
        return;
      case 'offered':
        if (request.want === 'restart') this.#offers.addRestart(answer);
        else this.#offers.add(answer);
        this.#takeOffer(now);
        return;
      case 'done':
        this.#onDone(now, request);
        return;
      case 'refused':
        this.#onRefused(now, request, answer.why);
    }
  }

  onEvent(now: EpochMs, event: MediaEvent): void {
    if (this.#room === 'over') return;
    switch (event.event) {
      case 'feeds':
        for (const feed of event.feeds) this.#feeds.set(feed.party, feed);
        this.subscribe(now);
        return;
      case 'gone':
        this.#feeds.delete(event.party);
        this.#offers.onGone(event.party);
        return;
      case 'offered':
        this.#offers.add(event);
        this.#takeOffer(now);
        return;
      case 'moved':
        this.#onMoved(now, event.generation);
        return;
      case 'ended':
        this.#room = 'over';
        this.#sink.onOut(event.why);
        return;
      case 'muted':
    }
  }

  onPublishOffer(now: EpochMs, sdp: string, lines: readonly FeedLine[]): void {
    this.#offersToMake--;
    this.#published = this.#ask(now, { want: 'publish', sdp, lines });
  }

  onSubscribeAnswer(now: EpochMs, sdp: string): void {
    this.#offers.onAnswered(sdp);
    this.#ask(now, { want: 'answer', sdp });
  }

  onCandidates(
    now: EpochMs,
    leg: MediaLeg,
    candidates: readonly MediaCandidate[],
    end: boolean,
  ): void {
    if (this.#room === 'in') this.#ask(now, { want: 'candidates', leg, candidates, end });
  }

  onLeg(now: EpochMs, leg: MediaLeg, state: MediaState): void {
    this.#watches[leg].onMedia(now, state);
    if (state === 'connected' && leg === 'publish') {
      this.#missingSince = undefined;
      this.#anewMs = 0;
    } else if (state === 'failed') this.#missingSince ??= now;
  }

  /** The browser refused what it was given: both connections are made anew. */
  onLegBroken(now: EpochMs): void {
    this.#joinAgain(now);
  }

  /** More or fewer lines are sent than before. */
  publish(): void {
    if (this.#room === 'in') this.#makeOffer('keep');
  }

  /** Which size of whose camera is wanted; of those that are not named, a low one. */
  show(now: EpochMs, layers: ReadonlyMap<PartyId, MediaLayer>): void {
    this.#shown.clear();
    for (const [party, layer] of layers) this.#shown.set(party, layer);
    this.#tellLayers(now);
  }

  /** How well what is received arrives, by what is lost, and who speaks: so some pictures are spared. */
  onLosses(now: EpochMs, losses: CallQuality | undefined, speaker: PartyId | undefined): void {
    this.#speaker = speaker;
    if (this.#budget.hear(now, losses) === 'changed') this.#tellLayers(now);
  }

  /** Asks for whatever is sent by those who are present, and gives back what is not. */
  subscribe(now: EpochMs): void {
    this.#subscribeAt = Infinity;
    const isBusy = this.#hasAsked('subscribe');
    // What has changed meanwhile is found when it is answered.
    if (this.#room !== 'in' || isBusy || this.#offers.isAnswering) return;
    const add = [...this.#feeds.values()]
      .filter(({ party }) => this.#sink.isPresent(party))
      .flatMap(({ party, lines }) => lines.map(({ mid, line }) => ({ party, mid, line })))
      .filter((wanted) => !this.#offers.lines.some((has) => carries(has, wanted)))
      .map(({ party, mid }) => ({ party, mid }));
    const drop = this.#offers.lines
      .filter(({ party }) => party !== undefined && !this.#feeds.has(party))
      .map(({ mid }) => mid);
    if (add.length > 0 || drop.length > 0) this.#ask(now, { want: 'subscribe', add, drop });
  }

  /** Asks who is in the room, without leaving it: what a node told of it may have been lost. */
  look(now: EpochMs): void {
    if (this.#room === 'in' && !this.#isNegotiating) this.#join(now);
  }

  /** What a host wants of somebody; or the farewell. */
  ask(now: EpochMs, request: MediaRequest): void {
    if (this.#room === 'in') this.#ask(now, request);
  }

  onTime(now: EpochMs): void {
    if (this.#room === 'over') return;
    for (const [n, { request, until }] of this.#asked) {
      if (until > now) continue;
      this.#asked.delete(n);
      this.#onRefused(now, request, 'unavailable');
    }
    if (now >= this.#joinAt) this.#join(now);
    if (now >= this.#subscribeAt) this.subscribe(now);
    this.#watch(now, 'publish');
    this.#watch(now, 'subscribe');
    const isHopeless =
      this.#missingSince !== undefined &&
      now >= this.#missingSince + GROUP_PERIODS.hopelessMs &&
      this.#room !== 'in';
    if (isHopeless) this.#giveUp('failed');
  }

  /** It is over for this party. */
  close(): void {
    this.#room = 'over';
    this.#asked.clear();
    this.#joinAt = this.#subscribeAt = Infinity;
  }

  get #isNegotiating(): boolean {
    return this.#offers.isAnswering || NEGOTIATIONS.some((want) => this.#hasAsked(want));
  }

  #watch(now: EpochMs, leg: MediaLeg): void {
    const watch = this.#watches[leg];
    if (!this.#hasLegs || now < watch.dueAt) return;
    const advice = watch.onTime(now);
    if (advice === 'give up') this.#joinAgain(now);
    else if (advice === 'restart' && this.#room === 'in') {
      if (leg === 'publish') this.#makeOffer('restart');
      else this.#ask(now, { want: 'restart' });
    }
  }

  #join(now: EpochMs): void {
    this.#joinAt = Infinity;
    if (this.#token === undefined) {
      this.#sink.act({ does: 'renewGrant' });
      this.#joinAt = now + this.#again();
      return;
    }
    this.#room = 'joining';
    const resume = this.#hasLegs ? this.#resume : undefined;
    const join = { want: 'join', token: this.#token, generation: this.#generation } as const;
    this.#ask(now, resume === undefined ? join : { ...join, resume });
  }

  /** Also within a generation: the media server has forgotten this party. */
  #onMoved(now: EpochMs, generation: number): void {
    if (generation < this.#generation) return;
    this.#generation = generation;
    this.#missingSince ??= now;
    this.#joinAgain(now);
  }

  #joinAgain(now: EpochMs): void {
    const isWaiting = !this.#hasLegs && this.#joinAt !== Infinity;
    this.#hasLegs = false;
    this.#resume = undefined;
    if (this.#room !== 'in' || isWaiting) return;
    // Two new connections are much work for all: the longer none of them lasts, the longer the wait.
    const waitMs = this.#anewMs;
    this.#anewMs = Math.min(Math.max(waitMs * 2, GROUP_PERIODS.againMs), GROUP_PERIODS.againMaxMs);
    if (waitMs === 0) this.#join(now);
    else this.#joinAt = Math.min(this.#joinAt, now + waitMs);
  }

  #onJoined(now: EpochMs, joined: Extract<MediaAnswer, { readonly is: 'joined' }>): void {
    if (joined.generation < this.#generation) {
      // The call has moved while this party came in where it was.
      this.#hasLegs = false;
      this.#join(now);
      return;
    }
    this.#room = 'in';
    this.#againMs = GROUP_PERIODS.againMs;
    this.#generation = joined.generation;
    this.#resume = joined.resume;
    this.#feeds.clear();
    for (const feed of joined.feeds) this.#feeds.set(feed.party, feed);
    if (joined.resumed && this.#hasLegs) this.#goOn(now);
    else this.#connect(now);
    // A connection that went on meanwhile does not tell anew that it is there.
    if (this.#watches.publish.isFlowing) this.#missingSince = undefined;
    this.#sink.onJoined();
    this.subscribe(now);
  }

  /** By the connections of before: what may have got lost is said again. */
  #goOn(now: EpochMs): void {
    const answer = this.#offers.unconfirmed;
    if (answer !== undefined && !this.#hasAsked('answer')) {
      this.#ask(now, { want: 'answer', sdp: answer });
    }
    const isUnpublished = this.#published !== undefined && this.#offersToMake === 0;
    if (isUnpublished && !this.#hasAsked('publish')) this.#makeOffer('restart');
    // What has changed meanwhile stands in an offer.
    if (this.#offers.lines.length > 0) this.#ask(now, { want: 'restart' });
  }

  #connect(now: EpochMs): void {
    this.#hasLegs = true;
    // What is answered from now on of the connections of before is of no use.
    for (const [n, { request }] of this.#asked) {
      if (NEGOTIATIONS.includes(request.want)) this.#asked.delete(n);
    }
    this.#offers.clear();
    this.#offersToMake = 0;
    this.#published = undefined;
    this.#isInDoubt = false;
    this.#layers.clear();
    this.#sink.act({ does: 'connect' });
    this.#watches.publish.start(now);
    this.#makeOffer('keep');
  }

  #makeOffer(ice: Ice): void {
    this.#offersToMake++;
    this.#sink.act({ does: 'makeOffer', ice });
  }

  #onPublished(n: number, sdp: string): void {
    // It is no answer to an offer that the browser has made since.
    if (n !== this.#published || this.#offersToMake > 0) return;
    this.#published = undefined;
    this.#isInDoubt = false;
    this.#sink.act({ does: 'takePublished', sdp });
  }

  #takeOffer(now: EpochMs): void {
    const isFirst = this.#offers.lines.length === 0;
    const offer = this.#offers.take();
    if (offer === undefined) return;
    this.#sink.act({ does: 'takeOffer', offer });
    if (isFirst) this.#watches.subscribe.start(now);
  }

  #onDone(now: EpochMs, { want }: MediaRequest): void {
    if (want === 'answer') {
      this.#offers.onConfirmed();
      this.#isInDoubt = false;
      this.#takeOffer(now);
      this.#tellLayers(now);
    }
    if (want === 'answer' || want === 'subscribe') this.subscribe(now);
  }

  #onRefused(now: EpochMs, request: MediaRequest, why: MediaRefusal): void {
    switch (request.want) {
      case 'join':
        this.#onJoinRefused(now, why);
        return;
      case 'publish':
      case 'answer':
        if (why === 'unavailable' && !this.#isInDoubt) this.#askAgain(now);
        else this.#joinAgain(now);
        return;
      case 'subscribe':
        this.#subscribeAt = now + this.#again();
        return;
      case 'restart':
      case 'renew':
      case 'candidates':
      case 'layers':
      case 'mute':
      case 'kick':
      case 'endForAll':
      case 'leave':
        // What matters of it is asked again by time; what a host wanted, she sees not happen.
        if (why === 'not-joined') this.#joinAgain(now);
    }
  }

  /** Whether it was done is not known, and media may flow all the while: it is said once more. */
  #askAgain(now: EpochMs): void {
    this.#isInDoubt = true;
    if (this.#room === 'in') this.#join(now);
  }

  #onJoinRefused(now: EpochMs, why: MediaRefusal): void {
    this.#room = 'out';
    if (why === 'full') this.#giveUp('full');
    else if (why === 'no-media-server') this.#giveUp('failed');
    else {
      if (why === 'bad-token') this.#sink.act({ does: 'renewGrant' });
      this.#joinAt = now + this.#again();
    }
  }

  #giveUp(why: 'full' | 'failed'): void {
    this.close();
    this.#sink.onOut(why);
  }

  #again(): number {
    const waitMs = this.#againMs;
    this.#againMs = Math.min(waitMs * 2, GROUP_PERIODS.againMaxMs);
    return waitMs;
  }

  #tellLayers(now: EpochMs): void {
    const pictures = this.#pictures();
    const affordable = this.#budget.within(pictures.map(({ layer }) => layer));
    this.#paused.clear();
    const layers = pictures.flatMap(({ mid, party, layer: wanted }, index) => {
      const layer = affordable[index] ?? 'none';
      if (layer === 'none' && wanted !== 'none') this.#paused.add(party);
      return this.#layers.get(mid) === layer ? [] : [{ mid, layer }];
    });
    if (layers.length === 0 || this.#room !== 'in' || this.#offers.isAnswering) return;
    for (const { mid, layer } of layers) this.#layers.set(mid, layer);
    this.#ask(now, { want: 'layers', layers });
  }

  /** The pictures that are offered, the most important one first. */
  #pictures(): readonly Picture[] {
    const named = [...this.#shown.keys()];
    const pictures = this.#offers.lines.flatMap(({ mid, party, line }) => {
      if (party === undefined || line !== 'camera') return [];
      const layer = this.#shown.get(party) ?? 'low';
      const rank = party === this.#speaker ? 0 : RANKS[layer];
      const place = named.indexOf(party);
      return [{ mid, party, layer, rank, place: place < 0 ? named.length : place }];
    });
    return pictures.sort((a, b) => a.rank - b.rank || a.place - b.place);
  }

  #hasAsked(want: MediaRequest['want']): boolean {
    return [...this.#asked.values()].some(({ request }) => request.want === want);
  }

  #ask(now: EpochMs, request: MediaRequest): number | undefined {
    if (this.#asked.size >= ASKED_MAX) return undefined;
    const n = ++this.#n;
    this.#asked.set(n, { request, until: now + GROUP_PERIODS.answerMs });
    this.#sink.act({ does: 'ask', n, request });
    return n;
  }
}

/** One of the pictures that are offered. */
interface Picture {
  readonly mid: string;
  readonly party: PartyId;
  readonly layer: MediaLayer;
  readonly rank: number;
  readonly place: number;
}

/** Whose picture is larger here is looked at more. */
const RANKS: Readonly<Record<MediaLayer, number>> = { high: 1, medium: 2, low: 3, none: 4 };

/** Whether a line of an offer is this one. A party sends at most one line of each kind. */
function carries(
  has: OfferedLine,
  wanted: { readonly party: PartyId; readonly line: string },
): boolean {
  return has.party === wanted.party && has.line === wanted.line;
}
