import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Client } from '../src/index.js';
import { idOf, type ModelConversation } from './support/modelConversation.js';
import { handleOf, World } from './support/world.js';

interface Two {
  readonly world: World;
  readonly garden: ModelConversation;
  readonly alice: Client;
  readonly bob: Client;
  /** Carries signals between the two sockets, as a relay does. */
  readonly carry: () => Promise<void>;
}

/** Two users with the same conversation open. */
async function two(): Promise<Two> {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const alice = await world.online();
  const bob = world.newClient();
  await bob.signInAsGuest({ name: 'bob' });
  bob.connect();
  await world.advance(10);
  const sockets = world.relay.sockets;
  const carried = sockets.map(() => 0);
  const carry = async (): Promise<void> => {
    await world.settle();
    for (const [i, from] of sockets.entries()) {
      const signals = from.heardOf('signal');
      const to = sockets[1 - i];
      for (const { data } of signals.slice(carried[i])) to?.deliverSignal(data);
      carried[i] = signals.length;
    }
    await world.settle();
  };
  for (const client of [alice, bob]) handleOf(client, garden).open();
  await world.advance(10);
  assert.equal(handleOf(alice, garden).openState, 'open');
  return { world, garden, alice, bob, carry };
}

test('shows who is typing, every 4 s, for 6 s after the last sign', async () => {
  const { world, garden, alice, bob, carry } = await two();
  const typist = handleOf(bob, garden);
  typist.startTyping();
  await carry();
  assert.deepEqual(handleOf(alice, garden).typing, [idOf('bob')]);
  for (let s = 0; s < 9; s++) {
    await world.advance(1_000);
    typist.startTyping();
    await carry();
  }
  assert.deepEqual(handleOf(alice, garden).typing, [idOf('bob')]);
  assert.equal(world.relay.sockets[1]?.heardOf('signal').length, 3, 'at 0, 4 and 8 s');
  let told = 0;
  handleOf(alice, garden).onChange(() => told++);
  bob.disconnect();
  await world.advance(6_001);
  assert.deepEqual(handleOf(alice, garden).typing, []);
  assert.ok(told > 0, 'the app is told when it ends');
  alice.disconnect();
});

test('takes the sign back when the typist stops or sends', async () => {
  const { world, garden, alice, bob, carry } = await two();
  const typist = handleOf(bob, garden);
  typist.startTyping();
  await carry();
  typist.stopTyping();
  await carry();
  assert.deepEqual(handleOf(alice, garden).typing, []);
  typist.startTyping();
  await carry();
  assert.deepEqual(handleOf(alice, garden).typing, [idOf('bob')]);
  await world.run(typist.send('done').sent);
  await carry();
  assert.deepEqual(handleOf(alice, garden).typing, []);
  typist.startTyping();
  await carry();
  await world.advance(6_100);
  const last = world.relay.sockets[1]?.heardOf('signal').length;
  await world.advance(20_000);
  assert.equal(world.relay.sockets[1]?.heardOf('signal').length, last, 'a forgotten sign ends');
  alice.disconnect();
  bob.disconnect();
});

test('presence is shown only by whoever shows it, is answered once, and runs out', async () => {
  const { world, garden, alice, bob, carry } = await two();
  await carry();
  assert.equal(handleOf(alice, garden).presence.size, 0);
  alice.showPresence('online');
  bob.showPresence('away');
  await carry();
  assert.equal(handleOf(alice, garden).presence.get(idOf('bob')), 'away');
  assert.equal(handleOf(bob, garden).presence.get(idOf('alice')), 'online');
  await world.advance(2_001);
  await carry();
  const said = world.relay.sockets[0]?.heardOf('signal').length;
  assert.equal(said, 2, 'shown once and answered once');
  await world.advance(10_000);
  await carry();
  assert.equal(world.relay.sockets[0]?.heardOf('signal').length, said, 'an answer is not answered');
  bob.showPresence('hidden');
  await carry();
  assert.equal(handleOf(alice, garden).presence.get(idOf('bob')), 'offline');
  await world.advance(91_000);
  assert.equal(handleOf(alice, garden).presence.size, 0);
  alice.disconnect();
  bob.disconnect();
});

