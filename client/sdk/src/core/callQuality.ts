import type { CallQuality } from '../api/calls.js';
import { isObject } from '../wire/shape.js';

/** What one measurement has counted since the beginning. */
interface Counted {
  readonly received: number;
  readonly lost: number;
}

/** Above any of these it is fair, and above any of those poor. People notice them so. */
const FAIR = { loss: 0.02, roundTripS: 0.25, jitterS: 0.03 } as const;
const POOR = { loss: 0.08, roundTripS: 0.5, jitterS: 0.1 } as const;

/** Tells from a browser's statistics (W3C webrtc-stats) how well media has arrived of late. */
export class CallQualityMeter {
  #before: Counted = { received: 0, lost: 0 };
  #losses: CallQuality | undefined;

  /**
   * The same by what is lost alone: a long way, or an uneven one, is no narrow one. Undefined if nothing
   * arrived.
   */
  get losses(): CallQuality | undefined {
    return this.#losses;
  }

  /** Undefined if nothing arrived at all since the last measurement. */
  measure(stats: readonly unknown[]): CallQuality | undefined {
    let received = 0;
    let lost = 0;
    let jitterS = 0;
    let roundTripS = 0;
    for (const one of stats) {
      if (!isObject(one)) continue;
      if (one['type'] === 'inbound-rtp') {
        received += numberOf(one['packetsReceived']);
        lost += numberOf(one['packetsLost']);
        jitterS = Math.max(jitterS, numberOf(one['jitter']));
      }
      if (one['type'] === 'candidate-pair' && one['nominated'] === true) {
        roundTripS = Math.max(roundTripS, numberOf(one['currentRoundTripTime']));
      }
    }
    const before = this.#before;
    this.#before = { received, lost };
    const arrived = received - before.received;
    const missing = Math.max(0, lost - before.lost);
    this.#losses = undefined;
    if (arrived <= 0) return undefined;
    const loss = missing / (arrived + missing);
    this.#losses = judged({ loss, roundTripS: 0, jitterS: 0 });
    return judged({ loss, roundTripS, jitterS });
  }
}

type Measured = Readonly<Record<keyof typeof FAIR, number>>;

function judged(measured: Measured): CallQuality {
  if (exceeds(measured, POOR)) return 'poor';
  return exceeds(measured, FAIR) ? 'fair' : 'good';
}

function exceeds(measured: Measured, limits: Measured): boolean {
  const { loss, roundTripS, jitterS } = measured;
  return loss > limits.loss || roundTripS > limits.roundTripS || jitterS > limits.jitterS;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
