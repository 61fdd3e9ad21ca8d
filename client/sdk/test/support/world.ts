import assert from 'node:assert/strict';

import type { Client, ClientOptions, Conversation } from '../../src/index.js';
import { createClient, type Message } from '../../src/index.js';
import { CountedSubtle } from './countedSubtle.js';
import { FakeClock } from './fakeClock.js';
import { FakeRelay } from './fakeRelay.js';
import type { ModelConversation } from './modelConversation.js';
import { ModelOrigin } from './modelOrigin.js';
import { SeededRandom } from './seededRandom.js';

/** An origin, a relay, a clock and a client, wired together without a network. */
export class World {
  readonly clock = new FakeClock();
  readonly random: SeededRandom;
  readonly counted = new CountedSubtle();
  readonly relay: FakeRelay;
  readonly origin: ModelOrigin;

  private constructor(random: SeededRandom, origin: (world: World) => ModelOrigin) {
    this.random = random;
    this.origin = origin(this);
    this.relay = new FakeRelay(() => this.origin.now() + this.origin.ticketLifeMs);
  }

  static async create(seed = 1): Promise<World> {
    const random = new SeededRandom(seed);
    const { signing } = await ModelOrigin.create(new FakeClock(), random, crypto.subtle);
    return new World(
      random,
      ({ clock, counted: { subtle } }) => new ModelOrigin({ clock, random, subtle, signing }),
    );
  }

  newClient(options: Partial<ClientOptions> = {}): Client {
    return createClient({
      origin: 'https://chat.example',
      ...options,
      environment: {
        clock: this.clock,
        random: this.random,
        fetch: this.origin.fetch,
        WebSocket: this.relay.WebSocket,
        subtle: this.counted.subtle,
        ...options.environment,
      },
    });
  }

  /** A client of alice that is online and has synced. */
  async online(options: Partial<ClientOptions> = {}): Promise<Client> {
    const client = this.newClient(options);
    await client.signInAsGuest({ name: 'alice' });
    client.connect();
    await this.settle();
    await this.advance(10);
    assert.equal(client.connection.state, 'online');
    return client;
  }

  settle(): Promise<void> {
    return this.counted.settle();
  }

  /** Lets time pass until the promise is settled, or fails after a minute of it. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const progress = { settled: false };
    const mark = (): void => {
      progress.settled = true;
    };
    promise.then(mark, mark);
    for (let ms = 0; ms < 60_000; ms += 100) {
      await this.advance(ms === 0 ? 0 : 100);
      if (progress.settled) return promise;
    }
    throw new Error('it does not end');
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, this.counted.settle);
  }
}

export function handleOf(client: Client, { id }: ModelConversation): Conversation {
  const conversation = client.conversation(id);
  assert.ok(conversation, 'the client has no such conversation');
  return conversation;
}

/** The bodies in order; a tombstone is a dagger, pending and failed ones are marked. */
export function bodies({ messages }: Conversation): readonly string[] {
  return messages.map(bodyOf);
}

function bodyOf({ body, status }: Message): string {
  const text = body ?? '†';
  return status === 'sent' ? text : `${text} (${status})`;
}
