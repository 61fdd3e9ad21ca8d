/**
 * Knows which of the last counters were seen, as that of SRTP does (RFC 3711 §3.3.2). A window, and
 * not the highest alone: packets overtake each other, and a frame of which one was sent again comes
 * to the opener after the frames behind it.
 */
export class ReplayWindow {
  /** Four seconds of video at 60 frames a second, five of sound. */
  static readonly FRAMES = 256;

  readonly #seen = new Set<number>();
  #highest = -1;

  /** Whether the counter is neither seen nor too old to tell. */
  isNew(counter: number): boolean {
    return counter > this.#highest - ReplayWindow.FRAMES && !this.#seen.has(counter);
  }

  /** Only of a frame that has opened: else anybody could move the window on. */
  add(counter: number): void {
    this.#seen.add(counter);
    if (counter <= this.#highest) return;
    this.#highest = counter;
    if (this.#seen.size <= 2 * ReplayWindow.FRAMES) return;
    // Now and then, so that a frame does not cost a walk over the window.
    for (const old of this.#seen) {
      if (old <= counter - ReplayWindow.FRAMES) this.#seen.delete(old);
    }
  }
}
