import type { TestContext } from 'node:test';

import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** Where Debian keeps the browser. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** For a machine without a screen; the browser talks to the site and to nobody else. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A browser that ends with the test.
 *
 * @param more flags besides the usual ones
 */
export async function browse(
  t: Pick<TestContext, 'after'>,
  more: readonly string[] = [],
): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
  t.after(() => browser.close());
  return browser;
}

/** What a window did that an honest and sound app does not do. */
export interface Faults {
  /** Requests and sockets to anything but the site. */
  readonly foreign: string[];
  /** Violations of the Content-Security-Policy. */
  readonly policy: string[];
  /** Errors on the console and uncaught exceptions. */
  readonly errors: string[];
  /** Answers that set a cookie. */
  readonly cookies: string[];
}

/** One person's window, with its own storage, that keeps a record of what it does. */
export class Window {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly faults: Faults = { foreign: [], policy: [], errors: [], cookies: [] };
  readonly #origin: string;
  #offline = false;

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    this.#origin = origin;
  }

  /** Opens the site's first page. */
  static async open(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
  ): Promise<Window> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const window = new Window(context, page, origin);
    await window.#record();
    await page.goto(origin);
    return window;
  }

  /** As if the network cable were pulled, or put back. */
  async offline(state: 'offline' | 'online'): Promise<void> {
    if (state === 'offline') this.#offline = true;
    await this.context.setOffline(state === 'offline');
    if (state === 'online') this.#offline = false;
  }

  async #record(): Promise<void> {
    const { page, faults } = this;
    await this.context.exposeBinding('sealmeshPolicyBroken', (_, what: string) => {
      faults.policy.push(what);
    });
    await this.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (broken) => {
        const tell: unknown = Reflect.get(globalThis, 'sealmeshPolicyBroken');
        const what = `${broken.effectiveDirective} ${broken.blockedURI} ${broken.sample}`;
        if (typeof tell === 'function') Reflect.apply(tell, undefined, [what]);
      });
    });
    page.on('request', (request) => {
      this.#judge(request.url());
    });
    page.on('websocket', (socket) => {
      this.#judge(socket.url().replace(/^ws/, 'http'));
    });
    page.on('response', (response) => {
      const { 'set-cookie': cookie } = response.headers();
      if (cookie !== undefined) faults.cookies.push(response.url());
    });
    page.on('pageerror', (error) => faults.errors.push(String(error)));
    page.on('console', (message) => {
      // A browser that is offline says so of each request; that is the test's doing.
      if (message.type() === 'error' && !this.#offline) {
        faults.errors.push(`${message.text()} ${message.location().url}`);
      }
    });
  }

  #judge(url: string): void {
    const own = url.startsWith(`${this.#origin}/`) || /^(data|blob|about):/.test(url);
    if (!own) this.faults.foreign.push(url);
  }
}
