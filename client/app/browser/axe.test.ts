import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import axe from 'axe-core';
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

/** Between light and dark only colours differ. */
const LOOKS: readonly Look[] = [
  { viewport: WIDE, colorScheme: 'light', rules: ALL },
  { viewport: WIDE, colorScheme: 'dark', rules: COLOURS },
  { viewport: NARROW, colorScheme: 'light', rules: COLOURS },
  { viewport: NARROW, colorScheme: 'dark', rules: ALL },
];

/** Windows have the same content at every width. */
const EXTREMES = LOOKS.filter(({ rules }) => rules === ALL);

// Two pages at once: axe keeps one core busy for a second or two per look.
describe('nothing that axe can find is in the way of anyone', { concurrency: 2 }, () => {
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

  for (const name of SCENES) {
    it(name, async () => {
      const page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
      const complaints = complaintsOf(page);
      await enter(page, site.url, name);
      const found = await violationsOf(page, name.includes(':') ? EXTREMES : LOOKS);
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

async function violationsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  await page.evaluate(axe.source);
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
