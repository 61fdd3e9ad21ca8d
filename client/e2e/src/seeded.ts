import { randomInt } from 'node:crypto';

/** Chance that can be played again: the same seed draws the same numbers. */
export class Seeded {
  readonly seed: number;
  #state: number;

  /** Takes the seed from `SEALMESH_SEED`, a number or `random`; otherwise the same one each time. */
  constructor(seed = seedFromEnvironment()) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** Uniform in [0, 1): mulberry32. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Uniform in [least, most]. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** One of them; there must be one. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.between(0, from.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }
}

function seedFromEnvironment(): number {
  const given = process.env['SEALMESH_SEED'] ?? '1';
  return given === 'random' ? randomInt(2 ** 31) : Number(given);
}

/** Whether the long form of a test was asked for. */
export const FULL = process.env['SEALMESH_E2E'] === 'full';

/** A number from the environment, or another one in each of the plain and the long run. */
export function times(variable: string, plain: number, full: number): number {
  const asked = process.env[variable];
  return asked === undefined ? (FULL ? full : plain) : Number(asked);
}
