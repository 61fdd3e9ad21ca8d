import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Crowd, differences } from '../src/crowd.js';
import { readDatabase } from '../src/database.js';
import { eventually, within } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { Seeded, times } from '../src/seeded.js';

const PEOPLE = 12;
const KILLS = times('SEALMESH_P1_KILLS', 5, 40);
/** How much is begun between two kills, at least and at most, over all people. */
const ACTIONS_PER_LIFE = [25, 80] as const;

test('a 201 is in every transcript once and in order, however often the process is killed', async (t) => {
  const chance = new Seeded();
  t.diagnostic(`SEALMESH_SEED=${chance.seed}, ${KILLS} kills`);
  const node = await SealmeshNode.start(await temporaryFolder(t), UNHURRIED);
  t.after(() => node.kill());
  const crowd = await Crowd.gather(node.url, PEOPLE, chance);
  t.after(() => {
    for (const { client } of crowd.people) client.disconnect();
  });

  const enough = new AbortController();
  const chat = crowd.chat(enough.signal);
  // A failure in the crowd is met where it is awaited.
  chat.catch(() => undefined);
  for (let kill = 0; kill < KILLS; kill++) {
    const goal = crowd.actions + chance.between(...ACTIONS_PER_LIFE);
    await Promise.race([chat, eventually('the next kill', () => crowd.actions >= goal)]);
    await node.kill();
    await node.start();
  }
  enough.abort();
  await within('everybody has finished', chat);

  const shown = await crowd.shown();
  for (const { client } of crowd.people) client.disconnect();
  await node.stop();
  const kept = await readDatabase(node.dataFolder);
  assert.deepEqual(differences(kept, shown, crowd.answered), []);
  t.diagnostic(
    `${crowd.actions} actions, ${crowd.answered.size} messages answered, ${shown.length} transcripts`,
  );
});
