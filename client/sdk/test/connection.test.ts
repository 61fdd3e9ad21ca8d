import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type ConnectionState, SUBPROTOCOLS } from '../src/index.js';
import { writeCborMap } from '../src/wire/cbor.js';
import { exactly } from './support/fakeRelay.js';
import { idOf } from './support/modelConversation.js';
import { problem } from './support/modelOrigin.js';
import { bodies, handleOf, World } from './support/world.js';

for (const subprotocol of SUBPROTOCOLS) {
  test(`says hello with a ticket, speaks ${subprotocol}, has no ticket in its URL`, async () => {
    const world = await World.create();
    world.relay.subprotocol = subprotocol;
    const garden = world.origin.addConversation('garden', ['alice', 'bob']);
    const client = await world.online();
    const { socket } = world.relay;
    assert.equal(socket.url, 'wss://chat.example/socket');
    assert.deepEqual(socket.offered, ['sealmesh.v1.cbor', 'sealmesh.v1.json']);
    assert.equal(socket.heard[0]?.t, 'hello');
    assert.deepEqual(client.connection, { state: 'online', node: 'n1' });
    const event = world.origin.say(garden, 'bob', 'live');
    socket.deliver(await world.origin.seal(garden, event));
    await world.settle();
    assert.deepEqual(bodies(handleOf(client, garden)), ['live']);
    assert.equal(client.stats.applied.live, 1);
    client.disconnect();
    assert.equal(socket.state, 'closed');
    assert.equal(world.clock.pending, 0);
  });

  test(`counts a message of the other kind as none on ${subprotocol}`, async () => {
    const world = await World.create();
    world.relay.subprotocol = subprotocol;
    const client = await world.online();
    const { socket } = world.relay;
    const isCbor = subprotocol === 'sealmesh.v1.cbor';
    socket.tellRaw(isCbor ? '{"t":"detached"}' : exactly(writeCborMap({ t: 'detached' })));
    socket.tellRaw(undefined);
    assert.equal(client.connection.state, 'online');
    assert.equal(client.stats.dropped.malformed, 2);
    client.disconnect();
  });
}

test('syncs after every welcome', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.relay.socket.closeWith(4000);
  world.origin.say(garden, 'bob', 'missed');
  await world.advance(751);
  assert.equal(client.connection.state, 'online');
  assert.deepEqual(bodies(handleOf(client, garden)), ['missed']);
  client.disconnect();
});

test('comes back with the ticket it has, or with a new one, as the range says', async () => {
  const world = await World.create();
  const client = await world.online();
  const tickets = (): number => world.origin.requestsOf('POST', '/tickets').length;
  assert.equal(tickets(), 1);
  world.relay.socket.closeWith(4008);
  await world.advance(1_500);
  assert.equal(client.connection.state, 'online');
  assert.equal(tickets(), 1);
  world.relay.socket.closeWith(4032);
  await world.advance(3_000);
  assert.equal(client.connection.state, 'online');
  assert.equal(tickets(), 2);
  assert.deepEqual(world.origin.requestsOf('POST', '/tickets')[1]?.body, {});
  client.disconnect();
});

