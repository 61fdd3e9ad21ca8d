import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { Child } from '../src/child.js';
import { readDatabase } from '../src/database.js';
import { eventually, within } from '../src/eventually.js';
import { freePort, temporaryFolder } from '../src/folder.js';
import { keyFileOf, ROOT, SealmeshNode, withoutSettings } from '../src/node.js';

/** Nobody: a user who may write nowhere that was not given to her. */
const NOBODY = 65_534;

/** How `scripts/run` is called. */
interface Call {
  readonly port?: number;
  readonly data: string;
  readonly more?: readonly string[];
  readonly uid?: number;
}

async function run(t: TestContext, folder: string, call: Call): Promise<Child> {
  const port = call.port ?? (await freePort());
  const child = new Child(
    join(ROOT, 'scripts/run'),
    ['--port', String(port), '--data', call.data, ...(call.more ?? [])],
    withoutSettings(process.env),
    join(folder, `run-${port}`),
    call.uid,
  );
  t.after(() => child.kill());
  return child;
}

/** The start fails, and says why in one line that an operator can act on. */
async function refuses(child: Child, reason: RegExp): Promise<void> {
  const { code } = await within('the process ends by itself', child.exited);
  const errors = await child.errors();
  assert.ok(code !== null && code !== 0, `the exit code is ${String(code)}`);
  assert.match(errors, /^[^\n]+\n$/, 'stderr holds one line');
  assert.match(errors, reason);
  assert.doesNotMatch(errors + (await child.output()), /^\s+at |Exception/m, 'no stack trace');
}

test('a start that cannot succeed says why in one line and ends', async (t) => {
  await t.test('the port is taken', async (t) => {
    const folder = await temporaryFolder(t);
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    t.after(() => server.close());
    const child = await run(t, folder, { port, data: join(folder, 'data') });
    await refuses(child, new RegExp(`${port}`));
  });

  await t.test('the data folder cannot be made', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'file'), '');
    const data = join(folder, 'file', 'data');
    await refuses(await run(t, folder, { data }), /file/);
  });

  await t.test('the data folder is read-only', async (t) => {
    const folder = await temporaryFolder(t);
    const data = join(folder, 'data');
    await mkdir(data);
    await Promise.all([chmod(data, 0o555), chmod(folder, 0o755)]);
    // Root may write everywhere, so that somebody else has to try.
    const someone = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    await refuses(await run(t, folder, { data, ...someone }), /data/);
  });

  await t.test('the configuration is no YAML', async (t) => {
    const folder = await temporaryFolder(t);
    const config = join(folder, 'config.yaml');
    await writeFile(config, 'gateway: [port');
    const more = ['--config', config];
    await refuses(await run(t, folder, { data: join(folder, 'data'), more }), /config\.yaml.*line/);
  });

  await t.test('the configuration has a typing error', async (t) => {
    const folder = await temporaryFolder(t);
    const config = join(folder, 'config.yaml');
    await writeFile(config, 'gateway:\n  prot: 8080\n');
    const more = ['--config', config];
    await refuses(await run(t, folder, { data: join(folder, 'data'), more }), /prot.*port/);
  });

  await t.test('another process uses the data folder', async (t) => {
    const folder = await temporaryFolder(t);
    const node = await SealmeshNode.start(folder);
    t.after(() => node.kill());
    await refuses(await run(t, folder, { data: node.dataFolder }), /use|lock/i);
    assert.equal(await node.ready(), 200, 'the first one goes on');
  });

  await t.test('the key file belongs to another database', async (t) => {
    const folder = await temporaryFolder(t);
    const one = await SealmeshNode.start(join(folder, 'one'));
    const two = await SealmeshNode.start(join(folder, 'two'));
    await Promise.all([one.stop(), two.stop()]);
    await copyFile(await keyFileOf(two.dataFolder), await keyFileOf(one.dataFolder));
    await refuses(await run(t, folder, { data: one.dataFolder }), /key/i);
  });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops the process in order`, async (t) => {
    const folder = await temporaryFolder(t);
    const [port, data] = [await freePort(), join(folder, 'data')];
    const child = await run(t, folder, { port, data });
    await eventually('it is ready', async () => {
      assert.equal(child.exit, undefined, 'it runs');
      return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
    });
    const { code, signal: by } = await child.stop(signal, 20_000);
    // A shell says 128 plus the signal's number; whoever ends by the signal itself has no code.
    assert.ok(
      code === 0 || code === (signal === 'SIGINT' ? 130 : 143),
      `${String(code)} ${String(by)}`,
    );
    assert.doesNotMatch(await child.errors(), /Exception/);
    assert.deepEqual(await readDatabase(data), [], 'the database was closed and can be read');
  });
}
