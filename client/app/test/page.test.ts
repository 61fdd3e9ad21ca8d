import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('the page loads nothing from another host', async () => {
  const page = await readFile('static/index.html', 'utf8');
  assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//);
});
