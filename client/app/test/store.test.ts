import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ProblemError, type Client, type Export } from '@sealmesh/sdk';

import { Devices } from '../src/calls/devices.js';
import { SdkStore } from '../src/store/sdk-store.js';
import { Refused } from '../src/store/store.js';
import type { SignedIn } from '../src/model/types.js';

const ME = { id: 'me', rid: 'r-me', kind: 'local', login: 'nora', name: 'Nora' } as const;
const ADA = { id: 'ada', rid: 'r-ada', name: 'Ada' };

type Loose = Record<string, unknown>;

/** A conversation of the SDK as far as the store looks at it. */
class FakeConversation {
  gone = false;
  calls: string[] = [];
  hasEarlier = false;
  typing: string[] = [];
  presence = new Map<string, string>();
  names = new Map<string, string>();
  transcript: readonly Loose[] = [];
  summary: Loose;
  readonly id: string;
  private listener: (() => void) | undefined;

  constructor(id: string, summary: Loose = {}) {
    this.id = id;
    this.summary = {
      id,
      kind: 'direct',
      title: undefined,
      owner: 'me',
      members: [ME, ADA],
      memberCount: 2,
      lastAt: 5,
      unread: 0,
      readUpTo: 0,
      lastMessage: undefined,
      ...summary,
    };
  }

  get messages(): readonly Loose[] {
    return this.transcript.filter(({ kind }) => kind === 'message');
  }

  onChange(listener: () => void): () => void {
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  }

  change(): void {
    this.listener?.();
  }

  get watched(): boolean {
    return this.listener !== undefined;
  }

  open(): void {
    this.calls.push('open');
  }

  close(): void {
    this.calls.push('close');
  }

  retry(clientId: string): void {
    this.calls.push(`retry ${clientId}`);
  }

  markRead(): void {
    this.calls.push('read');
  }

  namesOf(users: readonly string[]): Promise<Map<string, string>> {
    this.calls.push(`names ${users.join(' ')}`);
    const named = users.filter((id) => this.names.has(id));
    return Promise.resolve(new Map(named.map((id) => [id, this.names.get(id) ?? ''])));
  }

  loadEarlier(): Promise<boolean> {
    return Promise.reject(problem(503));
  }

  edit(): Promise<void> {
    return Promise.reject(problem(403));
  }
}

function problem(status: number): ProblemError {
  const rest = { detail: undefined, retryAfterMs: undefined };
  return new ProblemError({ type: 'x', title: 'x', status, ...rest });
}

class FakeClient {
  session: Loose = { state: 'signed-out', problem: undefined };
  connection: Loose = { state: 'offline' };
  call: Loose | undefined = undefined;
  stored = false;
  readonly shown: string[] = [];
  readonly known: FakeConversation[] = [];
  private readonly listeners = new Map<string, () => void>();

  get conversations(): readonly Loose[] {
    return this.known.filter(({ gone }) => !gone).map(({ summary }) => summary);
  }

  on(event: string, listener: () => void): void {
    this.listeners.set(event, listener);
  }

  tell(event: string): void {
    this.listeners.get(event)?.();
  }

  enter(): void {
    this.session = { state: 'signed-in', user: ME, device: 'd' };
    this.tell('session');
  }

  copies: readonly Export[] = [];

  exports(): Promise<readonly Export[]> {
    return Promise.resolve(this.copies);
  }

  administrator = false;

  isAdministrator(): Promise<boolean> {
    return this.administrator ? Promise.resolve(true) : Promise.reject(problem(503));
  }

  resume(): Promise<boolean> {
    if (this.stored) {
      this.enter();
    }
    return Promise.resolve(this.stored);
  }

  connect(): void {
    this.connection = { state: 'online', node: 'n' };
    this.tell('connection');
  }

  showPresence(state: string): void {
    this.shown.push(state);
  }

  synced(): Promise<void> {
    return Promise.resolve();
  }

  site(): Promise<Loose> {
    return Promise.resolve({ name: 'Harbour', signIn: ['guest'], registration: 'closed' });
  }

  signIn({ password }: { password: string }): Promise<void> {
    if (password !== 'right') {
      return Promise.reject(problem(401));
    }
    this.enter();
    return Promise.resolve();
  }

  conversation(id: string): FakeConversation | undefined {
    return this.known.find((candidate) => candidate.id === id && !candidate.gone);
  }
}

