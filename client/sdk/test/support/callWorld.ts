import assert from 'node:assert/strict';

import type { Call, Client, ConversationEvent } from '../../src/index.js';
import { type Bytes, fromBase64Url, toBase64Url, utf8 } from '../../src/wire/bytes.js';
import { type CallSignal, parseCallSignal } from '../../src/wire/callSignal.js';
import type { CallClientFrame } from '../../src/wire/frames.js';
import { FakeNetwork } from './fakePeer.js';
import type { FakeSocket } from './fakeRelay.js';
import { idOf, memberOf, type ModelConversation } from './modelConversation.js';
import { type ModelAnswer, problem, type SeenRequest } from './modelOrigin.js';
import type { SigningKey } from './sealing.js';
import { World } from './world.js';

/** What a grant says; a hostile one may say anything. */
export type Claims = Readonly<Record<string, unknown>>;

export async function signGrant(
  claims: Claims,
  { privateKey, signer }: SigningKey,
  header: Claims = {},
): Promise<string> {
  const part = (value: unknown): string => toBase64Url(utf8(JSON.stringify(value)));
  const head = { alg: 'EdDSA', kid: signer.kid, typ: 'grant+jwt', ...header };
  const signed = `${part(head)}.${part(claims)}`;
  const signature = await crypto.subtle.sign('Ed25519', privateKey, utf8(signed));
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
}

/** A call as the model origin records it. */
export interface ModelCall {
  readonly id: string;
  readonly conversation: ModelConversation;
  readonly media: unknown;
  readonly caller: string;
  readonly openedAt: number;
  readonly clientId: unknown;
  answeredAt?: number;
  reason?: string;
}

/** A world in which two people can call each other: an origin with calls, and a mesh of one node. */
export class CallWorld {
  readonly world: World;
  readonly network = new FakeNetwork();
  readonly calls = new Map<string, ModelCall>();
  /** By whom, what, and with which reason. */
  readonly confirmed: string[] = [];
  /** What was said, in order. */
  readonly said: { readonly from: string; readonly signal: CallSignal; readonly data: string }[] =
    [];
  /** Whether the mesh takes this away. */
  loses: (signal: CallSignal, from: string) => boolean = () => false;
  readonly garden: ModelConversation;
  relayOnly = false;
  // By party of a call: the grant that was shown.
  readonly #grants = new Map<string, string>();
  readonly #pages = new Map<string, () => void>();

  private constructor(world: World) {
    this.world = world;
    this.garden = world.origin.addConversation('garden', ['alice', 'bob'], 'direct');
    world.relay.onSocket = (socket) => {
      socket.onCall = (frame) => {
        this.#onFrame(socket, frame);
      };
    };
    world.origin.onCallRequest = (request) => this.#answer(request);
  }

  static async create(seed = 1): Promise<CallWorld> {
    return new CallWorld(await World.create(seed));
  }

  /** A client of this user that is online. */
  async online(name: string, page = name): Promise<Client> {
    const calls = this.network.environment(page);
    this.#pages.set(page, calls.changeNetwork);
    const environment = { calls };
    const client = this.world.newClient({ environment });
    await client.signInAsGuest({ name });
    client.connect();
    await this.world.advance(20);
    assert.equal(client.connection.state, 'online');
    return client;
  }

  /** The page has come into another network. */
  changeNetwork(page: string): void {
    this.#pages.get(page)?.();
  }

  /** Lets what is under way settle, in as much time. */
  pass(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  socketsOf(name: string): readonly FakeSocket[] {
    return this.world.relay.open.filter((socket) => userOf(socket) === name);
  }

  /** Reaches all sockets of a user, as if somebody had said it. */
  deliver(name: string, data: Bytes, grant?: string): void {
    const frame = { t: 'call', data: toBase64Url(data) };
    for (const socket of this.socketsOf(name)) {
      socket.tell(grant === undefined ? frame : { ...frame, grant });
    }
  }

  async grantFor(
    call: ModelCall,
    name: string,
    claims: Claims = {},
    signing: SigningKey = this.world.origin.signing,
  ): Promise<string> {
    const { origin } = this.world;
    const isCaller = call.caller === idOf(name);
    const other = [...this.garden.members.values()].find(({ id }) => id !== idOf(name));
    const nowS = Math.floor(origin.now() / 1_000);
    return signGrant(
      {
        ...{ iss: origin.timeline, aud: 'sealmesh-relay', sub: memberOf(name).rid },
        ...{ dev: idOf(`device ${name}`), tid: idOf('ticket'), rid: this.garden.rid },
        ...{ call: call.id, role: isCaller ? 'caller' : 'callee', to: other?.rid },
        ...{ opn: Math.floor(call.openedAt / 1_000), gen: 1, iat: nowS, exp: nowS + 600 },
        ...claims,
      },
      signing,
    );
  }

  /** The origin ends it, and says so to those who are connected. */
  async endRecord(call: ModelCall, reason: string): Promise<void> {
    if (call.reason !== undefined) return;
    call.reason = reason;
    const { origin } = this.world;
    const event = origin.append(this.garden, {
      ...{ type: 'call.ended', actor: call.caller, callId: call.id, media: 'video' },
      ...{ caller: call.caller, reason: reason as 'hung-up' },
      durationMs: call.answeredAt === undefined ? undefined : origin.now() - call.answeredAt,
    });
    await this.#publish(event);
  }

  async #publish(event: ConversationEvent): Promise<void> {
    const envelope = await this.world.origin.seal(this.garden, event);
    for (const socket of this.world.relay.open) socket.deliver(envelope);
  }