test('stops where the relay says stop, and starts again when told', async () => {
  const world = await World.create();
  const client = await world.online();
  world.relay.socket.closeWith(4063);
  await world.advance(3_600_000);
  assert.deepEqual(client.connection, { state: 'stopped', reason: 'too-many-sockets' });
  assert.equal(world.relay.sockets.length, 1);
  assert.equal(world.clock.pending, 0);
  client.connect();
  await world.advance(10);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('polls after three failures, growing slower, while it tries on', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.relay.onOpen = 'refuse';
  const client = world.newClient();
  const states: ConnectionState['state'][] = [];
  client.on('connection', ({ state }) => states.push(state));
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(10_000);
  assert.deepEqual(states.slice(0, 4), ['connecting', 'reconnecting', 'reconnecting', 'polling']);
  assert.deepEqual(client.connection, { state: 'polling', cause: 'no-relay' });
  world.origin.say(garden, 'bob', 'chat works without any relay');
  await world.advance(45_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['chat works without any relay']);
  const tried = world.relay.sockets.length;
  world.relay.onOpen = 'accept';
  await world.advance(45_000);
  assert.ok(world.relay.sockets.length > tried);
  assert.equal(client.connection.state, 'online');
  const polled = world.origin.requestsOf('POST', '/sync').length;
  await world.advance(50_000);
  assert.ok(world.origin.requestsOf('POST', '/sync').length - polled <= 1, 'polling has ended');
  client.disconnect();
});

test('tries the relays of its ticket in turn', async () => {
  const world = await World.create();
  world.origin.relays = ['wss://one.example/socket', 'wss://two.example/socket'];
  world.relay.onOpen = 'refuse';
  const client = world.newClient();
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(5_000);
  const hosts = world.relay.sockets.map(({ url }) => new URL(url).host);
  assert.deepEqual(hosts.slice(0, 3), ['one.example', 'two.example', 'one.example']);
  client.disconnect();
});

test('polls while the relay hears no origin, until it resyncs', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  world.relay.socket.tell({ t: 'detached' });
  assert.deepEqual(client.connection, { state: 'polling', cause: 'detached' });
  world.origin.say(garden, 'bob', 'past the relay');
  await world.advance(12_000);
  assert.deepEqual(bodies(handleOf(client, garden)), ['past the relay']);
  world.origin.say(garden, 'bob', 'after it');
  world.relay.socket.tell({ t: 'resync' });
  assert.equal(client.connection.state, 'online');
  await world.advance(2_001);
  assert.deepEqual(bodies(handleOf(client, garden)), ['past the relay', 'after it']);
  client.disconnect();
});

test('obeys Retry-After of a sync, even when woken', async () => {
  const world = await World.create();
  const client = await world.online();
  world.origin.intercept = ({ path }) =>
    path === '/sync' ? problem('too-many-requests', 429, 120) : undefined;
  client.wake();
  await world.advance(10);
  const syncs = world.origin.requestsOf('POST', '/sync').length;
  for (let i = 0; i < 11; i++) {
    client.wake();
    await world.advance(10_000);
  }
  assert.equal(world.origin.requestsOf('POST', '/sync').length, syncs);
  await world.advance(11_000);
  assert.equal(world.origin.requestsOf('POST', '/sync').length, syncs + 1);
  client.disconnect();
});

