import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { browse, Window } from '../src/browser.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Chat } from '../src/pages.js';

const SAID = 'canary: the harbour opens at nine';
const EDITED = 'canary: the harbour opens at ten';

/** Every byte that lies in files below a folder. */
async function bytesBelow(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name))),
    ),
  );
}

test('what people write stands in no file of a database that may not read it', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t), {
    ...UNHURRIED,
    PERSISTENCE_CONTENT_ENCRYPTED: 'true',
  });
  t.after(() => node.kill());
  const browser = await browse(t);
  const [annas, bens] = await Promise.all([
    Window.open(browser, node.url),
    Window.open(browser, node.url),
  ]);
  const [anna, ben] = [new Chat(annas.page), new Chat(bens.page)];

  await annas.page.getByRole('link', { name: 'What this site keeps' }).click();
  await annas.page.getByText('nobody can search them there').waitFor();
  await annas.page
    .locator('[data-stored="content-keys"]')
    .getByText('The database does not have them')
    .waitFor();
  await annas.page.getByRole('button', { name: 'Back' }).click();

  await anna.enterAsGuest('Anna Lind');
  await ben.enterAsGuest('Ben Okafor');
  await anna.startDirect('Ben Okafor');
  await anna.send(SAID);
  await ben.openConversation('Anna Lind');
  await ben.sees(SAID);
  await anna.edit(SAID, EDITED);
  await ben.sees(EDITED);

  await node.kill();
  const database = await bytesBelow(join(node.dataFolder, 'database'));
  assert.ok(database.includes('Anna Lind'), 'these are the files');
  assert.equal(database.includes('canary'), false);
  await node.start();
  await bens.page.reload();
  await ben.openConversation('Anna Lind');
  await ben.sees(EDITED);
});
