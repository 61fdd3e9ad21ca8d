import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';

import { NARROW, WIDE, launch } from './chromium.js';
import { serve, type Site } from './site.js';
import { SCENES, enter } from './scenes.js';

describe('nothing that axe can find is in the way of anyone', () => {
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
      const found = await everyLook(page);
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

/** Wide and narrow, light and dark. Only colours differ in the dark, so only they are looked at again. */
async function everyLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of [WIDE, NARROW]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: 'light' });
    found.push(...(await violations(new AxeBuilder({ page }), `${viewport.width} light`)));
    await page.emulateMedia({ colorScheme: 'dark' });
    const colours = new AxeBuilder({ page }).withRules(['color-contrast']);
    found.push(...(await violations(colours, `${viewport.width} dark`)));
  }
  return found;
}

async function violations(builder: AxeBuilder, look: string): Promise<string[]> {
  // The page has no frames; without this axe opens another page for every answer.
  const results = await builder.setLegacyMode(true).analyze();
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) =>
      [look, id, target.join(' '), failureSummary ?? ''].join('\n'),
    ),
  );
}
