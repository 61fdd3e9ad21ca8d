import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import { Person } from '../src/person.js';
import { Middle } from '../src/proxy.js';

test('where every socket is refused, two people still chat, by asking the origin', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const wall = await Middle.before(t, node.url);
  wall.sockets = 'refused';
  const anna = await Person.guest(wall.url, 'Anna');
  const ben = await Person.guest(wall.url, 'Ben');
  t.after(() => {
    anna.client.disconnect();
    ben.client.disconnect();
  });

  const { id } = await anna.client.openDirect(ben.id);
  const hers = await anna.conversation(id);
  await hers.send('Can you read me?').sent;
  const his = await ben.conversation(id);
  await eventually('the message is there', () =>
    his.messages.some(({ body }) => body === 'Can you read me?'),
  );
  await his.send('Loud and clear').sent;
  await eventually('the answer is there', () =>
    hers.messages.some(({ body }) => body === 'Loud and clear'),
  );
  await eventually('both say that they poll', () =>
    [anna, ben].every(({ client }) => client.connection.state === 'polling'),
  );
  const [seen] = hers.messages;
  await hers.edit(seen?.id ?? '', 'Could you read me?');
  await eventually('the edit is there', () => his.messages[0]?.body === 'Could you read me?');

  assert.ok(wall.refusals > 0, 'sockets were tried');
  assert.equal(wall.open, 0, 'and none was opened');
  assert.deepEqual(
    [anna, ben].map(({ client }) => client.stats.applied.live),
    [0, 0],
  );

  // The wall falls: without a reload they are live again.
  wall.sockets = 'passed';
  anna.client.wake();
  ben.client.wake();
  await anna.online();
  await ben.online();
});