  #onFrame(socket: FakeSocket, frame: CallClientFrame): void {
    const from = userOf(socket);
    if (frame.t === 'attend') {
      const { call } = claimsOf(frame.grant);
      this.#grants.set(frame.party, frame.grant);
      socket.tell({ t: 'attending', ref: frame.ref, call, expires: this.world.relay.expires() });
      return;
    }
    const bytes = fromBase64Url(frame.data);
    const signal = bytes && parseCallSignal(bytes);
    assert.ok(bytes && signal, 'a client says only call signals');
    assert.ok(this.#grants.has(signal.party), 'a party attends before it speaks');
    this.said.push({ from, signal, data: frame.data });
    if (this.loses(signal, from)) return;
    const to = [...this.garden.members.values()].find(({ rid }) => rid === signal.to);
    assert.ok(to, 'it is for a member');
    const grant = signal.type === 'invite' ? this.#grants.get(signal.party) : undefined;
    this.deliver(to.name, bytes, grant);
  }

  async #answer({ method, path, body, user }: SeenRequest): Promise<ModelAnswer | undefined> {
    const opening = /^\/conversations\/([^/]+)\/calls$/.exec(path);
    const about = /^\/calls\/([^/]+)\/(grants|confirmations)$/.exec(path);
    if (method !== 'POST' || user === undefined || (!opening && !about)) return undefined;
    if (opening) return this.#open(user, body ?? {});
    const call = this.calls.get(about?.[1] ?? '');
    if (call === undefined) return problem('not-found', 404);
    if (about?.[2] === 'grants') {
      return call.reason === undefined
        ? { status: 200, body: await this.#admission(call, user) }
        : problem('call-over', 409);
    }
    const { what, reason } = (body ?? {}) as { what?: string; reason?: string };
    this.confirmed.push([user, what, reason].filter((word) => word !== undefined).join(' '));
    if (what === 'answered') call.answeredAt ??= this.world.origin.now();
    if (what === 'ended') void this.endRecord(call, reason ?? '');
    return { status: 200, body: { call: recordOf(call) } };
  }

  async #open(user: string, { clientId, media }: Claims): Promise<ModelAnswer> {
    const open = [...this.calls.values()].find(({ reason }) => reason === undefined);
    if (open !== undefined) {
      const isRepeat = open.clientId === clientId;
      return { status: isRepeat ? 201 : 200, body: await this.#admission(open, user) };
    }
    const { origin } = this.world;
    const id = origin.newId();
    const about = { id, conversation: this.garden, media, caller: idOf(user), clientId };
    const call: ModelCall = { ...about, openedAt: origin.now() };
    this.calls.set(id, call);
    const actor = idOf(user);
    const started = { type: 'call.started', actor, callId: id, media: 'video' } as const;
    await this.#publish(origin.append(this.garden, started));
    return { status: 201, body: await this.#admission(call, user) };
  }

  async #admission(call: ModelCall, user: string): Promise<unknown> {
    return {
      call: recordOf(call),
      grant: await this.grantFor(call, user),
      expires: this.world.origin.now() + 600_000,
      iceServers: [{ urls: ['turn:turn.example'], username: 'u', credential: 'c' }],
      iceTransportPolicy: this.relayOnly ? 'relay' : 'all',
    };
  }
}

function recordOf(call: ModelCall): Claims {
  const { id, media, caller, openedAt, conversation, answeredAt, reason } = call;
  const record = { id, conversation: conversation.id, kind: 'direct', media, caller, openedAt };
  return { ...record, answeredAt, reason, participants: [] };
}

function claimsOf(token: string): Claims {
  const bytes = fromBase64Url(token.split('.')[1] ?? '') ?? new Uint8Array();
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}

function userOf(socket: FakeSocket): string {
  return socket.heardOf('hello')[0]?.ticket.split('.')[1] ?? '';
}

/** The call that the client has; there must be one. */
export function callOf({ call }: Client): Call {
  assert.ok(call, 'the client has no call');
  return call;
}
