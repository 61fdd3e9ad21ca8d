import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Browser } from 'playwright-core';

import { browse } from '../../src/browser.js';
import { Caller } from '../../src/caller.js';
import { eventually } from '../../src/eventually.js';
import { temporaryFolder } from '../../src/folder.js';
import { decodes, flow, hears, MEDIA_FLAGS, openConnections } from '../../src/media.js';
import { SealmeshNode } from '../../src/node.js';
import { Turn } from '../../src/turn.js';

/** Waits until sound and pictures come to both. */
async function talk(...both: readonly Caller[]): Promise<void> {
  for (const [index, { window }] of both.entries()) {
    await decodes(`window ${index}`, window.page);
    await hears(`window ${index}`, window.page);
  }
}

async function silence(...all: readonly Caller[]): Promise<void> {
  for (const { window } of all) {
    await eventually(
      'no connection is left',
      async () => (await openConnections(window.page)) === 0,
    );
  }
}

/** Two others, of whom one calls and the other one does not answer. */
async function ringing(browser: Browser, url: string): Promise<readonly [Caller, Caller]> {
  const [dora, emil] = [await Caller.open(browser, url), await Caller.open(browser, url)];
  await dora.chat.enterAsGuest('Dora Weiss');
  await emil.chat.enterAsGuest('Emil Roth');
  await dora.chat.startDirect('Emil Roth');
  await emil.chat.openConversation('Dora Weiss');
  await dora.phone.call('voice');
  await emil.phone.rings();
  return [dora, emil];
}

