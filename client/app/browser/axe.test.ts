import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';

import type axe from 'axe-core';
import type { Browser, Page, ViewportSize } from 'playwright-core';

import { NARROW, WIDE, launch } from './chromium.js';
import { serve, type Site } from './site.js';
import { SCENES, enter } from './scenes.js';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

interface Look {
  readonly viewport: ViewportSize;
  readonly colorScheme: 'light' | 'dark';
  readonly rules: axe.RunOptions;
}

const ALL: axe.RunOptions = {};
const COLOURS: axe.RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } };

/** Between light and dark only colours differ, and there is nothing narrow that is not wide as well. */
const LOOKS: readonly Look[] = [
  { viewport: WIDE, colorScheme: 'light', rules: ALL },
  { viewport: WIDE, colorScheme: 'dark', rules: COLOURS },
  { viewport: NARROW, colorScheme: 'dark', rules: ALL },
];

/** Windows have the same content at every width. */
const EXTREMES = LOOKS.filter(({ rules }) => rules === ALL);

// Two pages at once: axe keeps one core busy for a second or two per look.
describe('nothing that axe can find is in the way of anyone', { concurrency: 2 }, () => {
  let site: Site;
  let browser: Browser;
  let source: string;

  before(async () => {
    site = await serve('target/fixture');
    browser = await launch();
    // Read by each page anew: the small one takes half the time.
    source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  after(async () => {
    await browser.close();
    await site.close();
  });

  for (const name of SCENES) {
    it(name, async () => {
      const page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
      const complaints = complaintsOf(page);
      await enter(page, site.url, name);
      const found = await violationsOf(page, name.includes(':') ? EXTREMES : LOOKS, source);
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, [], 'neither errors nor breaches of the policy');
      await page.close();
    });
  }
});

/** Errors, warnings and whatever the page's own policy forbade. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  return complaints;
}

async function violationsOf(page: Page, looks: readonly Look[], source: string): Promise<string[]> {
  await page.evaluate(source);
  const found: string[] = [];
  for (const { viewport, colorScheme, rules } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const results = await page.evaluate(
      (options) => window.axe.run(document, { ...options, resultTypes: ['violations'] }),
      rules,
    );
    for (const { id, nodes } of results.violations) {
      for (const { target, failureSummary } of nodes) {
        const where = `${viewport.width} ${colorScheme}`;
        found.push([where, id, target.join(' '), failureSummary ?? ''].join('\n'));
      }
    }
  }
  return found;
}
