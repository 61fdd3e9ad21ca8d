import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Erasure } from '@sealmesh/sdk';
import type { Locator, Page } from 'playwright-core';

import { PASSWORD } from '../fixture/erasure.js';
import { fixturePages, hasFocus } from './fixture-pages.js';

/** What the fixture leaves on the page for tests. */
declare const wishes: { wish: Erasure | undefined; unheard: boolean; erased: boolean };

/** A person erases herself, by keys alone, and is told before what that takes. */
describe('the way out for good in a browser', () => {
  const pages = fixturePages();
  const open = (state: string): Promise<Page> => pages.openStill(state);

  const button = (page: Page, name: string): Locator =>
    page.locator('sm-erasure').getByRole('button', { name });
  const heading = (page: Page): Locator => page.getByRole('heading', { name: 'Erase me' });
  const isErased = (page: Page): Promise<boolean> => page.evaluate(() => wishes.erased);

  it('counts, shows what goes and stays, wants the password, and says that it is done', async () => {
    const page = await open('your-data');
    await button(page, 'Count what would be erased').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('progressbar', { name: 'Progress of the count' }).waitFor();
    assert.equal(await hasFocus(heading(page)), true, 'nobody stands on another button');
    await page.evaluate((wish) => {
      wishes.wish = wish;
    }, countedWish());
    await page.clock.runFor(2_000);
    await page.getByText('3,402 messages that you wrote').waitFor();
    assert.equal(
      await page.locator('sm-erasure').getByRole('status').innerText(),
      'It is counted what would be erased.',
    );
    assert.equal(await page.getByText('copies of your data').count(), 0, 'of none nothing is said');
    const password = page.getByLabel('Your password');
    await button(page, 'Erase me for good').focus();
    await page.keyboard.press('Enter');
    assert.equal(await hasFocus(password), true, 'without one it is asked for');
    await page.keyboard.type('a guess');
    await page.keyboard.press('Enter');
    await page.getByText('This is not your password.').waitFor();
    assert.equal(await password.getAttribute('aria-invalid'), 'true');
    assert.equal(await hasFocus(password), true);
    assert.equal(await isErased(page), false);
    // What was mistaken is selected, and typed over.
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Your account is erased.').waitFor();
    assert.equal(await isErased(page), true);
    await page.close();
  });

  it('can be left alone while it counts, and when it is counted', async () => {
    for (const state of ['erase-counting', 'erase-counted']) {
      const page = await open(state);
      await button(page, 'Keep my account').click();
      await button(page, 'Count what would be erased').waitFor();
      assert.equal(await isErased(page), false);
      await page.close();
    }
  });

  it('says that words stay without a name where the site keeps them', async () => {
    const page = await open('erase-kept');
    await page.getByText('What you wrote, without your name').waitFor();
    await page.getByText('Your name on 3,402 messages that you wrote').waitFor();
    await page.close();
  });

  it('says that it may have happened all the same when no answer comes', async () => {
    const page = await open('erase-counted');
    await page.evaluate(() => {
      wishes.unheard = true;
    });
    await page.getByLabel('Your password').fill(PASSWORD);
    await button(page, 'Erase me for good').click();
    await page.getByRole('alert').getByText('it may have happened all the same').waitFor();
    await page.close();
  });

  it('leaves nobody to write to where the other one is erased', async () => {
    const page = await open('direct-erased');
    await page.getByText('This account was erased. Nobody reads here any more but you.').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Message to' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Voice call' }).count(), 0);
    await page.getByText('Somebody’s account was erased, with all that they wrote').waitFor();
    await page.close();
  });
});

function countedWish(): Erasure {
  return {
    ...{ id: 'x-wish'.padEnd(22, '0'), requestedAt: 1, done: 9, total: 9, messages: 'deleted' },
    ...{ state: 'counted', expiresAt: Date.UTC(2026, 10, 24, 15, 20) },
    counts: { conversations: 12, messages: 3_402, calls: 41, devices: 2, blocks: 1, copies: 0 },
  };
}
