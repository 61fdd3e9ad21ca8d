import type { Environment } from '../api/environment.js';
import type { ConversationId, Epoch, RoutingId } from '../api/ids.js';
import type { Limits } from '../api/limits.js';
import { BoundedMap } from '../core/boundedMap.js';
import type { ConversationState } from '../core/conversationState.js';
import type { Replica } from '../core/replica.js';
import { SYNC_PERIODS } from '../core/syncSchedule.js';
import type { KeyRing } from '../crypto/keyring.js';
import { EnvelopeOpener, type Opened } from '../crypto/opener.js';
import type { Signers } from '../crypto/signers.js';
import type { Api } from '../http/api.js';
import type { Bytes } from '../wire/bytes.js';
import type { Envelope, EnvelopeHeader } from '../wire/envelope.js';
import type { LogEvent } from '../wire/events.js';
import type { Counts } from './counts.js';
import { KeyFetcher } from './keyFetcher.js';

/** What the intake works with. */
export interface IntakeContext {
  readonly environment: Environment;
  readonly limits: Limits;
  readonly subtle: SubtleCrypto;
  readonly api: Api;
  readonly replica: Replica;
  readonly signers: Signers;
  readonly keys: KeyRing;
  readonly counts: Counts;
  /** Events are missing: sync after the delay. */
  readonly wishSync: (delayMs: number) => void;
  /** An event was applied the moment it came; those that had waited for it are not named. */
  readonly onApplied: (state: ConversationState, event: LogEvent) => void;
  /** Keys have come, whoever needed them. */
  readonly onKeys: () => void;
}

/** A conversation that is not known, of which something came. */
interface Stranger {
  /** When it may cause a sync again. */
  readonly againAt: number;
  /** More of it came since, and was dropped without asking. */
  missed: boolean;
}

function strangerName(timeline: string, rid: RoutingId): string {
  return `${timeline} ${rid}`;
}

/**
 * Takes event frames from a relay into the replica. A relay is not trusted: whatever is not
 * verified and opened changes nothing, is counted, and costs a bounded amount of work and memory.
 */
export class Intake {
  readonly fetcher: KeyFetcher;
  readonly #context: IntakeContext;
  readonly #opener: EnvelopeOpener;
  // Verified envelopes whose key is not here yet, by conversation.
  readonly #awaiting = new Map<ConversationId, Envelope[]>();
  // By timeline and conversation.
  readonly #strangers: BoundedMap<string, Stranger>;
  readonly #known = (header: EnvelopeHeader): boolean => this.#stateOf(header) !== undefined;
  #inFlight = 0;

  constructor(context: IntakeContext) {
    const { environment, api, keys, subtle, signers } = context;
    this.#context = context;
    this.#strangers = new BoundedMap(context.limits.strangersMax);
    this.#opener = new EnvelopeOpener(subtle, signers, keys);
    this.fetcher = new KeyFetcher(environment, context.limits, api, keys, {
      stillNeeds: ({ id }, epoch) => this.#stillNeeds(id, epoch),
      onKeys: ({ id }, epochs) => {
        this.#openAwaiting(id, epochs);
        if (epochs.size > 0) context.onKeys();
      },
      onRefused: () => {
        context.wishSync(SYNC_PERIODS.strangerMs);
      },
    });
  }

  /** Takes the bytes of an event frame. */
  receive(bytes: Bytes): void {
    const { limits, counts, wishSync } = this.#context;
    if (this.#inFlight >= limits.opensInFlightMax) {
      counts.dropped.overflow++;
      wishSync(SYNC_PERIODS.gapMs);
      return;
    }
    void this.#process(this.#opener.open(bytes, this.#known));
  }

  /** Gets the current key before it is needed, so that the first event need not wait for it. */
  prepare(state: ConversationState): void {
    const { keys } = this.#context;
    if (keys.subkey(state.rid, state.epoch, 'event') === undefined) {
      this.fetcher.need(state, state.epoch);
    }
  }

  /**
   * A conversation has become known. What came of it before was dropped, some of it perhaps after
   * the answer that tells of it was written; no gap would show that.
   */
  onArrived({ rid }: ConversationState): void {
    const { replica, wishSync } = this.#context;
    const name = strangerName(replica.timeline ?? '', rid);
    const missed = this.#strangers.get(name)?.missed === true;
    this.#strangers.delete(name);
    if (missed) wishSync(SYNC_PERIODS.gapMs);
  }

  /** A conversation is gone: nothing waits for its keys any more. */
  forget(id: ConversationId): void {
    this.#awaiting.delete(id);
  }

  /** Nothing waits for keys any more; the sync of the next connect brings what did. */
  stop(): void {
    this.fetcher.stop();
    this.#awaiting.clear();
  }

