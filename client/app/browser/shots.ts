/** Takes pictures of the fixture: `npm run shots -- [state…]` writes them to target/shots/. */
import { mkdir } from 'node:fs/promises';

import { NARROW, WIDE, launch } from './chromium.js';
import { serve } from './site.js';

const ALL = [
  'sign-in',
  'list-empty',
  'direct',
  'group',
  'empty',
  'failed',
  'offline',
  'members',
  'list',
];

const states = process.argv.length > 2 ? process.argv.slice(2) : ALL;
const site = await serve('target/fixture');
const browser = await launch();
try {
  await mkdir('target/shots', { recursive: true });
  for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      page.on('console', (message) => {
        console.log(message.type(), message.text());
      });
      page.on('pageerror', (error) => {
        console.log(error.stack);
      });
      for (const state of states) {
        await page.goto('about:blank');
        await page.goto(`${site.url}?state=${state}`);
        await page.screenshot({ path: `target/shots/${state}-${size}-${colorScheme}.png` });
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await site.close();
}
