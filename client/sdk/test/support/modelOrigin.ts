import type { ConversationEvent } from '../../src/api/events.js';
import type { EnvelopeHeader } from '../../src/wire/envelope.js';
import type { Bytes } from '../../src/wire/bytes.js';
import { Contract } from './contract.js';
import type { FakeClock } from './fakeClock.js';
import { idOf, memberOf, ModelConversation, type NewEvent } from './modelConversation.js';
import { newSigningKey, sealEnvelope, type SigningKey } from './sealing.js';
import type { SeededRandom } from './seededRandom.js';

type Body = Record<string, unknown>;

/** One request as the origin saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Below `/api/v1`, without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Body | undefined;
  readonly headers: Headers;
  readonly user: string | undefined;
}

/** An answer before it becomes HTTP. */
export interface ModelAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers in the origin's stead, or undefined to let it answer. */
export type Intercept = (request: SeenRequest) => ModelAnswer | 'lost' | undefined;

/** A problem as the origin tells it. */
export function problem(type: string, status: number, retryAfterS?: number): ModelAnswer {
  const body = { type: `/problems/${type}`, title: type, status };
  return retryAfterS === undefined
    ? { status, body }
    : { status, body, headers: { 'retry-after': String(retryAfterS) } };
}

/**
 * An origin in memory, as the documents describe it; every request and answer is checked against
 * docs/openapi.yaml.
 */
export class ModelOrigin {
  readonly contract = new Contract();
  readonly conversations = new Map<string, ModelConversation>();
  /** Names of those who may see how the site is. */
  readonly administrators = new Set<string>();
  readonly requests: SeenRequest[] = [];
  readonly clock: FakeClock;
  readonly #random: SeededRandom;
  readonly #subtle: SubtleCrypto;
  readonly #ticketIds = new Map<unknown, string>();
  readonly #sent = new Map<string, { seq: number; epoch: number; at: number; messageId: string }>();
  signing: SigningKey;
  timeline = idOf('timeline 1');
  relays: readonly string[] = ['/socket'];
  ticketLifeMs = 600_000;
  /** How many events a sync answer gives per conversation. */
  syncEventsMax = 50;
  /** Seqs that sync answers leave out, against the contract. */
  readonly omitted = new Set<number>();
  /** How far the origin's clock is ahead of the machine's. */
  clockAheadMs = 0;
  intercept: Intercept = () => undefined;
  /** Answers what is asked about calls. */
  onCallRequest: (request: SeenRequest) => Promise<ModelAnswer | undefined> = () =>
    Promise.resolve(undefined);
  /** Whether the answer is lost on its way, after the request had its effect. */
  losesAnswer: () => boolean = () => false;

  constructor(parts: {
    clock: FakeClock;
    random: SeededRandom;
    subtle: SubtleCrypto;
    signing: SigningKey;
  }) {
    this.clock = parts.clock;
    this.#random = parts.random;
    this.#subtle = parts.subtle;
    this.signing = parts.signing;
  }

  static async create(
    clock: FakeClock,
    random: SeededRandom,
    subtle: SubtleCrypto,
  ): Promise<ModelOrigin> {
    return new ModelOrigin({ clock, random, subtle, signing: await newSigningKey(subtle) });
  }

