import {
  type Client,
  type Conversation,
  createClient,
  defaultLimits,
  type Environment,
  type Limits,
  type WebSocketConstructor,
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
  readonly #bearer: { value: string };

  private constructor(name: string, client: Client, origin: string, bearer: { value: string }) {
    this.name = name;
    this.client = client;
    this.#origin = origin;
    this.#bearer = bearer;
  }

  /** Signs in as a guest, connects, and has synced once when it resolves. */
  static async guest(
    origin: string,
    name: string,
    webSocket: WebSocketConstructor | undefined = WebSocket,
    loadSockJs?: Environment['loadSockJs'],
  ): Promise<Person> {
    const bearer = { value: '' };
    const client = createClient({
      origin,
      limits: LIMITS,
      environment: { WebSocket: webSocket, loadSockJs, fetch: remembering(bearer) },
    });
    await client.signInAsGuest({ name });
    client.connect();
    await within(`${name} has synced`, client.synced());
    return new Person(name, client, origin, bearer);
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
    const answer = await fetch(`${this.#origin}/api/v1/conversations/${id}`, {
      headers: { authorization: this.#bearer.value },
    });
    return number((await answer.json()) as Json, 'head');
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

/** The platform's fetch; it keeps the session's token, so that a test can ask past the client. */
function remembering(bearer: { value: string }): typeof fetch {
  return (input, init) => {
    bearer.value = new Headers(init?.headers).get('authorization') ?? bearer.value;
    return fetch(input, init);
  };
}
