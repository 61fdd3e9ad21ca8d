import { randomBytes } from 'node:crypto';

/** An answer of the HTTP API, as far as these tests read it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Parsed JSON; each test names the members it reads. */
export type Json = Readonly<Record<string, unknown>>;

/** An id: 16 random bytes. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * A signed-in user at the level of HTTP: no retries, no repair. Tests that must know what the
 * server answered use this instead of the SDK.
 */
export class ApiUser {
  readonly id: string;
  readonly rid: string;
  readonly device: string;
  readonly timeline: string;
  readonly token: string;
  readonly #url: string;

  private constructor(url: string, session: Json) {
    this.#url = url;
    this.token = text(session, 'token');
    const inner = object(session, 'session');
    const user = object(inner, 'user');
    this.id = text(user, 'id');
    this.rid = text(user, 'rid');
    this.device = text(inner, 'device');
    this.timeline = text(inner, 'timeline');
  }

  static async guest(url: string, name: string): Promise<ApiUser> {
    const answer = await ask(url, 'POST', '/sessions', { by: 'guest', name });
    return new ApiUser(url, expect(answer, 201).body);
  }

  static async signUp(
    url: string,
    account: { login: string; password: string; name: string },
  ): Promise<ApiUser> {
    return new ApiUser(url, expect(await ask(url, 'POST', '/accounts', account), 201).body);
  }

  /** Asks below `/api/v1` with this user's session. */
  ask(method: string, path: string, body?: Json): Promise<Answer> {
    return ask(this.#url, method, path, body, this.token);
  }

  /** Makes a conversation and returns its id. */
  async create(conversation: Json): Promise<string> {
    const made = await this.ask('POST', '/conversations', { clientId: newId(), ...conversation });
    if (made.status !== 200) expect(made, 201);
    return text(made.body, 'id');
  }

  /** Sends a message; its seq and id. */
  async send(conversation: string, body: string): Promise<{ seq: number; messageId: string }> {
    const path = `/conversations/${conversation}/messages`;
    const sent = expect(await this.ask('POST', path, { clientId: newId(), body }), 201);
    return { seq: number(sent.body, 'seq'), messageId: text(sent.body, 'messageId') };
  }

  /** Every event of a conversation that this user may see, in order. */
  async events(conversation: string): Promise<Json[]> {
    const all: Json[] = [];
    for (let after = 0; ;) {
      const path = `/conversations/${conversation}/events?after=${after}&limit=200`;
      const page = expect(await this.ask('GET', path), 200).body;
      const events = objects(page, 'events');
      all.push(...events);
      const last = events.at(-1);
      if (page['more'] !== true || last === undefined) return all;
      after = number(last, 'seq');
    }
  }
}

async function ask(
  url: string,
  method: string,
  path: string,
  body?: Json,
  token?: string,
): Promise<Answer> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const said = await answer.text();
  const json = said === '' ? {} : (JSON.parse(said) as Json);
  return { status: answer.status, headers: answer.headers, body: json };
}

/** The answer, if it has the status; otherwise a failure that shows what came instead. */
export function expect(answer: Answer, status: number): Answer {
  if (answer.status !== status) {
    const came = `${answer.status} ${JSON.stringify(answer.body)}`;
    throw new Error(`expected ${status}, the origin answered ${came}`);
  }
  return answer;
}

export function text(json: Json, member: string): string {
  const value = json[member];
  if (typeof value !== 'string') throw new TypeError(`${member} is no text`);
  return value;
}

export function number(json: Json, member: string): number {
  const value = json[member];
  if (typeof value !== 'number') throw new TypeError(`${member} is no number`);
  return value;
}

export function object(json: Json, member: string): Json {
  const value = json[member];
  if (typeof value !== 'object' || value === null) throw new TypeError(`${member} is no object`);
  return value as Json;
}

export function objects(json: Json, member: string): Json[] {
  const value = json[member];
  if (!Array.isArray(value)) throw new TypeError(`${member} is no array`);
  return value as Json[];
}
