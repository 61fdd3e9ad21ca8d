import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LimitError } from '../src/index.js';
import { idOf } from './support/modelConversation.js';
import { problem } from './support/modelOrigin.js';
import { bodies, handleOf, World } from './support/world.js';

test('shows a message at once, and repeats it until it is answered', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  let answers: ('lost' | undefined)[] = ['lost', 'lost', undefined];
  world.origin.intercept = ({ path }) => (path.endsWith('/messages') ? answers.shift() : undefined);
  const { clientId, sent } = conversation.send('hello');
  assert.deepEqual(bodies(conversation), ['hello (pending)']);
  const [pending] = conversation.messages;
  await world.advance(10_000);
  await sent;
  assert.deepEqual(bodies(conversation), ['hello']);
  assert.equal(conversation.messages[0]?.key, pending?.key, 'the key for rendering stays');
  const attempts = world.origin.requests.filter(({ path }) => path.endsWith('/messages'));
  assert.deepEqual(
    attempts.map(({ body }) => body?.['clientId']),
    [clientId, clientId, clientId],
  );
  assert.equal(garden.head, 2);
  assert.equal(client.stats.sendRepeats, 2);
  answers = [];
  client.disconnect();
});

test('an answer that was lost does not double the message', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  let lose = true;
  const fetchOf = world.origin.fetch;
  const losing = world.newClient({
    environment: {
      fetch: async (input, init) => {
        const response = await fetchOf(input, init);
        if (!lose || !String(input instanceof Request ? input.url : input).endsWith('/messages')) {
          return response;
        }
        lose = false;
        throw new TypeError('fetch failed');
      },
    },
  });
  await losing.signInAsGuest({ name: 'alice' });
  losing.connect();
  await world.advance(10);
  const { sent } = handleOf(losing, garden).send('once');
  await world.run(sent);
  assert.equal(garden.head, 2);
  await world.run(client.synced());
  assert.deepEqual(bodies(conversation), ['once']);
  losing.disconnect();
  client.disconnect();
});

test('becomes sent by the event that carries its client id, if that comes first', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  world.origin.intercept = ({ path }) => (path.endsWith('/messages') ? 'lost' : undefined);
  const { clientId, sent } = conversation.send('hello');
  await world.settle();
  const message = { messageId: world.origin.newId(), clientId, body: 'hello', replyTo: undefined };
  const event = garden.append({ type: 'message.sent', actor: idOf('alice'), ...message });
  world.relay.socket.deliver(await world.origin.seal(garden, event));
  await world.settle();
  await sent;
  assert.deepEqual(bodies(conversation), ['hello']);
  const attempts = world.origin.requestsOf('POST', `/conversations/${garden.id}/messages`).length;
  await world.advance(60_000);
  const later = world.origin.requestsOf('POST', `/conversations/${garden.id}/messages`).length;
  assert.equal(later, attempts, 'and is not repeated');
  client.disconnect();
});

test('sends the messages of one conversation one after another, in their order', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  let failures = 3;
  world.origin.intercept = ({ path }) =>
    path.endsWith('/messages') && failures-- > 0 ? problem('unavailable', 503) : undefined;
  const sends = ['one', 'two', 'three'].map((body) => conversation.send(body).sent);
  await world.advance(20_000);
  await Promise.all(sends);
  assert.deepEqual(bodies(conversation), ['one', 'two', 'three']);
  client.disconnect();
});

test('a refused message stays, can be sent again with its client id, or discarded', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  world.origin.intercept = ({ path }) =>
    path.endsWith('/messages') ? problem('forbidden', 403) : undefined;
  const one = conversation.send('one');
  const two = conversation.send('two');
  await assert.rejects(one.sent, { type: 'forbidden' });
  await assert.rejects(two.sent, { type: 'forbidden' });
  assert.deepEqual(bodies(conversation), ['one (failed)', 'two (failed)']);
  assert.equal(conversation.messages[0]?.problem?.type, 'forbidden');
  world.origin.intercept = () => undefined;
  conversation.discard(two.clientId);
  conversation.retry(one.clientId);
  await world.advance(10);
  assert.deepEqual(bodies(conversation), ['one']);
  client.disconnect();
});

