import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiUser, expect, newId, number } from '../src/api.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import { keyOf, RawSocket } from '../src/socket.js';

test('who was removed hears and reads nothing more, on the socket that she has', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const anna = await ApiUser.guest(node.url, 'Anna');
  const ben = await ApiUser.guest(node.url, 'Ben');
  const mallory = await ApiUser.guest(node.url, 'Mallory');
  const members = [ben.id, mallory.id];
  const group = await anna.create({ kind: 'group', title: 'Three', members });
  const bens = await RawSocket.welcomed(t, node.url, ben);
  const hers = await RawSocket.welcomed(t, node.url, mallory);
  const rid = await hers.socket.join(mallory, hers.ticket, group);
  const before = await anna.send(group, 'Mallory may read this');
  await eventually('she hears it', () => seqs(hers.socket).includes(before.seq));
  const epoch = number((await mallory.ask('GET', `/conversations/${group}`)).body, 'epoch');

  const removal = `/conversations/${group}/members/${mallory.id}?clientId=${newId()}`;
  const removed = number(expect(await anna.ask('DELETE', removal), 200).body, 'seq');

  await t.test(
    'her pass is revoked on the live socket before the removal is answered',
    async () => {
      assert.deepEqual(await hers.socket.hears('left'), { t: 'left', rid });
    },
  );

  await t.test('her removal is the last event that is delivered to her', async () => {
    const after = await anna.send(group, 'Mallory may not read this');
    assert.ok(after.seq > removed);
    await eventually('Ben hears it', () => seqs(bens.socket).includes(after.seq));
    await eventually('she hears of her removal', () => seqs(hers.socket).includes(removed));
    await hers.socket.settled();
    assert.equal(Math.max(...seqs(hers.socket)), removed);
  });

  await t.test('the origin tells her nothing either', async () => {
    const paths = [`/conversations/${group}`, `/conversations/${group}/events?after=0`];
    for (const path of paths) {
      const answer = await mallory.ask('GET', path);
      assert.ok([403, 404].includes(answer.status), `${path} answered ${answer.status}`);
    }
    const said = { clientId: newId(), body: 'I am still here' };
    const answer = await mallory.ask('POST', `/conversations/${group}/messages`, said);
    assert.ok([403, 404].includes(answer.status));
    const sync = expect(await mallory.ask('POST', '/sync', { heads: [] }), 200);
    assert.ok(!JSON.stringify(sync.body).includes(group));
    const passes = { ticket: hers.ticket, conversations: [group] };
    assert.deepEqual(expect(await mallory.ask('POST', '/passes', passes), 200).body['passes'], []);
  });

  await t.test('the epoch has turned, and she gets the keys of her own epochs alone', async () => {
    const now = number((await ben.ask('GET', `/conversations/${group}`)).body, 'epoch');
    assert.ok(now > epoch);
    assert.ok((await keyOf(ben, group, now)) !== undefined);
    const asked = await mallory.ask('GET', `/conversations/${group}/keys?epoch=${now}`);
    const given = asked.status === 200 ? asked.body['keys'] : [];
    assert.deepEqual(given, []);
  });

  await t.test('a session that is signed out loses its socket at once', async () => {
    expect(await ben.ask('DELETE', '/session'), 204);
    assert.equal(await bens.socket.closes(), 4032);
    assert.equal((await ben.ask('GET', '/session')).status, 401);
  });
});

/** Of every event that was heard, in the order in which they came. */
function seqs(socket: RawSocket): number[] {
  return socket.heard
    .filter(({ t }) => t === 'event')
    .map(({ data }) => Number(Buffer.from(String(data), 'base64url').readBigUInt64BE(33)));
}
