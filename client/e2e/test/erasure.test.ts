import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiUser, expect, object, objects, text } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';

const PASSWORD = 'a long enough password';
const NAME = 'Zerafina Canary';
const WORDS = 'Words that are to be forgotten';

test('a person erases herself, and nothing of her is left in anybody’s browser', async (t) => {
  const folder = await temporaryFolder(t);
  const node = await SealmeshNode.start(folder, UNHURRIED);
  t.after(() => node.kill());
  const browser = await browse(t);
  const hers = await Window.open(browser, node.url);
  const his = await Window.open(browser, node.url);
  const zoe = new Chat(hers.page);
  const ben = new Chat(his.page);
  await zoe.signUp('zerafina', PASSWORD, NAME);
  await ben.signUp('ben', PASSWORD, 'Ben');
  const cat = await ApiUser.guest(node.url, 'Cat');
  await zoe.startDirect('Ben');
  await zoe.send(WORDS);
  await ben.openConversation(NAME);
  await ben.sees(WORDS);
  await ben.send('And what I say stays');
  await zoe.sees('And what I say stays');

  await t.test('is shown what would go, and changes her mind once', async () => {
    await hers.page.getByRole('button', { name: 'Account of' }).click();
    await hers.page.getByRole('link', { name: 'Your data' }).click();
    await hers.page.getByRole('button', { name: 'Count what would be erased' }).click();
    await hers.page.getByText('1 message that you wrote').waitFor();
    await hers.page.getByText('1 conversation, which you leave').waitFor();
    await hers.page.getByRole('button', { name: 'Keep my account' }).click();
    await ben.sees(WORDS);
  });

  await t.test('confirms with her password, and is out everywhere', async () => {
    const { page } = hers;
    await page.getByRole('button', { name: 'Count what would be erased' }).click();
    const password = page.getByLabel('Your password');
    await password.fill('not hers');
    await page.getByRole('button', { name: 'Erase me for good' }).click();
    await page.getByText('This is not your password.').waitFor();
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Erase me for good' }).click();
    await page.getByText('Your account is erased.').waitFor();
    await page.getByRole('textbox', { name: 'User name' }).fill('zerafina');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await keptIn(hers), [], 'of her session nothing is kept');
  });

  await t.test('the other one sees live that she is gone, and has nothing of hers', async () => {
    const { page } = his;
    await page.getByText('Somebody’s account was erased, with all that they wrote').waitFor();
    await page.getByText('This account was erased. Nobody reads here any more but you.').waitFor();
    await page.getByRole('heading', { name: 'Erased person' }).waitFor();
    await ben.sees('And what I say stays');
    for (const secret of [NAME, WORDS]) {
      assert.equal(await page.getByText(secret).count(), 0, secret);
      assert.ok(!(await keptIn(his)).join().includes(secret), secret);
    }
    await page.reload();
    await page.getByText('Somebody’s account was erased, with all that they wrote').waitFor();
    assert.equal(await page.getByText(NAME).count(), 0);
  });

  await t.test('nobody finds her, and her login is free', async () => {
    const found = expect(await cat.ask('GET', '/users?prefix=zerafina'), 200).body;
    assert.deepEqual(objects(found, 'users'), []);
    const account = { login: 'zerafina', password: PASSWORD, name: 'Somebody else' };
    const made = expect(await cat.ask('POST', '/accounts', account), 201).body;
    assert.equal(text(object(object(made, 'session'), 'user'), 'name'), 'Somebody else');
  });

  const { errors, ...others } = hers.faults;
  assert.deepEqual(others, { foreign: [], policy: [], cookies: [] });
  assert.deepEqual(
    errors.map((error) => /\b(4\d\d)\b.*\/api\/v1(.*)$/.exec(error)?.slice(1)),
    [
      ['403', '/erasure/confirmation'],
      ['401', '/sessions'],
    ],
    'the browser tells of what was refused, and of nothing else',
  );
  assert.deepEqual(his.faults, { foreign: [], policy: [], errors: [], cookies: [] });
});

/** All that the browser keeps for the site. */
async function keptIn({ page }: Window): Promise<string[]> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return [
      ...Object.entries(localStorage).map(([key, value]) => `${key}=${String(value)}`),
      ...Object.entries(sessionStorage).map(([key, value]) => `${key}=${String(value)}`),
      ...databases.map(({ name }) => `database ${name ?? ''}`),
      ...caches.map((name) => `cache ${name}`),
    ];
  });
}
