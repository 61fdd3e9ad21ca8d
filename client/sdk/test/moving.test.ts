import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MovingPolicy } from '../src/core/moving.js';
import { LASTING_WELCOME_MS } from '../src/core/reconnect.js';
import type { ConnectionState } from '../src/index.js';
import { problem } from './support/modelOrigin.js';
import { bodies, handleOf, World } from './support/world.js';

const middle = (): number => 0.5;

test('moves after a random share of the time, and backs off where a welcome did not last', () => {
  const policy = new MovingPolicy(middle);
  assert.equal(policy.onFarewell(1_000, LASTING_WELCOME_MS), 500);
  assert.equal(policy.onFarewell(1_000, LASTING_WELCOME_MS - 1), 1_000);
  assert.equal(policy.onFarewell(0, 0), 1_000);
  assert.equal(policy.onFarewell(0, LASTING_WELCOME_MS), 0);
  assert.equal(policy.onFarewell(Number.MAX_SAFE_INTEGER, LASTING_WELCOME_MS), 300_000);
});

test('tries again as the close code says, and not where it says stop', () => {
  const policy = new MovingPolicy(middle);
  assert.deepEqual(policy.onEnd(1006), { then: 'retry', afterMs: 500, ticket: 'keep' });
  assert.deepEqual(policy.onEnd(4031), { then: 'retry', afterMs: 1_000, ticket: 'renew' });
  assert.deepEqual(policy.onEnd(4063), { then: 'stay' });
  assert.equal(policy.onNoTicket(60_000), 60_000);
});

/** A client whose welcome has lasted, so that nothing backs off, and the states it goes through. */
async function settled(world: World) {
  const client = await world.online();
  await world.advance(LASTING_WELCOME_MS);
  const states: ConnectionState[] = [];
  client.on('connection', (state) => states.push(state));
  return { client, states };
}

function first(world: World) {
  const [socket] = world.relay.sockets;
  assert.ok(socket);
  return socket;
}

