import { CALL_PERIODS } from './callActions.js';

/** What the browser says of the connection over which media flows. */
export type MediaState = 'connected' | 'disconnected' | 'failed';

/** A browser that fails again and again is not answered faster than this. */
const RESTART_LEAST_MS = 2_000;

/** What has to be done about media. */
export type MediaAdvice = 'restart' | 'give up' | undefined;

/** Watches whether media flows: when it is missed, when ICE is restarted, when it has failed. */
export class MediaWatch {
  // Since when it is awaited, or has stopped; undefined while it flows, and before all.
  #missingSince: number | undefined;
  #restartAt = Infinity;
  #restartedAt = -Infinity;
  #flowedAt: number | undefined;

  /** When it first flowed. */
  get flowedAt(): number | undefined {
    return this.#flowedAt;
  }

  get isFlowing(): boolean {
    return this.#flowedAt !== undefined && this.#missingSince === undefined;
  }

  /** Whether it has stopped and has been missed for it. */
  get isMissed(): boolean {
    if (this.#flowedAt === undefined || this.#missingSince === undefined) return false;
    return this.#restartedAt >= this.#missingSince;
  }

  get dueAt(): number {
    if (this.#missingSince === undefined) return Infinity;
    return Math.min(this.#restartAt, this.#missingSince + CALL_PERIODS.failedMs);
  }

  /** The two have agreed: media is awaited. */
  start(now: number): void {
    this.#missingSince = now;
    this.#restartAt = now + CALL_PERIODS.restartAgainMs;
  }

  /** Tells whether it flows again, or for the first time. */
  onMedia(now: number, state: MediaState): 'begins' | 'nothing new' {
    if (state === 'connected') {
      if (this.#missingSince === undefined) return 'nothing new';
      this.#missingSince = undefined;
      this.#restartAt = Infinity;
      this.#restartedAt = -Infinity;
      this.#flowedAt ??= now;
      return 'begins';
    }
    const isNew = this.#missingSince === undefined;
    this.#missingSince ??= now;
    if (state === 'failed') this.#restartAt = Math.max(now, this.#restartedAt + RESTART_LEAST_MS);
    else if (isNew) this.#restartAt = now + CALL_PERIODS.missedMs;
    return 'nothing new';
  }

  onTime(now: number): MediaAdvice {
    if (now < this.dueAt) return undefined;
    if (now >= (this.#missingSince ?? now) + CALL_PERIODS.failedMs) return 'give up';
    this.onRestart(now);
    return 'restart';
  }

  /** ICE begins anew. */
  onRestart(now: number): void {
    this.#restartedAt = now;
    if (this.#missingSince !== undefined) this.#restartAt = now + CALL_PERIODS.restartAgainMs;
  }
}
