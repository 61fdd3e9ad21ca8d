import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';

import type { Export } from '@sealmesh/sdk';
import type { Locator, Page } from 'playwright-core';

import { fixturePages, hasFocus } from './fixture-pages.js';
import { EMPTY_ZIP } from './site.js';

/** What the fixture leaves on the page for tests. */
declare const copies: { kept: readonly Export[]; asked: number; unheard: boolean };

/** A person gets a copy of her data, by keys alone, and is told what becomes of it. */
describe('the copies of one’s data in a browser', () => {
  const pages = fixturePages();
  const open = (state: string): Promise<Page> => pages.openStill(state);

  const prepare = (page: Page): Locator =>
    page.getByRole('button', { name: /^(Prepare a copy|A copy is being prepared…)$/ });
  const button = (page: Page, name: string): Locator =>
    page.getByRole('button', { name: new RegExp(`^${name}.*: copy of`) });
  const said = (page: Page): Promise<string> =>
    page.locator('sm-data').getByRole('status').first().innerText();
  const asked = (page: Page): Promise<number> => page.evaluate(() => copies.asked);
  const become = (page: Page, change: Record<string, unknown>): Promise<void> =>
    page.evaluate((facts) => {
      copies.kept = copies.kept.map((copy, i) => (i === 0 ? { ...copy, ...facts } : copy));
    }, change);

  it('is found beside the appearance and the way out, and begins at its heading', async () => {
    const page = await open('list');
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('link', { name: 'Your data' }).focus();
    await page.keyboard.press('Enter');
    const heading = page.getByRole('heading', { name: 'Your data', level: 1 });
    await heading.waitFor();
    assert.equal(await hasFocus(heading), true);
    assert.match(await page.title(), /^Your data/);
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await page.close();
  });

  it('goes from asking to a file by keys alone, and says each turn once', async () => {
    const page = await open('your-data');
    await page.getByText('You have no copy').waitFor();
    await prepare(page).focus();
    await page.keyboard.press('Enter');
    const progress = page.getByRole('progressbar', { name: 'Progress of the copy of' });
    await progress.waitFor();
    assert.equal(await progress.getAttribute('value'), null, 'nobody can tell how much there is');
    assert.equal(await said(page), 'Your copy is being prepared.');
    assert.equal(await hasFocus(prepare(page)), true);
    assert.equal(await prepare(page).getAttribute('aria-disabled'), 'true');
    await become(page, { state: 'running', done: 30, total: 120 });
    await page.clock.runFor(2_000);
    await page.getByText('30 of about 120 items').waitFor();
    assert.equal(await progress.getAttribute('value'), '0.25');
    assert.equal(await said(page), 'Your copy is being prepared.', 'progress is no news');
    await become(page, { state: 'ready', bytes: 12_345_678, expiresAt: Date.UTC(2026, 10, 30) });
    await page.clock.runFor(2_000);
    await progress.waitFor({ state: 'detached' });
    assert.match(await said(page), /is ready to be downloaded\.$/);
    await page.getByText(/^Kept until/).waitFor();
    const download = page.waitForEvent('download');
    await button(page, 'Download \\(12\\.3 MB\\)').focus();
    await page.keyboard.press('Enter');
    const file = await download;
    assert.equal(file.suggestedFilename(), 'your-data.zip', 'the site names it');
    assert.deepEqual(await readFile(await file.path()), EMPTY_ZIP);
    assert.equal(await page.getByRole('heading', { name: 'Your data' }).isVisible(), true);
    await page.close();
  });

  it('asks every two seconds while a copy is made and somebody looks, and not otherwise', async () => {
    const page = await open('your-data-running');
    await page.getByRole('progressbar').waitFor();
    const first = await asked(page);
    await page.clock.runFor(10_000);
    assert.equal(await asked(page), first + 5);
    await become(page, { state: 'failed', failure: 'disk-full' });
    await page.clock.runFor(2_000);
    await page.getByText(/^The site ran out of space/).waitFor();
    assert.match(await said(page), /could not be prepared\. The site ran out of space/);
    const then = await asked(page);
    await page.clock.runFor(20_000);
    assert.equal(await asked(page), then);
    await page.close();
  });

  it('rests while the page is hidden, and after it was left', async () => {
    const page = await open('your-data-running');
    await page.getByRole('progressbar').waitFor();
    const show = (state: string): Promise<void> =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await show('hidden');
    const before = await asked(page);
    await page.clock.runFor(20_000);
    assert.equal(await asked(page), before);
    await show('visible');
    assert.equal(await asked(page), before + 1);
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await page.clock.runFor(20_000);
    assert.equal(await asked(page), before + 1);
    await page.close();
  });

  it('deletes one copy by a double click, and not the next one too', async () => {
    const page = await open('your-data-ready');
    await button(page, 'Delete').first().dblclick();
    assert.equal(await button(page, 'Delete').count(), 1);
    assert.match(await said(page), /is deleted\.$/);
    await page.close();
  });

  it('leaves the focus at the heading of the copies when the one that had it is deleted', async () => {
    const page = await open('your-data-ready');
    for (const left of [1, 0]) {
      await button(page, 'Delete').first().focus();
      await page.keyboard.press('Enter');
      await button(page, 'Delete').nth(left).waitFor({ state: 'detached' });
      assert.equal(await hasFocus(page.getByRole('heading', { name: 'Your copies' })), true);
    }
    await page.getByText('You have no copy').waitFor();
    await page.close();
  });

  it('leaves who was about to stop it beside it when it is ready', async () => {
    const page = await open('your-data-running');
    await button(page, 'Stop').focus();
    await become(page, { state: 'ready', bytes: 1, expiresAt: 1 });
    await page.clock.runFor(2_000);
    await button(page, 'Stop').waitFor({ state: 'detached' });
    assert.equal(await hasFocus(page.getByRole('heading', { level: 3 }).first()), true);
    await page.close();
  });

  it('offers again what failed', async () => {
    const page = await open('your-data-failed');
    await button(page, 'Try again').first().click();
    await page.getByRole('progressbar').waitFor();
    assert.equal(await button(page, 'Try again').count(), 1);
    assert.equal(await page.getByText('The site ran out of space').count(), 0);
    await page.close();
  });

  it('says that one too many was asked for, and that the site does not answer', async () => {
    const page = await open('your-data-full');
    await prepare(page).click();
    const alert = page.getByRole('alert');
    assert.equal(
      await alert.innerText(),
      'You keep as many copies as you may. Delete one of them first.',
    );
    await button(page, 'Delete').first().click();
    await alert.waitFor({ state: 'detached' });
    await page.evaluate(() => {
      copies.unheard = true;
    });
    await button(page, 'Download').first().click();
    assert.equal(await alert.innerText(), 'The site cannot be reached. Please try again.');
    assert.equal(await button(page, 'Download').count(), 2);
    await page.close();
  });
});
