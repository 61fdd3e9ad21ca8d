import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';

import { ApiUser, expect, newId } from '../src/api.js';
import { temporaryFolder } from '../src/folder.js';
import { SealmeshNode } from '../src/node.js';
import { passOf, RawSocket } from '../src/socket.js';

/** An address of this machine that nobody else uses here. */
const ADDRESS = '127.0.0.77';
/** What a proxy would say of a client; an address that is reserved for examples. */
const FORWARDED = '203.0.113.77';

test('logs and metrics of a run tell nothing of who was there and what was said', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const secrets = new Set([ADDRESS, FORWARDED]);
  const secret = (word: string): string => {
    secrets.add(word);
    return word;
  };

  const login = secret('canary.login');
  const password = secret('canary-password-7f3a');
  const account = { login, password, name: secret('Canary Name') };
  const anna = await ApiUser.signUp(node.url, account);
  const ben = await ApiUser.guest(node.url, secret('Canary Guest'));
  for (const { id, rid, device, token } of [anna, ben]) [id, rid, device, token].forEach(secret);
  const title = secret('Canary Title');
  const group = secret(await anna.create({ kind: 'group', title, members: [ben.id] }));
  const { messageId } = await anna.send(group, secret('Canary body, first'));
  secret(messageId);
  const edit = { clientId: newId(), body: secret('Canary body, second') };
  expect(await anna.ask('PATCH', `/conversations/${group}/messages/${messageId}`, edit), 200);

  const { socket, ticket } = await RawSocket.welcomed(t, node.url, ben);
  secret(ticket);
  const { pass, rid } = await passOf(ben, ticket, group);
  [pass, rid].forEach(secret);
  await socket.join(ben, ticket, group);

  // Whatever goes wrong is what gets logged: refused, malformed, unknown, from a far address.
  await fromAfar(node.url, 'POST', '/api/v1/sessions', {
    by: 'password',
    login,
    password: 'wrong-one',
  });
  await fromAfar(node.url, 'POST', '/api/v1/sessions', { by: secret('canary-way'), login });
  await fromAfar(node.url, 'GET', `/api/v1/${secret('canary-path')}?${secret('canary-query')}=1`);
  await fromAfar(node.url, 'GET', `/api/v1/conversations/${group}`);
  expect(await ben.ask('GET', `/conversations/${secret(newId())}`), 404);
  const bad = await RawSocket.connect(t, node.url);
  bad.send({ t: 'hello', ticket: secret('canary-ticket') });
  await bad.closes();
  socket.sendRaw(secret('canary-frame'));
  await socket.closes();
  const removal = `/conversations/${group}/members/${ben.id}?clientId=${newId()}`;
  expect(await anna.ask('DELETE', removal), 200);
  expect(await ben.ask('DELETE', '/session'), 204);

  // A crash and a recovery are parts of a run.
  const metrics = await node.metrics();
  await node.kill();
  await node.start();
  await anna.send(group, 'After the crash');
  const afterwards = await node.metrics();
  await node.stop();

  const everything = [await node.logs(), metrics, afterwards].join('\n');
  assert.ok(everything.includes('# TYPE'), 'there are metrics to search');
  assert.deepEqual(leaks(everything, secrets), []);
  // The search would have found one, in every spelling.
  for (const planted of secrets) {
    for (const spelled of spellings(planted)) {
      assert.deepEqual(leaks(`${everything} ${spelled} `, new Set([planted])), [planted]);
    }
  }
});

function leaks(where: string, secrets: ReadonlySet<string>): string[] {
  const low = where.toLowerCase();
  return [...secrets].filter((word) => spellings(word).some((it) => low.includes(it)));
}

/** As it is, without regard to case; and the bytes of an id or token in hexadecimal and base64. */
function spellings(secret: string): string[] {
  const words = [secret, Buffer.from(secret).toString('hex')];
  if (/^[A-Za-z0-9_-]{22}$|^[A-Za-z0-9_-]{43}$/.test(secret)) {
    const bytes = Buffer.from(secret, 'base64url');
    words.push(bytes.toString('hex'), bytes.toString('base64'));
    if (bytes.length === 16) {
      words.push(bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
    }
  }
  return words.map((word) => word.toLowerCase());
}

/** A request from an address that can be told from the tests' own. */
function fromAfar(url: string, method: string, path: string, body?: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': FORWARDED };
    const asked = request(url + path, { method, headers, localAddress: ADDRESS }, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
