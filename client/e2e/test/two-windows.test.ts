import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browse, Window } from '../src/browser.js';
import { readDatabase } from '../src/database.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import { Chat } from '../src/pages.js';
import { Middle } from '../src/proxy.js';

test('two people chat in two windows, and both see what the database keeps', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const browser = await browse(t);
  const road = await Middle.before(t, node.url);
  const [annas, bens] = await Promise.all([
    Window.open(browser, node.url),
    Window.open(browser, road.url),
  ]);
  const anna = new Chat(annas.page);
  const ben = new Chat(bens.page);

  await t.test('one signs up, the other comes as a guest, and they meet', async () => {
    await anna.signUp('anna.lind', 'correct horse battery', 'Anna Lind');
    await ben.enterAsGuest('Ben Okafor');
    await anna.startDirect('Ben Okafor');
    await anna.send('Hello Ben');
    await ben.openConversation('Anna Lind');
    await ben.sees('Hello Ben');
  });

  await t.test('delivered, then seen; typing; presence', async () => {
    await anna.showsDelivery('Hello Ben', 'Seen');
    // He goes on typing: signs are for the moment, and the first may come before both have joined.
    await eventually('Anna sees that he types', async () => {
      await ben.type('a');
      return anna.seesTyping('Ben Okafor');
    });
    await ben.clearDraft();
    await anna.seesPresence('Online');
  });

  await t.test('a message is edited, another deleted, under the eyes of the other', async () => {
    await ben.send('Hi Ana');
    await anna.sees('Hi Ana');
    await ben.edit('Hi Ana', 'Hi Anna');
    await anna.sees('Hi Anna');
    await anna.send('Never mind this');
    await ben.sees('Never mind this');
    await anna.remove('Never mind this');
    await ben.seesNot('Never mind this');
  });

  await t.test('one goes offline, the other goes on; back again, nothing is missing', async () => {
    await anna.send('To be edited while you are away');
    await anna.send('To be deleted while you are away');
    await ben.sees('To be deleted while you are away');
    await bens.offline('offline');
    // The browser only holds back what a socket brings; a real network forgets it.
    road.cut();
    await ben.send('Written in a tunnel');
    await anna.edit('To be edited while you are away', 'Edited while you were away');
    await anna.remove('To be deleted while you are away');
    for (let i = 1; i <= 5; i++) await anna.send(`Missed ${i}`);
    await anna.sees('Missed 5');
    await ben.seesNot('Missed 1');
    await bens.offline('online');
    await ben.sees('Missed 5');
    await ben.sees('Edited while you were away');
    await anna.sees('Written in a tunnel');
  });

  await t.test('both transcripts equal the database', async () => {
    // A window at rest: nothing pending, and the same last message in both.
    await eventually('both at rest', async () => {
      assert.deepEqual(await anna.settled(), await ben.settled());
      return true;
    });
    const [hers, his] = [await anna.transcript(), await ben.transcript()];
    await Promise.all([annas.context.close(), bens.context.close()]);
    await node.stop();
    const [conversation, ...others] = await readDatabase(node.dataFolder);
    assert.ok(conversation !== undefined && others.length === 0, 'one conversation');
    const kept = conversation.messages.map(({ body }) => body);
    assert.ok(kept.includes('Edited while you were away') && kept.includes(null));
    assert.deepEqual(hers, kept);
    assert.deepEqual(his, kept);
  });

  await t.test('no cookie, no other host, no broken policy, no error', () => {
    for (const { faults } of [annas, bens]) {
      assert.deepEqual(faults, { foreign: [], policy: [], errors: [], cookies: [] });
    }
  });
});
