import { once } from 'node:events';
import type { TestContext } from 'node:test';

import { WebSocket } from 'ws';

import { type ApiUser, expect, type Json, objects, text } from './api.js';
import { eventually, within } from './eventually.js';

/** A socket without the SDK: sends what it is told, and keeps what it hears. */
export class RawSocket {
  readonly heard: Json[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #code: number | undefined;
  #keeps: 'frames' | 'names' = 'frames';

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as Json;
      this.heard.push(this.#keeps === 'frames' ? frame : { t: frame['t'] });
    });
    // A server that cuts the connection is told from its close code, 1006.
    socket.on('error', () => undefined);
    this.closed = once(socket, 'close').then(([code]) => (this.#code = code as number));
  }

  /** Connects; says nothing yet. */
  static async connect(t: Pick<TestContext, 'after'>, url: string): Promise<RawSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket`, 'sealmesh.v1.json', {
      perMessageDeflate: false,
    });
    t.after(() => {
      socket.terminate();
    });
    const raw = new RawSocket(socket);
    await within('the socket opens', once(socket, 'open'));
    return raw;
  }

  /** Connects with a ticket of this user and waits for the welcome. */
  static async welcomed(
    t: Pick<TestContext, 'after'>,
    url: string,
    user: ApiUser,
  ): Promise<{ socket: RawSocket; ticket: string }> {
    const ticket = await ticketOf(user);
    const socket = await RawSocket.connect(t, url);
    socket.send({ t: 'hello', ticket });
    await socket.hears('welcome');
    return { socket, ticket };
  }

  send(frame: Json): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Sends anything at all. */
  sendRaw(frame: string | Buffer): void {
    this.#socket.send(frame);
  }

  /** From now on keeps what each frame is called, and not what it says. */
  keepNames(): void {
    this.#keeps = 'names';
  }

  /** Reads nothing any more. */
  stall(): void {
    this.#socket.pause();
  }

  /** Joins a conversation by a pass of this user; its rid. */
  async join(user: ApiUser, ticket: string, conversation: string): Promise<string> {
    const { pass, rid } = await passOf(user, ticket, conversation);
    const ref = this.heard.length + 1;
    this.send({ t: 'join', ref, pass });
    await eventually('joined', () => this.heard.some((it) => it['ref'] === ref));
    return rid;
  }

  /** The first frame of this name that was heard. */
  hears(name: string): Promise<Json> {
    return eventually(`a frame ${name}`, () => {
      if (this.#code !== undefined && !this.heard.some((it) => it['t'] === name)) {
        throw new Error(`closed with ${this.#code}`);
      }
      return this.heard.find((it) => it['t'] === name);
    });
  }

  /** Waits for the close; its code. */
  closes(): Promise<number> {
    return within('the socket is closed', this.closed);
  }

  /** Asks for a sign of life and waits for it: whatever was sent before has been handled then. */
  async settled(): Promise<void> {
    const before = this.#pongs();
    this.send({ t: 'ping' });
    await eventually('a pong', () => this.#pongs() > before);
  }

  #pongs(): number {
    return this.heard.filter((it) => it['t'] === 'pong').length;
  }
}

/** A new ticket of this user's device. */
export async function ticketOf(user: ApiUser): Promise<string> {
  return text(expect(await user.ask('POST', '/tickets', {}), 201).body, 'ticket');
}

/** A pass for one conversation, and the rid that it binds. */
export async function passOf(
  user: ApiUser,
  ticket: string,
  conversation: string,
): Promise<{ pass: string; rid: string }> {
  const asked = { ticket, conversations: [conversation] };
  const answer = expect(await user.ask('POST', '/passes', asked), 200);
  const [pass] = objects(answer.body, 'passes');
  if (pass === undefined) throw new Error('no pass');
  return { pass: text(pass, 'pass'), rid: text(pass, 'rid') };
}

/** The conversation's key of an epoch, as a member gets it; undefined if she gets none. */
export async function keyOf(
  user: ApiUser,
  conversation: string,
  epoch: number,
): Promise<Buffer | undefined> {
  const path = `/conversations/${conversation}/keys?epoch=${epoch}`;
  const [key] = objects(expect(await user.ask('GET', path), 200).body, 'keys');
  return key && Buffer.from(text(key, 'key'), 'base64url');
}
