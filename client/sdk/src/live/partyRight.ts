import type { Cancel, Environment } from '../api/environment.js';
import type { CallId } from '../api/ids.js';
import { ProblemError } from '../api/problem.js';
import { Backoff, RECONNECT_RANGE } from '../core/backoff.js';
import type { Api } from '../http/api.js';
import type { CallAdmission } from '../wire/callAnswers.js';
import type { CallPhase } from '../wire/callContent.js';
import type { PartyId } from '../wire/callSignal.js';
import type { CallClientFrame, MediaSaid, Refused } from '../wire/frames.js';

/** Whoever a relay's answers are for. */
export interface FrameTaker {
  readonly id: CallId;
  readonly onAttending: () => void;
  readonly onRefused: (refused: Refused) => void;
  readonly onMedia: (said: MediaSaid) => void;
}

/** What a right works with. */
export interface RightContext {
  readonly environment: Environment;
  readonly api: Api;
  readonly ticket: () => string | undefined;
  readonly newRef: (taker: FrameTaker) => number;
  readonly send: (frame: CallClientFrame) => void;
  /** The servers that the origin named last, in whichever call. */
  readonly lastWays: () => RTCConfiguration;
  readonly onWays: (ways: RTCConfiguration) => void;
}

/** Why there is no right. */
export type NoGrant = 'over' | 'turned-away' | 'full';

/** Whoever waits in a lobby asks so often; who does not for longer is taken for gone. */
const KNOCK_MS = 2_000;

/** Whose right it is. */
export interface RightHolder extends FrameTaker {
  readonly isOver: boolean;
  readonly onAdmission: (admission: CallAdmission) => void;
  /** The origin did not answer, or not with a grant: what is known by now has to do. */
  readonly onNoAnswer: () => void;
  /** The origin says that the call is over, or not this user's, or that she is not let in. */
  readonly onNoGrant: (why: NoGrant) => void;
}

/**
 * The right of a party to take part in its call: the grant, which is got again before it ends, and
 * what the origin hands out with it.
 */
export class PartyRight {
  readonly #context: RightContext;
  readonly #holder: RightHolder;
  readonly #backoff: Backoff;
  #grant: string | undefined;
  #admission: CallAdmission | undefined;
  #isRenewing = false;
  #cancelRenew: Cancel | undefined;

  /** @param by what the origin has given, or the caller's grant; undefined in a lobby */
  constructor(context: RightContext, holder: RightHolder, by: CallAdmission | string | undefined) {
    const { random } = context.environment;
    this.#context = context;
    this.#holder = holder;
    this.#backoff = new Backoff(RECONNECT_RANGE, () => random.fraction());
    if (typeof by === 'string') this.#grant = by;
    else if (by === undefined) this.#renewAfter(KNOCK_MS);
    else this.#admit(by);
  }

  get isRenewing(): boolean {
    return this.#isRenewing;
  }

  get admission(): CallAdmission | undefined {
    return this.#admission;
  }

  /** The servers by which media may find its way. */
  get ways(): RTCConfiguration {
    if (this.#admission === undefined) return this.#context.lastWays();
    const { iceServers, iceTransportPolicy } = this.#admission;
    return { iceServers: [...iceServers], iceTransportPolicy, bundlePolicy: 'max-bundle' };
  }

  /** Takes the grant that came with an invite; this party's own is better. */
  onInviteGrant(grant: string): void {
    if (this.#admission === undefined) this.#grant = grant;
  }

  /** Shows the grant to the node. */
  attend(party: PartyId, phase: CallPhase | undefined): void {
    const { newRef, send } = this.#context;
    const grant = this.#grant;
    // It is on its way, and this party attends when it is there.
    if (grant === undefined) {
      this.renew();
      return;
    }
    const frame = { t: 'attend', ref: newRef(this.#holder), grant, party } as const;
    send(phase === undefined ? frame : { ...frame, phase });
  }

  /** Gets this party's own grant, and the ways to connect; again until the origin has answered. */
  renew(): void {
    if (!this.#isRenewing && !this.#holder.isOver) void this.#renew();
  }

  release(): void {
    this.#cancelRenew?.();
  }

  async #renew(): Promise<void> {
    const { api, ticket } = this.#context;
    const shown = ticket();
    if (shown === undefined) return;
    this.#isRenewing = true;
    this.#cancelRenew?.();
    let againMs: number | undefined;
    try {
      const entry = await api.renewCallGrant(this.#holder.id, shown);
      this.#isRenewing = false;
      if (entry.call.id === this.#holder.id && !this.#holder.isOver) {
        this.#backoff.reset();
        if (entry.grant === undefined) againMs = KNOCK_MS;
        else {
          this.#admit(entry);
          this.#holder.onAdmission(entry);
        }
      }
    } catch (error) {
      this.#isRenewing = false;
      if (error instanceof ProblemError && !error.transient) this.#onRefusal(error);
      else {
        const retryMs = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
        againMs = Math.max(this.#backoff.nextMs(), retryMs);
      }
      this.#holder.onNoAnswer();
    }
    if (againMs !== undefined && !this.#holder.isOver) this.#renewAfter(againMs);
  }

  #renewAfter(waitMs: number): void {
    this.#cancelRenew = this.#context.environment.clock.after(waitMs, () => {
      this.renew();
    });
  }

  #onRefusal({ type, status }: ProblemError): void {
    if (type === 'turned-away') this.#holder.onNoGrant(type);
    else if (type === 'call-full') this.#holder.onNoGrant('full');
    else if (type === 'call-over' || status === 404 || status === 410)
      this.#holder.onNoGrant('over');
  }

  #admit(admission: CallAdmission): void {
    this.#admission = admission;
    this.#grant = admission.grant;
    this.#context.onWays(this.ways);
  }
}
