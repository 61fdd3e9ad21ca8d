import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Environment, SockJsConstructor, SockJsLike, SockJsOptions } from '../src/index.js';
import { type Way, WayChoice } from '../src/core/ways.js';
import { bodies, handleOf, World } from './support/world.js';

const LIMITS = { webSocketFailuresMax: 2, webSocketAgainMs: 1_000 };
const BOTH: readonly Way[] = ['web-socket', 'sockjs'];

test('falls back after so many failures, and takes turns where both fail', () => {
  const ways = new WayChoice(LIMITS, BOTH);
  const tried: (Way | undefined)[] = [];
  for (let i = 0; i < 7; i++) {
    const way = ways.next(0);
    tried.push(way);
    if (way !== undefined) ways.onFailed(way);
  }
  const [w, s] = BOTH;
  assert.deepEqual(tried, [w, w, s, w, s, w, s]);
});

test('keeps to SockJS for a while, then gives WebSocket one chance', () => {
  const ways = new WayChoice(LIMITS, BOTH);
  ways.onFailed('web-socket');
  ways.onFailed('web-socket');
  ways.onWelcome('sockjs', 0);
  assert.equal(ways.next(999), 'sockjs');
  ways.onWelcome('sockjs', 999);
  assert.equal(ways.next(1_000), 'web-socket');
  ways.onFailed('web-socket');
  assert.equal(ways.next(1_001), 'sockjs');
  ways.onWelcome('sockjs', 1_001);
  assert.equal(ways.next(1_500), 'sockjs');
  ways.onWebSocketOpens();
  assert.equal(ways.next(1_500), 'web-socket');
});

test('knows no other way than those there are', () => {
  const alone = new WayChoice(LIMITS, ['sockjs']);
  alone.onFailed('sockjs');
  assert.equal(alone.next(0), 'sockjs');
  assert.equal(new WayChoice(LIMITS, []).next(0), undefined);
});

/** SockJS over the fake relay's sockets: the same frames in JSON, and the options it was made with. */
class FakeSockJs {
  readonly made: { url: string; options: SockJsOptions }[] = [];
  loads = 0;
  fails = false;
  readonly load: NonNullable<Environment['loadSockJs']>;

  constructor(world: World) {
    const { made } = this;
    const { WebSocket } = world.relay;
    const constructor = function (url: string, _: undefined, options: SockJsOptions): SockJsLike {
      made.push({ url, options });
      world.relay.onOpen = 'accept';
      return new WebSocket(url, ['sealmesh.v1.json']);
    };
    this.load = () => {
      this.loads++;
      return this.fails
        ? Promise.reject(new Error('not there'))
        : Promise.resolve(constructor as unknown as SockJsConstructor);
    };
  }
}

test('falls back to SockJS where no WebSocket opens, and back when one does', async () => {
  const world = await World.create();
  const sockJs = new FakeSockJs(world);
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.relay.onOpen = 'refuse';
  const client = world.newClient({ environment: { loadSockJs: sockJs.load } });
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(5_000);
  assert.equal(client.connection.state, 'online');
  const { socket } = world.relay;
  assert.equal(socket.url, 'https://chat.example/sockjs');
  assert.equal(world.relay.sockets.length, 3, 'two WebSockets first');
  const [made] = sockJs.made;
  assert.deepEqual(made?.options.transports, [
    'websocket',
    'xhr-streaming',
    'eventsource',
    'xhr-polling',
  ]);
  assert.match(made.options.sessionId(), /^[\w-]{22}$/);
  socket.deliver(await world.origin.seal(garden, world.origin.say(garden, 'bob', 'by SockJS')));
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['by SockJS']);

  // It looks again every five minutes: first in vain, then it opens and everything changes over.
  world.relay.onOpen = 'refuse';
  await world.advance(300_000);
  assert.equal(world.relay.socket.url, 'wss://chat.example/socket');
  assert.equal(socket.state, 'open');
  world.relay.onOpen = 'accept';
  await world.advance(300_000);
  assert.equal(socket.state, 'closed');
  assert.equal(client.connection.state, 'online');
  assert.equal(world.relay.open.length, 1);
  assert.equal(world.relay.open[0]?.url, 'wss://chat.example/socket');
  assert.equal(sockJs.loads, 1);
  client.disconnect();
  assert.equal(world.clock.pending, 0);
});

test('goes on trying where SockJS cannot be loaded', async () => {
  const world = await World.create();
  const sockJs = new FakeSockJs(world);
  sockJs.fails = true;
  world.relay.onOpen = 'refuse';
  const client = world.newClient({ environment: { loadSockJs: sockJs.load } });
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.advance(60_000);
  assert.ok(sockJs.loads > 0);
  world.relay.onOpen = 'accept';
  await world.advance(60_000);
  assert.equal(client.connection.state, 'online');
  client.disconnect();
});

test('a relay that says why it closes is no reason to leave WebSocket', async () => {
  const world = await World.create();
  const sockJs = new FakeSockJs(world);
  const client = world.newClient({ environment: { loadSockJs: sockJs.load } });
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await world.settle();
  for (let i = 0; i < 6; i++) {
    if (world.relay.socket.state !== 'closed') world.relay.socket.closeWith(4004);
    await world.advance(60_000);
  }
  assert.equal(sockJs.loads, 0);
  client.disconnect();
});
