import type { CallQuality } from '../api/calls.js';
import type { EpochMs } from '../api/ids.js';
import type { MediaLayer } from '../wire/media.js';

/** From nothing to all. */
const LAYERS: readonly MediaLayer[] = ['none', 'low', 'medium', 'high'];
const LOW = LAYERS.indexOf('low');

/** One bad measurement is a bump, two are a road. */
const POOR_MEASURES = 2;
/** How long all must be well before more is wanted again; it doubles each time that this was too much. */
const RAISE_AFTER_MS = 10_000;
const RAISE_AFTER_MAX_MS = 120_000;
/** So much of what could still be spared is spared at a time, and wanted back at a time. */
const PART = 1 / 4;

/**
 * How much of what a party would like to see it asks for, by how well media arrives. A media server
 * sends what it is asked for, whether or not the way bears it; so the receiver spares, and the least
 * important pictures first: they become smaller, then they stop. The most important one becomes smaller
 * when there is no other one left, and never stops.
 */
export class LayerBudget {
  /** Steps that are taken off; a step makes one picture one layer smaller. */
  #spared = 0;
  #sparable = 0;
  #poor = 0;
  #goodSince: EpochMs | undefined;
  #raiseAfterMs = RAISE_AFTER_MS;
  #raisedAt: EpochMs | undefined;

  /** Takes a measurement; `changed` if another amount than before is to be asked for. */
  hear(now: EpochMs, quality: CallQuality | undefined): 'changed' | 'same' {
    const before = this.#spared;
    if (quality === 'poor') this.#onPoor(now);
    else {
      this.#poor = 0;
      if (quality === 'good') this.#onGood(now);
      else this.#goodSince = undefined;
    }
    return this.#spared === before ? 'same' : 'changed';
  }

  /** What to ask for instead of these, which are in the order of their importance. */
  within(wanted: readonly MediaLayer[]): readonly MediaLayer[] {
    const levels = wanted.map((layer) => LAYERS.indexOf(layer));
    let steps = 0;
    while (steps < this.#spared && lowerOne(levels)) steps++;
    // Of pictures that are gone nothing can be spared any more.
    this.#spared = steps;
    this.#sparable = levels.reduce(
      (sum, level, at) => sum + Math.max(0, at === 0 ? level - LOW : level),
      0,
    );
    return levels.map((level) => LAYERS[level] ?? 'none');
  }

  #onPoor(now: EpochMs): void {
    this.#goodSince = undefined;
    if (++this.#poor < POOR_MEASURES) return;
    this.#poor = 0;
    if (this.#raisedAt !== undefined && now - this.#raisedAt < this.#raiseAfterMs) {
      this.#raiseAfterMs = Math.min(2 * this.#raiseAfterMs, RAISE_AFTER_MAX_MS);
    }
    this.#raisedAt = undefined;
    this.#spared += Math.ceil(this.#sparable * PART);
  }

  #onGood(now: EpochMs): void {
    this.#goodSince ??= now;
    if (this.#spared === 0 || now - this.#goodSince < this.#raiseAfterMs) return;
    this.#goodSince = now;
    this.#raisedAt = now;
    this.#spared -= Math.ceil(this.#spared * PART);
    if (this.#spared === 0) this.#raiseAfterMs = RAISE_AFTER_MS;
  }
}

/** One step: of the others first the large ones, then any; at last the most important one. */
function lowerOne(levels: number[]): boolean {
  const ofOthers = (least: number): number =>
    levels.findLastIndex((level, at) => at > 0 && level > least);
  const large = ofOthers(LOW);
  const other = large >= 0 ? large : ofOthers(0);
  const at = other >= 0 ? other : 0;
  const level = levels[at] ?? 0;
  if (at === 0 && level <= LOW) return false;
  levels[at] = level - 1;
  return true;
}