test('what is pending waits while the client is disconnected', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  client.disconnect();
  conversation.send('later');
  await world.advance(60_000);
  assert.deepEqual(bodies(conversation), ['later (pending)']);
  assert.equal(garden.head, 1);
  client.connect();
  await world.advance(10);
  assert.deepEqual(bodies(conversation), ['later']);
  client.disconnect();
});

test('obeys Retry-After when sending', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.origin.intercept = ({ path }) =>
    path.endsWith('/messages') ? problem('too-many-requests', 429, 60) : undefined;
  handleOf(client, garden).send('hello');
  await world.advance(59_000);
  world.origin.intercept = () => undefined;
  const attempts = world.origin.requestsOf('POST', `/conversations/${garden.id}/messages`);
  assert.equal(attempts.length, 1);
  await world.advance(1_500);
  assert.deepEqual(bodies(handleOf(client, garden)), ['hello']);
  client.disconnect();
});

test('bounds what is pending, and the length of a body', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online({ limits: { pendingSendsMax: 2 } });
  const conversation = handleOf(client, garden);
  world.origin.intercept = () => 'lost';
  conversation.send('one');
  conversation.send('two');
  assert.throws(() => conversation.send('three'), LimitError);
  assert.throws(() => conversation.send('x'.repeat(8_001)), LimitError);
  assert.deepEqual(bodies(conversation), ['one (pending)', 'two (pending)']);
  client.disconnect();
});

test('what was pending in a conversation that is gone is told so', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.origin.intercept = ({ path }) => (path.endsWith('/messages') ? 'lost' : undefined);
  const { sent } = handleOf(client, garden).send('hello');
  garden.members.delete(idOf('alice'));
  client.wake();
  await world.advance(10);
  await assert.rejects(sent, { type: 'not-found' });
  client.disconnect();
});

test('tells what was delivered and read, in one request for a burst', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const orchard = world.origin.addConversation('orchard', ['alice', 'bob']);
  for (const conversation of [garden, orchard]) world.origin.say(conversation, 'bob', 'hello');
  const client = await world.online();
  handleOf(client, garden).markRead(1);
  handleOf(client, garden).markRead();
  handleOf(client, garden).markRead(99);
  assert.equal(handleOf(client, garden).summary.unread, 0);
  await world.advance(600);
  const told = world.origin.requestsOf('POST', '/pointers');
  assert.equal(told.length, 1);
  const pointers = told[0]?.body?.['pointers'] as { conversation: string }[];
  assert.deepEqual(
    pointers.sort((a, b) => (a.conversation < b.conversation ? -1 : 1)),
    [
      { conversation: garden.id, delivered: 2, read: 2 },
      { conversation: orchard.id, delivered: 2, read: 0 },
    ].sort((a, b) => (a.conversation < b.conversation ? -1 : 1)),
  );
  await world.advance(60_000);
  assert.equal(world.origin.requestsOf('POST', '/pointers').length, 1);
  client.disconnect();
});

test('pointers of others mark own messages delivered and read', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const conversation = handleOf(client, garden);
  await world.run(conversation.send('hello').sent);
  const at = world.clock.now();
  const user = idOf('bob');
  const pointer = await world.origin.sealPointer(garden, { user, delivered: 2, read: 0, at });
  world.relay.socket.deliver(pointer);
  await world.settle();
  const [message] = conversation.messages;
  assert.deepEqual(message?.deliveredBy, [user]);
  assert.deepEqual(message.readBy, []);
  garden.pointers.set(user, { delivered: 2, read: 2 });
  await world.run(client.synced());
  assert.deepEqual(conversation.messages[0]?.readBy, [user]);
  client.disconnect();
});

test('a pointer that the origin did not take is told again, the latest one', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.origin.say(garden, 'bob', 'hello');
  const client = await world.online();
  world.origin.intercept = ({ path }) => (path === '/pointers' ? 'lost' : undefined);
  await world.advance(600);
  handleOf(client, garden).markRead();
  world.origin.intercept = () => undefined;
  await world.advance(3_000);
  const told = world.origin.requestsOf('POST', '/pointers');
  assert.deepEqual(told.at(-1)?.body, {
    pointers: [{ conversation: garden.id, delivered: 2, read: 2 }],
  });
  client.disconnect();
});
