import type { PartyId } from '../wire/callSignal.js';

/** Louder than a room, quieter than a voice: a share of full scale, as `audioLevel` has it. */
const VOICE_LEVEL = 0.02;
/** Pauses within a sentence. */
const PAUSE_MS = 1_200;
/** Whoever speaks is shown at least so long before somebody else is. */
const HOLD_MS = 2_000;

/**
 * Who speaks, by how loud each is heard here. The media server is not told: what it could read of it
 * would say who talks when.
 */
export class SpeakerWatch {
  readonly #heardAt = new Map<PartyId, number>();
  #speaker: PartyId | undefined;
  #since = -Infinity;

  /** Who spoke last, or speaks. */
  get speaker(): PartyId | undefined {
    return this.#speaker;
  }

  isSpeaking(now: number, party: PartyId): boolean {
    return now - (this.#heardAt.get(party) ?? -Infinity) < PAUSE_MS;
  }

  /** Takes how loud everybody is, who is there: 0 to 1. Tells whether anything changed. */
  hear(now: number, levels: ReadonlyMap<PartyId, number>): 'changed' | 'same' {
    const before = this.#picture(now, levels);
    for (const party of this.#heardAt.keys()) {
      if (!levels.has(party)) this.#heardAt.delete(party);
    }
    for (const [party, level] of levels) if (level >= VOICE_LEVEL) this.#heardAt.set(party, now);
    if (this.#speaker !== undefined && !levels.has(this.#speaker)) this.#speaker = undefined;
    const [loudest] = [...levels]
      .filter(([, level]) => level >= VOICE_LEVEL)
      .sort(([, one], [, other]) => other - one);
    const mayTurn =
      this.#speaker === undefined ||
      (now - this.#since >= HOLD_MS && !this.isSpeaking(now, this.#speaker));
    if (loudest !== undefined && mayTurn && loudest[0] !== this.#speaker) {
      [this.#speaker] = loudest;
      this.#since = now;
    }
    return this.#picture(now, levels) === before ? 'same' : 'changed';
  }

  #picture(now: number, levels: ReadonlyMap<PartyId, number>): string {
    const speaking = [...levels.keys()].filter((party) => this.isSpeaking(now, party));
    return JSON.stringify([this.#speaker, speaking]);
  }
}
