import type { Seq } from '../../src/api/ids.js';
import { ProblemError } from '../../src/api/problem.js';
import type { SyncQuestion } from '../../src/core/replica.js';
import { Api } from '../../src/http/api.js';
import type { Http } from '../../src/http/http.js';
import type { Synced } from '../../src/http/requests.js';
import type { SyncedConversation, Ticket } from '../../src/wire/answers.js';
import { toBase64Url } from '../../src/wire/bytes.js';
import type { UnknownEvent } from '../../src/wire/events.js';
import type { OrderTally } from './orderTally.js';
import type { SeededRandom } from './seededRandom.js';
import type { SimulatedTime } from './simulatedTime.js';

/** A request without an answer is given up after this. */
const TIME_OUT_MS = 20_000;
/** Short, so that histories renew tickets. */
export const TICKET_LIFE_MS = 300_000;
/** Events of one conversation in an answer, small so that answers are cut. */
const ANSWERED_MAX = 12;
/** Of a conversation that the question did not name: the last ones. */
const LAST_MAX = 20;

/** An event as the origin keeps it. */
export interface Truth {
  readonly timeline: string;
  readonly rid: string;
  readonly seq: Seq;
  /** The frame by which relays bring it: instead of a sealed envelope it holds a number. */
  readonly frame: string;
}

/**
 * One copy of an event on its way to one browser. Its content is of no interest to the order, so it
 * is of a type that shows nothing; instead it counts what the log does with it.
 */
export class ToldEvent implements UnknownEvent {
  readonly type = 'unknown';
  readonly at = 0;
  readonly seq: Seq;
  readonly truth: Truth;
  puts = 0;
  drops = 0;

  constructor(truth: Truth) {
    this.seq = truth.seq;
    this.truth = truth;
  }
}

/** A conversation of which everybody is a member. */
export class SimulatedConversation {
  readonly id: string;
  readonly rid: string;
  readonly events: Truth[] = [];
  floor: Seq = 1;

  constructor(name: string) {
    this.id = name;
    this.rid = `rid ${name}`;
  }

  get head(): Seq {
    return this.events.length;
  }
}

/** What an origin lives by. */
export interface OriginSurroundings {
  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  readonly tally: OrderTally;
  readonly relays: readonly string[];
  /** The production's, which is never asked: this origin answers in its place. */
  readonly http: Http;
}

/**
 * The origin, asked through the production's `Api` without HTTP between: it keeps the logs, and
 * answers sync and tickets; requests and answers are lost, late and refused while it is restless.
 */
export class SimulatedOrigin extends Api {
  readonly conversations: SimulatedConversation[] = [];
  timeline = 'timeline 0';
  isRestless = true;
  readonly #surroundings: OriginSurroundings;
  readonly #truths: Truth[] = [];
  #version = 0;
  #restores = 0;

  constructor(surroundings: OriginSurroundings) {
    super(surroundings.http);
    this.#surroundings = surroundings;
  }

  create(): SimulatedConversation {
    const conversation = new SimulatedConversation(`conversation ${this.conversations.length}`);
    this.conversations.push(conversation);
    return conversation;
  }

  append({ events, rid }: SimulatedConversation): Truth {
    const number = this.#truths.length;
    const bytes = Uint8Array.of(number >> 8, number & 0xff);
    const frame = JSON.stringify({ t: 'event', data: toBase64Url(bytes) });
    const truth = { timeline: this.timeline, rid, seq: events.length + 1, frame };
    events.push(truth);
    this.#truths.push(truth);
    this.#version++;
    this.#surroundings.tally.appended++;
    return truth;
  }

  /** What a frame brought. */
  truthOf([high = 0, low = 0]: Uint8Array): Truth {
    const truth = this.#truths[high * 256 + low];
    if (truth === undefined) throw new RangeError('no such event');
    return truth;
  }

  raiseFloor(conversation: SimulatedConversation, by: number): void {
    conversation.floor = Math.min(conversation.floor + by, conversation.head + 1);
    this.#version++;
    this.#surroundings.tally.floorsRaised++;
  }

