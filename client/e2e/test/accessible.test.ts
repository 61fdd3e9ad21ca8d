import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';

import { browse, Window } from '../src/browser.js';
import { temporaryFolder } from '../src/folder.js';
import { Keyboard } from '../src/keyboard.js';
import { SealmeshNode } from '../src/node.js';
import { Chat } from '../src/pages.js';
import { Person } from '../src/person.js';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['wide and light', { viewport: WIDE, colorScheme: 'light' }],
  ['wide and dark', { viewport: WIDE, colorScheme: 'dark' }],
  ['narrow and light', { viewport: NARROW, colorScheme: 'light' }],
  ['narrow and dark', { viewport: NARROW, colorScheme: 'dark' }],
];

test('axe finds nothing in the main states of the app', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const browser = await browse(t);
  const ben = await Person.guest(node.url, 'Ben Okafor');
  t.after(() => {
    ben.client.disconnect();
  });

  for (const [look, options] of LOOKS) {
    await t.test(look, async (t) => {
      // Colours halfway through a transition are nobody's choice.
      const settings = { ...options, reducedMotion: 'reduce' as const };
      const { page, context } = await Window.open(browser, node.url, settings);
      t.after(() => context.close());
      const anna = new Chat(page);
      await page.getByText('Guest', { exact: true }).waitFor();
      await finds(page, 'sign-in');
      await page.getByText('New account', { exact: true }).click();
      await page.getByRole('button', { name: 'Create account' }).click();
      await finds(page, 'sign-in with mistakes');
      await anna.enterAsGuest(`Anna ${look}`);
      await finds(page, 'no conversations');
      await page.getByRole('button', { name: 'New conversation' }).first().click();
      await page.locator('sm-dialog dialog').waitFor();
      await finds(page, 'starting a conversation');
      await page.keyboard.press('Escape');
      await anna.startDirect('Ben Okafor');
      await finds(page, 'an empty conversation');
      await anna.send('Hello Ben');
      await anna.send('This one goes again');
      await anna.remove('This one goes again');
      await anna.edit('Hello Ben', 'Hello, Ben');
      await answer(ben, `Anna ${look}`);
      await anna.sees('And hello to you');
      await finds(page, 'a conversation');
      if (options.viewport?.width === NARROW.width) {
        await page.getByRole('button', { name: 'Back to conversations' }).click();
        await page.locator('a.row').first().waitFor();
        await finds(page, 'the list');
      }
    });
  }
});

test('everything can be done with the keyboard alone', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const browser = await browse(t);
  const ben = await Person.guest(node.url, 'Ben Okafor');
  t.after(() => {
    ben.client.disconnect();
  });
  const { page, context, faults } = await Window.open(browser, node.url);
  t.after(() => context.close());
  const keys = new Keyboard(page);
  const anna = new Chat(page);

  // Signs in.
  await page.getByText('Guest', { exact: true }).waitFor();
  await keys.tabTo(page.getByRole('radio').first(), 'radio');
  await keys.pressUntil('ArrowRight', page.getByRole('radio', { name: 'Guest' }));
  await keys.tabTo(page.getByLabel('Your name'));
  await page.keyboard.type('Anna');
  await page.keyboard.press('Enter');
  await anna.isIn();

  // Finds somebody and opens the conversation.
  await keys.tabTo(page.getByRole('button', { name: 'New conversation' }).first());
  await page.keyboard.press('Enter');
  await keys.reaches(page.getByLabel('Search people by name'));
  await page.keyboard.type('Ben Okafor');
  const found = page.locator('sm-dialog').getByRole('button', { name: 'Ben Okafor' });
  await found.waitFor();
  await keys.tabTo(found);
  await page.keyboard.press('Enter');

  // Writes, and mends what she wrote.
  await keys.reaches(anna.field);
  await page.keyboard.type('Helo Ben');
  await page.keyboard.press('Enter');
  await anna.sees('Helo Ben');
  await page.locator('sm-log .mark:not(.pending)').first().waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByText('Editing message').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Hello Ben');
  await page.keyboard.press('Enter');
  await anna.sees('Hello Ben');

  // Goes away to the list and comes back.
  await keys.tabTo(page.locator('a.row').first());
  await page.keyboard.press('Enter');
  await keys.reaches(anna.field);
  await page.keyboard.type('Still here');
  await page.keyboard.press('Enter');
  await anna.sees('Still here');
  assert.deepEqual(faults, { foreign: [], policy: [], errors: [], cookies: [] });
});

async function finds(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((it) => it.target.join(' ')).join(', ')}`,
  );
  assert.deepEqual(told, [], state);
}

/** Ben answers whoever has just written to him. */
async function answer(ben: Person, name: string): Promise<void> {
  const row = await ben.sees(name);
  await row.send('And hello to you').sent;
}
