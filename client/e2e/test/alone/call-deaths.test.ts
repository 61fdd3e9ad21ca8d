import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browse } from '../../src/browser.js';
import { Caller } from '../../src/caller.js';
import { Cluster } from '../../src/cluster.js';
import { eventually } from '../../src/eventually.js';
import { decodes, flow, MEDIA_FLAGS, openConnections } from '../../src/media.js';
import { unhurriedYaml } from '../../src/node.js';

test('a call survives the death of every process that brought it about', async (t) => {
  const cluster = await Cluster.start(t, {
    relays: 2,
    origins: 1,
    originConfig: unhurriedYaml(),
  });
  const browser = await browse(t, MEDIA_FLAGS);
  const enter = async (name: string): Promise<Caller> => {
    const caller = await Caller.open(browser, cluster.url, { ignoreHTTPSErrors: true });
    await caller.chat.enterAsGuest(name);
    return caller;
  };
  const [anna, ben] = [await enter('Anna Lind'), await enter('Ben Okafor')];
  await anna.chat.startDirect('Ben Okafor');
  await anna.phone.call('video');
  await ben.phone.rings();
  await ben.phone.answer('video');
  const both = async (what: string): Promise<void> => {
    await decodes(`Anna, ${what}`, anna.window.page);
    await decodes(`Ben, ${what}`, ben.window.page);
  };
  await both('at first');

  for (const relay of cluster.relays) {
    await t.test(`${relay} is killed: media goes on, and signaling comes back`, async () => {
      const before = await flow(anna.window.page);
      await cluster.kill(relay);
      await both(`without ${relay}`);
      assert.deepEqual((await flow(anna.window.page)).local, before.local, 'the same way');
      await cluster.ready();
      // What one turns off, the other is told by signaling.
      await anna.phone.turnMicrophone('off');
      await eventually('Ben sees that Anna is muted', () => ben.phone.seesMuted());
      await anna.phone.turnMicrophone('on');
      await eventually('and that she is not', async () => !(await ben.phone.seesMuted()));
    });
  }

  await t.test('the origin is killed: the call goes on, and its record is complete', async () => {
    await cluster.kill('origin-1');
    await both('without an origin');
    await ben.phone.hangUp();
    for (const { window } of [anna, ben]) {
      await eventually('hung up', async () => (await openConnections(window.page)) === 0);
    }
    await cluster.ready();
    await ben.chat.openConversation('Anna Lind');
    for (const { phone } of [anna, ben]) {
      await eventually('the record has an end', async () => {
        return (await phone.entries('ongoing')) === 0 && (await phone.entries('answered')) === 1;
      });
    }
  });
});
