import type { Cancel, Environment } from '../api/environment.js';
import type { ConversationId, Epoch, RoutingId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import { ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import type { KeyRing } from '../crypto/keyring.js';
import type { Api } from '../http/api.js';
import { fromBase64Url } from '../wire/bytes.js';

/** More epochs one request may not name (docs/openapi.yaml). */
const EPOCHS_MAX = 64;

/** Which conversation needs keys. */
export interface KeyNeed {
  readonly id: ConversationId;
  readonly rid: RoutingId;
  /** Who may miss the same key at this moment. */
  readonly memberCount: number;
}

interface Fetching {
  readonly epochs: Set<Epoch>;
  readonly backoff: Backoff;
  cancelAgain: Cancel | undefined;
}

/**
 * Fetches the keys of epochs that an envelope or signal named, once for all that wait, and again
 * after a failure for as long as somebody still needs them.
 */
export class KeyFetcher {
  readonly #environment: Environment;
  readonly #limits: Limits;
  readonly #api: Api;
  readonly #keys: KeyRing;
  readonly #stillNeeds: (need: KeyNeed, epoch: Epoch) => boolean;
  readonly #onKeys: (need: KeyNeed, epochs: ReadonlySet<Epoch>) => void;
  readonly #onRefused: () => void;
  readonly #fetching = new Map<ConversationId, Fetching>();

  constructor(
    environment: Environment,
    limits: Limits,
    api: Api,
    keys: KeyRing,
    listener: {
      readonly stillNeeds: (need: KeyNeed, epoch: Epoch) => boolean;
      readonly onKeys: (need: KeyNeed, epochs: ReadonlySet<Epoch>) => void;
      /** The origin gives none: this user may no longer be a member. */
      readonly onRefused: () => void;
    },
  ) {
    this.#environment = environment;
    this.#limits = limits;
    this.#api = api;
    this.#keys = keys;
    this.#stillNeeds = listener.stillNeeds;
    this.#onKeys = listener.onKeys;
    this.#onRefused = listener.onRefused;
  }

  /**
   * Fetches unless that goes on already; `onKeys` is called when some came. What every member needs
   * at this moment, since all got the same event, is fetched after a random wait in a large room.
   */
  need(need: KeyNeed, epoch: Epoch, who: 'alone' | 'like everyone' = 'alone'): void {
    const before = this.#fetching.get(need.id);
    if (before !== undefined) {
      before.epochs.add(epoch);
      return;
    }
    const backoff = new Backoff(RECONNECT_RANGE, () => this.#environment.random.fraction());
    const fetching = { epochs: new Set([epoch]), backoff, cancelAgain: undefined };
    this.#fetching.set(need.id, fetching);
    this.#fetchIn(who === 'alone' ? 0 : this.#spreadMs(need), need, fetching);
  }

  /** Asks no more for what was needed so far; keys that are on their way are still taken. */
  stop(): void {
    for (const { cancelAgain } of this.#fetching.values()) cancelAgain?.();
    this.#fetching.clear();
  }

  /** A random part of the time that all members may take; none in a small conversation. */
  #spreadMs({ memberCount }: KeyNeed): number {
    const { keyAskersPerSecond, keyWaitMs } = this.#limits;
    if (memberCount <= keyAskersPerSecond) return 0;
    const allMs = Math.min(keyWaitMs, (memberCount * 1_000) / keyAskersPerSecond);
    return this.#environment.random.fraction() * allMs;
  }

  #fetchIn(waitMs: number, need: KeyNeed, fetching: Fetching): void {
    if (waitMs === 0) {
      void this.#fetch(need, fetching);
      return;
    }
    fetching.cancelAgain = this.#environment.clock.after(waitMs, () => {
      void this.#fetch(need, fetching);
    });
  }

  async #fetch(need: KeyNeed, fetching: Fetching): Promise<void> {
    const asked = [...fetching.epochs].slice(0, EPOCHS_MAX);
    let waitMs = 0;
    try {
      const come = new Set<Epoch>();
      for (const { epoch, key } of await this.#api.getKeys(need.id, asked)) {
        const bytes = fromBase64Url(key);
        if (bytes?.length !== 32) continue;
        await this.#keys.put(need.rid, epoch, bytes);
        fetching.epochs.delete(epoch);
        come.add(epoch);
      }
      this.#onKeys(need, come);
    } catch (error) {
      waitMs = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
      if (error instanceof ProblemError && !error.transient) this.#onRefused();
    }
    // Stopped meanwhile.
    if (this.#fetching.get(need.id) !== fetching) return;
    if (fetching.epochs.size === 0) {
      this.#fetching.delete(need.id);
      return;
    }
    // What is no longer needed then is not asked for again; until then no new need is asked for
    // either, so that a sender of made-up epochs cannot make this client hammer the origin.
    const againMs = Math.max(fetching.backoff.nextMs(), waitMs);
    fetching.cancelAgain = this.#environment.clock.after(againMs, () => {
      for (const epoch of fetching.epochs) {
        if (!this.#stillNeeds(need, epoch)) fetching.epochs.delete(epoch);
      }
      if (fetching.epochs.size === 0) this.#fetching.delete(need.id);
      else void this.#fetch(need, fetching);
    });
  }
}
