import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { CHROMIUM } from '../src/index.js';

test('the browser starts and runs a script', async () => {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.setContent('<p id="greeting">hello</p>');
    assert.equal(await page.textContent('#greeting'), 'hello');
  } finally {
    await browser.close();
  }
});
