import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Dialog } from 'playwright-core';

import { browse } from '../src/browser.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import type { Chat } from '../src/pages.js';
import { Person } from '../src/person.js';
import { Tabs } from '../src/tabs.js';

const ANNA = 'Anna Lind';
const BEN = 'Ben Okafor';

test('the tabs of one browser share one socket, whichever of them ends', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const browser = await browse(t);
  const tabs = new Tabs(await browser.newContext(), node.url);
  const ben = await Person.guest(node.url, BEN);
  t.after(() => {
    ben.client.disconnect();
  });

  const first = await tabs.open();
  await first.enterAsGuest(ANNA);
  await first.startDirect(BEN);
  await first.send('Hello Ben');
  const his = await ben.sees(ANNA);
  let here: Chat[] = [first];
  for (let i = 0; i < 2; i++) {
    const tab = await tabs.open();
    await tab.openConversation(BEN);
    here.push(tab);
  }
  const said: string[] = ['Hello Ben'];
  const say = async (body: string): Promise<void> => {
    said.push(body);
    await his.send(body).sent;
  };
  const allShow = async (): Promise<void> => {
    for (const tab of here) {
      await tab.sees(said.at(-1) ?? '');
      assert.deepEqual(await tab.settled(), said);
    }
  };
  const relaySockets = (): Promise<true> =>
    eventually('the relay has one socket of each', async () => {
      const found = /^sealmesh_relay_sockets\S* (\S+)$/m.exec(await node.metrics());
      return Number(found?.[1]) === 2;
    });

  await t.test('three tabs, one socket; a message reaches all three', async () => {
    await tabs.leader();
    assert.equal(tabs.opened, 1);
    await relaySockets();
    await say('To all of you');
    await allShow();
    assert.equal(tabs.opened, 1);
  });

  await t.test('a tab without the socket types', async () => {
    const leader = await tabs.leader();
    const follower = here.find(({ page }) => page !== leader);
    assert.ok(follower);
    his.open();
    const [anna] = his.summary.members.filter(({ name }) => name === ANNA);
    assert.ok(anna);
    await eventually('Ben sees that she types', async () => {
      await follower.type('a');
      return his.typing.includes(anna.id);
    });
    await follower.clearDraft();
  });

  await t.test('a tab without the socket sees him typing, and sends', async () => {
    const leader = await tabs.leader();
    const follower = here.find(({ page }) => page !== leader);
    assert.ok(follower);
    await eventually('she sees that he types', () => {
      his.startTyping();
      return follower.seesTyping(BEN);
    });
    said.push('From a follower');
    await follower.send('From a follower');
    await allShow();
  });

  for (const [how, end] of [
    ['closed', async (chat: Chat) => chat.page.close()],
    ['crashed', crash],
  ] as const) {
    await t.test(`the tab with the socket is ${how}; nothing is lost or doubled`, async () => {
      const page = await tabs.leader();
      const leader = here.find((tab) => tab.page === page);
      assert.ok(leader);
      here = here.filter((tab) => tab !== leader);
      await say(`Before one is ${how}`);
      const ended = end(leader);
      for (let i = 0; i < 5; i++) await say(`While one is ${how}, ${i}`);
      await ended;
      const next = await tabs.leader();
      assert.ok(here.some((tab) => tab.page === next));
      await say(`After one was ${how}`);
      await allShow();
      await relaySockets();
    });
  }

  await t.test('a tab that stands still is robbed of the socket, and closes its own', async () => {
    const still = here[0];
    assert.ok(still);
    const other = await tabs.open();
    await other.openConversation(BEN);
    assert.equal(await tabs.leader(), still.page);
    const goesOn = await standStill(still);
    await say('While it stands still');
    await other.sees('While it stands still');
    await eventually('the other tab has a socket', () => tabs.holds(other.page));
    await goesOn();
    here.push(other);
    assert.equal(await tabs.leader(), other.page);
    await relaySockets();
    await say('After it went on');
    await allShow();
  });

  await t.test('who signs out or in in one tab is signed out or in in all', async () => {
    const [one, other] = here;
    assert.ok(one && other);
    await one.signOut();
    await other.isOut();
    await other.enterAsGuest('Carla Moreno');
    await one.isIn();
    await tabs.leader();
    await relaySockets();
  });
});

/** An open dialog holds all of its page up. Returns what lets it go on. */
async function standStill({ page }: Chat): Promise<() => Promise<void>> {
  const opened = new Promise<Dialog>((resolve) => page.once('dialog', resolve));
  const closed = page.evaluate(() => {
    alert('Nothing goes on here.');
  });
  const dialog = await opened;
  return async () => {
    await dialog.dismiss();
    await closed;
  };
}

/** As a renderer ends that runs out of memory. */
async function crash({ page }: Chat): Promise<void> {
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  // The page that should answer is gone.
  page.goto('chrome://crash').catch(() => undefined);
  await crashed;
}
