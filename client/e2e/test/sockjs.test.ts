import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import type { SockJsConstructor, SockJsLike } from '@sealmesh/sdk';
import SockJs from 'sockjs-client';

import { ApiUser } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { eventually, within } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import { Chat } from '../src/pages.js';
import { Person } from '../src/person.js';
import { Middle } from '../src/proxy.js';
import { ticketOf } from '../src/socket.js';

const sockJs = SockJs as unknown as SockJsConstructor;
const ALLOWED = ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling'];
const sessionId = (): string => crypto.randomUUID();

/** A SockJS socket by these transports alone, and what it hears. */
class Listener {
  readonly heard: { t: string }[] = [];
  readonly socket: SockJsLike;
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, transports: string[]) {
    this.socket = new sockJs(`${url}/sockjs`, undefined, { transports, sessionId });
    this.opened = new Promise((resolve) => {
      this.socket.onopen = () => {
        resolve();
      };
    });
    this.closed = new Promise((resolve) => {
      this.socket.onclose = resolve;
    });
    this.socket.onmessage = (event: { readonly data: string }) => {
      this.heard.push(JSON.parse(event.data) as { t: string });
    };
  }

  say(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  hears(t: string): Promise<unknown> {
    return eventually(`a frame ${t}`, () => this.heard.find((frame) => frame.t === t));
  }
}

test("sockjs-client's transports carry the protocol, each alone", async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const anna = await ApiUser.guest(node.url, 'Anna');
  const ben = await ApiUser.guest(node.url, 'Ben');
  for (const transport of ALLOWED) {
    const listener = new Listener(node.url, [transport]);
    await within(`${transport} opens`, listener.opened);
    listener.say({ t: 'hello', ticket: await ticketOf(anna) });
    await listener.hears('welcome');
    await ben.create({ kind: 'direct', member: anna.id });
    const group = await ben.create({ kind: 'group', title: transport, members: [anna.id] });
    await ben.send(group, 'Hello');
    await listener.hears('event');
    listener.say({ t: 'nonsense' });
    const { code } = await within(`${transport} closes`, listener.closed);
    assert.equal(code, 4060, transport);
  }
});

/** Runs in the page: one socket that keeps what it hears. */
const OPEN_IN_PAGE = `(transport, ticket) => new Promise((welcomed) => {
  const socket = new SockJS('/sockjs', undefined, {
    transports: [transport],
    sessionId: () => crypto.randomUUID(),
  });
  const heard = [];
  socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', ticket }));
  socket.onmessage = ({ data }) => {
    heard.push(JSON.parse(data).t);
    if (heard.includes('welcome')) welcomed();
  };
  const closed = new Promise((told) => { socket.onclose = ({ code }) => told(code); });
  Object.assign(globalThis, { sockJsUnderTest: { socket, heard, closed } });
})`;

test("a browser's transports carry the protocol under the page's policy", async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const window = await Window.open(await browse(t), node.url);
  const { page, faults } = window;
  await page.evaluate(await readFile('../node_modules/sockjs-client/dist/sockjs.min.js', 'utf8'));
  const anna = await ApiUser.guest(node.url, 'Anna');
  const ben = await ApiUser.guest(node.url, 'Ben');
  for (const transport of ALLOWED) {
    const asked = [transport, await ticketOf(anna)].map((it) => JSON.stringify(it)).join(', ');
    await within(`${transport} opens`, page.evaluate(`(${OPEN_IN_PAGE})(${asked})`));
    const group = await ben.create({ kind: 'group', title: transport, members: [anna.id] });
    await ben.send(group, 'Hello');
    await eventually(`an event by ${transport}`, () =>
      page.evaluate("sockJsUnderTest.heard.includes('event')"),
    );
    const code = page.evaluate("sockJsUnderTest.socket.send('{}'), sockJsUnderTest.closed");
    assert.equal(await within(`${transport} closes`, code), 4060, transport);
  }
  assert.deepEqual([faults.foreign, faults.policy, faults.cookies], [[], [], []]);
});

test('sockjs-client finds none of the transports that run answers as script', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  for (const path of ['iframe.html', 'iframe-1.6.1.html', '000/0123456789abcdefghijkl/jsonp?c=x']) {
    const answer = await fetch(`${node.url}/sockjs/${path}`);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.get('set-cookie'), null);
  }
});

test('where every WebSocket is refused, two people are live by SockJS', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const wall = await Middle.before(t, node.url);
  wall.sockets = 'refused';
  const loadSockJs = (): Promise<SockJsConstructor> => Promise.resolve(sockJs);
  const anna = await Person.guest(wall.url, 'Anna', { WebSocket: undefined, loadSockJs });
  const ben = await Person.guest(wall.url, 'Ben', { WebSocket: undefined, loadSockJs });
  t.after(() => {
    anna.client.disconnect();
    ben.client.disconnect();
  });
  await anna.online();
  await ben.online();
  const { id } = await anna.client.openDirect(ben.id);
  const hers = await anna.conversation(id);
  await hers.send('Can you read me?').sent;
  const his = await ben.conversation(id);
  await eventually('the message is there', () =>
    his.messages.some(({ body }) => body === 'Can you read me?'),
  );
  // A sync that still runs for the new conversation may bring the first answers before they come live.
  await eventually('an answer came live', async () => {
    await his.send('Loud and clear').sent;
    return anna.client.stats.applied.live > 0;
  });
  assert.equal(wall.open, 0, 'no WebSocket was opened');
  assert.deepEqual(wall.cookies, []);
});

test('the app itself goes on live where every WebSocket is refused', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const wall = await Middle.before(t, node.url);
  wall.sockets = 'refused';
  const browser = await browse(t);
  const [annas, bens] = await Promise.all([
    Window.open(browser, wall.url),
    Window.open(browser, wall.url),
  ]);
  const anna = new Chat(annas.page);
  const ben = new Chat(bens.page);
  await anna.enterAsGuest('Anna Lind');
  await ben.enterAsGuest('Ben Okafor');
  await anna.startDirect('Ben Okafor');
  await anna.send('Hello Ben');
  await ben.openConversation('Anna Lind');
  await ben.sees('Hello Ben');
  // Typing travels by relays alone.
  await eventually('Anna sees that he types', async () => {
    await ben.type('a');
    return anna.seesTyping('Ben Okafor');
  });
  assert.equal(wall.open, 0);
  for (const { faults } of [annas, bens]) {
    assert.deepEqual([faults.foreign, faults.policy, faults.cookies], [[], [], []]);
  }
});
