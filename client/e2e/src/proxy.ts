import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';

import { type RawData, WebSocket, WebSocketServer } from 'ws';

import { freePort } from './folder.js';

/** What the relay in the middle does with a frame: the frames that go on in its place. */
export type Meddling = (frame: string) => readonly string[];

const TEXT = 'sealmesh.v1.json';

const HONEST: Meddling = (frame) => [frame];

/** What happens to those who ask for a socket. */
export type Sockets = 'passed' | 'refused';

/**
 * Stands between clients and a site: passes HTTP on as it is, and sits in the middle of every
 * socket, where a relay sits. So it can do all that a relay in the wrong hands can do.
 */
export class Middle {
  readonly url: string;
  sockets: Sockets = 'passed';
  /** Frames on their way to browsers. */
  toBrowser: Meddling = HONEST;
  /** Frames on their way to the relay. */
  toRelay: Meddling = HONEST;
  /** Every cookie that an answer has set. */
  readonly cookies: string[] = [];
  /** How many sockets were refused. */
  refusals = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    // Who meddles reads text.
    handleProtocols: (offered) => (offered.has(TEXT) ? TEXT : ([...offered][0] ?? false)),
  });
  readonly #browsers = new Set<WebSocket>();

  private constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.url = `http://127.0.0.1:${port}`;
    this.#server = createServer((incoming, outgoing) => {
      const onward = request(
        this.#target,
        { method: incoming.method, path: incoming.url, headers: incoming.headers },
        (answer) => {
          this.cookies.push(...(answer.headers['set-cookie'] ?? []));
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      // The site is away: the client sees what it would see without us, a lost connection.
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    this.#server.on('upgrade', (incoming, socket: Duplex, head) => {
      this.#upgrade(incoming, socket, head);
    });
  }

  static async before(t: Pick<TestContext, 'after'>, target: string): Promise<Middle> {
    const port = await freePort();
    const middle = new Middle(target, port);
    await new Promise<void>((listening) => {
      middle.#server.listen(port, '127.0.0.1', listening);
    });
    t.after(() => middle.#close());
    return middle;
  }

  /** Sends a frame to every browser that is connected. */
  inject(frame: string): void {
    for (const browser of this.#browsers) browser.send(frame);
  }

  /** Cuts every socket, without a close: what is on its way is lost. */
  cut(): void {
    for (const browser of this.#browsers) browser.terminate();
  }

  /** How many sockets are open. */
  get open(): number {
    return this.#browsers.size;
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.sockets === 'refused') {
      this.refusals++;
      socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#upgrades.handleUpgrade(incoming, socket, head, (browser) => {
      this.#join(browser, incoming);
    });
  }

  #join(browser: WebSocket, incoming: IncomingMessage): void {
    const url = `ws://${this.#target.host}${incoming.url ?? '/'}`;
    const { origin, host } = incoming.headers;
    // SockJS's own WebSocket speaks no subprotocol, and an empty one is none.
    const subprotocols = browser.protocol === '' ? [] : [browser.protocol];
    const relay = new WebSocket(url, subprotocols, {
      perMessageDeflate: false,
      headers: { ...(origin === undefined ? {} : { origin }), host: host ?? '' },
    });
    const early: string[] = [];
    this.#browsers.add(browser);
    browser.on('message', (data) => {
      for (const frame of this.toRelay(textOf(data))) {
        if (relay.readyState === WebSocket.OPEN) relay.send(frame);
        else early.push(frame);
      }
    });
    relay.on('open', () => {
      for (const frame of early) relay.send(frame);
    });
    relay.on('message', (data) => {
      for (const frame of this.toBrowser(textOf(data))) browser.send(frame);
    });
    browser.on('close', () => {
      this.#browsers.delete(browser);
      relay.close();
    });
    relay.on('close', (code, reason) => {
      if (isSendable(code)) browser.close(code, reason);
      else browser.terminate();
    });
    // Either side's error ends in its close, which is handled above.
    relay.on('error', () => {
      browser.terminate();
    });
    browser.on('error', () => {
      relay.terminate();
    });
  }

  async #close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Buffer.from(Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data)).toString();
}

/** 1005 and 1006 stand for "none" and must not be sent. */
function isSendable(code: number): boolean {
  return code === 1000 || (code >= 3000 && code < 5000);
}
