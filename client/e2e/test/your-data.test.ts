import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { ApiUser, expect, object, objects, text } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';
import { filesOf } from '../src/zip.js';

const HOSTILE = '</dd><img src="http://127.0.0.1:9/x"><script>document.title = "run"</script>';

test('a person saves a copy of what the site keeps of her, and reads it', async (t) => {
  const folder = await temporaryFolder(t);
  const node = await SealmeshNode.start(folder, UNHURRIED);
  t.after(() => node.kill());
  const browser = await browse(t);
  const window = await Window.open(browser, node.url);
  const { page } = window;
  const chat = new Chat(page);
  await chat.signUp('ann', 'a long enough password', 'Ann');
  const ben = await ApiUser.guest(node.url, 'Ben');
  await chat.startDirect('Ben');
  await chat.send('What do they keep of me?');
  const [talk] = objects(
    expect(await ben.ask('POST', '/sync', { heads: [] }), 200).body,
    'conversations',
  );
  assert.ok(talk !== undefined);
  await ben.send(text(object(talk, 'conversation'), 'id'), HOSTILE);
  await chat.sees(HOSTILE);

  let files = new Map<string, Buffer>();
  await t.test('prepares it, watches it, and saves it', async () => {
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('link', { name: 'Your data' }).click();
    await page.getByRole('button', { name: 'Prepare a copy' }).click();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download \(.*\): copy of/ }).click(),
    ]);
    assert.match(saved.suggestedFilename(), /^personal-data-\d{4}-\d\d-\d\d\.zip$/);
    files = filesOf(await readFile(await saved.path()));
    const json = files.get('export.json')?.toString() ?? '';
    assert.ok(json.includes('What do they keep of me?'));
    assert.ok(json.includes(JSON.stringify(HOSTILE).slice(1, -1)));
    assert.equal(Object.keys(JSON.parse(json) as object).length, 1);
  });

  await t.test('reads it without the site, and nothing in it runs or is fetched', async () => {
    const pages = await temporaryFolder(t);
    for (const [name, content] of files) {
      await writeFile(join(pages, name), content);
    }
    const context = await browser.newContext();
    const reader = await context.newPage();
    const asked: string[] = [];
    reader.on('request', (request) => {
      if (!request.url().startsWith('file:')) asked.push(request.url());
    });
    await reader.goto(pathToFileURL(join(pages, 'index.html')).href);
    await reader.getByRole('heading', { name: 'Your data' }).waitFor();
    const events = reader.locator('a[href^="events-"]');
    await events.first().click();
    await reader.getByRole('heading', { name: 'Ben' }).waitFor();
    await reader.getByText('What do they keep of me?').waitFor();
    await reader.getByText(HOSTILE).waitFor();
    assert.equal(await reader.title(), 'Messages');
    assert.deepEqual(asked, []);
  });

  await t.test('nobody else gets it, and a newer link ends the older one', async () => {
    const cat = await ApiUser.guest(node.url, 'Cat');
    const id = text(expect(await cat.ask('POST', '/exports'), 202).body, 'id');
    await eventually('her copy is ready', async () => {
      const [copy] = objects(expect(await cat.ask('GET', '/exports'), 200).body, 'exports');
      return copy !== undefined && text(copy, 'state') === 'ready';
    });
    const link = `/exports/${id}/link`;
    const first = text(expect(await cat.ask('POST', link), 201).body, 'path');
    const second = text(expect(await cat.ask('POST', link), 201).body, 'path');
    assert.equal((await fetch(node.url + first)).status, 404);
    const answer = await fetch(node.url + second);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment;/);
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
    await answer.arrayBuffer();
    assert.equal((await ben.ask('POST', link)).status, 404);
    assert.equal((await ben.ask('DELETE', `/exports/${id}`)).status, 404);
    assert.deepEqual(objects(expect(await ben.ask('GET', '/exports'), 200).body, 'exports'), []);
    assert.equal((await fetch(`${node.url}/api/v1/archives/${'A'.repeat(43)}`)).status, 404);
  });

  await t.test('deletes it, and its file is gone', async () => {
    await page.getByRole('button', { name: /^Delete: copy of/ }).click();
    await page.getByText('You have no copy at the moment.').waitFor();
  });

  assert.deepEqual(window.faults, { foreign: [], policy: [], errors: [], cookies: [] });
});
