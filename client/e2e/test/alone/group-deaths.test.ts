import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browse } from '../../src/browser.js';
import { Caller } from '../../src/caller.js';
import { Cluster } from '../../src/cluster.js';
import { groupOf, Member } from '../../src/crew.js';
import { eventually } from '../../src/eventually.js';
import { decodes, madeConnections, MEDIA_FLAGS, openConnections } from '../../src/media.js';
import { unhurriedYaml } from '../../src/node.js';

/** A media server that is killed is missed at once; one that has no processor for a while is not. */
const PATIENT = 'signaling:\n  media:\n    lostAfter: 10s\n';
/** What is on the screen is painted by the processor. */
const SIZE = { width: 480, height: 640 };
const NAMES = ['Anna Lind', 'Ben Okafor', 'Cleo Park'] as const;

test('a group’s call survives the death of every process that brought it about', async (t) => {
  const cluster = await Cluster.start(t, {
    relays: 2,
    origins: 1,
    calls: 'with',
    originConfig: unhurriedYaml(),
    relayConfig: PATIENT,
  });
  const browser = await browse(t, MEDIA_FLAGS);
  const crew: Member[] = [];
  for (const name of NAMES) {
    const caller = await Caller.open(browser, cluster.url, {
      ignoreHTTPSErrors: true,
      viewport: SIZE,
    });
    await caller.chat.enterAsGuest(name);
    crew.push(new Member(caller));
  }
  await groupOf(await cluster.address('origin-1'), NAMES);
  for (const { caller } of crew) await caller.chat.openConversation('Crew');
  const [anna, ben, cleo] = crew as [Member, Member, Member];
  await anna.phone.start();
  await anna.phone.isAlone();
  for (const { phone } of [ben, cleo]) await phone.join();
  const all = async (what: string): Promise<void> => {
    for (const [index, { phone, page }] of crew.entries()) {
      await phone.seesOthers(2);
      await decodes(`${NAMES[index]}, ${what}`, page, 20);
    }
  };
  const connections = (): Promise<number[]> =>
    Promise.all(crew.map(({ page }) => madeConnections(page)));
  await all('at first');

  for (const relay of cluster.relays) {
    await t.test(`${relay} is killed: media goes on, and signaling is back`, async () => {
      const made = await connections();
      await cluster.kill(relay);
      await all(`without ${relay}`);
      await cluster.ready();
      // What one turns off, the others are told by signaling.
      await anna.phone.turnMicrophone('off');
      for (const { phone } of [ben, cleo]) await phone.seesMuted('Anna Lind');
      await anna.phone.turnMicrophone('on');
      assert.deepEqual(await connections(), made, 'by the connections of before');
    });
  }

  for (const server of ['media-1', 'media-2']) {
    await t.test(`${server} is killed: media comes by the other one`, async () => {
      await cluster.kill(server);
      await all(`without ${server}`);
    });
  }

  await t.test('the origin is killed: the call goes on, and its record is complete', async () => {
    await cluster.kill('origin-1');
    await all('without an origin');
    await cluster.ready();
    for (const { phone } of crew) await phone.leave();
    for (const { page, caller } of crew) {
      await eventually('all is shut', async () => (await openConnections(page)) === 0);
      await eventually('the record has an end', async () => {
        const { phone } = caller;
        return (await phone.entries('ongoing')) === 0 && (await phone.entries('answered')) === 1;
      });
    }
  });
});