test('two people call each other in two windows', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const browser = await browse(t, MEDIA_FLAGS);
  const [anna, ben] = [await Caller.open(browser, node.url), await Caller.open(browser, node.url)];
  await anna.chat.signUp('anna.lind', 'correct horse battery', 'Anna Lind');
  await ben.chat.signUp('ben.okafor', 'correct horse battery', 'Ben Okafor');
  await anna.chat.startDirect('Ben Okafor');
  await anna.chat.send('May I call you?');
  await ben.chat.openConversation('Anna Lind');
  // It rings while all the rest goes on.
  const unanswered = await ringing(browser, node.url);

  await t.test('sound and pictures both ways, and the same digits', async () => {
    await anna.phone.call('video');
    await ben.phone.rings();
    await ben.phone.answer('video');
    await talk(anna, ben);
    const code = await anna.phone.code();
    assert.match(code.replace(/\s/g, ''), /^\d{12}$/);
    assert.equal(await ben.phone.code(), code);
    const [hers, his] = [await flow(anna.window.page), await flow(ben.window.page)];
    assert.deepEqual([hers.local, his.local], [['host'], ['host']], 'directly');
    await ben.phone.hangUp();
    await silence(anna, ben);
    for (const { phone } of [anna, ben]) {
      await eventually(
        'the call stands there',
        async () => (await phone.entries('answered')) === 1,
      );
    }
  });

  await t.test('three devices ring, one answers, the others stop', async () => {
    const [desk, phone] = [
      await Caller.open(browser, node.url),
      await Caller.open(browser, node.url),
    ];
    for (const { chat } of [desk, phone]) {
      await chat.signIn('ben.okafor', 'correct horse battery');
    }
    await anna.phone.call('voice');
    await Promise.all([ben, desk, phone].map((it) => it.phone.rings()));
    await desk.phone.answer('voice');
    await Promise.all([ben, phone].map((it) => it.phone.ringsNot()));
    await hears('Anna', anna.window.page);
    await hears('the device that answered', desk.window.page);
    await silence(ben, phone);
    await anna.phone.hangUp();
    await silence(anna, desk);
    await Promise.all([desk, phone].map(({ window }) => window.context.close()));
  });

  await t.test('declined, cancelled', async () => {
    await anna.phone.call('voice');
    await ben.phone.rings();
    await ben.phone.decline();
    await anna.phone.says('Call declined');
    await ben.phone.notes('You declined a voice call');
    await anna.phone.call('voice');
    await ben.phone.rings();
    await anna.phone.hangUp();
    await ben.phone.ringsNot();
    await ben.phone.notes('Missed voice call');
  });

  await t.test('busy: who is in a call hears nothing of another', async () => {
    const carol = await Caller.open(browser, node.url);
    await carol.chat.enterAsGuest('Carol Diaz');
    await carol.chat.startDirect('Ben Okafor');
    await anna.phone.call('voice');
    await ben.phone.rings();
    await ben.phone.answer('voice');
    await hears('Anna', anna.window.page);
    await carol.phone.call('voice');
    await carol.phone.says('Busy in another call');
    assert.equal(await ben.phone.incoming.count(), 0);
    await hears('Anna still', anna.window.page);
    await anna.phone.hangUp();
    await carol.window.context.close();
  });

  await t.test('both call at once, and have one call', async () => {
    // His request is on its way when hers is answered.
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = ben.window.page.waitForRequest('**/calls');
    await ben.window.page.route('**/calls', async (route) => {
      await released;
      await route.continue();
    });
    await ben.phone.call('voice');
    await held;
    const opened = anna.window.page.waitForResponse('**/calls');
    await anna.phone.call('voice');
    assert.equal((await opened).status(), 201);
    const joined = ben.window.page.waitForResponse('**/calls');
    release();
    assert.equal((await joined).status(), 200);
    await ben.window.page.unroute('**/calls');
    await hears('Anna', anna.window.page);
    await hears('Ben', ben.window.page);
    assert.equal(await openConnections(anna.window.page), 1);
    await anna.phone.hangUp();
    await silence(anna, ben);
  });

  await t.test('nobody answers: after a minute both stop, and it was missed', async () => {
    const [dora, emil] = unanswered;
    await emil.phone.incoming.waitFor({ state: 'detached', timeout: 75_000 });
    await emil.phone.notes('Missed voice call');
    await eventually('she sees it too', async () => (await dora.phone.entries('no-answer')) === 1);
    for (const { window } of unanswered) await window.context.close();
  });

  await t.test('the site is killed during a call, and has the record when it is back', async () => {
    await anna.phone.call('video');
    await ben.phone.rings();
    await ben.phone.answer('video');
    await talk(anna, ben);
    const [hers, his] = [await anna.phone.entries('answered'), await ben.phone.entries('answered')];
    await node.kill();
    await talk(anna, ben);
    await anna.phone.hangUp();
    await silence(anna);
    await node.start();
    for (const [phone, before] of [
      [anna.phone, hers],
      [ben.phone, his],
    ] as const) {
      await eventually('the record has an end', async () => {
        return (await phone.entries('ongoing')) === 0 && (await phone.entries('answered')) > before;
      });
    }
    await silence(ben);
  });

  await t.test('no cookie, no other host, no broken policy', () => {
    for (const { window } of [anna, ben]) {
      const { foreign, policy, cookies } = window.faults;
      assert.deepEqual({ foreign, policy, cookies }, { foreign: [], policy: [], cookies: [] });
    }
  });
});

test('a call through TURN alone shows neither side the other one’s address', async (t) => {
  const folder = await temporaryFolder(t);
  const turn = await Turn.start(`${folder}/turn`);
  t.after(() => turn.kill());
  const node = await SealmeshNode.start(`${folder}/site`, turn.settings('relay'));
  t.after(() => node.kill());
  const browser = await browse(t, MEDIA_FLAGS);
  const [anna, ben] = [await Caller.open(browser, node.url), await Caller.open(browser, node.url)];
  await anna.chat.enterAsGuest('Anna Lind');
  await ben.chat.enterAsGuest('Ben Okafor');
  await anna.chat.startDirect('Ben Okafor');
  await anna.phone.call('video');
  await ben.phone.rings();
  await ben.phone.answer('video');
  await talk(anna, ben);
  for (const { window } of [anna, ben]) {
    const { local, remote } = await flow(window.page);
    assert.deepEqual([local, remote], [['relay'], ['relay']]);
  }
  assert.ok((await turn.allocations()) >= 2, 'coturn has allocated for both');
  await anna.phone.hangUp();
  await silence(anna, ben);
});
