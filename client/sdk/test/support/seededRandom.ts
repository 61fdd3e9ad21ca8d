import type { Random } from '../../src/api/environment.js';

/** Chance that repeats itself: mulberry32. Its seed is printed by whoever uses it. */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }
}

/**
 * The seed of a randomised test: of `SEED` in the environment, a number or `random`. Without it the same
 * one each time, so that a change is judged by what it changed.
 */
export function seedFromEnvironment(): number {
  const given = process.env['SEED'] ?? '1';
  return given === 'random' ? Date.now() % 1_000_000 : Number(given);
}
