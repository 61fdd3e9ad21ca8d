import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { fixturePages, hasFocus } from './fixture-pages.js';

/** Whoever waits comes in when a host says so, and nobody by mistake. */
describe('a lobby in a browser', () => {
  const pages = fixturePages();

  async function open(state: string): Promise<Page> {
    const page = await pages.open(state);
    await card(page).waitFor();
    return page;
  }

  const card = (page: Page): Locator => page.getByRole('region', { name: /waiting$/ });
  const admits = (page: Page): Locator => card(page).getByRole('button', { name: /^Let .* in$/ });
  const heading = (page: Page): Promise<string> => card(page).getByRole('heading').innerText();
  const said = (page: Page): Promise<string> =>
    page.locator('sm-call-lobby').getByRole('status').innerText();
  const tiles = (page: Page): Promise<unknown> =>
    page
      .locator('sm-call-group .tile')
      .evaluateAll((all) => all.map((tile) => JSON.stringify(tile.getBoundingClientRect())));

  it('shows the first three, and all of them when one asks', async () => {
    const page = await open('call-group-lobby-many');
    assert.equal(await heading(page), '5 people are waiting');
    assert.equal(await admits(page).count(), 3);
    await card(page).getByRole('button', { name: 'and 2 more' }).click();
    assert.equal(await admits(page).count(), 5);
    await card(page).getByRole('button', { name: 'Show who is waiting' }).click();
    assert.equal(await admits(page).count(), 0);
    await page.close();
  });

  it('lets in one person by a double click, and not the next one too', async () => {
    const page = await open('call-group-lobby-many');
    await admits(page).first().dblclick();
    assert.equal(await heading(page), '4 people are waiting');
    await page.close();
  });

  it('leaves the focus on nobody else’s button, and at last in the room', async () => {
    const page = await open('call-group-lobby');
    await admits(page).first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await heading(page), '1 person is waiting');
    assert.equal(await hasFocus(card(page)), true);
    await admits(page).first().focus();
    await page.keyboard.press('Enter');
    await card(page).waitFor({ state: 'detached' });
    assert.equal(await hasFocus(page.locator('sm-call-group .room')), true);
    await page.close();
  });

  it('says of each once that she waits, also while the call is a bar', async () => {
    const page = await open('call-group-lobby');
    const first = await said(page);
    assert.match(first, /wait to be let in$/);
    await admits(page).first().click();
    assert.equal(await said(page), first, 'nobody has come');
    await page.getByRole('button', { name: 'Make the call small' }).click();
    await card(page).waitFor({ state: 'detached' });
    assert.match(await page.locator('sm-call-group .who').innerText(), /1 waiting$/);
    await page.close();
  });

  it('moves no picture', async () => {
    const page = await open('call-group-lobby');
    const before = await tiles(page);
    await admits(page).first().click();
    await admits(page).first().click();
    await card(page).waitFor({ state: 'detached' });
    assert.deepEqual(await tiles(page), before);
    await page.close();
  });

  it('is turned on and off by a host', async () => {
    const page = await open('call-group-lobby');
    const lobby = page.getByRole('button', { name: 'Lobby', exact: true });
    assert.equal(await lobby.getAttribute('aria-pressed'), 'true');
    await lobby.click();
    assert.equal(await lobby.getAttribute('aria-pressed'), 'false');
    await card(page).waitFor({ state: 'detached' });
    await page.close();
  });
});