  addConversation(
    name: string,
    members: readonly string[],
    kind: ModelConversation['kind'] = 'group',
  ): ModelConversation {
    const key = this.#random.bytes(32);
    const now = (): number => this.now();
    const conversation = new ModelConversation(name, kind, members, key, now);
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  now(): number {
    return this.clock.now() + this.clockAheadMs;
  }

  say(conversation: ModelConversation, sender: string, body: string): ConversationEvent {
    const message = { messageId: this.newId(), clientId: this.newId(), body, replyTo: undefined };
    return conversation.append({ type: 'message.sent', actor: idOf(sender), ...message });
  }

  append(conversation: ModelConversation, event: NewEvent): ConversationEvent {
    return conversation.append(event);
  }

  /** The envelope of an event, as the outbox seals it now. */
  async seal(
    conversation: ModelConversation,
    event: ConversationEvent,
    header: Partial<EnvelopeHeader> = {},
    signing: SigningKey = this.signing,
  ): Promise<Bytes> {
    const { timeline } = this;
    const { seq } = event;
    const epoch = conversation.epochOf(seq);
    const whole = { type: 'event', timeline, conversation: conversation.rid, seq, epoch } as const;
    return this.#seal(conversation, { ...whole, ...header }, event, signing);
  }

  sealPointer(conversation: ModelConversation, pointer: Body): Promise<Bytes> {
    const { timeline } = this;
    const { rid, epoch } = conversation;
    const header = { type: 'pointer', timeline, conversation: rid, seq: 0, epoch } as const;
    return this.#seal(conversation, header, pointer, this.signing);
  }

  async #seal(
    conversation: ModelConversation,
    header: EnvelopeHeader,
    content: unknown,
    signing: SigningKey,
  ): Promise<Bytes> {
    const key = conversation.keys.get(header.epoch) ?? this.#random.bytes(32);
    const nonce = this.#random.bytes(12);
    return sealEnvelope(this.#subtle, header, content, key, signing, nonce);
  }

  newId(): string {
    return idOf(String(this.#random.fraction()).slice(2, 18));
  }

  requestsOf(method: string, path: string): readonly SeenRequest[] {
    return this.requests.filter((seen) => seen.method === method && seen.path === path);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const request = this.#see(url, init ?? {});
    await Promise.resolve();
    const { method, path } = request;
    this.contract.checkRequest(method, path, request.query, request.body);
    const answer =
      this.intercept(request) ?? (await this.onCallRequest(request)) ?? this.#answer(request);
    if (answer === 'lost' || this.losesAnswer()) throw new TypeError('fetch failed');
    const { status, body, headers } = answer;
    this.contract.checkAnswer(method, path, status, body);
    const date = new Date(this.now()).toUTCString();
    const text = body === undefined ? null : JSON.stringify(body);
    return new Response(text, { status, headers: { date, ...headers } });
  };

  #see(url: URL, init: RequestInit): SeenRequest {
    const headers = new Headers(init.headers);
    const user = /^Bearer token-(\w+)/.exec(headers.get('authorization') ?? '')?.[1];
    const text = init.body;
    const body = typeof text === 'string' ? (JSON.parse(text) as Body) : undefined;
    const path = url.pathname.replace('/api/v1', '');
    const method = init.method ?? 'GET';
    const request = { method, path, query: url.searchParams, body, headers, user };
    this.requests.push(request);
    return request;
  }

  #answer(request: SeenRequest): ModelAnswer {
    const { method, path, user, body } = request;
    if (path === '/sessions' && method === 'POST') return this.#session(String(body?.['name']));
    if (user === undefined) return problem('unauthenticated', 401);
    const me = idOf(user);
    const parts = path.split('/').slice(1);
    const conversation = this.conversations.get(parts[1] ?? '');
    if (parts[0] === 'conversations' && parts.length > 1) {
      if (!conversation?.members.has(me)) return problem('not-found', 404);
      return this.#inConversation(request, conversation, parts.slice(2), me);
    }
    switch (`${method} ${path}`) {
      case 'DELETE /session':
        return { status: 204 };
      case 'POST /sync':
        return this.#sync(request, me);
      case 'POST /pointers':
        return { status: 204 };
      case 'POST /tickets':
        return this.#ticket(request, user);
      case 'POST /passes':
        return this.#passes(request, me);
      case 'POST /conversations':
        return this.#create(request, user);
      case 'GET /session': {
        const { session } = this.#session(user).body as { session: Record<string, unknown> };
        return { status: 200, body: session };
      }
      case 'GET /admin/overview':
        return this.administrators.has(user)
          ? { status: 200, body: { node: 'origin-1', at: this.now() } }
          : problem('forbidden', 403);
      case 'GET /users':
        return { status: 200, body: { users: [{ ...memberOf('bob'), kind: 'local' }] } };
      default:
        return problem('not-found', 404);
    }
  }

  #session(name: string): ModelAnswer {
    const { id, rid } = memberOf(name);
    const session = {
      ...{ user: { id, rid, kind: 'guest', name }, device: idOf(`device ${name}`) },
      ...{ timeline: this.timeline, signers: [this.signing.signer], expires: this.now() + 1e9 },
      administrator: this.administrators.has(name),
    };
    const token = `token-${name}-`.padEnd(43, '0');
    return { status: 201, body: { token, session } };
  }

