import type { PartyId } from '../wire/callSignal.js';
import type { MediaOffer, OfferedLine } from '../wire/media.js';

/**
 * What the media server offers a party to receive: one offer after the other, each answered before the
 * next is taken; and the answer of which nobody has said yet that it has come.
 */
export class OffersTaken {
  #lines: readonly OfferedLine[] = [];
  #waiting: MediaOffer[] = [];
  #isAnswering = false;
  #unconfirmed: string | undefined;

  /** What each line of the last offer taken is for. */
  get lines(): readonly OfferedLine[] {
    return this.#lines;
  }

  /** Whether an offer is taken whose answer is not made, or has not come yet as far as is known. */
  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** An answer that may have got lost. */
  get unconfirmed(): string | undefined {
    return this.#unconfirmed;
  }

  /** The connection is another one: nothing was offered to it yet. */
  clear(): void {
    this.#lines = [];
    this.#waiting = [];
    this.#isAnswering = false;
    this.#unconfirmed = undefined;
  }

  add({ sdp, lines }: MediaOffer): void {
    this.#waiting.push({ sdp, lines });
  }

  /** A node that has taken this party over does not know what its lines are for: they are as they were. */
  addRestart({ sdp, lines }: MediaOffer): void {
    const before = this.#waiting.at(-1)?.lines ?? this.#lines;
    this.#waiting.push({ sdp, lines: lines.length > 0 ? lines : before });
  }

  /** The offer whose turn it is, which is to be answered. */
  take(): MediaOffer | undefined {
    const offer = this.#isAnswering ? undefined : this.#waiting.shift();
    if (offer === undefined) return undefined;
    this.#isAnswering = true;
    this.#lines = offer.lines;
    return offer;
  }

  onAnswered(sdp: string): void {
    this.#unconfirmed = sdp;
  }

  onConfirmed(): void {
    this.#isAnswering = false;
    this.#unconfirmed = undefined;
  }

  /** Should it come back under its name, its lines are others. */
  onGone(party: PartyId): void {
    this.#lines = this.#lines.map((line) =>
      line.party === party ? { mid: line.mid, party: undefined, line: undefined } : line,
    );
  }
}
