import type { Seq } from '../../src/api/ids.js';
import type { ConversationState } from '../../src/core/conversationState.js';
import { MessageIndex } from '../../src/core/messageIndex.js';
import type { LogEvent } from '../../src/wire/events.js';
import { type SimulatedConversation, ToldEvent } from './simulatedOrigin.js';

/**
 * Looks at one conversation's log after every frame and every answer, for as long as the browser
 * has the conversation, and says what must never be so, not even for a moment.
 */
export class LogWatch {
  readonly #state: ConversationState;
  readonly #onFault: (what: string) => void;
  readonly #firstAtArrival: Seq;
  #head: Seq;
  #floor: Seq;
  #shown: readonly LogEvent[] = [];

  constructor(state: ConversationState, onFault: (what: string) => void) {
    this.#state = state;
    this.#onFault = onFault;
    this.#firstAtArrival = state.log.first;
    this.#head = state.log.head;
    this.#floor = state.log.floor;
  }

  /** @param offered what has just come live */
  check(offered?: ToldEvent): void {
    const { log, rid } = this.#state;
    const { first, head, floor, events } = log;
    if (head < this.#head) this.#onFault('the head goes backwards');
    if (floor < this.#floor) this.#onFault('the floor goes backwards');
    // Nothing is paged in or trimmed here: what is held begins where it began, or at the floor.
    if (first !== Math.max(this.#firstAtArrival, floor))
      this.#onFault('the log has lost its start');
    this.#checkEvents(events, first, rid);
    const isHeld = offered !== undefined && events[offered.seq - first] === offered;
    if (offered !== undefined && !isHeld && offered.puts > 0) this.#onFault('shown and not held');
    this.#head = head;
    this.#floor = floor;
  }

  // What stands where it stood was looked at when it came, and will be at the end once more.
  #checkEvents(events: readonly LogEvent[], first: Seq, rid: string): void {
    const shown = this.#shown;
    const shownFirst = shown[0]?.seq ?? 0;
    let seq = first;
    let asBefore = 0;
    for (const event of events) {
      if (event === shown[seq - shownFirst]) asBefore++;
      else this.#checkNew(event, seq, rid);
      seq++;
    }
    if (asBefore === shown.length && asBefore === events.length) return;
    this.#shown = [...events];
    if (asBefore === shown.length) return;
    for (const event of shown) {
      const isGone = events[event.seq - first] !== event;
      if (isGone && !isOnce(event, 'put and dropped')) this.#onFault('an event was lost');
    }
  }

  #checkNew(event: LogEvent, seq: Seq, rid: string): void {
    if (event.seq !== seq) this.#onFault('the log has a hole, or an event twice');
    if (!isOnce(event, 'put')) this.#onFault('an event was not applied exactly once');
    else if (event.truth.rid !== rid) this.#onFault('an event is of another conversation');
  }

  /** What is wrong once everything should be here. */
  checkEnd(truth: SimulatedConversation, isFloorTold: boolean): void {
    const { head, floor, first, events } = this.#state.log;
    if (head !== truth.head) this.#onFault(`is behind: head ${head} instead of ${truth.head}`);
    if (isFloorTold && floor !== truth.floor) this.#onFault('does not know the floor');
    const isTrue = events.every(
      (event, index) =>
        event instanceof ToldEvent && event.truth === truth.events[first + index - 1],
    );
    if (!isTrue) this.#onFault('holds an event that is not the origin’s');
    this.#shown = [];
    this.check();
  }
}

function isOnce(event: LogEvent, what: 'put' | 'put and dropped'): event is ToldEvent {
  if (!(event instanceof ToldEvent)) return false;
  return event.puts === 1 && event.drops === (what === 'put' ? 0 : 1);
}

/**
 * From now on, every told event counts how often a log has put and dropped it: `ConversationState`
 * passes both on to its `MessageIndex`, and that is where this listens.
 */
export function countPutsAndDrops(): void {
  listen('onPut', (event) => event.puts++);
  listen('onDrop', (event) => event.drops++);
}

function listen(name: 'onPut' | 'onDrop', count: (event: ToldEvent) => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on its object below
  const production = MessageIndex.prototype[name];
  MessageIndex.prototype[name] = function (this: MessageIndex, event: LogEvent) {
    if (event instanceof ToldEvent) count(event);
    production.call(this, event);
  };
}
