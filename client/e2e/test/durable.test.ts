import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiUser, text } from '../src/api.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { times } from '../src/seeded.js';

const KILLS = times('SEALMESH_KILLS', 6, 100);

test('a message that was answered with 201 survives kill -9 right after, with H2', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t), UNHURRIED);
  t.after(() => node.kill());
  const user = await ApiUser.guest(node.url, 'Witness');
  const notes = await user.create({ kind: 'direct', member: user.id });
  const answered: string[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const { messageId } = await user.send(notes, `Message ${kill}`);
    node.child.signal('SIGKILL');
    answered.push(messageId);
    await node.child.exited;
    await node.start();
    const kept = (await user.events(notes)).filter((it) => it['type'] === 'message.sent');
    assert.deepEqual(
      kept.map((event) => text(event, 'messageId')),
      answered,
      `after kill ${kill}`,
    );
  }
  t.diagnostic(`${KILLS} kills, ${answered.length} messages, none lost`);
});