test('opens another socket before it leaves the one whose node leaves', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const { client, states } = await settled(world);
  const tickets = world.origin.requestsOf('POST', '/tickets').length;
  const syncs = world.origin.requestsOf('POST', '/sync').length;
  const old = first(world);
  old.tell({ t: 'goaway', withinMs: 1_000 });
  old.deliver(await world.origin.seal(garden, world.origin.say(garden, 'bob', 'meanwhile')));
  world.relay.node = 'n2';
  await world.advance(1_000);
  assert.equal(world.relay.sockets.length, 2);
  assert.equal(old.state, 'closed');
  assert.equal(world.relay.socket.heardOf('hello')[0]?.ticket, old.heardOf('hello')[0]?.ticket);
  assert.deepEqual(states, [{ state: 'online', node: 'n2' }], 'never anything but online');
  assert.equal(world.origin.requestsOf('POST', '/tickets').length, tickets);
  assert.equal(world.origin.requestsOf('POST', '/sync').length, syncs + 1, 'after the welcome');
  assert.deepEqual(bodies(handleOf(client, garden)), ['meanwhile']);
  assert.equal(client.stats.socketsLost, 0);
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('spreads by itself within the time it is given', async () => {
  const world = await World.create(7);
  const { client } = await settled(world);
  first(world).tell({ t: 'goaway', withinMs: 60_000 });
  await world.advance(100);
  assert.equal(world.relay.sockets.length, 1);
  await world.advance(60_000);
  assert.equal(world.relay.sockets.length, 2);
  client.disconnect();
});

test('joins anew before it leaves, and takes what both bring once', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob'], 'room');
  const { client } = await settled(world);
  const old = first(world);
  assert.equal(old.heardOf('join').length, 1);
  const holdBack: (() => void)[] = [];
  world.relay.onSocket = (socket) => {
    const { onJoin } = socket;
    socket.onJoin = (ref, pass) => {
      const answer = onJoin(ref, pass);
      holdBack.push(() => {
        if (answer !== undefined) socket.tell(answer);
      });
      return undefined;
    };
  };
  old.tell({ t: 'goaway', withinMs: 0 });
  await world.advance(1_000);
  const { socket } = world.relay;
  assert.equal(socket.heardOf('join').length, 1);
  assert.equal(old.state, 'open', 'until everything is joined');
  const said = await world.origin.seal(square, world.origin.say(square, 'bob', 'to both'));
  old.deliver(said);
  socket.deliver(said);
  // What else the former relay says is not believed any more.
  old.tell({ t: 'left', rid: square.rid });
  old.tell({ t: 'detached' });
  await world.advance(1);
  assert.equal(client.connection.state, 'online');
  for (const answer of holdBack) answer();
  await world.advance(10);
  assert.equal(old.state, 'closed');
  assert.equal(socket.heardOf('join').length, 1);
  const handle = handleOf(client, square);
  await world.advance(100);
  assert.deepEqual(
    handle.messages.map(({ body }) => body).filter((body) => body === 'to both').length,
    1,
  );
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('leaves after 5 s though a join is not answered, and asks for that one again', async () => {
  const world = await World.create();
  world.origin.addConversation('square', ['alice', 'bob'], 'room');
  const { client } = await settled(world);
  const old = first(world);
  world.relay.onSocket = (socket) => {
    socket.onJoin = () => undefined;
  };
  old.tell({ t: 'goaway', withinMs: 0 });
  await world.advance(4_900);
  assert.equal(old.state, 'open');
  await world.advance(1_000);
  assert.equal(old.state, 'closed');
  const joins = world.relay.socket.heardOf('join').length;
  await world.advance(60_000);
  assert.ok(world.relay.socket.heardOf('join').length > joins);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('tries again while the first socket lasts, and comes back as ever when it does not', async () => {
  const world = await World.create();
  const { client, states } = await settled(world);
  const old = first(world);
  // The balancer sends it to the node that leaves.
  world.relay.onOpen = 'refuse';
  old.tell({ t: 'goaway', withinMs: 0 });
  await world.advance(5_000);
  const tried = world.relay.sockets.length;
  assert.ok(tried >= 3 && tried <= 6, `${tried} sockets`);
  assert.equal(old.state, 'open');
  assert.deepEqual(states, []);
  old.closeWith(4000);
  assert.equal(client.connection.state, 'reconnecting');
  world.relay.onOpen = 'accept';
  await world.advance(2_000);
  assert.equal(client.connection.state, 'online');
  assert.equal(world.relay.open.length, 1);
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('gives up a second socket that is not welcomed when the first is closed', async () => {
  const world = await World.create();
  const { client } = await settled(world);
  const old = first(world);
  world.relay.onOpen = 'silent';
  old.tell({ t: 'goaway', withinMs: 0 });
  await world.advance(1_000);
  assert.equal(world.relay.sockets.length, 2);
  const second = world.relay.socket;
  old.closeWith(4000);
  assert.equal(second.state, 'closed');
  world.relay.onOpen = 'accept';
  await world.advance(2_000);
  assert.equal(client.connection.state, 'online');
  assert.equal(world.relay.open.length, 1);
  client.disconnect();
});

test('goes to the relay that follows in the list of its ticket', async () => {
  const world = await World.create();
  world.origin.relays = ['wss://one.example/socket', 'wss://two.example/socket'];
  const { client } = await settled(world);
  const host = (): string => new URL(world.relay.socket.url).host;
  assert.equal(host(), 'one.example');
  first(world).tell({ t: 'goaway', withinMs: 0 });
  await world.advance(1_000);
  assert.equal(host(), 'two.example');
  await world.advance(LASTING_WELCOME_MS);
  world.relay.socket.tell({ t: 'goaway', withinMs: 0 });
  await world.advance(1_000);
  assert.equal(host(), 'one.example');
  assert.equal(world.relay.open.length, 1);
  client.disconnect();
});

test('gets a new ticket where the mesh has moved, and goes where that says', async () => {
  const world = await World.create();
  world.origin.addConversation('square', ['alice', 'bob'], 'room');
  world.origin.relays = ['wss://old.example/socket'];
  const { client, states } = await settled(world);
  const old = first(world);
  world.origin.relays = ['wss://new.example/socket'];
  old.tell({ t: 'moved', withinMs: 1_000 });
  await world.advance(2_000);
  const { socket } = world.relay;
  assert.equal(new URL(socket.url).host, 'new.example');
  assert.equal(old.state, 'closed');
  assert.deepEqual(world.origin.requestsOf('POST', '/tickets').at(-1)?.body, {});
  const ticket = socket.heardOf('hello')[0]?.ticket;
  assert.notEqual(ticket, old.heardOf('hello')[0]?.ticket);
  assert.equal(world.origin.requestsOf('POST', '/passes').at(-1)?.body?.['ticket'], ticket);
  assert.ok(states.every(({ state }) => state === 'online'));
  // Renewed in-band, it is the new ticket.
  await world.advance(500_000);
  assert.deepEqual(world.origin.requestsOf('POST', '/tickets').at(-1)?.body, { ticket });
  assert.equal(world.relay.sockets.length, 2);
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('does not come back to addresses that are no more', async () => {
  const world = await World.create();
  world.origin.relays = ['wss://old.example/socket'];
  const { client } = await settled(world);
  const old = first(world);
  world.origin.relays = ['wss://new.example/socket'];
  world.origin.intercept = ({ path }) =>
    path === '/tickets' ? problem('unavailable', 503, 5) : undefined;
  old.tell({ t: 'moved', withinMs: 0 });
  await world.advance(3_000);
  assert.equal(world.relay.sockets.length, 1);
  world.origin.intercept = () => undefined;
  old.closeWith(4000);
  await world.advance(2_000);
  assert.equal(client.connection.state, 'online');
  assert.equal(new URL(world.relay.socket.url).host, 'new.example');
  client.disconnect();
});

test('is not sent round in a circle', async () => {
  const world = await World.create();
  const client = await world.online();
  world.relay.onSocket = (socket) => {
    socket.onHello = () => {
      socket.tell({ t: 'goaway', withinMs: 0 });
    };
  };
  first(world).tell({ t: 'goaway', withinMs: 0 });
  await world.advance(60_000);
  assert.ok(world.relay.sockets.length < 12, `${world.relay.sockets.length} sockets`);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('hears its own typing from nobody, though it is bound twice for a moment', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const { client } = await settled(world);
  const handle = handleOf(client, garden);
  handle.open();
  await world.advance(1_000);
  handle.startTyping();
  await world.advance(100);
  const { socket } = world.relay;
  const [signal] = socket.heardOf('signal');
  assert.ok(signal);
  const before = client.stats.signals;
  socket.deliverSignal(signal.data);
  await world.advance(100);
  assert.equal(client.stats.signals, before);
  assert.deepEqual(handle.typing, []);
  client.disconnect();
});
