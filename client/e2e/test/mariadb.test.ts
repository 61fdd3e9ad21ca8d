import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { type Answer, ApiUser, newId, text } from '../src/api.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { MariaDb } from '../src/mariadb.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { times } from '../src/seeded.js';

const KILLS = times('SEALMESH_MARIADB_KILLS', 3, 10);

test('a node outlives its MariaDB: refuses while it is away, and goes on without a restart', async (t) => {
  const folder = await temporaryFolder(t);
  const mariadb = await MariaDb.start(join(folder, 'mariadb'));
  t.after(() => mariadb.kill());
  const node = await SealmeshNode.start(join(folder, 'node'), {
    ...UNHURRIED,
    ...mariadb.settings(),
  });
  t.after(() => node.kill());
  const user = await ApiUser.guest(node.url, 'Witness');
  const notes = await user.create({ kind: 'direct', member: user.id });
  const answered: string[] = [];

  for (let kill = 1; kill <= KILLS; kill++) {
    const { messageId } = await user.send(notes, `Message ${kill}`);
    await mariadb.kill();
    answered.push(messageId);

    const request = { clientId: newId(), body: `Sent while the database was away ${kill}` };
    const path = `/conversations/${notes}/messages`;
    const refused = await eventually<Answer>('a refusal', async () => {
      const answer = await user.ask('POST', path, request);
      assert.notEqual(answer.status, 201);
      return answer;
    });
    assert.equal(refused.status, 503);
    assert.equal(text(refused.body, 'type'), '/problems/unavailable');
    assert.ok(Number(refused.headers.get('retry-after')) > 0, 'it says when to come back');
    await eventually('readiness is red', async () => (await node.ready()) === 503);
    assert.equal(node.child.exit, undefined, 'the node lives on');

    await mariadb.start();
    await eventually('readiness is green again', async () => (await node.ready()) === 200);
    const repeated = await eventually('the same request is taken', async () => {
      const answer = await user.ask('POST', path, request);
      return answer.status === 201 ? answer : undefined;
    });
    answered.push(text(repeated.body, 'messageId'));
    const kept = (await user.events(notes)).filter((it) => it['type'] === 'message.sent');
    assert.deepEqual(
      kept.map((event) => text(event, 'messageId')),
      answered,
      `after kill ${kill}`,
    );
  }
  t.diagnostic(`${KILLS} kills of mariadbd, ${answered.length} messages, none lost`);
});
