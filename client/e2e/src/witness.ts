import type { TestContext } from 'node:test';

import { ApiUser, expect, text } from './api.js';
import { eventually } from './eventually.js';
import { RawSocket, ticketOf } from './socket.js';

/** Shorter than a relay's shortest patience with a silent socket. */
const PING_MS = 1_000;
/** How long a round of messages may take to be heard before the next one is written. */
const ROUND_MS = 5_000;

/** Where an event stands: the conversation's routing id, and its seq. */
type Mark = string;

/** A socket on one relay that keeps what it hears and asks the origin for nothing. */
export class Ear {
  readonly relay: string;
  readonly #socket: RawSocket;
  readonly #events = new Set<Mark>();
  #read = 0;
  #code: number | undefined;

  constructor(relay: string, socket: RawSocket) {
    this.relay = relay;
    this.#socket = socket;
    const pings = setInterval(() => {
      socket.send({ t: 'ping' });
    }, PING_MS);
    void socket.closed.then((code) => {
      clearInterval(pings);
      this.#code = code;
    });
  }

  /** The code with which it was closed, if it was. */
  get closed(): number | undefined {
    return this.#code;
  }

  heard(mark: Mark): boolean {
    for (const { t, data } of this.#socket.heard.slice(this.#read)) {
      this.#read++;
      if (t === 'event') this.#events.add(markOf(String(data)));
    }
    return this.#events.has(mark);
  }

  /** How many frames of this name it has heard. */
  count(name: string): number {
    return this.#socket.heard.filter(({ t }) => t === name).length;
  }
}

/**
 * Somebody who listens on a socket of each relay, and somebody who writes to her: in several
 * conversations, since each takes a way of its own from the origin to the mesh.
 */
export class Witness {
  readonly #t: Pick<TestContext, 'after'>;
  readonly #listener: ApiUser;
  readonly #writer: ApiUser;
  /** Routing ids by the ids of their conversations. */
  readonly #conversations: ReadonlyMap<string, string>;

  private constructor(
    t: Pick<TestContext, 'after'>,
    listener: ApiUser,
    writer: ApiUser,
    conversations: ReadonlyMap<string, string>,
  ) {
    this.#t = t;
    this.#listener = listener;
    this.#writer = writer;
    this.#conversations = conversations;
  }

  static async of(
    t: Pick<TestContext, 'after'>,
    origin: string,
    conversations: number,
  ): Promise<Witness> {
    const listener = await ApiUser.guest(origin, 'Listener');
    const writer = await ApiUser.guest(origin, 'Writer');
    const made = new Map<string, string>();
    for (let i = 1; i <= conversations; i++) {
      const group = { kind: 'group', title: `Way ${i}`, members: [listener.id] };
      const id = await writer.create(group);
      const answer = expect(await writer.ask('GET', `/conversations/${id}`), 200);
      made.set(id, text(answer.body, 'rid'));
    }
    return new Witness(t, listener, writer, made);
  }

  /** Opens a socket by this URL. */
  async listen(relay: string, url: string): Promise<Ear> {
    const ticket = await ticketOf(this.#listener);
    const socket = await RawSocket.connect(this.#t, url);
    socket.send({ t: 'hello', ticket });
    await socket.hears('welcome');
    return new Ear(relay, socket);
  }

  /**
   * Writes a round of messages, one by each way, until all of these hear all of a round, and then one
   * more that all of them must hear; how many rounds that took.
   */
  async live(ears: readonly Ear[]): Promise<number> {
    let rounds = 0;
    const round = async (): Promise<true> => {
      rounds++;
      const marks = await this.#write(`Round ${rounds}`);
      const missing = () => ears.flatMap((ear) => missingOf(ear, marks));
      try {
        return await eventually('a round is heard', () => missing().length === 0, ROUND_MS);
      } catch (error) {
        throw new Error(`unheard in round ${rounds}: ${missing().join('; ')}`, { cause: error });
      }
    };
    await eventually('every relay is live', round);
    await round();
    return rounds;
  }

  async #write(body: string): Promise<Mark[]> {
    const marks: Mark[] = [];
    for (const [id, rid] of this.#conversations) {
      const { seq } = await this.#writer.send(id, body);
      marks.push(`${rid} ${seq}`);
    }
    return marks;
  }
}

/** What of these an ear has not heard, in one line. */
function missingOf(ear: Ear, marks: readonly Mark[]): string[] {
  const unheard = marks.filter((mark) => !ear.heard(mark)).length;
  if (unheard === 0) return [];
  const closed = ear.closed === undefined ? '' : `, closed with ${ear.closed}`;
  return [`${unheard} of ${marks.length} on ${ear.relay}${closed}`];
}

/** The header's conversation and seq (docs/PROTOCOL.md §3). */
function markOf(data: string): Mark {
  const header = Buffer.from(data, 'base64url');
  return `${header.toString('base64url', 17, 33)} ${header.readBigUInt64BE(33)}`;
}
