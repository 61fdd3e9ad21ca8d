import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Page } from 'playwright-core';

import { NARROW, WIDE } from './chromium.js';
import { fixturePages } from './fixture-pages.js';

interface FixtureMessage {
  readonly [key: string]: unknown;
}

/** What the fixture leaves on the page for tests. */
declare const store: {
  readonly snapshot: { readonly open?: { readonly items: readonly FixtureMessage[] } };
  change(open: Record<string, unknown>): void;
  readonly overviews: {
    readonly overview?: { readonly at: number };
    readonly history: { readonly samples: readonly unknown[] };
  };
};

describe('the app in a browser', () => {
  const pages = fixturePages();
  const open = (state: string, viewport = WIDE): Promise<Page> => pages.open(state, { viewport });

  const field = (page: Page) => page.getByRole('textbox', { name: 'Message to' });
  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) {
        element = element.shadowRoot.activeElement;
      }
      return element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    });

  it('moves through the list by arrow keys, opens by Enter, and comes back by Escape', async () => {
    const page = await open('list');
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    assert.match(await focused(page), /^.*South pier crew/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /Ben Castellanos/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ben Castellanos' }).waitFor();
    assert.equal(await field(page).evaluate((element) => element.matches(':focus')), true);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Pick a conversation' }).waitFor();
    assert.match(await focused(page), /Ben Castellanos/);
    await page.close();
  });

  it('sends by Enter, starts a line by Shift and Enter, and shows markup as text', async () => {
    const page = await open('empty');
    await field(page).pressSequentially('<img src=x onerror="document.title=1">');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('<b>bold</b>');
    await page.keyboard.press('Enter');
    const body = page.locator('.message .body');
    await body.waitFor();
    assert.equal(
      await body.evaluate((element) => (element as HTMLElement).innerText),
      '<img src=x onerror="document.title=1">\n<b>bold</b>',
    );
    assert.equal(await body.locator('img, b').count(), 0);
    assert.equal(await field(page).inputValue(), '');
    assert.equal(await page.locator('.message').getByText('Sending').count(), 1);
    await page.close();
  });

  it('shows what the site keeps to whoever is not signed in, and leads back', async () => {
    const page = await open('sign-in');
    await page.getByRole('link', { name: 'What this site keeps' }).click();
    await page.getByRole('heading', { name: 'What this site keeps', level: 1 }).waitFor();
    assert.equal(await focused(page), 'What this site keeps');
    assert.match(await page.title(), /^What this site keeps/);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('textbox', { name: 'User name' }).waitFor();
    assert.equal(await page.evaluate(() => location.hash), '');
    await page.close();
  });

  it('puts somebody on hold whom an administrator has searched, and writes it down', async () => {
    const page = await open('privacy-none');
    await page.getByText('Nothing is held.').waitFor();
    await page.getByRole('searchbox', { name: 'Hold a person: search by name' }).fill('a');
    await page.getByRole('button', { name: /Hold .*Ada Okafor/ }).click();
    await page.getByText('Every conversation that this person is in or was').waitFor();
    await page.getByText(/Ruth Operator.* put .*Ada Okafor.* on hold/).waitFor();
    await page.getByRole('textbox', { name: 'Id of a conversation' }).fill('no such thing');
    await page.getByRole('button', { name: 'Give it this age' }).click();
    await page.getByText('This is no id of a conversation').waitFor();
    await page
      .getByRole('textbox', { name: 'Id of a conversation' })
      .fill('https://chat.example/#/c/AAAAAAAAAAAAAAAAAAAAAA');
    await page.getByRole('button', { name: 'Give it this age' }).click();
    await page.getByText('A whole number of days').waitFor();
    await page.getByRole('textbox', { name: 'Days' }).fill('30');
    await page.getByRole('button', { name: 'Give it this age' }).click();
    await page.getByText(/let .*a conversation without a title.* keep 30 days/).waitFor();
    await page.getByRole('button', { name: /^Lift the hold/ }).click();
    await page.getByText('Nothing is held.').waitFor();
    assert.equal(await focused(page), 'Privacy', 'and not on another button');
    await page.close();
  });

  it('asks how the site is while somebody looks, and not otherwise', async () => {
    const page = await pages.browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' });
    await page.clock.install();
    await page.goto(`${pages.site.url}?state=list`);
    const asked = (): Promise<number> =>
      page.evaluate(() => store.overviews.history.samples.length);
    const before = await asked();
    await page.clock.runFor(20_000);
    assert.equal(await asked(), before);
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
    assert.equal(await focused(page), 'Operations');
    await page.getByRole('table', { name: 'Uplinks' }).waitFor();
    const history = await page.evaluate(() => store.overviews.overview?.at ?? 0);
    await page.clock.runFor(20_000);
    assert.ok((await page.evaluate(() => store.overviews.overview?.at ?? 0)) > history);
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    const left = await page.evaluate(() => store.overviews.overview?.at ?? 0);
    await page.clock.runFor(20_000);
    assert.equal(await page.evaluate(() => store.overviews.overview?.at ?? 0), left);
    await page.close();
  });

  it('keeps what was begun while one reads elsewhere, and shows it nobody else', async () => {
    const page = await open('direct');
    await field(page).fill('Half a');
    await page.getByRole('link', { name: 'South pier crew' }).click();
    await page.getByRole('heading', { name: 'South pier crew' }).waitFor();
    assert.equal(await field(page).inputValue(), '');
    await page.getByRole('link', { name: 'Ada Okafor' }).click();
    await page.getByRole('heading', { name: 'Ada Okafor' }).waitFor();
    assert.equal(await field(page).inputValue(), 'Half a');
    await page.close();
  });

  it('changes the last own message by the arrow up, and gives it up by Escape', async () => {
    const page = await open('direct');
    await field(page).press('ArrowUp');
    await page.getByText('Editing message').waitFor();
    assert.match(await field(page).inputValue(), /^Can you ask Ben/);
    await page.keyboard.press('Escape');
    assert.equal(await field(page).inputValue(), '');
    assert.equal(await page.getByText('Editing message').count(), 0);
    await page.close();
  });

  it('keeps what was written when a change is refused, and says so', async () => {
    const page = await open('direct');
    await field(page).press('ArrowUp');
    await page.getByText('Editing message').waitFor();
    await field(page).fill('Another text');
    await page.keyboard.press('Enter');
    await page.getByText('You may not do this here.').waitFor();
    assert.equal(await field(page).inputValue(), 'Another text');
    await page.close();
  });

  it('reaches every message and its buttons without a mouse', async () => {
    const page = await open('group');
    await page.getByRole('region', { name: 'Messages in' }).focus();
    await page.keyboard.press('ArrowUp');
    assert.match(await focused(page), /Bring gloves!/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.match(await focused(page), /👍/u);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Replying to').waitFor();
    assert.equal(await field(page).evaluate((element) => element.matches(':focus')), true);
    await page.close();
  });

  /** Where a text stands on the screen, from the top. */
  const topOf = async (page: Page, text: string): Promise<number> =>
    (await page.getByText(text, { exact: true }).boundingBox())?.y ?? Number.NaN;

  it('keeps the place when older messages come above it', async () => {
    const page = await open('group');
    const log = page.getByRole('region', { name: 'Messages in' });
    await log.evaluate((element) => {
      element.scrollTop = 40;
    });
    await page.getByRole('button', { name: 'latest' }).waitFor();
    const before = await topOf(page, 'Sign is at the gate');
    await page.evaluate(() => {
      const items = store.snapshot.open?.items ?? [];
      const older = Array.from({ length: 40 }, (_, index) => ({
        ...items[0],
        key: `older${index}`,
        messageId: `older${index}`,
        seq: -index,
      }));
      store.change({ items: [...older, ...items], older: 'none' });
    });
    await page.getByText('This is the beginning').waitFor({ state: 'attached' });
    assert.ok(Math.abs((await topOf(page, 'Sign is at the gate')) - before) <= 1);
    await page.close();
  });

  /** Another message of someone else, as if it had just arrived. */
  const arrive = (page: Page, body: string): Promise<void> =>
    page.evaluate((words) => {
      const items = store.snapshot.open?.items ?? [];
      const other = items.find(({ own }) => own === false);
      const at = Date.now();
      store.change({ items: [...items, { ...other, key: words, body: words, at, seq: 900 }] });
    }, body);

  it('follows what arrives at the end, and counts it when one reads further up', async () => {
    const page = await open('group');
    await arrive(page, 'The ferry is in');
    const log = page.getByRole('region', { name: 'Messages in' });
    const inSight = page.getByText('The ferry is in', { exact: true });
    await inSight.waitFor();
    const [message, frame] = [await inSight.boundingBox(), await log.boundingBox()];
    assert.ok(message && frame && message.y + message.height <= frame.y + frame.height);
    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole('button', { name: 'Go to the latest messages' }).waitFor();
    await arrive(page, 'And out again');
    await page.getByRole('button', { name: '1 new message' }).click();
    await page.getByRole('button', { name: 'new message' }).waitFor({ state: 'detached' });
    await page.close();
  });

  it('tells a screen reader what arrived, and nothing of what was there', async () => {
    const page = await open('direct');
    const spoken = page.locator('sm-log [aria-live]');
    assert.equal(await spoken.textContent(), '');
    await arrive(page, 'Anyone there?');
    await page.waitForFunction(
      () =>
        document
          .querySelector('sm-app')
          ?.shadowRoot?.querySelector('sm-conversation')
          ?.shadowRoot?.querySelector('sm-log')
          ?.shadowRoot?.querySelector('[aria-live]')
          ?.textContent.includes('Anyone there?') === true,
    );
    await page.close();
  });

  it('shows one pane on a phone, and goes back to the row one came from', async () => {
    const page = await open('direct', NARROW);
    assert.equal(await page.getByRole('navigation').isVisible(), false);
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await page.getByRole('navigation').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Message to' }).count(), 0);
    await page.getByRole('link', { name: 'Harbour news' }).click();
    await page.getByRole('heading', { name: 'Harbour news' }).waitFor();
    await page.goBack();
    await page.getByRole('navigation').waitFor();
    await page.close();
  });

  it('is never wider than the screen, whatever people are called and write', async () => {
    for (const state of ['sign-in', 'list', 'direct', 'group', 'members', 'failed']) {
      const page = await open(state, { width: 320, height: 640 });
      const wide = await page.evaluate(() => {
        const found: string[] = [];
        const look = (root: Document | ShadowRoot): void => {
          for (const element of root.querySelectorAll<HTMLElement>('*')) {
            const style = getComputedStyle(element);
            if (
              element.scrollWidth > element.clientWidth + 1 &&
              /auto|scroll/.test(style.overflowX)
            ) {
              found.push(`${element.tagName}.${element.className}`);
            }
            if (element.shadowRoot) {
              look(element.shadowRoot);
            }
          }
        };
        look(document);
        return document.documentElement.scrollWidth > innerWidth ? ['page', ...found] : found;
      });
      assert.deepEqual(wide, [], state);
      await page.close();
    }
  });

  it('keeps a chosen appearance over a reload', async () => {
    const page = await open('list');
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.reload();
    const dark = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    assert.equal(await dark(), 'dark');
    await page.close();
  });

  it('asks nobody but its own site, and sets no cookie', async () => {
    const page = await pages.browser.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(pages.site.url)) {
        foreign.push(request.url());
      }
    });
    await page.goto(`${pages.site.url}?state=group`);
    await page.getByText('Bring gloves!').first().waitFor();
    assert.deepEqual(foreign, []);
    assert.deepEqual(await page.context().cookies(), []);
    await page.close();
  });
});
