import type { Member, PersonErased } from '../api/events.js';
import type { UserId } from '../api/ids.js';
import type { LogEvent } from '../wire/events.js';

/**
 * Who was erased in a conversation, and what is left of an event after that.
 *
 * Pages and answers that were read before the origin was through may still have words or names of
 * hers; here they are taken out, whichever way they came.
 */
export class Erased {
  readonly #people = new Map<UserId, PersonErased['messages']>();

  /** Takes note of those who were erased by these events. Returns whether there was a new one. */
  learn(events: readonly LogEvent[]): boolean {
    let isNew = false;
    for (const event of events) {
      if (event.type !== 'person.erased' || this.#people.has(event.actor)) continue;
      this.#people.set(event.actor, event.messages);
      isNew = true;
    }
    return isNew;
  }

  /** The event as it may be shown; the same object if nothing is taken out of it. */
  strip(event: LogEvent): LogEvent {
    if (this.#people.size === 0) return event;
    switch (event.type) {
      case 'message.sent':
      case 'message.edited': {
        const { seq, at, messageId } = event;
        return this.#isWordless(event.actor) ? { type: 'tombstone', seq, at, messageId } : event;
      }
      case 'conversation.renamed': {
        const { seq, at } = event;
        return this.#isWordless(event.actor)
          ? { type: 'tombstone', seq, at, messageId: undefined }
          : event;
      }
      case 'conversation.created': {
        const members = this.nameless(event.members);
        const title = this.#isWordless(event.actor) ? undefined : event.title;
        const isSame = members === event.members && title === event.title;
        return isSame ? event : { ...event, members, title };
      }
      case 'member.added': {
        const members = this.nameless(event.members);
        return members === event.members ? event : { ...event, members };
      }
      case 'member.removed':
      case 'message.deleted':
      case 'call.started':
      case 'call.ended':
      case 'person.erased':
      case 'tombstone':
      case 'unknown':
        return event;
    }
  }

  /** The members without the names of those who were erased; the same array if there are none. */
  nameless(members: readonly Member[]): readonly Member[] {
    const named = (member: Member) => member.name !== '' && this.#people.has(member.id);
    if (!members.some(named)) return members;
    return members.map((member) => (named(member) ? { ...member, name: '' } : member));
  }

  #isWordless(user: UserId): boolean {
    return this.#people.get(user) === 'deleted';
  }
}
