import { toBase64Url } from '../wire/bytes.js';
import type { Candidate } from '../wire/callContent.js';
import { fingerprintOf, ufragOf } from '../wire/sdp.js';
import { CALL_PERIODS, type CallSink, type Ice } from './callActions.js';

/** More candidates of one generation nobody needs. */
const CANDIDATES_MAX = 64;
/** So many fit into a signal, however long they are. */
const CANDIDATES_SAID_MAX = 12;

type Step =
  | { readonly is: 'stable' }
  | { readonly is: 'making'; readonly ice: Ice }
  | { readonly is: 'offered'; readonly sdp: string; againAt: number; againMs: number }
  | { readonly is: 'answering'; readonly offer: string };

/** Whether something was taken, or had no place and changed nothing. */
export type Taken = 'taken' | 'no place';

/**
 * Offers and answers of one party: one exchange at a time, the first one by `accept` and
 * `selectAnswer`. Of two offers at once that of the impolite party counts, and the polite one offers
 * again what it had to offer. What may have been lost is said again.
 *
 * The other one's fingerprint is that of the first description for as long as the call lasts: the
 * code that was compared by voice stays true.
 */
export class Negotiation {
  readonly #polite: boolean;
  readonly #sink: CallSink;
  #step: Step = { is: 'stable' };
  // Names the exchange: what the browser tells of an earlier one is outdated.
  #n = 0;
  #begun = false;
  #wanted: Ice | undefined;
  #answered: { readonly offer: string; readonly answer: string } | undefined;
  #lastAnswer: string | undefined;
  #local: string | undefined;
  #remote: string | undefined;
  #ufrag: string | undefined;
  #candidates: Candidate[] = [];
  #end = false;
  // When candidates are said again.
  #candidatesAt = Infinity;

  constructor(polite: boolean, sink: CallSink) {
    this.#polite = polite;
    this.#sink = sink;
  }

  /** The first exchange is done: descriptions and candidates have their place. */
  get hasBegun(): boolean {
    return this.#begun;
  }