test('presence is repeated while the conversation is open, and withdrawn by closing', async () => {
  const { world, garden, alice, bob, carry } = await two();
  bob.showPresence('online');
  for (let i = 0; i < 5; i++) {
    await world.advance(40_000);
    await carry();
    assert.equal(handleOf(alice, garden).presence.get(idOf('bob')), 'online');
  }
  handleOf(bob, garden).close();
  await carry();
  assert.equal(handleOf(alice, garden).presence.get(idOf('bob')), 'offline');
  assert.equal(world.relay.sockets[1]?.heardOf('leave').length, 1);
  alice.disconnect();
  bob.disconnect();
});

test('an open conversation is joined again after a reconnect', async () => {
  const { world, garden, alice, bob, carry } = await two();
  bob.showPresence('online');
  await carry();
  const conversation = handleOf(alice, garden);
  assert.equal(conversation.presence.size, 1);
  world.relay.sockets[0]?.closeWith(1006);
  await world.settle();
  assert.equal(conversation.openState, 'joining');
  assert.equal(conversation.presence.size, 0);
  await world.advance(2_000);
  assert.equal(conversation.openState, 'open');
  alice.disconnect();
  bob.disconnect();
});

test('a room lists its members when it is opened', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob', 'carol'], 'room');
  const client = await world.online();
  const room = handleOf(client, square);
  assert.equal(room.summary.members.length, 0);
  assert.equal(room.summary.memberCount, 3);
  room.open();
  await world.advance(10);
  assert.deepEqual(room.summary.members.map(({ name }) => name).sort(), ['alice', 'bob', 'carol']);
  client.disconnect();
});

test('authors who are not among the members that are known have a name all the same', async () => {
  const world = await World.create();
  const crowd = Array.from({ length: 60 }, (_, i) => `guest ${i}`);
  const square = world.origin.addConversation('square', ['alice', ...crowd], 'room');
  const client = await world.online();
  square.remove(idOf('guest 7'), idOf('guest 7'));
  const asked = [...crowd, 'guest 7', 'nobody'].map(idOf);
  const names = await world.run(handleOf(client, square).namesOf(asked));
  assert.deepEqual([...names.values()].sort(), [...crowd].sort());
  assert.equal(world.origin.requestsOf('GET', `/conversations/${square.id}/names`).length, 2);
  client.disconnect();
});

test('nobody shows herself in a conversation that is larger than a group', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob', 'carol'], 'room');
  const client = await world.online({ limits: { presenceMembersMax: 2 } });
  const room = handleOf(client, square);
  client.showPresence('online');
  room.open();
  await world.advance(200_000);
  assert.equal(room.openState, 'open');
  assert.equal(world.relay.socket.heardOf('signal').length, 0);
  room.startTyping();
  await world.settle();
  assert.equal(world.relay.socket.heardOf('signal').length, 1, 'typing is told all the same');
  client.showPresence('hidden');
  room.close();
  await world.advance(1_000);
  client.disconnect();
});

test('a device whose clock is wrong is heard all the same', async () => {
  const world = await World.create();
  world.origin.clockAheadMs = 3_600_000;
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  handleOf(client, garden).open();
  await world.advance(10);
  handleOf(client, garden).startTyping();
  await world.settle();
  const [signal] = world.relay.socket.heardOf('signal');
  assert.ok(signal);
  const time = Buffer.from(signal.data, 'base64url').readBigUInt64BE(62);
  assert.ok(Math.abs(Number(time) - world.origin.now()) < 1_100);
  client.disconnect();
});

test('types in a room that was joined before it was opened', async () => {
  const world = await World.create();
  const square = world.origin.addConversation('square', ['alice', 'bob'], 'room');
  const client = await world.online();
  await world.advance(1_000);
  assert.equal(world.relay.socket.heardOf('join').length, 1);
  handleOf(client, square).open();
  await world.advance(1_000);
  handleOf(client, square).startTyping();
  await world.advance(100);
  assert.equal(world.relay.socket.heardOf('signal').length, 1);
  client.disconnect();
});
