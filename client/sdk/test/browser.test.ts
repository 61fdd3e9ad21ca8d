import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { build } from 'esbuild';
import { chromium } from 'playwright-core';

import { readDoc } from './support/files.js';
import type { BrowserVector } from './support/inBrowser.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

interface VectorFile {
  readonly accepted: readonly (Omit<BrowserVector, 'signers'> & {
    readonly type: string;
    readonly signer: BrowserVector['signers'][number];
  })[];
  readonly refused: readonly (BrowserVector & { readonly reason: string })[];
}

const skip = existsSync(executablePath) ? false : `no browser at ${executablePath}`;

test("a browser's WebCrypto opens and refuses the vectors", { skip }, async () => {
  const { accepted, refused } = JSON.parse(readDoc('vectors/envelopes.json')) as VectorFile;
  const vectors = [...accepted.map((one) => ({ ...one, signers: [one.signer] })), ...refused];
  const expected = [
    ...accepted.map(({ type }) => type),
    ...refused.map(({ reason }) => (reason === 'unknown-conversation' ? 'stranger' : reason)),
  ];
  assert.deepEqual(await inBrowser(vectors), expected);
});

async function inBrowser(vectors: readonly BrowserVector[]): Promise<unknown> {
  const entryPoints = ['test/support/inBrowser.ts'];
  const bundle = await build({ entryPoints, bundle: true, write: false, format: 'iife' });
  const script = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>vectors</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = await mkdtemp(join(tmpdir(), 'sealmesh-sdk-'));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
  const context = await chromium.launchPersistentContext(profile, { executablePath, args });
  try {
    const page = await context.newPage();
    // The loopback counts as a secure context, without which there is no WebCrypto.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: script });
    return await page.evaluate(`openAll(${JSON.stringify(vectors)})`);
  } finally {
    await context.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
  }
}
