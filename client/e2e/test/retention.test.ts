import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { ApiUser, expect, object, objects, text } from '../src/api.js';
import { browse, Window } from '../src/browser.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { MariaDb } from '../src/mariadb.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';

const TEN_DAYS_MS = 864_000_000;

test('what is too old goes: from the database, and from browsers that are open', async (t) => {
  const folder = await temporaryFolder(t);
  const mariadb = await MariaDb.start(join(folder, 'mariadb'));
  t.after(() => mariadb.kill());
  const node = await SealmeshNode.start(join(folder, 'node'), {
    ...UNHURRIED,
    ...mariadb.settings(),
    PRIVACY_LOOK_EVERY: '200ms',
    PRIVACY_RETENTION_DIRECT: '7d',
    PRIVACY_RETENTION_EVERY: '1s',
    PRIVACY_RETENTION_AFTER_START: '0s',
  });
  t.after(() => node.kill());
  const { page } = await Window.open(await browse(t), node.url);
  const ann = new Chat(page);
  await ann.signUp('ann', 'a long enough password', 'Ann');
  const ben = await ApiUser.guest(node.url, 'Ben');
  await ApiUser.guest(node.url, 'Cid');
  await ann.startDirect('Ben');
  await ann.send('Long ago, from Ann');
  const talk = await conversationOf(ben);
  await ben.send(talk, 'Long ago, and read');
  await ann.sees('Long ago, and read');
  await ann.startDirect('Cid');
  const unread = page.locator('a.row', { hasText: 'Ben' }).locator('.unseen');
  await ben.send(talk, 'Long ago, and never read');
  await ben.send(talk, 'Long ago, and never read either');
  await unread.getByText('2 unread messages').waitFor();

  await mariadb.sql(
    `UPDATE sealmesh.bm_events SET committed_at = committed_at - ${TEN_DAYS_MS};` +
      `UPDATE sealmesh.bm_conversations SET head_at = head_at - ${TEN_DAYS_MS}`,
  );
  const { seq } = await ben.send(talk, 'Lately');
  await unread.getByText('3 unread messages').waitFor();
  await eventually('nobody reads it any more', async () => {
    const [first] = await ben.events(talk);
    return first?.['seq'] === seq;
  });

  // A browser asks the site again now and then; at once, when its network is back.
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await unread.getByText('1 unread message', { exact: true }).waitFor();
  await ann.openConversation('Ben');
  await ann.sees('Lately');
  assert.deepEqual(await ann.transcript(), ['Lately']);
  await unread.waitFor({ state: 'detached' });

  await eventually('nothing of it is in the database', async () => {
    const rows = await mariadb.sql(
      'SELECT CONVERT(body USING utf8mb4) FROM sealmesh.bm_messages ORDER BY sent_seq',
    );
    return rows.trim() === 'Lately';
  });
  await ann.send('And on it goes');
  await eventually('Ben reads on', async () => (await ben.events(talk)).length === 2);
});

async function conversationOf(user: ApiUser): Promise<string> {
  const { body } = expect(await user.ask('POST', '/sync', { heads: [] }), 200);
  const [only] = objects(body, 'conversations');
  assert.ok(only !== undefined);
  return text(object(only, 'conversation'), 'id');
}
