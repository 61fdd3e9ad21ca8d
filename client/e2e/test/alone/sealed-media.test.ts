import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import { build } from 'esbuild';
import type { Page } from 'playwright-core';

import type { MediaCounts } from '../../../sdk/src/media/mediaMessages.js';
import { browse } from '../../src/browser.js';
import { eventually } from '../../src/eventually.js';
import { MEDIA_FLAGS } from '../../src/media.js';
import type { Arrived, SealedPage } from '../../src/sealedPage.js';

/** As the gateway sends it: the worker has to start under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

async function bundled(entry: string): Promise<string> {
  const made = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, target: 'es2022' },
    logLevel: 'warning',
  });
  const [file] = made.outputFiles;
  assert.ok(file);
  return file.text;
}

/** A site of a page and a worker, at the loopback, which counts as a secure context. */
async function serve(t: TestContext): Promise<string> {
  const files = new Map([
    ['/', ['text/html', '<!doctype html><title>sealed</title><script src="/page.js"></script>']],
    ['/page.js', ['text/javascript', await bundled('src/sealedPage.ts')]],
    ['/media-worker.js', ['text/javascript', await bundled('../sdk/src/media/mediaWorker.ts')]],
  ]);
  const server = createServer((request, response) => {
    const [type, text] = files.get(request.url ?? '') ?? [];
    if (type === undefined) response.writeHead(404).end();
    else {
      response
        .writeHead(200, { 'content-type': type, 'content-security-policy': POLICY })
        .end(text);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Calls what the page offers, by its name. */
class Sealed {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  call<K extends keyof SealedPage>(
    name: K,
    ...values: Parameters<SealedPage[K]>
  ): Promise<Awaited<ReturnType<SealedPage[K]>>> {
    return this.#page.evaluate(`sealedPage.${name}(...${JSON.stringify(values)})`);
  }

  arrived(name: string): Promise<Arrived> {
    return this.call('arrived', name);
  }

  counts(name: string): Promise<MediaCounts> {
    return this.call('counts', name);
  }

  /** Waits until so many more frames are decoded of the first layer. */
  async decodesOfFirst(name: string, frames: number): Promise<void> {
    const before = (await this.arrived(name)).framesDecoded[0] ?? 0;
    await eventually(`${name} decodes ${frames} more frames`, async () => {
      return ((await this.arrived(name)).framesDecoded[0] ?? 0) >= before + frames;
    });
  }

  /** Waits until more is decoded of each layer, and more is heard. */
  async decodesMore(name: string, layers: number): Promise<void> {
    const before = await this.arrived(name);
    await eventually(`${name} decodes all of ${layers} layers and hears`, async () => {
      const { framesDecoded, samples } = await this.arrived(name);
      assert.equal(framesDecoded.length, layers);
      const least = framesDecoded.every((n, i) => n >= (before.framesDecoded[i] ?? 0) + 10);
      assert.ok(
        least && samples > before.samples + 24_000,
        JSON.stringify({ framesDecoded, samples }),
      );
      return true;
    });
  }
}

test('media is sealed between browsers', async (t) => {
  const url = await serve(t);
  const browser = await browse(t, [...MEDIA_FLAGS, '--autoplay-policy=no-user-gesture-required']);
  const window = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  window.on('pageerror', (error) => errors.push(String(error)));
  await window.goto(url);
  const page = new Sealed(window);
  for (const name of ['anna', 'ben', 'carol']) await page.call('join', name, '/media-worker.js');
  const send = (
    line: 'microphone' | 'camera',
    to: string,
    encodings: 'one' | 'layers',
    more: { readonly from?: string; readonly takenAs?: 'camera' | 'screen' } = {},
  ) => page.call('send', { ...{ from: 'anna', to, line, encodings }, takenAs: line, ...more });

  await t.test('sound and every layer of a picture are decoded with the right secret', async () => {
    await page.call('meet', 'anna', 'ben');
    await page.call('meet', 'anna', 'carol');
    await send('microphone', 'ben', 'one');
    await send('camera', 'ben', 'layers');
    await send('microphone', 'carol', 'one');
    await send('camera', 'carol', 'one');
    await page.decodesMore('ben', 2);
    await page.decodesMore('carol', 1);
    const { dropped, opened } = await page.counts('ben');
    assert.ok(opened > 0);
    assert.deepEqual([dropped.forged, dropped['wrong-line'], dropped.malformed], [0, 0, 0]);
    const { unsent } = await page.counts('anna');
    assert.deepEqual([unsent['wrong-codec'], unsent.malformed, unsent['worn-out']], [0, 0, 0]);
  });

  await t.test('who has no secret decodes nothing', async () => {
    await page.call('join', 'mallory', '/media-worker.js');
    await send('microphone', 'mallory', 'one');
    await send('camera', 'mallory', 'one');
    await eventually('its frames are dropped', async () => {
      return (await page.counts('mallory')).dropped['unknown-key'] > 100;
    });
    const { framesDecoded, samples, bytesReceived } = await page.arrived('mallory');
    assert.ok(bytesReceived > 10_000, 'it came');
    assert.deepEqual([framesDecoded, samples], [[0], 0]);
    await page.call('meet', 'anna', 'mallory');
    await page.decodesMore('mallory', 1);
    const { keyFramesAskedFor } = await page.counts('mallory');
    t.diagnostic(`asked for ${keyFramesAskedFor} key frames`);
  });

  await t.test(
    'after a leave those who stay decode on, who left decodes nothing more',
    async () => {
      await page.call('leaves', 'mallory');
      const { dropped: before } = await page.counts('mallory');
      await eventually('a secret is in use that mallory has not', async () => {
        const { dropped } = await page.counts('mallory');
        return dropped['unknown-key'] > before['unknown-key'] + 100;
      });
      const gone = await page.arrived('mallory');
      const { opened } = await page.counts('mallory');
      await page.decodesMore('ben', 2);
      await page.decodesMore('carol', 1);
      assert.equal((await page.counts('mallory')).opened, opened);
      const later = await page.arrived('mallory');
      assert.deepEqual(later.framesDecoded, gone.framesDecoded);
      assert.ok(later.bytesReceived > gone.bytesReceived, 'it still comes');
      assert.equal((await page.counts('ben')).dropped.forged, 0);
    },
  );

  await t.test('who has another secret of that number decodes nothing', async () => {
    await page.call('join', 'eve', '/media-worker.js');
    await page.call('guesses', 'eve', 'anna', '/media-worker.js');
    await send('camera', 'eve', 'one');
    await eventually('its frames are dropped', async () => {
      return ((await page.call('guessed', 'eve'))?.dropped.forged ?? 0) > 20;
    });
    assert.deepEqual((await page.arrived('eve')).framesDecoded, [0]);
  });

  await t.test('a camera that is passed off as a screen is not decoded', async () => {
    await page.call('join', 'dora', '/media-worker.js');
    await page.call('meet', 'anna', 'dora');
    await send('camera', 'dora', 'one', { takenAs: 'screen' });
    await eventually('its frames are dropped', async () => {
      return (await page.counts('dora')).dropped['wrong-line'] > 20;
    });
    assert.deepEqual((await page.arrived('dora')).framesDecoded, [0]);
  });

  await t.test('nothing is sent where the worker does not run', async () => {
    await page.call('join', 'frank', '/no-worker.js');
    await eventually('he is told', () => page.call('failed', 'frank'));
    await page.call('join', 'gina', '/media-worker.js');
    await send('camera', 'gina', 'one', { from: 'frank' });
    // Of another one as much has come by then as would have come of him.
    await page.decodesOfFirst('ben', 30);
    const { framesDecoded } = await page.arrived('gina');
    assert.ok(framesDecoded.every((n) => n === 0));
    assert.equal(await page.call('sent', 'frank'), 0, 'not a byte of his was sent');
  });

  assert.deepEqual(errors, []);
});
