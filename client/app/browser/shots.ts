/** Takes pictures of the fixture: `npm run shots -- [scene…]` writes them to target/shots/. */
import { mkdir } from 'node:fs/promises';

import { NARROW, WIDE, launch } from './chromium.js';
import { SCENES, enter } from './scenes.js';
import { serve } from './site.js';

const scenes = process.argv.length > 2 ? process.argv.slice(2) : SCENES;
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
      for (const scene of scenes) {
        await page.goto('about:blank');
        await enter(page, site.url, scene);
        const name = scene.replace(/\W+/g, '-');
        await page.screenshot({ path: `target/shots/${name}-${size}-${colorScheme}.png` });
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await site.close();
}
