import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiUser, expect, object, objects, text } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { Caller } from '../src/caller.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { decodes, MEDIA_FLAGS } from '../src/media.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';
import { Middle } from '../src/proxy.js';

const PASSWORD = 'a long enough password';

/** What a browser has asked for and connected to, by origin: `ws:` as it is, without a path. */
function contacted(page: Page): Set<string> {
  const seen = new Set<string>();
  const note = (url: string): void => {
    if (!/^(data|blob|about):/.test(url)) seen.add(new URL(url).origin);
  };
  page.on('request', (request) => {
    note(request.url());
  });
  page.on('websocket', (socket) => {
    note(socket.url());
  });
  return seen;
}

test('a browser that uses everything talks to whom the site has told of, and to nobody else', async (t) => {
  const folder = await temporaryFolder(t);
  // The relay has another address than the site: it may be talked to only because it is listed.
  const node = await SealmeshNode.start(folder, (port) => ({
    ...UNHURRIED,
    GATEWAY_RELAYS: `ws://localhost:${port}/socket`,
    GATEWAY_ADMINISTRATORS: 'ruth',
    GATEWAY_DISCLOSURE_OPERATOR: 'Harbour Cooperative, Rostock',
    PRIVACY_RETENTION_ROOMS: '90d',
    RELAY_ORIGINS: `http://127.0.0.1:${port}`,
  }));
  t.after(() => node.kill());
  const { port } = new URL(node.url);
  const relay = `ws://localhost:${port}/socket`;
  const browser = await browse(t, MEDIA_FLAGS);
  const { window, chat, phone } = await Caller.open(browser, node.url);
  const { page } = window;
  const seen = contacted(page);
  const listed: string[] = [];

  await t.test('who is not signed in can read all of it', async () => {
    await page.getByRole('link', { name: 'What this site keeps' }).click();
    await page.getByText('Harbour Cooperative, Rostock').waitFor();
    const rooms = page.locator('[data-stored="rooms"]');
    await rooms.getByText('90 days at most').waitFor();
    await page.locator('[data-connection="relay"]').getByText(relay).waitFor();
    const told = (await (await fetch(`${node.url}/api/v1/disclosure`)).json()) as Told;
    for (const { purpose, url } of told.connections) {
      if (purpose === 'site') listed.push(node.url);
      if (url !== undefined) listed.push(new URL(url).origin);
    }
    assert.deepEqual(listed, [node.url, `ws://localhost:${port}`]);
    const header = (await fetch(node.url)).headers.get('content-security-policy');
    assert.equal(told.contentSecurityPolicy, header);
    await page.getByRole('button', { name: 'Back' }).click();
  });

  const ben = await ApiUser.guest(node.url, 'Ben Okafor');
  await t.test('chat, call, search, data and administration', async () => {
    await chat.signUp('ruth', PASSWORD, 'Ruth Operator');
    await chat.startDirect('Ben Okafor');
    await chat.send('Look at https://example.org/picture.png 🎉');
    const [talk] = objects(
      expect(await ben.ask('POST', '/sync', { heads: [] }), 200).body,
      'conversations',
    );
    assert.ok(talk !== undefined);
    await ben.send(text(object(talk, 'conversation'), 'id'), '<img src="http://127.0.0.1:9/x">');
    await chat.sees('<img src="http://127.0.0.1:9/x">');
    await chat.edit('Look at https://example.org/picture.png 🎉', 'Edited https://example.org');
    const carl = await Caller.open(browser, node.url);
    const his = contacted(carl.window.page);
    await carl.chat.enterAsGuest('Carl Voss');
    await chat.startDirect('Carl Voss');
    await carl.chat.openConversation('Ruth Operator');
    await phone.call('video');
    await carl.phone.rings();
    await carl.phone.answer('video');
    await decodes('hers', page);
    await phone.hangUp();
    assert.deepEqual(
      [...his].filter((origin) => !listed.includes(origin)),
      [],
    );
    await carl.window.context.close();
    await visit(page, 'Your data', 'Prepare a copy');
    await page.getByRole('button', { name: /^Download/ }).waitFor();
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await visit(page, 'Operations');
    await page.getByText('All is well').waitFor();
    await page.getByRole('button', { name: 'Back to conversations' }).click();
    await visit(page, 'Privacy', 'Count what it would delete');
    await page.getByText(/it would delete/).waitFor();
  });

  await t.test('what an administrator does is written down', async () => {
    await page.getByRole('searchbox', { name: 'Hold a person' }).fill('Ben');
    await page.getByRole('button', { name: /^Hold .*Ben Okafor/ }).click();
    await page.getByText(/Ruth Operator.* put .*Ben Okafor.* on hold/).waitFor();
    const policy = await page.getByRole('textbox', { name: 'A privacy policy' }).inputValue();
    assert.ok(policy.includes('Harbour Cooperative, Rostock'));
    assert.ok(policy.includes(relay));
    await page.getByRole('button', { name: /^Lift the hold on/ }).click();
    await page.getByText('Nothing is held.').waitFor();
  });

  await t.test('nothing was asked of anybody else, and no cookie was set', async () => {
    assert.ok(seen.has(`ws://localhost:${port}`), 'the relay was used');
    assert.deepEqual(
      [...seen].filter((origin) => !listed.includes(origin)),
      [],
    );
    assert.deepEqual(window.faults.cookies, []);
    assert.deepEqual(window.faults.policy, []);
    assert.deepEqual(window.faults.errors, []);
    assert.deepEqual(await window.context.cookies(), []);
  });

  await t.test('and the browser refuses whoever is not listed', async () => {
    let asked = 0;
    const stranger = createServer((_, response) => {
      asked++;
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('1');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    t.after(() => stranger.close());
    const { port: strangers } = stranger.address() as AddressInfo;
    const outcome = await page.evaluate(async (at) => {
      const tried: string[] = [];
      await fetch(`http://127.0.0.1:${at}/`).catch(() => tried.push('fetch'));
      try {
        const socket = new WebSocket(`ws://127.0.0.1:${at}/`);
        await new Promise((resolve) => (socket.onerror = resolve));
        tried.push('socket');
      } catch {
        tried.push('socket');
      }
      const image = new Image();
      await new Promise((resolve) => {
        image.onerror = resolve;
        image.src = `http://127.0.0.1:${at}/x.png`;
      });
      tried.push('image');
      return tried;
    }, strangers);
    assert.deepEqual(outcome, ['fetch', 'socket', 'image']);
    assert.equal(asked, 0);
    await eventually('the browser says so', () =>
      Promise.resolve(window.faults.policy.length >= 3),
    );
    for (const broken of window.faults.policy) {
      assert.match(broken, /^(connect|img)-src /);
    }
  });
});

test('a person signs out elsewhere, and leaves a clean browser behind', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t), UNHURRIED);
  t.after(() => node.kill());
  const browser = await browse(t);
  const road = await Middle.before(t, node.url);
  const desk = await Window.open(browser, node.url);
  const phone = await Window.open(browser, road.url);
  const [atDesk, onPhone] = [new Chat(desk.page), new Chat(phone.page)];
  await atDesk.signUp('anna', PASSWORD, 'Anna Lind');
  await onPhone.signIn('anna', PASSWORD);

  await t.test('the phone is signed out by the desk, at once', async () => {
    await visit(desk.page, 'Your data');
    const devices = desk.page.locator('sm-devices');
    await devices.getByText('This device', { exact: true }).waitFor();
    assert.equal(await devices.locator('[data-device]').count(), 2);
    await devices.getByRole('button', { name: /^Sign out: other device/ }).click();
    await onPhone.isOut();
    await eventually(
      'one device is left',
      async () => (await devices.locator('[data-device]').count()) === 1,
    );
  });

  await t.test('cleared, the browser has nothing of her', async () => {
    const left = (): Promise<readonly string[]> =>
      desk.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    assert.ok((await left()).includes('sealmesh.session'));
    await desk.page.getByRole('button', { name: 'Clear this device' }).click();
    await atDesk.isOut();
    await eventually('nothing is left', async () => (await left()).length === 0);
    const rest = await desk.page.evaluate(async () => ({
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    assert.deepEqual(rest, { databases: 0, caches: 0, workers: 0 });
    assert.deepEqual(await desk.context.cookies(), []);
    await atDesk.signIn('anna', PASSWORD);
  });
});

interface Told {
  readonly connections: readonly { readonly purpose: string; readonly url?: string }[];
  readonly contentSecurityPolicy: string;
}

/** Opens a page from the account's window, and presses a button there. */
async function visit(page: Page, name: string, button?: string): Promise<void> {
  await page.getByRole('button', { name: 'Account of' }).click();
  await page.locator('sm-dialog').getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  if (button !== undefined) await page.getByRole('button', { name: button }).click();
}
