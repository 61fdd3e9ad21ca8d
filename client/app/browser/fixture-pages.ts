import { after, before } from 'node:test';

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import { WIDE, launch } from './chromium.js';
import { serve, type Site } from './site.js';

/** The fixture in a browser, for as long as the tests of one `describe` run. */
export interface FixturePages {
  /** For a page that is otherwise. */
  readonly browser: Browser;
  readonly site: Site;
  /** A page of the state; without more options it is wide, and nothing moves by itself. */
  open(state: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same, and its clock moves only when the test moves it. */
  openStill(state: string): Promise<Page>;
}

export function fixturePages(): FixturePages {
  let site: Site;
  let browser: Browser;

  before(async () => {
    site = await serve('target/fixture');
    browser = await launch();
  });

  after(async () => {
    await browser.close();
    await site.close();
  });

  const blank = (options: BrowserContextOptions = {}): Promise<Page> =>
    browser.newPage({ viewport: WIDE, reducedMotion: 'reduce', ...options });
  const addressOf = (state: string): string => `${site.url}?state=${state}`;

  return {
    get browser() {
      return browser;
    },
    get site() {
      return site;
    },
    async open(state, options) {
      const page = await blank(options);
      await page.goto(addressOf(state));
      return page;
    },
    async openStill(state) {
      const page = await blank();
      await page.clock.install();
      await page.goto(addressOf(state));
      return page;
    },
  };
}

export const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((it) => it.matches(':focus'));
