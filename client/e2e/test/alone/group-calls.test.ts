import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { browse } from '../../src/browser.js';
import { Caller } from '../../src/caller.js';
import { groupOf, Member } from '../../src/crew.js';
import { eventually } from '../../src/eventually.js';
import { temporaryFolder } from '../../src/folder.js';
import { Janus, MediaSecrets } from '../../src/janus.js';
import {
  decodes,
  flow,
  hears,
  MEDIA_FLAGS,
  openConnections,
  spoilMediaKeys,
} from '../../src/media.js';
import { SealmeshNode } from '../../src/node.js';

const SIZE = { width: 960, height: 640 };
const NAMES = ['Anna Lind', 'Ben Okafor', 'Cleo Park', 'Dora Weiss'] as const;

test('a group of four calls through a media server, sealed', async (t) => {
  const folder = await temporaryFolder(t);
  const secrets = new MediaSecrets();
  const servers: Janus[] = [];
  for (const name of ['media-1', 'media-2']) {
    const janus = await Janus.start(name, join(folder, name), secrets);
    t.after(() => janus.kill());
    servers.push(janus);
  }
  const node = await SealmeshNode.start(join(folder, 'node'), {
    ...secrets.settings(...servers),
    // One that is killed is missed at once; one that has no processor for a while is not.
    SIGNALING_MEDIA_LOST_AFTER: '10s',
  });
  t.after(() => node.kill());
  const browser = await browse(t, MEDIA_FLAGS);
  const crew: Member[] = [];
  for (const name of NAMES) {
    const caller = await Caller.open(browser, node.url, { viewport: SIZE });
    await caller.chat.enterAsGuest(name);
    crew.push(new Member(caller));
  }
  const bring = await groupOf(node.url, NAMES);
  for (const { caller } of crew) await caller.chat.openConversation('Crew');
  const [anna, ben, cleo, dora] = crew as [Member, Member, Member, Member];

  await t.test('whoever comes in sees and hears all the others', async () => {
    await anna.phone.start();
    await anna.phone.isAlone();
    for (const { phone } of [ben, cleo, dora]) await phone.join();
    for (const { phone } of crew) await phone.seesOthers(3);
    for (const [index, { page }] of crew.entries()) {
      await decodes(NAMES[index] ?? '', page, 30);
      await hears(NAMES[index] ?? '', page);
    }
  });

  await t.test('with a wrong key nothing is decoded, though it comes', async () => {
    const eve = new Member(await Caller.open(browser, node.url, { viewport: SIZE }));
    t.after(() => eve.caller.window.context.close());
    await spoilMediaKeys(eve.caller.window.context);
    await eve.page.reload();
    await eve.caller.chat.enterAsGuest('Eve');
    await bring('Eve');
    await eve.caller.chat.openConversation('Crew');
    // She came after its beginning, which is not shown to her: she comes in by calling.
    await eve.phone.start();
    await eve.phone.seesOthers(4);
    const before = await flow(eve.page);
    await eventually('media comes', async () => {
      return (await flow(eve.page)).bytesReceived > before.bytesReceived + 100_000;
    });
    assert.equal((await flow(eve.page)).framesDecoded, 0);
    // Of her the others see what they see of everybody.
    await anna.phone.seesOthers(4);
    await decodes('Anna', anna.page, 30);
    await eve.phone.leave();
    for (const { phone } of crew) await phone.seesOthers(3);
  });

  await t.test('a host mutes somebody, and puts somebody out', async () => {
    await anna.phone.putOut('Dora Weiss');
    await dora.phone.isOver('You were put out of the call');
    for (const { phone } of [anna, ben, cleo]) await phone.seesOthers(2);
    await decodes('Ben', ben.page, 30);
    await anna.phone.mute('Ben Okafor');
    await ben.phone.isMuted();
  });

  await t.test('a host lets in whoever comes, or does not', async () => {
    const newcomer = async (name: string): Promise<Member> => {
      const member = new Member(await Caller.open(browser, node.url, { viewport: SIZE }));
      t.after(() => member.caller.window.context.close());
      await member.caller.chat.enterAsGuest(name);
      await bring(name);
      await member.caller.chat.openConversation('Crew');
      await member.phone.start();
      return member;
    };
    await anna.phone.turnLobby('on');
    const finn = await newcomer('Finn Aalto');
    await finn.phone.waits();
    // The opener is a host, and so is nobody else here.
    await ben.phone.seesNobodyWait();
    await anna.phone.admit('Finn Aalto');
    await finn.phone.seesOthers(3);
    await decodes('Finn', finn.page, 30);
    const gwen = await newcomer('Gwen Moss');
    await gwen.phone.waits();
    await anna.phone.turnAway('Gwen Moss');
    await gwen.phone.isOver('The host did not let you in');
    assert.equal(await openConnections(gwen.page), 0);
    // With a lobby, who is put out stays out.
    await anna.phone.putOut('Finn Aalto');
    await finn.phone.isOver('You were put out of the call');
    for (const { phone } of [anna, ben, cleo]) await phone.seesOthers(2);
    await anna.phone.turnLobby('off');
  });

  await t.test('when the media server is killed, the call goes on at the other one', async () => {
    const [first, second] = servers as [Janus, Janus];
    await first.kill();
    for (const [index, { page }] of [anna, ben, cleo].entries()) {
      await decodes(`after a death, ${NAMES[index]}`, page, 30);
    }
    await first.startAgain();
    await second.kill();
    for (const [index, { page }] of [anna, ben, cleo].entries()) {
      await decodes(`after the other's death, ${NAMES[index]}`, page, 30);
    }
  });

  await t.test('whoever leaves is gone, and the last one ends it', async () => {
    await cleo.phone.leave();
    for (const { phone } of [anna, ben]) await phone.seesOthers(1);
    await anna.phone.endForAll();
    await ben.phone.isOver('Call ended');
    for (const { page } of crew) {
      await eventually('no connection is left', async () => (await openConnections(page)) === 0);
    }
    for (const { caller } of [anna, ben]) {
      await eventually(
        'the call stands there',
        async () => (await caller.phone.entries('answered')) === 1,
      );
    }
  });

  for (const { caller } of crew) {
    const { faults } = caller.window;
    assert.deepEqual(
      { ...faults, errors: [] },
      { foreign: [], policy: [], errors: [], cookies: [] },
    );
  }
});
