import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { WebSocket, WebSocketServer } from 'ws';

import { type Client, createClient } from '../src/index.js';
import { parseCborMap, writeCborMap } from '../src/wire/cbor.js';
import { bodies, handleOf, World } from './support/world.js';

/**
 * The client in a real Node: its own clock, timers, fetch and WebCrypto, the WebSocket of `ws`,
 * over the loopback. The model origin answers the requests, and a WebSocket server stands for the
 * relay.
 */
interface Site {
  readonly world: World;
  readonly url: string;
  readonly relay: WebSocketServer;
  readonly close: () => Promise<void>;
}

async function site(): Promise<Site> {
  const world = await World.create();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const init = { method: request.method ?? 'GET', headers: headers as [string, string][] };
      const body = Buffer.concat(chunks).toString();
      const url = `https://chat.example${request.url ?? ''}`;
      world.origin.fetch(url, body === '' ? init : { ...init, body }).then(
        async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(await answer.text());
        },
        (error: unknown) => {
          response.writeHead(500).end(String(error));
        },
      );
    });
  });
  const relay = new WebSocketServer({ server, path: '/socket', perMessageDeflate: false });
  relay.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const frame = parseCborMap(data);
      const welcome = { t: 'welcome', node: 'n1', heartbeatSeconds: 20, expires: Date.now() + 1e6 };
      if (frame?.['t'] === 'hello') socket.send(writeCborMap(welcome));
    });
  });
  const port = await listening(server);
  const close = async (): Promise<void> => {
    for (const socket of relay.clients) socket.terminate();
    relay.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { world, url: `http://127.0.0.1:${port}`, relay, close };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Resolves when the condition holds after some change that the client told of. */
function until(client: Client, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds()) resolve();
    };
    client.on('conversations', look);
    client.on('connection', look);
    look();
  });
}

test('runs on Node with the WebSocket of ws: live events in and messages out', async () => {
  const { world, url, relay, close } = await site();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = createClient({ origin: url, environment: { WebSocket } });
  await client.signInAsGuest({ name: 'alice' });
  client.connect();
  await until(client, () => client.connection.state === 'online');
  await client.synced();
  const [socket] = relay.clients;
  assert.ok(socket);
  assert.equal(socket.protocol, 'sealmesh.v1.cbor');

  const event = world.origin.say(garden, 'bob', 'hello');
  socket.send(writeCborMap({ t: 'event', data: await world.origin.seal(garden, event) }));
  await until(client, () => client.conversations[0]?.lastMessage?.body === 'hello');
  await handleOf(client, garden).send('hi').sent;
  assert.deepEqual(bodies(handleOf(client, garden)), ['hello', 'hi']);
  assert.deepEqual(Object.values(client.stats.dropped).filter(Boolean), []);

  socket.close(4000);
  await until(client, () => client.connection.state === 'reconnecting');
  await until(client, () => client.connection.state === 'online');
  client.disconnect();
  await close();
});