test('obeys Retry-After of a ticket', async () => {
  const world = await World.create();
  world.origin.intercept = ({ path }) =>
    path === '/tickets' ? problem('unavailable', 503, 60) : undefined;
  const client = world.newClient();
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(59_000);
  assert.equal(world.origin.requestsOf('POST', '/tickets').length, 1);
  world.origin.intercept = () => undefined;
  await world.advance(1_100);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('renews its ticket in-band before it ends, and its passes with it', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob'], 'room');
  const client = await world.online();
  const { socket } = world.relay;
  assert.equal(socket.heardOf('join').length, 1, 'rooms are joined');
  const first = socket.heardOf('hello')[0]?.ticket;
  await world.advance(490_000);
  const asked = world.origin.requestsOf('POST', '/tickets');
  assert.deepEqual(asked[1]?.body, { ticket: first });
  assert.equal(socket.heardOf('refresh').length, 1);
  assert.ok(socket.heardOf('join').length >= 2);
  const renewed = socket.heardOf('refresh')[0]?.ticket;
  assert.equal(world.origin.requestsOf('POST', '/passes').at(-1)?.body?.['ticket'], renewed);
  await world.advance(1_800_000);
  assert.equal(world.relay.sockets.length, 1, 'still the same socket');
  assert.equal(client.conversation(square.id)?.openState, 'closed');
  client.disconnect();
});

test('a ticket that cannot be renewed at first is asked for again in time', async () => {
  const world = await World.create();
  const client = await world.online();
  world.origin.intercept = ({ path }) =>
    path === '/tickets' ? problem('unavailable', 503, 5) : undefined;
  await world.advance(500_000);
  world.origin.intercept = () => undefined;
  await world.advance(90_000);
  assert.ok(world.relay.socket.heardOf('refresh').length >= 1);
  assert.equal(world.relay.sockets.length, 1);
  client.disconnect();
});

test('a ticket that is refused a successor is replaced over a new socket', async () => {
  const world = await World.create();
  const client = await world.online();
  world.origin.intercept = ({ path, body }) =>
    path === '/tickets' && body?.['ticket'] !== undefined ? problem('forbidden', 403) : undefined;
  await world.advance(500_000);
  assert.equal(world.relay.sockets.length, 2);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('sends heartbeats, and leaves a relay that does not answer them', async () => {
  const world = await World.create();
  const client = await world.online();
  await world.advance(100_000);
  assert.equal(world.relay.sockets.length, 1);
  assert.ok(world.relay.socket.heardOf('ping').length >= 4);
  world.relay.socket.answersPings = false;
  await world.advance(52_000);
  assert.equal(world.relay.sockets.length, 2);
  assert.equal(world.relay.sockets[0]?.state, 'closed');
  client.disconnect();
});

test('a woken device finds a dead socket within seconds', async () => {
  const world = await World.create();
  const client = await world.online();
  world.relay.socket.answersPings = false;
  client.wake();
  await world.advance(6_000);
  assert.equal(world.relay.sockets.length, 2);
  client.disconnect();
});

test('a woken device does not wait for its back-off', async () => {
  const world = await World.create();
  world.relay.onOpen = 'refuse';
  const client = world.newClient();
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(60_000);
  world.relay.onOpen = 'accept';
  client.wake();
  await world.advance(1);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('a relay that never welcomes is left after 10 s', async () => {
  const world = await World.create();
  world.relay.onOpen = 'silent';
  const client = world.newClient();
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(9_999);
  assert.equal(client.connection.state, 'connecting');
  await world.advance(2);
  assert.equal(client.connection.state, 'reconnecting');
  client.disconnect();
});

test('without WebSocket, or without Ed25519, chat works by polling', async () => {
  const noEd25519 = new Proxy(crypto.subtle, {
    get: (target, name) =>
      name === 'importKey'
        ? () => Promise.reject(new Error('unknown algorithm'))
        : (Reflect.get(target, name) as unknown),
  });
  for (const environment of [
    { WebSocket: undefined },
    { subtle: undefined },
    { subtle: noEd25519 },
  ]) {
    const world = await World.create();
    const garden = world.origin.addConversation('garden', ['alice', 'bob']);
    const client = world.newClient({ environment });
    await client.signInAsGuest({ name: 'alice' });
    client.connect();
    await world.advance(100);
    assert.deepEqual(client.connection, { state: 'polling', cause: 'unsupported' });
    world.origin.say(garden, 'bob', 'hello');
    await world.advance(46_000);
    if (environment.subtle === noEd25519) continue;
    assert.deepEqual(bodies(handleOf(client, garden)), ['hello']);
    client.disconnect();
  }
});

test('disconnected in the middle of an attempt, it stays so', async () => {
  const world = await World.create();
  const client = world.newClient();
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  client.disconnect();
  await world.advance(60_000);
  assert.deepEqual(client.connection, { state: 'offline' });
  assert.equal(world.relay.sockets.length, 0);
  client.connect();
  await world.advance(10);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

for (const [code, waitMs] of [
  ['pass-expired', 1_000],
  ['bad-pass', 1_000],
  ['rate', 5_000],
  ['revoked', 30_000],
  ['too-many', 30_000],
] as const) {
  test(`a join refused for ${code} is tried again`, async () => {
    const world = await World.create();
    world.origin.addConversation('square', ['alice', 'bob'], 'room');
    const client = world.newClient();
    await client.signInAsGuest({ name: 'alice' });
    client.connect();
    await world.settle();
    let refuse = true;
    const { socket } = world.relay;
    const accept = socket.onJoin;
    socket.onJoin = (ref, pass) =>
      refuse ? { t: 'refused', ref, code, retryMs: 5_000 } : accept(ref, pass);
    await world.advance(100);
    const joins = socket.heardOf('join').length;
    assert.equal(joins, 1);
    refuse = false;
    await world.advance(Math.max(waitMs, 5_000) - 200);
    assert.equal(socket.heardOf('join').length, joins, 'not before its time');
    await world.advance(1_000);
    assert.equal(socket.heardOf('join').length, joins + 1);
    client.disconnect();
  });
}

test('a room that it was unbound from is joined again while it is a member', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob'], 'room');
  const client = await world.online();
  world.relay.socket.tell({ t: 'left', rid: square.rid });
  await world.advance(2_000);
  assert.equal(world.relay.socket.heardOf('join').length, 2);
  square.members.delete(idOf('alice'));
  world.relay.socket.tell({ t: 'left', rid: square.rid });
  await world.advance(60_000);
  assert.equal(world.relay.socket.heardOf('join').length, 2);
  assert.equal(client.conversation(square.id), undefined);
  client.disconnect();
});
