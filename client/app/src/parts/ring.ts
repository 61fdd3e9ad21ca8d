/** What is heard while it rings here, and while it rings at the other end. */
export type Melody = 'incoming' | 'outgoing';

interface Note {
  readonly hertz: number;
  /** Seconds after the beginning of a round. */
  readonly at: number;
  readonly lasts: number;
}

interface Round {
  readonly notes: readonly Note[];
  readonly loudness: number;
  readonly everyMs: number;
}

const ROUNDS: Readonly<Record<Melody, Round>> = {
  incoming: {
    notes: [
      { hertz: 659, at: 0, lasts: 0.5 },
      { hertz: 880, at: 0.18, lasts: 0.5 },
      { hertz: 1109, at: 0.36, lasts: 0.9 },
      { hertz: 659, at: 0.9, lasts: 0.5 },
      { hertz: 880, at: 1.08, lasts: 0.9 },
    ],
    loudness: 0.16,
    everyMs: 3_000,
  },
  outgoing: {
    notes: [{ hertz: 425, at: 0, lasts: 1 }],
    loudness: 0.04,
    everyMs: 4_000,
  },
};

/** One tab of a browser is heard, whichever is the first. */
const LOCK = 'sealmesh.ring';

/**
 * Rings by sounds that are made here: nothing is loaded.
 *
 * A page that nobody has touched since it was loaded may make no sound, and stays silent. Of several tabs one
 * is heard; if it goes, the next one goes on.
 */
export class Ring {
  private stopping: AbortController | undefined;
  private melody: Melody | undefined;

  /** Begins, goes on, or stops if there is nothing to be heard. */
  play(melody: Melody | undefined): void {
    if (melody === this.melody) {
      return;
    }
    this.stopping?.abort();
    this.stopping = undefined;
    this.melody = melody;
    if (melody !== undefined && mayBeHeard()) {
      this.stopping = new AbortController();
      inTurn(melody, this.stopping.signal);
    }
  }
}

/** A browser lets no page make a sound before its person has done something in it. */
export function mayBeHeard(): boolean {
  return navigator.userActivation.hasBeenActive;
}

function inTurn(melody: Melody, signal: AbortSignal): void {
  const page = navigator as { readonly locks?: LockManager };
  if (melody === 'outgoing' || page.locks === undefined) {
    void sound(melody, signal);
    return;
  }
  page.locks
    .request(LOCK, { signal }, () => sound(melody, signal))
    .catch((error: unknown) => {
      // Taken back before it was this tab's turn.
      if (!signal.aborted) {
        throw error;
      }
    });
}

/** Sounds until it is stopped. */
async function sound(melody: Melody, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return;
  }
  const context = new AudioContext();
  const round = ROUNDS[melody];
  playRound(context, round);
  const timer = setInterval(() => {
    playRound(context, round);
  }, round.everyMs);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  clearInterval(timer);
  await context.close();
}

function playRound(context: AudioContext, { notes, loudness }: Round): void {
  for (const { hertz, at, lasts } of notes) {
    const start = context.currentTime + at;
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    // Swells and fades: a tone that is cut off clicks.
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.03);
    gain.gain.setTargetAtTime(0, start + lasts * 0.5, lasts * 0.18);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + lasts);
  }
}
