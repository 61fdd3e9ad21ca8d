/**
 * Takes the pictures of docs/images from a running site: two people, each in a browser of her own.
 *
 * `npm run pictures -- http://localhost:8080` makes two accounts there, so use a site without data.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { launch } from './chromium.js';

const OUT = '../../docs/images';
const SIZE = { width: 960, height: 640 };

const [, , url = 'http://localhost:8080'] = process.argv;

type Scheme = 'light' | 'dark';

async function enter(browser: Browser, name: string, colorScheme: Scheme): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZE,
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('radio', { name: 'New account' }).check();
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  const login = `${name.split(' ')[0]?.toLowerCase() ?? ''}.${Date.now().toString(36)}`;
  await page.getByRole('textbox', { name: 'User name' }).fill(login);
  await page.getByRole('textbox', { name: 'Password' }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Conversations', exact: true }).waitFor();
  return page;
}

/** The conversation of this name stands open, and not the one before it. */
async function opened(page: Page, title: string): Promise<void> {
  await page.getByRole('textbox', { name: title }).waitFor();
}

async function say(page: Page, body: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message to' }).fill(body);
  await page.keyboard.press('Enter');
  await page.locator('.message').getByText(body, { exact: true }).waitFor();
}

/** Opens the window that starts conversations, with one kind of them chosen. */
async function start(page: Page, kind: 'Person' | 'Group' | 'Room'): Promise<void> {
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  await page.getByRole('radio', { name: kind }).check();
}

async function find(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search people' }).fill(name);
  await page.getByRole('button', { name }).last().click();
}

async function heard(page: Page, body: string): Promise<void> {
  await page.locator('.message').getByText(body, { exact: true }).waitFor();
}

async function converse(nora: Page, ada: Page): Promise<void> {
  await start(nora, 'Room');
  await nora.getByRole('textbox', { name: 'Name of the new room' }).fill('Harbour news');
  await nora.getByRole('button', { name: 'Create room' }).click();
  await opened(nora, 'Harbour news');
  await say(nora, 'The ferry at 17:40 is cancelled, the next one leaves at 18:20.');
  await start(ada, 'Room');
  await ada.getByRole('button', { name: 'Harbour news' }).first().click();
  await opened(ada, 'Harbour news');
  await say(ada, 'Thank you for telling!');
  await start(nora, 'Group');
  await nora.getByRole('textbox', { name: 'Name of the group' }).fill('South pier crew');
  await find(nora, 'Ada Okafor');
  await nora.getByRole('button', { name: 'Create group' }).click();
  await opened(nora, 'South pier crew');
  await say(nora, 'Monday 7:30, meet at the gate. Bring gloves!');
  await start(nora, 'Person');
  await find(nora, 'Ada Okafor');
  await opened(nora, 'Ada Okafor');
  await say(nora, 'Hi Ada! Did the harbour survey come back?');
  // By its title: what Nora said last stands in other rows too.
  await ada.locator('.row .title').getByText('Nora Lindqvist').click();
  await opened(ada, 'Nora Lindqvist');
  await heard(ada, 'Hi Ada! Did the harbour survey come back?');
  await say(ada, 'It did, this morning: https://harbour.example/surveys/south-pier');
  await say(ada, 'Short version: the pier is fine, it only needs new fenders before winter.');
  await heard(nora, 'Short version: the pier is fine, it only needs new fenders before winter.');
  await say(nora, 'Thank you, that helps a lot 🙏');
  await say(nora, 'The council met last night, and we got the budget.');
  await heard(ada, 'The council met last night, and we got the budget.');
  await say(ada, '🎉🎉🎉');
  await say(ada, 'When can we start?');
  await heard(nora, 'When can we start?');
  await say(nora, 'Materials arrive on the 3rd, so the Monday after.');
  await heard(ada, 'Materials arrive on the 3rd, so the Monday after.');
  await nora.locator('.mark.seen').last().waitFor();
  await ada.getByRole('textbox', { name: 'Message to' }).pressSequentially('I will ask Ben');
  await nora.getByText('Ada Okafor is typing').first().waitFor();
}

/** Two windows beside each other on a plain ground, as one picture. */
async function together(browser: Browser, names: readonly string[], to: string): Promise<void> {
  const sources = await Promise.all(
    names.map(async (name) => (await readFile(join(OUT, `${name}.png`))).toString('base64')),
  );
  const images = sources.map((source) => `<img src="data:image/png;base64,${source}">`);
  const page = await browser.newPage({ viewport: { width: 2040, height: 760 } });
  await page.setContent(`<style>
    body { margin: 0; height: 760px; display: flex; gap: 40px; align-items: center;
      justify-content: center; background: #b9b4a8 }
    img { border-radius: 12px; box-shadow: 0 20px 50px rgb(0 0 0 / .3) }
  </style>${images.join('')}`);
  await page.screenshot({ path: join(OUT, `${to}.png`) });
  await page.close();
}

const browser = await launch();
try {
  await mkdir(OUT, { recursive: true });
  const nora = await enter(browser, 'Nora Lindqvist', 'light');
  const ada = await enter(browser, 'Ada Okafor', 'dark');
  await converse(nora, ada);
  await nora.screenshot({ path: join(OUT, 'desktop-light.png') });
  await ada.screenshot({ path: join(OUT, 'desktop-dark.png') });
  await together(browser, ['desktop-light', 'desktop-dark'], 'two-sides');
  await nora.setViewportSize({ width: 390, height: 780 });
  await nora.screenshot({ path: join(OUT, 'phone.png') });
} finally {
  await browser.close();
}
