import {
  type Client,
  type Conversation,
  createClient,
  defaultLimits,
  type Environment,
  type Limits,
} from '@sealmesh/sdk';
import { WebSocket } from 'ws';

import { type Json, number } from './api.js';
import { eventually, within } from './eventually.js';
import type { Message, Transcript } from './transcript.js';

/** A transcript is compared as a whole, so no client may forget its beginning. */
const LIMITS: Partial<Limits> = { eventsHeldMax: defaultLimits.eventsPagedMax };

/** A user with the client library in this process. */
export class Person {
  readonly name: string;
  readonly client: Client;
  readonly #origin: string;
  readonly #fetch: RememberingFetch;

  private constructor(name: string, client: Client, origin: string, fetch: RememberingFetch) {
    this.name = name;
    this.client = client;
    this.#origin = origin;
    this.#fetch = fetch;
  }

  /**
   * Signs in as a guest, connects, and has synced once when it resolves.
   *
   * @param environment how it reaches the site, if not as usual
   */
  static async guest(
    origin: string,
    name: string,
    environment: Partial<Environment> = {},
  ): Promise<Person> {
    const fetch = new RememberingFetch(environment.fetch);
    const client = createClient({
      origin,
      limits: LIMITS,
      environment: { WebSocket, ...environment, fetch: fetch.fetch },
    });
    await client.signInAsGuest({ name });
    client.connect();
    await within(`${name} has synced`, client.synced());
    return new Person(name, client, origin, fetch);
  }

  get id(): string {
    const { session } = this.client;
    if (session.state !== 'signed-in') throw new Error(`${this.name} is not signed in`);
    return session.user.id;
  }

  /** Waits until a relay has welcomed this client. */
  async online(): Promise<void> {
    await eventually(
      `${this.name} is online`,
      () => this.client.connection.state === 'online' || undefined,
    );
  }

  /** The conversation, as soon as this client has heard of it. */
  conversation(id: string): Promise<Conversation> {
    return eventually(`${this.name} sees the conversation`, () => this.client.conversation(id));
  }

  /** The direct conversation with somebody of this name, as soon as this client has heard of it. */
  sees(name: string): Promise<Conversation> {
    return eventually(`${this.name} sees a conversation with ${name}`, () => {
      const row = this.client.conversations.find(({ members }) =>
        members.some((member) => member.name === name),
      );
      return row && this.client.conversation(row.id);
    });
  }

  /** The conversation's head as the origin tells it now, past all that this client believes. */
  async head(id: string): Promise<number> {
    const path = `${this.#origin}/api/v1/conversations/${id}`;
    return eventually(`the origin tells ${this.name} a head`, async () => {
      const answer = await this.#fetch.asLastTime(path);
      return answer.ok ? number((await answer.json()) as Json, 'head') : undefined;
    });
  }

  /** Waits until everything up to the seq was applied, and returns what then stands there. */
  async transcript(id: string, head: number): Promise<Transcript> {
    const conversation = await this.conversation(id);
    await eventually(
      `${this.name} has applied everything up to ${head}`,
      () => conversation.summary.head >= head || undefined,
    );
    return conversation.messages.map((it): Message => ({
      seq: it.seq ?? -1,
      messageId: it.id ?? '',
      body: it.deleted ? null : (it.body ?? ''),
    }));
  }
}

/** A fetch that keeps the session's token, so that a test can ask past the client. */
class RememberingFetch {
  readonly #fetch: typeof fetch;
  #bearer = '';

  constructor(inner: typeof fetch = fetch) {
    this.#fetch = inner;
  }

  readonly fetch: typeof fetch = (input, init) => {
    this.#bearer = new Headers(init?.headers).get('authorization') ?? this.#bearer;
    return this.#fetch(input, init);
  };

  asLastTime(url: string): Promise<Response> {
    return this.#fetch(url, { headers: { authorization: this.#bearer } });
  }
}