  async #process(opening: Promise<Opened>): Promise<void> {
    const { counts, wishSync } = this.#context;
    this.#inFlight++;
    try {
      const opened = await opening;
      if (opened.result === 'stranger') await this.#onStranger(opened.envelope);
      else this.#take(opened);
    } catch {
      // The engine failed, not the envelope. What it held is asked for.
      counts.dropped.unopened++;
      wishSync(SYNC_PERIODS.gapMs);
    } finally {
      this.#inFlight--;
    }
  }

  #take(opened: Exclude<Opened, { readonly result: 'stranger' }>): void {
    const { counts } = this.#context;
    switch (opened.result) {
      case 'dropped':
        counts.dropped[opened.reason]++;
        return;
      case 'awaiting-key':
        this.#await(opened.envelope);
        return;
      case 'event':
      case 'pointer': {
        // Looked up again: sync may have purged it while the envelope was being opened.
        const state = this.#stateOf(opened.envelope);
        if (state === undefined) counts.dropped['unknown-conversation']++;
        else if (opened.result === 'event') this.#onEvent(state, opened);
        else if (state.mergePointer(opened.pointer)) counts.pointers++;
      }
    }
  }

  #onEvent(
    state: ConversationState,
    { envelope, event }: Extract<Opened, { readonly result: 'event' }>,
  ): void {
    const { counts, wishSync, onApplied, replica } = this.#context;
    const headBefore = state.log.head;
    const offered = state.offer(event, envelope.epoch);
    switch (offered) {
      case 'applied':
        counts.applied.live += state.log.head - headBefore;
        if (event.type === 'member.removed' && event.member === replica.me) wishSync(0);
        onApplied(state, event);
        return;
      case 'waiting':
        wishSync(SYNC_PERIODS.gapMs);
        return;
      case 'overflow':
        counts.dropped.overflow++;
        wishSync(SYNC_PERIODS.gapMs);
        return;
      case 'replayed':
      case 'purged':
        counts.dropped.replayed++;
    }
  }

  // It may be of a conversation that this user was just added to; or the origin was restored.
  async #onStranger(envelope: Envelope): Promise<void> {
    const { counts, environment, signers, wishSync } = this.#context;
    counts.dropped['unknown-conversation']++;
    const name = strangerName(envelope.timeline, envelope.conversation);
    const now = environment.clock.now();
    const stranger = this.#strangers.get(name);
    if (stranger !== undefined && now < stranger.againAt) {
      stranger.missed = true;
      return;
    }
    if (!(await signers.verify(envelope))) return;
    // If the sync does not make it known, it is not for this user: a relay gains nothing by
    // repeating.
    this.#strangers.set(name, { againAt: now + SYNC_PERIODS.strangerAgainMs, missed: false });
    wishSync(SYNC_PERIODS.strangerMs);
  }

  #await(envelope: Envelope): void {
    const { limits, counts, wishSync } = this.#context;
    const state = this.#stateOf(envelope);
    if (state === undefined) {
      counts.dropped['unknown-conversation']++;
      return;
    }
    const waiting = this.#awaiting.get(state.id) ?? [];
    this.#awaiting.set(state.id, waiting);
    if (waiting.length >= limits.awaitingKeyMax) {
      counts.dropped.overflow++;
      wishSync(SYNC_PERIODS.gapMs);
      return;
    }
    waiting.push(envelope);
    this.fetcher.need(state, envelope.epoch, 'like everyone');
  }

  #stillNeeds(id: ConversationId, epoch: Epoch): boolean {
    const state = this.#context.replica.byId(id);
    const needed = (this.#awaiting.get(id) ?? []).filter(
      // Sync may have brought the event in the meantime.
      ({ type, seq }) => state !== undefined && (type === 'pointer' || seq > state.log.head),
    );
    if (needed.length === 0) this.#awaiting.delete(id);
    else this.#awaiting.set(id, needed);
    return needed.some((envelope) => envelope.epoch === epoch);
  }

  #openAwaiting(id: ConversationId, epochs: ReadonlySet<Epoch>): void {
    const waiting = this.#awaiting.get(id) ?? [];
    const still = waiting.filter(({ epoch }) => !epochs.has(epoch));
    if (still.length === 0) this.#awaiting.delete(id);
    else this.#awaiting.set(id, still);
    for (const envelope of waiting) {
      if (epochs.has(envelope.epoch)) void this.#process(this.#opener.openVerified(envelope));
    }
  }

  #stateOf({ timeline, conversation }: EnvelopeHeader): ConversationState | undefined {
    const { replica } = this.#context;
    return timeline === replica.timeline ? replica.byRid(conversation) : undefined;
  }
}