function make(...known: FakeConversation[]): { client: FakeClient; store: SdkStore } {
  const client = new FakeClient();
  client.known.push(...known);
  // The doubles have what the store uses; the compiler cannot know that it uses no more.
  const store = new SdkStore(client as unknown as Client, () => true, {
    devices: new Devices(undefined, { load: () => ({}), save: () => undefined }),
    able: 'able',
    later: () => () => undefined,
    now: () => 0,
  });
  return { client, store };
}

/** Lets whatever is due after the current turn happen. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

async function signedIn(...known: FakeConversation[]) {
  const made = make(...known);
  made.client.stored = true;
  await made.store.start();
  await settled();
  return made;
}

function view(store: SdkStore): SignedIn {
  assert.equal(store.snapshot.phase, 'signed-in');
  return store.snapshot;
}

const message = (key: string, more: Loose = {}): Loose => ({
  kind: 'message',
  key,
  id: key,
  clientId: `c-${key}`,
  seq: 2,
  sender: 'ada',
  at: 5,
  body: 'hello',
  replyTo: undefined,
  edited: false,
  deleted: false,
  status: 'sent',
  problem: undefined,
  deliveredBy: [],
  readBy: [],
  ...more,
});

test('starts with nothing, then asks who is there and how one may come in', async () => {
  const { store } = make();
  assert.equal(store.snapshot.phase, 'starting');
  await store.start();
  await settled();
  assert.deepEqual(store.snapshot, {
    phase: 'signed-out',
    site: { name: 'Harbour', ways: ['guest'] },
  });
});

test('takes up an earlier session and goes online', async () => {
  const { store } = await signedIn();
  assert.deepEqual(view(store).me, { id: 'me', name: 'Nora' });
  assert.equal(view(store).connection, 'live');
  assert.equal(view(store).loading, false);
});

test('takes up what another tab signed in to, and leaves alone what is signed in here', async () => {
  const { client, store } = make();
  await store.start();
  client.stored = true;
  await store.start();
  await settled();
  assert.equal(view(store).connection, 'live');
  client.stored = false;
  client.connection = { state: 'polling', cause: 'no-relay' };
  await store.start();
  await settled();
  assert.equal(view(store).loading, false);
  assert.deepEqual(client.connection, { state: 'polling', cause: 'no-relay' });
});

test('tells once for several changes of one turn', async () => {
  const { client, store } = await signedIn();
  let told = 0;
  store.subscribe(() => told++);
  client.tell('session');
  client.tell('connection');
  client.tell('conversations');
  await settled();
  assert.equal(told, 1);
});

test('says why one may not come in', async () => {
  const { store } = make();
  await assert.rejects(
    store.signIn('nora', 'wrong'),
    (error) => Refused.of(error) === 'credentials',
  );
});

test('names a direct conversation after the other one', async () => {
  const { store } = await signedIn(new FakeConversation('c1'));
  assert.equal(view(store).conversations[0]?.title, 'Ada');
});

test('asks once what authors are called whom no list names', async () => {
  const conversation = new FakeConversation('c1');
  conversation.names.set('zoe', 'Zoe');
  conversation.transcript = [message('m1', { sender: 'zoe' }), message('m2', { sender: 'nil' })];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  const authors = (view(store).open?.items ?? []).map((item) =>
    item.type === 'message' ? item.author.name : undefined,
  );
  assert.deepEqual(authors, ['Zoe', 'Someone']);
  conversation.transcript = [...conversation.transcript, message('m3', { sender: 'zoe' })];
  conversation.change();
  await settled();
  assert.deepEqual(conversation.calls, ['open', 'names zoe nil']);
});

test('opens what the address names as soon as it is there, and only then', async () => {
  const { client, store } = await signedIn();
  store.open('c1');
  await settled();
  assert.equal(view(store).open, undefined);
  const conversation = new FakeConversation('c1', { unread: 2, readUpTo: 7 });
  client.known.push(conversation);
  client.tell('conversations');
  await settled();
  assert.equal(view(store).open?.id, 'c1');
  assert.equal(view(store).open?.readUpTo, 7);
  assert.deepEqual(conversation.calls, ['open']);
});

test('the line of what is new stays where it was when it was opened', async () => {
  const conversation = new FakeConversation('c1', { unread: 2, readUpTo: 7 });
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  store.markRead();
  conversation.summary = { ...conversation.summary, unread: 0, readUpTo: 9 };
  conversation.change();
  await settled();
  assert.equal(view(store).open?.readUpTo, 7);
  store.markRead();
  assert.deepEqual(conversation.calls, ['open', 'read']);
});

test('what arrives while nobody looks stands below a line', async () => {
  const conversation = new FakeConversation('c1', { head: 4 });
  const { client, store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  assert.equal(view(store).open?.readUpTo, undefined);
  store.watched(false);
  conversation.summary = { ...conversation.summary, head: 6, unread: 2 };
  conversation.change();
  store.watched(true);
  await settled();
  assert.equal(view(store).open?.readUpTo, 4);
  assert.deepEqual(client.shown, ['away', 'online']);
});

test('leaves nothing open behind: neither on going elsewhere nor when it is gone', async () => {
  const [one, two] = [new FakeConversation('c1'), new FakeConversation('c2')];
  const { client, store } = await signedIn(one, two);
  store.open('c1');
  await settled();
  store.open('c2');
  await settled();
  assert.deepEqual(one.calls, ['open', 'close']);
  assert.equal(one.watched, false);
  two.gone = true;
  client.tell('conversations');
  await settled();
  assert.deepEqual(two.calls, ['open', 'close']);
  assert.equal(view(store).open, undefined);
});

test('knows the name of someone who has left from what is told of her coming', async () => {
  const conversation = new FakeConversation('c1', { kind: 'group', title: 'Crew', members: [ME] });
  conversation.transcript = [
    {
      kind: 'notice',
      key: 'n1',
      seq: 1,
      at: 1,
      event: { type: 'member.added', actor: 'me', members: [{ id: 'zoe', rid: 'z', name: 'Zoë' }] },
    },
    message('m1', { sender: 'zoe' }),
    {
      kind: 'notice',
      key: 'n2',
      seq: 3,
      at: 6,
      event: { type: 'member.removed', actor: 'zoe', member: 'zoe', reason: 'left' },
    },
  ];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  const [added, said, left] = view(store).open?.items ?? [];
  assert.ok(added?.type === 'notice' && added.kind === 'added' && added.subject.includes('Zoë'));
  assert.ok(said?.type === 'message' && said.author.name === 'Zoë');
  assert.ok(left?.type === 'notice' && left.kind === 'left' && left.subject === 'Zoë');
});

test('shows how far an own message has come, and quotes what it answers', async () => {
  const conversation = new FakeConversation('c1');
  conversation.transcript = [
    message('m1'),
    message('m2', { sender: 'me', replyTo: 'm1', deliveredBy: ['ada'] }),
    message('m3', { sender: 'me', replyTo: 'm0', readBy: ['ada'], deliveredBy: ['ada'] }),
    message('m4', { sender: undefined, body: undefined, deleted: true }),
  ];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  const [, second, third, fourth] = view(store).open?.items ?? [];
  assert.ok(second?.type === 'message' && third?.type === 'message' && fourth?.type === 'message');
  assert.equal(second.delivery, 'delivered');
  assert.deepEqual(second.quote, { messageId: 'm1', author: 'Ada', body: 'hello' });
  assert.equal(third.delivery, 'seen');
  assert.equal(third.quote?.body, undefined);
  assert.equal(fourth.body, undefined);
  assert.equal(fourth.own, false);
});

test('typing signs change the open conversation, and not its items', async () => {
  const conversation = new FakeConversation('c1');
  conversation.transcript = [message('m1')];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  const before = view(store).open;
  conversation.typing = ['ada'];
  conversation.change();
  await settled();
  assert.deepEqual(view(store).open?.typing, ['Ada']);
  assert.equal(view(store).open?.items, before?.items);
});

test('tries a failed message again by the id under which it was sent', async () => {
  const conversation = new FakeConversation('c1');
  conversation.transcript = [message('m1', { sender: 'me', status: 'failed', id: undefined })];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  store.retry('m1');
  store.retry('nothing');
  assert.deepEqual(conversation.calls, ['open', 'retry c-m1']);
});

test('history that could not be had can be asked for again', async () => {
  const conversation = new FakeConversation('c1');
  conversation.hasEarlier = true;
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  assert.equal(view(store).open?.older, 'some');
  const asked = store.loadOlder();
  await assert.rejects(asked, (error) => Refused.of(error) === 'unreachable');
  await settled();
  assert.equal(view(store).open?.older, 'failed');
});

test('a refused change is told as such, and nothing can be changed where nothing is open', async () => {
  const { store } = await signedIn(new FakeConversation('c1'));
  await assert.rejects(store.edit('m1', 'x'), (error) => Refused.of(error) === 'gone');
  store.open('c1');
  await settled();
  await assert.rejects(store.edit('m1', 'x'), (error) => Refused.of(error) === 'forbidden');
});

test('a session that ended elsewhere is told apart from signing out', async () => {
  const conversation = new FakeConversation('c1');
  const { client, store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  client.session = { state: 'signed-out', problem: problem(401) };
  client.tell('session');
  await settled();
  assert.deepEqual(store.snapshot, { phase: 'signed-out', reason: 'expired' });
  assert.deepEqual(conversation.calls, ['open', 'close']);
});

test('who signs in next sees no copies of the one before', async () => {
  const { client, store } = await signedIn();
  client.copies = [{ id: 'x', requestedAt: 1, done: 0, total: 0, state: 'waiting' }];
  store.exports.start();
  await settled();
  assert.deepEqual(store.exports.exports, client.copies);
  store.exports.stop();
  client.session = { state: 'signed-out', problem: undefined };
  client.tell('session');
  await settled();
  assert.equal(store.exports.exports, undefined);
});

test('whether somebody is an administrator is what the site says of this session', async () => {
  const { client, store } = make();
  client.stored = true;
  client.administrator = true;
  await store.start();
  await settled();
  assert.equal(view(store).administrator, true);

  const plain = make();
  plain.client.stored = true;
  await plain.store.start();
  await settled();
  assert.equal(view(plain.store).administrator, false, 'nor if it cannot be asked');
});

const called = (seq: number, event: Loose): Loose => ({
  kind: 'notice',
  key: `n${seq}`,
  seq,
  at: seq,
  event: { seq, at: seq, media: 'audio', ...event },
});

test('tells of a call once, where it began', async () => {
  const conversation = new FakeConversation('c1');
  conversation.transcript = [
    called(1, { type: 'call.started', callId: 'x', actor: 'me' }),
    message('m1', { seq: 2 }),
    called(3, {
      type: 'call.ended',
      callId: 'x',
      actor: 'ada',
      caller: 'me',
      reason: 'hung-up',
      durationMs: 60_000,
    }),
    called(4, {
      type: 'call.ended',
      callId: 'y',
      actor: 'ada',
      caller: 'ada',
      reason: 'no-answer',
      durationMs: undefined,
    }),
    called(5, { type: 'call.started', callId: 'z', actor: 'ada' }),
  ];
  const { store } = await signedIn(conversation);
  store.open('c1');
  await settled();
  const items = view(store).open?.items ?? [];
  assert.deepEqual(
    items.map((item) => (item.type === 'call' ? `${item.key} ${item.outcome}` : item.key)),
    ['call x answered', 'm1', 'call y missed', 'call z ongoing'],
  );
  assert.ok(items[0]?.type === 'call' && items[0].own && items[0].durationMs === 60_000);
  assert.ok(items[2]?.type === 'call' && !items[2].own && items[2].caller === 'Ada');
});

test('the list tells of a call that nothing was said after', async () => {
  const conversation = new FakeConversation('c1', { head: 3, lastMessage: message('m1') });
  const end = { callId: 'x', actor: 'ada', caller: 'ada', reason: 'cancelled' };
  conversation.transcript = [message('m1'), called(3, { type: 'call.ended', ...end })];
  const { client, store } = await signedIn(conversation);
  const missed = { media: 'audio', own: false, outcome: 'missed' };
  assert.deepEqual(view(store).conversations[0]?.call, missed);
  const later = message('m2', { seq: 4 });
  conversation.transcript = [...conversation.transcript, later];
  conversation.summary = { ...conversation.summary, head: 4, lastMessage: later };
  client.tell('conversations');
  await settled();
  assert.equal(view(store).conversations[0]?.call, undefined);
});

test('a call of the SDK is the page’s, named after the other one', async () => {
  const { client, store } = await signedIn(new FakeConversation('c1'));
  assert.equal(view(store).call, undefined);
  assert.equal(view(store).calling, 'ready');
  client.call = {
    conversation: 'c1',
    direction: 'incoming',
    media: 'video',
    peer: 'ada',
    state: { phase: 'ringing', until: 0, heard: false },
    receiving: { audio: false, video: false, screen: false },
    onChange: () => () => undefined,
  };
  client.tell('call');
  await settled();
  assert.deepEqual(view(store).call?.peer, { id: 'ada', name: 'Ada' });
  assert.deepEqual(view(store).call?.phase, { kind: 'incoming' });
  assert.equal(view(store).calling, 'in-call');
});