  /** Comes back from a backup: the last events never were, and their seqs are given anew. */
  restore(): void {
    const { random, tally } = this.#surroundings;
    tally.restores++;
    this.timeline = `timeline ${++this.#restores}`;
    this.#version++;
    for (const conversation of this.conversations) {
      const { events } = conversation;
      const kept = Math.max(1, events.length - random.below(6));
      events.length = 0;
      while (events.length < kept) this.append(conversation);
      conversation.floor = Math.min(conversation.floor, conversation.head + 1);
    }
  }

  override sync(question: SyncQuestion, ifNoneMatch: string | undefined): Promise<Synced> {
    return this.#exchange(() => this.#answer(question, ifNoneMatch));
  }

  override getTicket(ticket: string | undefined): Promise<Ticket> {
    const { time, relays } = this.#surroundings;
    return this.#exchange(() => {
      const expires = time.now() + TICKET_LIFE_MS;
      return { ticket: ticket ?? 'ticket', ticketId: 'ticket id', expires, relays };
    });
  }

  #exchange<T>(answer: () => T): Promise<T> {
    const { time, random, tally } = this.#surroundings;
    const fate = this.isRestless ? random.fraction() : 1;
    return new Promise((resolve, reject) => {
      const fail = (delayMs: number, problem: ProblemError): void => {
        time.after(delayMs, () => {
          reject(problem);
        });
      };
      if (fate < 0.08) {
        tally.requestsLost++;
        fail(random.chance(0.3) ? TIME_OUT_MS : this.#wayMs(), problemOf(0));
        return;
      }
      time.after(this.#wayMs(), () => {
        if (fate < 0.18) {
          tally.refusals++;
          const retryAfterMs = random.chance(0.7) ? random.below(8) * 1_000 : undefined;
          fail(this.#wayMs(), problemOf(random.pick([429, 503]), retryAfterMs));
          return;
        }
        const told = answer();
        if (fate < 0.23) {
          tally.answersLost++;
          fail(random.chance(0.3) ? TIME_OUT_MS : this.#wayMs(), problemOf(0));
          return;
        }
        time.after(this.#wayMs(), () => {
          resolve(told);
        });
      });
    });
  }

  #wayMs(): number {
    const { random } = this.#surroundings;
    return this.isRestless && random.chance(0.1) ? random.below(6_000) : 5 + random.below(60);
  }

  #answer({ timeline, heads }: SyncQuestion, ifNoneMatch: string | undefined): Synced {
    const { tally } = this.#surroundings;
    const etag = `"${this.#version}"`;
    if (ifNoneMatch === etag) {
      tally.unchangedAnswers++;
      return 'unchanged';
    }
    const asked = new Map(
      timeline === this.timeline ? heads.map((one) => [one.conversation, one.head]) : [],
    );
    const conversations = this.conversations.map((one) => this.#part(one, asked.get(one.id)));
    const answer = { timeline: this.timeline, signers: [], conversations };
    return { answer, told: answer, etag };
  }

  #part(conversation: SimulatedConversation, asked: Seq | undefined): SyncedConversation {
    const { id, rid, head, floor, events: all } = conversation;
    const after = Math.max(asked ?? head - LAST_MAX, floor - 1);
    const end = asked === undefined ? head : Math.min(after + ANSWERED_MAX, head);
    const more = end < head;
    if (more) this.#surroundings.tally.cutAnswers++;
    const events = all.slice(after, end).map((truth) => new ToldEvent(truth));
    const rest = {
      kind: 'group',
      title: id,
      owner: 'zoe',
      memberCount: 0,
      keptForMs: undefined,
      members: [],
    } as const;
    return {
      conversation: { id, rid, head, floor, epoch: 1, ...rest },
      events,
      more,
      pointers: [],
    };
  }
}

function problemOf(status: number, retryAfterMs?: number): ProblemError {
  const type = status === 0 ? 'network' : `http-${status}`;
  return new ProblemError({ type, title: type, status, detail: undefined, retryAfterMs });
}