  #sync({ body, headers }: SeenRequest, me: string): ModelAnswer {
    const mine = [...this.conversations.values()].filter(({ members }) => members.has(me));
    const state = mine.map(({ id, head, floor, members, pointers }) => {
      const reached = [...pointers].map(([user, at]) => [user, at.delivered, at.read]);
      return [id, head, floor, members.size, reached];
    });
    const etag = `"${hashOf(JSON.stringify([this.timeline, state]))}"`;
    if (headers.get('if-none-match') === etag) return { status: 304 };
    const known = body?.['timeline'] === undefined || body['timeline'] === this.timeline;
    const heads = new Map(
      ((known ? body?.['heads'] : []) as { conversation: string; head: number }[]).map((at) => [
        at.conversation,
        at.head,
      ]),
    );
    const conversations = mine.map((conversation) => {
      const from = heads.get(conversation.id) ?? conversation.head - this.syncEventsMax;
      const first = Math.max(from + 1, conversation.floor);
      const range = conversation.range(first, first + this.syncEventsMax - 1);
      const events = range.filter(({ seq }) => !this.omitted.has(seq));
      const more = (events.at(-1)?.seq ?? conversation.head) < conversation.head;
      const pointers = [...conversation.pointers].map(([user, at]) => ({ user, ...at }));
      return { conversation: conversation.record(), events, more, pointers };
    });
    const { timeline } = this;
    const answer = { timeline, signers: [this.signing.signer], conversations };
    return {
      status: 200,
      body: answer,
      headers: conversations.some(({ more }) => more) ? {} : { etag },
    };
  }

  #ticket({ body: asked }: SeenRequest, user: string): ModelAnswer {
    const expires = this.now() + this.ticketLifeMs;
    const ticket = `ticket.${user}.${this.requests.length}`;
    // One that is renewed keeps its id.
    const renewed = this.#ticketIds.get(asked?.['ticket']);
    const ticketId = renewed ?? idOf(`ticket ${this.requests.length}`);
    this.#ticketIds.set(ticket, ticketId);
    const body = { ticket, ticketId, expires, relays: this.relays };
    return { status: 201, body };
  }

  #passes({ body }: SeenRequest, me: string): ModelAnswer {
    const asked = body?.['conversations'] as readonly string[];
    const passes = asked.flatMap((id) => {
      const conversation = this.conversations.get(id);
      if (!conversation?.members.has(me)) return [];
      const { rid } = conversation;
      const expires = this.now() + this.ticketLifeMs;
      return [{ conversation: id, rid, pass: `pass.${rid}.${this.requests.length}`, expires }];
    });
    return { status: 200, body: { passes } };
  }

  #create({ body }: SeenRequest, user: string): ModelAnswer {
    const kind = body?.['kind'] as ModelConversation['kind'];
    const name = `new ${kind} ${this.conversations.size}`;
    return { status: 201, body: this.addConversation(name, [user], kind).record() };
  }

  #inConversation(
    request: SeenRequest,
    conversation: ModelConversation,
    rest: readonly string[],
    actor: string,
  ): ModelAnswer {
    const { method, body, query } = request;
    const [what, of] = rest;
    const text = String(body?.['body']);
    switch (`${method} ${what ?? ''}${of === undefined ? '' : '/x'}`) {
      case 'POST messages':
        return this.#send(request, conversation, actor);
      case 'PATCH messages/x':
        return this.#appended(conversation, {
          ...{ type: 'message.edited', actor, messageId: String(of), body: text },
        });
      case 'DELETE messages/x':
        return this.#appended(conversation, {
          type: 'message.deleted',
          actor,
          messageId: String(of),
        });
      case 'GET events': {
        const before = Number(query.get('before'));
        const limit = Number(query.get('limit'));
        const events = conversation.range(before - limit, before - 1);
        const { head, floor } = conversation;
        const more = before - limit > floor;
        return { status: 200, body: { events, head, floor, more } };
      }
      case 'GET keys': {
        const keys = query.getAll('epoch').flatMap((epoch) => {
          const key = conversation.keys.get(Number(epoch));
          return key === undefined ? [] : [{ epoch: Number(epoch), key: text64(key) }];
        });
        return { status: 200, body: { keys } };
      }
      case 'GET members': {
        const members = [...conversation.members.values()];
        return { status: 200, body: { members, owner: conversation.owner, more: false } };
      }
      case 'GET names': {
        const asked = new Set(query.getAll('user'));
        const names = [...conversation.everMembers.values()]
          .filter(({ id }) => asked.has(id))
          .map(({ id, name }) => ({ id, name }));
        return asked.size > 50 ? problem('bad-request', 400) : { status: 200, body: { names } };
      }
      case 'PATCH ':
        if (body?.['title'] === conversation.title) return { status: 204 };
        return this.#appended(conversation, {
          ...{ type: 'conversation.renamed', actor, title: String(body?.['title']) },
        });
      case 'POST members':
        return { status: 204 };
      case 'DELETE members/x':
        conversation.remove(String(of), actor);
        return { status: 204 };
      default:
        return problem('not-found', 404);
    }
  }

  #send({ body }: SeenRequest, conversation: ModelConversation, actor: string): ModelAnswer {
    const clientId = String(body?.['clientId']);
    const name = `${conversation.id} ${actor} ${clientId}`;
    const before = this.#sent.get(name);
    if (before !== undefined) return { status: 201, body: before };
    const messageId = this.newId();
    const replyTo = body?.['replyTo'] as string | undefined;
    const message = { messageId, clientId, body: String(body?.['body']), replyTo };
    const { seq, at } = conversation.append({ type: 'message.sent', actor, ...message });
    const appended = { seq, epoch: conversation.epochOf(seq), at, messageId };
    this.#sent.set(name, appended);
    return { status: 201, body: appended };
  }

  #appended(conversation: ModelConversation, event: NewEvent): ModelAnswer {
    const { seq, at } = conversation.append(event);
    return { status: 200, body: { seq, at, epoch: conversation.epochOf(seq) } };
  }
}

function hashOf(text: string): string {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return `${text.length}-${hash}`;
}

function text64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
