import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Export, FailedExport, ReadyExport } from '../src/api/exports.js';
import { ProblemError } from '../src/index.js';
import { parseExport, parseExportLink, parseExports } from '../src/wire/exports.js';
import { asks, clientOf } from './support/answeringSite.js';
import { idOf } from './support/modelConversation.js';

const COMMON = { id: idOf('export'), requestedAt: 1_000, done: 3, total: 0 };
const WAITING: Export = { ...COMMON, state: 'waiting' };
const RUNNING: Export = { ...COMMON, state: 'running', done: 30, total: 20 };
const READY: ReadyExport = { ...COMMON, state: 'ready', expiresAt: 9_000, bytes: 512 };
const FAILED: FailedExport = { ...COMMON, state: 'failed', failure: 'disk-full' };
const PATH = `/api/v1/archives/${'aB3-_'.repeat(8)}xyz`;

test('reads exports in each of their states, and leaves out what it does not know', () => {
  const all = [WAITING, RUNNING, READY, FAILED];
  assert.deepEqual(parseExports({ exports: all }), all);
  assert.deepEqual(parseExports({ exports: [] }), []);
  assert.deepEqual(parseExport({ ...READY, more: 'of a newer site' }), READY);
  assert.deepEqual(parseExport({ ...WAITING, bytes: 'none yet' }), WAITING);
});

test('a failure that a later version knows is trouble', () => {
  assert.deepEqual(parseExport({ ...FAILED, failure: 'struck' }), {
    ...FAILED,
    failure: 'trouble',
  });
});

test('takes no export that is not as it should be', () => {
  const { expiresAt, ...unending } = READY;
  const { failure, ...unexplained } = FAILED;
  assert.ok(expiresAt > 0 && failure);
  const bad: readonly unknown[] = [
    undefined,
    [],
    'ready',
    { ...WAITING, id: 'export' },
    { ...WAITING, requestedAt: '2026-11-23T08:21:29Z' },
    { ...WAITING, done: -1 },
    { ...WAITING, total: 1.5 },
    { ...WAITING, state: 'asleep' },
    { ...READY, bytes: null },
    { ...READY, expiresAt: Number.NaN },
    unending,
    unexplained,
  ];
  for (const value of bad) {
    assert.equal(parseExport(value), undefined, JSON.stringify(value));
    assert.equal(parseExports({ exports: [READY, value] }), undefined);
  }
  assert.equal(parseExports([READY]), undefined);
});

test('takes no link that leads elsewhere', () => {
  const link = { path: PATH, expiresAt: 5 };
  assert.deepEqual(parseExportLink({ ...link, more: 1 }), link);
  const elsewhere: readonly unknown[] = [
    `https://evil.example${PATH}`,
    `//evil.example${PATH}`,
    `${PATH}x`,
    `${PATH}\n`,
    `${PATH.slice(0, -1)}/`,
    PATH.replace('archives', 'exports'),
    PATH.slice(1),
    undefined,
  ];
  for (const path of elsewhere) {
    assert.equal(parseExportLink({ ...link, path }), undefined, String(path));
  }
  assert.equal(parseExportLink({ path: PATH }), undefined);
});

test('asks for an export, lists and deletes them', async () => {
  const begun = await clientOf(202, WAITING);
  assert.deepEqual(await begun.client.requestExport(), WAITING);
  assert.deepEqual(begun.asked, [asks('POST /exports')]);
  const kept = await clientOf(200, { exports: [READY, FAILED] });
  assert.deepEqual(await kept.client.exports(), [READY, FAILED]);
  assert.deepEqual(kept.asked, [asks('GET /exports')]);
  const deleted = await clientOf(204, undefined);
  await deleted.client.deleteExport(READY.id);
  assert.deepEqual(deleted.asked, [asks(`DELETE /exports/${READY.id}`)]);
});

test('a link is an address at the site', async () => {
  const { client, asked } = await clientOf(201, { path: PATH, expiresAt: 5 });
  assert.equal(await client.exportLink(READY.id), `https://chat.example${PATH}`);
  assert.deepEqual(asked, [asks(`POST /exports/${READY.id}/link`)]);
});

test('says why there is none', async () => {
  const full = { type: '/problems/limit-reached', title: 'Too many', max: 3 };
  const { client } = await clientOf(422, full);
  await assert.rejects(client.requestExport(), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.type, 'limit-reached');
    return true;
  });
  const strange = await clientOf(201, { path: 'https://evil.example/', expiresAt: 5 });
  await assert.rejects(strange.client.exportLink(READY.id), { type: 'bad-answer' });
});
