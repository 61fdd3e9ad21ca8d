import type { CallEnvironment } from '../api/calls.js';
import type { Cancel, Clock } from '../api/environment.js';
import type { MediaState } from '../core/mediaWatch.js';
import type { Candidate } from '../wire/callContent.js';

/** What a link tells its owner; nothing after `close`. */
export interface LinkListener {
  readonly onCandidates: (candidates: readonly Candidate[], end: boolean) => void;
  readonly onMedia: (state: MediaState) => void;
}

/** Candidates are found in bursts: they are said together. */
const BATCH_MS = 50;

/**
 * A connection of the browser, and the order in which things are done to it: one after the other,
 * since a browser refuses an answer while it makes an offer.
 */
export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #listener: LinkListener;
  #work: Promise<void> = Promise.resolve();
  #closed = false;
  #found: Candidate[] = [];
  #cancelBatch: Cancel | undefined;

  constructor(
    environment: CallEnvironment,
    configuration: RTCConfiguration,
    clock: Clock,
    listener: LinkListener,
  ) {
    this.#clock = clock;
    this.#listener = listener;
    this.connection = new environment.PeerConnection(configuration);
    this.connection.onicecandidate = ({ candidate }) => {
      this.#onCandidate(candidate);
    };
    this.connection.onconnectionstatechange = () => {
      const state = this.connection.connectionState;
      if (state !== 'connected' && state !== 'disconnected' && state !== 'failed') return;
      this.tell(() => {
        listener.onMedia(state);
      });
    };
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Does it after all that was to be done before. What the browser refused, it does not say why. */
  do(task: () => Promise<void>, onRefused?: () => void): void {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      try {
        await task();
      } catch {
        if (onRefused !== undefined) this.tell(onRefused);
      }
    });
  }

  tell(telling: () => void): void {
    if (!this.#closed) telling();
  }

  /** Other servers, or the same with newer credentials: for whatever is gathered from now on. */
  configure(configuration: RTCConfiguration): void {
    try {
      this.connection.setConfiguration(configuration);
    } catch {
      // Closed, or of a browser that does not change them: those of before may still do.
    }
  }

  takeCandidates(candidates: readonly Candidate[]): void {
    this.do(async () => {
      for (const { candidate, mid, line } of candidates) {
        const sdpMid = mid ?? null;
        try {
          const sdpMLineIndex = line ?? null;
          await this.connection.addIceCandidate({ candidate, sdpMid, sdpMLineIndex });
        } catch {
          // One of a generation that is over, or that this browser cannot use: others will do.
        }
      }
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelBatch?.();
    this.connection.onicecandidate = null;
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  #onCandidate(found: RTCIceCandidate | null): void {
    // Some browsers tell the end of one line by an empty candidate.
    if (found?.candidate === '') return;
    if (found !== null) {
      const { candidate, sdpMid, sdpMLineIndex } = found;
      const line = sdpMLineIndex ?? undefined;
      this.#found.push({ candidate, mid: sdpMid ?? undefined, line });
    }
    const isLast = found === null;
    if (isLast) this.#cancelBatch?.();
    else if (this.#cancelBatch !== undefined) return;
    const tell = (): void => {
      this.#cancelBatch = undefined;
      const candidates = this.#found.splice(0);
      // Not before the description that they belong to was told.
      this.do(() => {
        this.#listener.onCandidates(candidates, isLast);
        return Promise.resolve();
      });
    };
    if (isLast) tell();
    else this.#cancelBatch = this.#clock.after(BATCH_MS, tell);
  }
}