  /** Fingerprints of this side and the other one, base64url. */
  get fingerprints(): { readonly local: string; readonly remote: string } | undefined {
    if (this.#local === undefined || this.#remote === undefined) return undefined;
    return { local: this.#local, remote: this.#remote };
  }

  get dueAt(): number {
    if (!this.#begun) return Infinity;
    const againAt = this.#step.is === 'offered' ? this.#step.againAt : Infinity;
    return Math.min(againAt, this.#candidatesAt);
  }

  /** The callee's first offer, which goes with its `accept`. */
  openWithOffer(): void {
    this.#make('keep');
  }

  /** The caller takes what the chosen party has offered. */
  openWithAnswer(offer: string): Taken {
    if (!this.#isOfPeer(offer)) return 'no place';
    this.#answer(offer);
    return 'taken';
  }

  /** The callee takes the `selectAnswer` to what it has offered. */
  onFirstAnswer(sdp: string): Taken {
    if (this.#step.is !== 'offered' || !this.#isOfPeer(sdp)) return 'no place';
    this.#begun = true;
    this.#takeAnswer(sdp);
    return 'taken';
  }

  /** Something changed that the other one has to know, or ICE has to begin anew. */
  want(ice: Ice): void {
    if (this.#wanted !== 'restart') this.#wanted = ice;
    this.#next();
  }

  /** Whether ICE is being restarted by this party. */
  get restarts(): boolean {
    const { is } = this.#step;
    return (is === 'making' && this.#step.ice === 'restart') || this.#wanted === 'restart';
  }

  /** The browser has made the offer of this number. Returns it, if it is the first. */
  onOffer(now: number, n: number, sdp: string): string | undefined {
    if (n !== this.#n || this.#step.is !== 'making') return undefined;
    this.#onLocal(sdp);
    const { sayAgainMs } = CALL_PERIODS;
    this.#step = { is: 'offered', sdp, againAt: now + sayAgainMs, againMs: sayAgainMs };
    if (!this.#begun) return sdp;
    this.#sink.say({ type: 'description', kind: 'offer', sdp });
    return undefined;
  }

  /** The browser has answered the offer of this number. Returns it, if it is the first. */
  onAnswer(n: number, sdp: string): string | undefined {
    if (n !== this.#n || this.#step.is !== 'answering') return undefined;
    this.#onLocal(sdp);
    this.#answered = { offer: this.#step.offer, answer: sdp };
    this.#step = { is: 'stable' };
    const isFirst = !this.#begun;
    this.#begun = true;
    if (!isFirst) this.#sink.say({ type: 'description', kind: 'answer', sdp });
    this.#next();
    return isFirst ? sdp : undefined;
  }

  /** The browser refuses. Tells whether the call cannot begin for that. */
  onFailed(n: number): 'in vain' | 'passed over' {
    if (n !== this.#n) return 'passed over';
    this.#step = { is: 'stable' };
    // An answer that does not fit is known when the next exchange may have begun.
    return this.#begun && n > 1 ? 'passed over' : 'in vain';
  }

  onDescription(now: number, kind: 'offer' | 'answer', sdp: string): Taken {
    if (!this.#begun || !this.#isOfPeer(sdp)) return 'no place';
    return kind === 'offer' ? this.#onRemoteOffer(now, sdp) : this.#onRemoteAnswer(now, sdp);
  }

  onRemoteCandidates(candidates: readonly Candidate[]): Taken {
    if (!this.#begun) return 'no place';
    this.#sink.act({ does: 'takeCandidates', candidates });
    return 'taken';
  }

  /** The browser has found these; they are said as soon as the other one can use them. */
  onCandidates(candidates: readonly Candidate[], end: boolean): void {
    const room = CANDIDATES_MAX - this.#candidates.length;
    const taken = candidates.slice(0, room);
    this.#candidates.push(...taken);
    this.#end = end;
    if (this.#begun && (taken.length > 0 || end)) this.#sayCandidates(taken);
  }

  /** Says the candidates that were found before anybody could use them. */
  sayFirst(): void {
    if (this.#candidates.length > 0) this.#sayCandidates(this.#candidates);
  }

  /** Says again whatever the other one may have missed. */
  sayAgain(now: number): void {
    if (!this.#begun) return;
    if (this.#step.is === 'offered') {
      this.#sink.say({ type: 'description', kind: 'offer', sdp: this.#step.sdp });
    }
    this.#candidatesAt = now + CALL_PERIODS.behindMs;
  }

  onTime(now: number): void {
    if (!this.#begun) return;
    const step = this.#step;
    if (step.is === 'offered' && now >= step.againAt) {
      step.againMs = Math.min(step.againMs * 2, CALL_PERIODS.sayAgainMaxMs);
      step.againAt = now + step.againMs;
      this.sayAgain(now);
    }
    if (now < this.#candidatesAt) return;
    this.#candidatesAt = Infinity;
    if (this.#candidates.length > 0) this.#sayCandidates(this.#candidates);
  }

  #onRemoteOffer(now: number, sdp: string): Taken {
    const step = this.#step;
    if (sdp === this.#answered?.offer) {
      // Said again: the answer may have been lost.
      this.#sink.say({ type: 'description', kind: 'answer', sdp: this.#answered.answer });
      this.#candidatesAt = now + CALL_PERIODS.behindMs;
      return 'taken';
    }
    if (step.is === 'answering' && step.offer === sdp) return 'taken';
    if (step.is === 'making' || step.is === 'offered') {
      if (!this.#polite) return 'no place';
      this.#wanted ??= step.is === 'making' ? step.ice : 'keep';
    }
    this.#answer(sdp);
    return 'taken';
  }

  #onRemoteAnswer(now: number, sdp: string): Taken {
    // The same again is an answer to an offer that was said again.
    if (this.#step.is !== 'offered' || sdp === this.#lastAnswer) return 'no place';
    this.#takeAnswer(sdp);
    // Those that were said before the offer arrived were of no use.
    this.#candidatesAt = now + CALL_PERIODS.behindMs;
    return 'taken';
  }

  #takeAnswer(sdp: string): void {
    this.#lastAnswer = sdp;
    this.#step = { is: 'stable' };
    this.#sink.act({ does: 'takeAnswer', n: this.#n, sdp });
    this.#next();
  }

  #answer(offer: string): void {
    this.#step = { is: 'answering', offer };
    this.#sink.act({ does: 'takeOffer', n: ++this.#n, sdp: offer });
  }

  #next(): void {
    const wanted = this.#wanted;
    if (!this.#begun || wanted === undefined || this.#step.is !== 'stable') return;
    this.#wanted = undefined;
    this.#make(wanted);
  }

  #make(ice: Ice): void {
    this.#step = { is: 'making', ice };
    this.#sink.act({ does: 'makeOffer', n: ++this.#n, ice });
  }

  #isOfPeer(sdp: string): boolean {
    const bytes = fingerprintOf(sdp);
    if (bytes === undefined) return false;
    const fingerprint = toBase64Url(bytes);
    this.#remote ??= fingerprint;
    return this.#remote === fingerprint;
  }

  #onLocal(sdp: string): void {
    const bytes = fingerprintOf(sdp);
    if (bytes !== undefined) this.#local ??= toBase64Url(bytes);
    const ufrag = ufragOf(sdp);
    if (ufrag === this.#ufrag) return;
    // Those of before are of no use any more.
    this.#ufrag = ufrag;
    this.#candidates = [];
    this.#end = false;
  }

  #sayCandidates(all: readonly Candidate[]): void {
    let from = 0;
    do {
      const candidates = all.slice(from, from + CANDIDATES_SAID_MAX);
      from += CANDIDATES_SAID_MAX;
      const end = this.#end && from >= all.length;
      this.#sink.say({ type: 'candidates', candidates, end });
    } while (from < all.length);
  }
}
