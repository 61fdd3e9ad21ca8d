import type { Ice } from '../../src/core/callActions.js';
import type { MediaState } from '../../src/core/mediaWatch.js';
import type { Candidate } from '../../src/wire/callContent.js';
import { ufragOf } from '../../src/wire/sdp.js';
import type { SeededRandom } from './seededRandom.js';
import type { SimulatedTime } from './simulatedTime.js';

/** When a browser tells that media has stopped, and when that it gives up. */
const DISCONNECTED_MS = 1_000;
const FAILED_MS = 15_000;

/** What a browser's part of a call tells. */
export interface SimPeerListener {
  readonly onOffer: (n: number, sdp: string) => void;
  readonly onAnswer: (n: number, sdp: string) => void;
  readonly onCandidates: (candidates: readonly Candidate[], end: boolean) => void;
  readonly onMedia: (state: MediaState) => void;
}

/** A machine's network: it is there or not, and is another one now and then. */
export interface Place {
  isUp: boolean;
  generation: number;
}

/** All peers of a history, and whether media flows between two of them. */
export class SimMedia {
  readonly #time: SimulatedTime;
  readonly #random: SeededRandom;
  readonly #peers = new Map<string, SimPeer>();
  #numbers = 0;

  constructor(time: SimulatedTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  newPeer(place: Place, listener: SimPeerListener): SimPeer {
    return new SimPeer(this, place, listener);
  }

  newUfrag(peer: SimPeer): string {
    const ufrag = `u${++this.#numbers}`;
    this.#peers.set(ufrag, peer);
    return ufrag;
  }

  /** A browser takes a moment for everything. */
  soon(task: () => void, ms = 5 + this.#random.below(40)): void {
    this.#time.soon(ms, task);
  }

  get now(): number {
    return this.#time.now();
  }

  /** Something has changed: whoever can connect does. */
  look(): void {
    for (const peer of new Set(this.#peers.values())) peer.look();
  }

  flows(one: SimPeer): boolean {
    const other = this.#peers.get(one.remoteUfrag);
    return other !== undefined && one.reaches(other) && other.reaches(one);
  }
}

/** One browser's part of one call. */
export class SimPeer {
  closed = false;
  readonly #media: SimMedia;
  readonly #place: Place;
  readonly #listener: SimPeerListener;
  readonly #fingerprint: string;
  readonly #candidates = new Set<string>();
  #busyUntil = 0;
  #ufrag = '';
  // The network in which its candidates were found.
  #generation = -1;
  #version = 0;
  #remote = '';
  #offers = false;
  #state: MediaState | 'new' = 'new';
  #changes = 0;

  constructor(media: SimMedia, place: Place, listener: SimPeerListener) {
    this.#media = media;
    this.#place = place;
    this.#listener = listener;
    this.#ufrag = media.newUfrag(this);
    const number = Number(this.#ufrag.slice(1));
    this.#fingerprint = Array.from({ length: 32 }, () => hex(number % 256)).join(':');
  }

  get remoteUfrag(): string {
    return ufragOf(this.#remote) ?? '';
  }

  reaches(other: SimPeer): boolean {
    const current = this.#place.isUp && this.#generation === this.#place.generation;
    const knows = this.remoteUfrag === other.#ufrag && this.#candidates.has(other.#ufrag);
    return current && knows && !this.closed && !this.#offers;
  }

  makeOffer(n: number, ice: Ice): void {
    this.#do(() => {
      if (ice === 'restart') this.#ufrag = this.#media.newUfrag(this);
      this.#offers = true;
      this.#listener.onOffer(n, this.#describe());
      this.#gather();
    });
  }

  takeOffer(n: number, sdp: string): void {
    this.#do(() => {
      const isNew = this.#remote !== '' && ufragOf(sdp) !== this.remoteUfrag;
      if (isNew) this.#ufrag = this.#media.newUfrag(this);
      this.#offers = false;
      this.#remote = sdp;
      this.#listener.onAnswer(n, this.#describe());
      this.#gather();
    });
  }

  takeAnswer(sdp: string): void {
    this.#do(() => {
      this.#offers = false;
      this.#remote = sdp;
    });
  }

  takeCandidates(candidates: readonly Candidate[]): void {
    this.#do(() => {
      for (const { candidate } of candidates) this.#candidates.add(candidate);
    });
  }

  look(): void {
    if (this.closed) return;
    const flows = this.#media.flows(this);
    if (flows === (this.#state === 'connected')) return;
    const change = ++this.#changes;
    if (flows) this.#turnLater(change, 100, 'connected');
    else if (this.#state === 'connected') {
      this.#turnLater(change, DISCONNECTED_MS, 'disconnected');
      this.#turnLater(change, FAILED_MS, 'failed');
    }
  }

  #turnLater(change: number, ms: number, state: MediaState): void {
    this.#media.soon(() => {
      if (change !== this.#changes || this.closed) return;
      if (this.#media.flows(this) !== (state === 'connected')) return;
      if (this.#state === state) return;
      this.#state = state;
      this.#listener.onMedia(state);
    }, ms);
  }

  #do(task: () => void): void {
    const { now } = this.#media;
    this.#busyUntil = Math.max(now, this.#busyUntil) + 5;
    this.#media.soon(() => {
      if (this.closed) return;
      task();
      this.#media.look();
    }, this.#busyUntil - now);
  }

  #gather(): void {
    this.#generation = this.#place.generation;
    const candidate = this.#ufrag;
    this.#media.soon(() => {
      if (this.closed || candidate !== this.#ufrag) return;
      this.#listener.onCandidates([{ candidate, mid: '0', line: 0 }], true);
    }, 60);
  }

  #describe(): string {
    const lines = ['v=0', `o=- 1 ${++this.#version} IN IP4 0.0.0.0`, `a=ice-ufrag:${this.#ufrag}`];
    return [...lines, `a=fingerprint:sha-256 ${this.#fingerprint}`, ''].join('\r\n');
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}
