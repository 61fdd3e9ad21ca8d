import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiUser, expect, number, object, objects, text } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';

const PASSWORD = 'a long enough password';

test('an administrator sees how the site is, live; nobody else does', async (t) => {
  const folder = await temporaryFolder(t);
  const node = await SealmeshNode.start(folder, {
    ...UNHURRIED,
    PROCESS_ID: 'origin-1',
    GATEWAY_ADMINISTRATORS: 'Ruth',
  });
  t.after(() => node.kill());
  const browser = await browse(t);

  const window = await Window.open(browser, node.url);
  const chat = new Chat(window.page);
  await chat.signUp('ruth', PASSWORD, 'Ruth Operator');
  const { page } = window;
  await page.getByRole('button', { name: 'Account of' }).click();
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('heading', { name: 'Operations' }).waitFor();
  await page.getByText('All is well').waitFor();
  await page.getByText(/As origin node .*origin-1.* sees it/).waitFor();
  const row = page.getByRole('table', { name: 'Nodes' }).getByRole('row', { name: 'origin-1' });
  await row.waitFor();
  assert.equal(
    await page.getByRole('table', { name: 'Uplinks' }).count(),
    0,
    'all is in one process',
  );

  await t.test('the numbers change after a message', async () => {
    const before = await deliveries(page);
    const ann = await ApiUser.guest(node.url, 'Ann');
    const ruth = await userNamed(ann, 'Ruth Operator');
    const talk = await ann.create({ kind: 'direct', member: ruth });
    await ann.send(talk, 'Is all well?');
    await eventually('deliveries were counted', async () => (await deliveries(page)) > before);
    await eventually('a commit was measured', async () =>
      /^[\d.,]+ m?s$/.test(await big(page, 'commitMicros')),
    );
    assert.equal(await big(page, 'sockets'), '1');
    assert.match(await page.title(), /^Operations/);
    const line = page.getByRole('img', { name: /^Sockets: 1 now/ });
    await line.waitFor();
  });

  await t.test('what it shows is what Prometheus gets', async () => {
    const metrics = await node.metrics();
    assert.match(metrics, /^sealmesh_relay_sockets 1\.0$/m);
    assert.match(metrics, /^sealmesh_persistence_commit_seconds_count [1-9]/m);
    assert.match(metrics, /^sealmesh_outbox_oldest_seconds [\d.]+$/m);
  });

  await t.test('she goes back to her conversations', async () => {
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await chat.isIn();
    await chat.openConversation('Ann');
    await chat.send('All is well.');
  });

  await t.test('somebody else has no link and is refused', async () => {
    const other = await Window.open(browser, node.url);
    const hers = new Chat(other.page);
    await hers.signUp('ruthie', PASSWORD, 'Ruthie');
    await other.page.getByRole('button', { name: 'Account of' }).click();
    await other.page.getByRole('button', { name: 'Sign out' }).waitFor();
    assert.equal(await other.page.getByRole('link', { name: 'Operations' }).count(), 0);
    await other.page.keyboard.press('Escape');
    await other.page.evaluate(() => {
      location.hash = '#/admin';
    });
    await other.page.getByText('This page is for administrators').waitFor();
    const [refused, ...more] = other.faults.errors;
    assert.match(refused ?? '', /403/, 'the browser itself says what was refused');
    assert.deepEqual(more, [], 'once, and not every two seconds');

    const guest = await ApiUser.guest(node.url, 'ruth');
    const answer = await guest.ask('GET', '/admin/overview');
    assert.equal(answer.status, 403);
    assert.equal(text(answer.body, 'type'), '/problems/forbidden');
    const stranger = await fetch(`${node.url}/api/v1/admin/overview`);
    assert.equal(stranger.status, 401);
  });

  assert.deepEqual(window.faults, { foreign: [], policy: [], errors: [], cookies: [] });
});

test('the overview says nothing of who uses the site', async (t) => {
  const folder = await temporaryFolder(t);
  const node = await SealmeshNode.start(folder, { ...UNHURRIED, GATEWAY_ADMINISTRATORS: 'ruth' });
  t.after(() => node.kill());
  const ruth = await ApiUser.signUp(node.url, {
    login: 'ruth',
    password: PASSWORD,
    name: 'Ruth Operator',
  });
  const talk = await ruth.create({ kind: 'group', title: 'Secret garden', members: [] });
  await ruth.send(talk, 'Nobody may read this');
  const { body } = expect(await ruth.ask('GET', '/admin/overview'), 200);
  assert.ok(number(object(object(body, 'database'), 'commits'), 'commits') >= 1);
  assert.equal(objects(object(body, 'mesh'), 'nodes').length, 1);
  const said = JSON.stringify(body);
  for (const secret of [
    ruth.id,
    ruth.rid,
    ruth.device,
    ruth.token,
    talk,
    'ruth',
    'Ruth',
    'garden',
    'Nobody',
    '127.0.0.1',
  ]) {
    assert.ok(!said.includes(secret), secret);
  }
});

async function userNamed(by: ApiUser, name: string): Promise<string> {
  const path = `/users?prefix=${encodeURIComponent(name)}`;
  const [found] = objects(expect(await by.ask('GET', path), 200).body, 'users');
  assert.ok(found !== undefined, name);
  return text(found, 'id');
}

/** The large number of a card, with its unit. */
async function big(page: Page, card: string): Promise<string> {
  const words = await page.locator(`[data-card="${card}"] .big`).innerText();
  return words.replace(/\s+/g, ' ').trim();
}

async function deliveries(page: Page): Promise<number> {
  const cell = page.locator('tr[data-node="origin-1"] td[data-label="Deliveries"]');
  return Number((await cell.innerText()).replaceAll(',', ''));
}
