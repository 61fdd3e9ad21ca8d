import type { BrowserContext, Page, WebSocket } from 'playwright-core';

import { eventually } from './eventually.js';
import { Chat } from './pages.js';

/** One person's browser with several tabs of the app, which keeps count of their sockets. */
export class Tabs {
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #sockets = new Map<Page, Set<WebSocket>>();
  #opened = 0;

  constructor(context: BrowserContext, origin: string) {
    this.#context = context;
    this.#origin = origin;
  }

  /** Opens the app in another tab. */
  async open(): Promise<Chat> {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(30_000);
    const sockets = new Set<WebSocket>();
    this.#sockets.set(page, sockets);
    page.on('websocket', (socket) => {
      this.#opened++;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    page.on('close', () => this.#sockets.delete(page));
    page.on('crash', () => this.#sockets.delete(page));
    await page.goto(this.#origin);
    return new Chat(page);
  }

  /** How many sockets were opened since the beginning. */
  get opened(): number {
    return this.#opened;
  }

  /** Whether this tab has one. */
  holds(page: Page): boolean {
    return (this.#sockets.get(page)?.size ?? 0) > 0;
  }

  /** The tab that has the socket of all, as soon as there is one such. */
  leader(): Promise<Page> {
    return eventually('one tab has the one socket', () => {
      const holders = [...this.#sockets].filter(([, sockets]) => sockets.size > 0);
      const [holder, ...others] = holders;
      return others.length === 0 && holder?.[1].size === 1 ? holder[0] : undefined;
    });
  }
}
