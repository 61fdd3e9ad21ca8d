import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { type Conversation, type Environment, ProblemError } from '@sealmesh/sdk';

import type { KeptConversation } from './database.js';
import { Person } from './person.js';
import type { Seeded } from './seeded.js';
import type { Transcript } from './transcript.js';

/** What a client shows of one conversation when all is quiet. */
export interface Shown {
  readonly person: string;
  readonly conversation: string;
  /** Messages below it are not this person's to see. */
  readonly floor: number;
  readonly messages: Transcript;
}

/**
 * People who chat at random in direct conversations, a group and a room: who does what is drawn from the
 * seed; what the server made of it is for the database to say.
 */
export class Crowd {
  readonly people: readonly Person[];
  /** Client ids of messages that were answered with 201. */
  readonly answered = new Set<string>();
  /** Everything that was begun, answered or not. */
  actions = 0;
  readonly #chance: Seeded;
  readonly #conversations: readonly string[];
  #said = 0;

  private constructor(people: readonly Person[], conversations: readonly string[], chance: Seeded) {
    this.people = people;
    this.#conversations = conversations;
    this.#chance = chance;
  }

  /**
   * Signs the people in one after the other and brings them together.
   *
   * @param environment how they reach the site, if not as usual
   */
  static async gather(
    url: string,
    size: number,
    chance: Seeded,
    environment: Partial<Environment> = {},
  ): Promise<Crowd> {
    const people: Person[] = [];
    for (let i = 1; i <= size; i++) {
      people.push(await Person.guest(url, `Person ${i}`, environment));
    }
    const [first, ...others] = people;
    if (first === undefined) throw new RangeError('a crowd has people');
    const room = await first.client.createRoom('Everybody');
    for (const { client } of others) await client.joinRoom(room.id);
    const half = others.slice(0, size / 2).map(({ id }) => id);
    const made = [room.id, (await first.client.createGroup('Half of us', half)).id];
    for (let i = 0; i + 1 < size; i += 2) {
      const [one, two] = [people[i], people[i + 1]];
      if (one !== undefined && two !== undefined) {
        made.push((await one.client.openDirect(two.id)).id);
      }
    }
    return new Crowd(people, made, chance);
  }

  /**
   * Everybody acts, one thing after another each, until told to stop.
   *
   * @param pauseMs how long each waits between two things, on average
   */
  async chat(until: AbortSignal, pauseMs = 0): Promise<void> {
    // Everybody waits for it.
    setMaxListeners(0, until);
    const waiting = async (): Promise<void> => {
      const ms = 2 * pauseMs * this.#chance.fraction();
      // Being told to stop is no failure.
      await pause(ms, undefined, { signal: until }).catch(() => undefined);
    };
    await Promise.all(
      this.people.map(async (person) => {
        if (pauseMs > 0) await waiting();
        while (!until.aborted) {
          await this.#act(person);
          if (pauseMs > 0) await waiting();
        }
      }),
    );
  }

  /** What each person shows of each of her conversations, once she has caught up with the origin. */
  async shown(): Promise<Shown[]> {
    const all: Shown[] = [];
    for (const person of this.people) {
      for (const { id } of person.client.conversations) {
        const messages = await person.transcript(id, await person.head(id));
        const conversation = await person.conversation(id);
        all.push({
          person: person.name,
          conversation: id,
          floor: conversation.summary.floor,
          messages,
        });
      }
    }
    return all;
  }

  async #act(person: Person): Promise<void> {
    this.actions++;
    const mine = this.#conversations.filter((id) => person.client.conversation(id) !== undefined);
    const conversation = person.client.conversation(this.#chance.pick(mine));
    if (conversation === undefined) throw new Error('it was there a moment ago');
    const dice = this.#chance.fraction();
    if (dice < 0.7) await this.#send(conversation);
    else await this.#change(conversation, dice < 0.87 ? 'edit' : 'delete');
  }

  async #send(conversation: Conversation): Promise<void> {
    const message = conversation.send(`Said ${++this.#said}`);
    await message.sent;
    this.answered.add(message.clientId);
  }

  /** Edits or deletes an own message; whether it was done, a killed server may not say. */
  async #change(conversation: Conversation, what: 'edit' | 'delete'): Promise<void> {
    const own = conversation.messages.filter(
      ({ clientId, id, deleted }) => clientId !== undefined && id !== undefined && !deleted,
    );
    const id = own.length === 0 ? undefined : this.#chance.pick(own).id;
    if (id === undefined) return this.#send(conversation);
    try {
      if (what === 'edit') await conversation.edit(id, `Edited ${++this.#said}`);
      else await conversation.delete(id);
    } catch (error) {
      // Deleted before the edit came: refused for good. All else may not be swallowed.
      const known = error instanceof ProblemError && (error.transient || error.status === 404);
      if (!known) throw error;
    }
  }
}

/** What differs between what the database keeps and what people see; empty if all is well. */
export function differences(
  kept: readonly KeptConversation[],
  shown: readonly Shown[],
  answered: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  const times = new Map<string, number>();
  for (const { id, head, seqs, clientIds } of kept) {
    const whole = seqs.length === head && seqs.every((seq, index) => seq === index + 1);
    if (!whole) found.push(`conversation ${id}: head ${head}, but its seqs are ${seqs.join()}`);
    for (const clientId of clientIds) times.set(clientId, (times.get(clientId) ?? 0) + 1);
  }
  for (const clientId of answered) {
    const stored = times.get(clientId) ?? 0;
    if (stored !== 1) found.push(`the 201 of ${clientId} stands ${stored} times`);
  }
  for (const [clientId, stored] of times) {
    if (stored > 1) found.push(`${clientId} stands ${stored} times`);
  }
  for (const { person, conversation, floor, messages } of shown) {
    const there = kept.find(({ id }) => id === conversation);
    const due = (there?.messages ?? []).filter(({ seq }) => seq >= floor);
    const want = due.map((it) => JSON.stringify(it));
    const have = messages.map((it) => JSON.stringify(it));
    const missing = want.filter((it) => !have.includes(it));
    const strange = have.filter((it) => !want.includes(it));
    if (want.join() !== have.join()) {
      found.push(
        `${person} in ${conversation}: missing ${missing.join() || 'none'}, ` +
          `not kept ${strange.join() || 'none'}, ${have.length} shown of ${want.length}`,
      );
    }
  }
  return found;
}
