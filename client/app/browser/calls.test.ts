import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { NARROW, WIDE } from './chromium.js';
import { fixturePages } from './fixture-pages.js';

/** What the fixture leaves on the page for tests. */
declare const store: {
  readonly calls: {
    ring(media: 'audio' | 'video'): void;
    change(more: Record<string, unknown>): void;
    end(): void;
  };
};

declare global {
  /** How often the page began to sound. */
  var sounds: number;
}

describe('calls in a browser', () => {
  const pages = fixturePages();
  const open = (state: string, viewport = WIDE): Promise<Page> => pages.open(state, { viewport });

  /** A page whose clock moves only when it is told to. */
  async function openStill(state: string): Promise<Page> {
    const page = await pages.browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
    await page.clock.install({ time: '2026-05-20T12:00:00' });
    await page.goto(`${pages.site.url}?state=${state}`);
    await field(page).waitFor();
    await page.clock.pauseAt('2026-05-20T12:05:00');
    return page;
  }

  const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Message to' });
  const button = (page: Page, name: string): Locator =>
    page.getByRole('button', { name, exact: true });
  const hasFocus = (element: Locator): Promise<boolean> =>
    element.evaluate((it) => it.matches(':focus'));
  const ring = (page: Page, media: 'audio' | 'video'): Promise<void> =>
    page.evaluate((as) => {
      store.calls.ring(as);
    }, media);

  it('an Enter that was meant for a message answers nobody; a later one does', async () => {
    const page = await openStill('direct');
    await field(page).fill('Half a');
    await ring(page, 'audio');
    const card = page.getByRole('alertdialog', { name: /Ada Okafor.* is calling/ });
    await card.waitFor();
    assert.equal(await hasFocus(card), true);
    assert.match(await page.title(), /Ada Okafor.* is calling/);
    await page.keyboard.press('Enter');
    assert.equal(await card.count(), 1);
    await page.clock.runFor(1000);
    await page.keyboard.press('Enter');
    await page.getByText('Connecting…').first().waitFor();
    assert.equal(await card.count(), 0);
    await page.close();
  });

  it('declines by Escape, and one goes on where one was', async () => {
    const page = await openStill('direct');
    await field(page).fill('Half a');
    await ring(page, 'video');
    const card = page.getByRole('alertdialog');
    await card.waitFor();
    await page.clock.runFor(1000);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    assert.equal(await hasFocus(field(page)), true);
    assert.equal(await field(page).inputValue(), 'Half a');
    await page.close();
  });

  it('rings above a window that is open, and can be answered there', async () => {
    const page = await open('list');
    await button(page, 'New conversation').click();
    await page.getByRole('searchbox', { name: 'Search people' }).waitFor();
    await ring(page, 'video');
    await button(page, 'Answer with video').click();
    await page.getByRole('heading', { name: /^Answer .*Ada Okafor/ }).waitFor();
    await page.getByText('Nobody sees or hears you yet.').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Answer without video').click();
    await page.getByText('Connecting…').first().waitFor();
    await page.close();
  });

  it('calls from the header, after a look at oneself', async () => {
    const page = await open('direct');
    await button(page, 'Video call').click();
    const start = button(page, 'Start call');
    await start.waitFor();
    assert.equal(await hasFocus(start), true);
    await button(page, 'Camera').click();
    await button(page, 'Start call without video').waitFor();
    await page.getByRole('combobox', { name: 'Microphone' }).selectOption('m2');
    await page.keyboard.press('Escape');
    await start.waitFor({ state: 'detached' });
    assert.equal(await hasFocus(button(page, 'Video call')), true);
    await page.close();
  });

  it('offers no second call, and says why', async () => {
    const page = await open('call-video');
    await button(page, 'Make the call small').click();
    const call = button(page, 'Voice call');
    assert.equal(await call.getAttribute('aria-disabled'), 'true');
    assert.equal(await call.getAttribute('title'), 'You are in a call already');
    await call.click({ force: true });
    assert.equal(await page.getByText('Ringing…').count(), 0);
    await page.close();
  });

  it('made small, it lets one write; ended, it leaves her alone', async () => {
    const page = await open('call-video');
    const picture = page.locator('video.remote');
    await picture.evaluate((it) => {
      it.setAttribute('data-same', '');
    });
    await page.keyboard.press('Escape');
    await button(page, 'Show the call').waitFor();
    await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement !== null);
    await field(page).pressSequentially('Beside the call');
    assert.equal(await picture.getAttribute('data-same'), '', 'nobody’s voice stops');
    const bar = await page.locator('sm-call').boundingBox();
    const panes = await page.locator('.panes').boundingBox();
    assert.ok(bar && panes && bar.y + bar.height <= panes.y + 1);
    await page.evaluate(() => {
      store.calls.end();
    });
    await button(page, 'Show the call').waitFor({ state: 'detached' });
    assert.equal(await hasFocus(field(page)), true);
    assert.equal(await field(page).inputValue(), 'Beside the call');
    await page.close();
  });

  it('made large again it is the same call', async () => {
    const page = await open('call-video');
    const picture = page.locator('video.remote');
    await picture.evaluate((it) => {
      it.setAttribute('data-same', '');
    });
    await button(page, 'Make the call small').click();
    await button(page, 'Show the call').click();
    await button(page, 'Verification code').waitFor();
    assert.equal(await picture.getAttribute('data-same'), '');
    assert.equal(await page.getByRole('dialog').evaluate((it) => it.matches(':modal')), true);
    await page.close();
  });

  it('says of each switch whether it is on', async () => {
    const page = await open('call-video');
    for (const name of ['Microphone', 'Camera', 'Share screen']) {
      const before = name === 'Share screen' ? 'false' : 'true';
      const control = button(page, name);
      assert.equal(await control.getAttribute('aria-pressed'), before, name);
      await control.click();
      assert.notEqual(await control.getAttribute('aria-pressed'), before, name);
    }
    await page.getByText('Your microphone is off').waitFor();
    await button(page, 'Stop sharing').click();
    await page.getByText('You are sharing').waitFor({ state: 'detached' });
    await page.close();
  });

  it('shows the digits, and goes one step back at a time', async () => {
    const page = await open('call-video');
    const code = button(page, 'Verification code');
    await code.click();
    await page.getByText('402 915 730 846').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('402 915 730 846').waitFor({ state: 'detached' });
    assert.equal(await hasFocus(code), true);
    await page.keyboard.press('Escape');
    await button(page, 'Show the call').waitFor();
    await page.close();
  });

  it('takes one’s own picture to another corner by the keyboard', async () => {
    const page = await open('call-video');
    const own = page.getByRole('group', { name: 'Your picture' });
    const right = await own.boundingBox();
    await own.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    const left = await own.boundingBox();
    assert.ok(right && left && left.x < right.x && left.y < right.y);
    await page.close();
  });

  it('tells what became of it, and offers to call again', async () => {
    const page = await open('call-no-answer');
    await page.getByText('No answer').first().waitFor();
    assert.equal(await hasFocus(button(page, 'Call again')), true);
    await page.keyboard.press('Escape');
    await button(page, 'Call again').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.close();
  });

  it('calls back from the transcript', async () => {
    const page = await open('calls');
    await button(page, 'Call back').last().click();
    await page.getByRole('heading', { name: /^Call .*Ada Okafor/ }).waitFor();
    await page.close();
  });

  it('everything of it is within the screen, upright and across', async () => {
    const sizes = [NARROW, { width: 320, height: 568 }, { width: 844, height: 390 }];
    for (const viewport of sizes) {
      for (const state of ['call-incoming', 'call-muted', 'call-screen', 'call-no-answer']) {
        const page = await open(state, viewport);
        await page.getByRole(state === 'call-incoming' ? 'alertdialog' : 'dialog').waitFor();
        for (const control of await page.locator('dialog button:visible').all()) {
          const box = await control.boundingBox();
          const label = await control.evaluate(
            (it) => it.getAttribute('aria-label') ?? it.textContent,
          );
          const within =
            box !== null &&
            box.x >= 0 &&
            box.y >= 0 &&
            box.x + box.width <= viewport.width &&
            box.y + box.height <= viewport.height;
          assert.ok(within, `${state} ${viewport.width}: ${label.trim()} ${JSON.stringify(box)}`);
        }
        await page.close();
      }
    }
  });

  it('one’s own picture lies neither on the controls nor on what is told', async () => {
    for (const viewport of [WIDE, NARROW]) {
      const page = await open('call-muted', viewport);
      const own = await page.getByRole('group', { name: 'Your picture' }).boundingBox();
      const foot = await page.locator('.foot').boundingBox();
      assert.ok(own && foot && own.y + own.height <= foot.y + 1, `${viewport.width}`);
      await page.close();
    }
  });

  it('is heard once in a browser with several tabs, and not before anybody touched one', async () => {
    const context = await pages.browser.newContext({ reducedMotion: 'reduce' });
    await context.addInitScript(() => {
      const Sound = AudioContext;
      globalThis.sounds = 0;
      globalThis.AudioContext = class extends Sound {
        constructor() {
          super();
          globalThis.sounds++;
        }
      };
    });
    const tabs = [await context.newPage(), await context.newPage(), await context.newPage()];
    // The tools of a test count as a touch themselves.
    await tabs[0]?.addInitScript(() => {
      Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } });
    });
    for (const page of tabs) {
      await page.goto(`${pages.site.url}?state=direct`);
    }
    const [silent, ...touched] = tabs;
    for (const page of touched) {
      await field(page).click();
    }
    for (const page of tabs) {
      await ring(page, 'audio');
      await page.getByRole('alertdialog').waitFor();
    }
    const sounds = (page: Page): Promise<number> => page.evaluate(() => globalThis.sounds);
    assert.ok(silent !== undefined);
    assert.equal(await sounds(silent), 0);
    const [first, second] = touched;
    assert.ok(first !== undefined && second !== undefined);
    await first.waitForFunction(() => globalThis.sounds === 1);
    assert.equal(await sounds(second), 0);
    await first.close();
    await second.waitForFunction(() => globalThis.sounds === 1);
    await context.close();
  });
});
