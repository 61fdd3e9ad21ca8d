import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findLinks } from '../src/model/links.js';

/** The links alone, as [shown, opened]. */
function links(text: string): [string, string][] {
  const pieces = findLinks(text);
  assert.equal(pieces.map((piece) => piece.text).join(''), text, 'no character is lost');
  return pieces.flatMap((piece) =>
    piece.type === 'link' ? [[piece.text, piece.href] as [string, string]] : [],
  );
}

const shown = (text: string): string[] => links(text).map(([link]) => link);

test('finds http and https', () => {
  assert.deepEqual(links('see https://a.example/x?y=1#z and HTTP://B.example now'), [
    ['https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
    ['HTTP://B.example', 'http://b.example/'],
  ]);
});

test('leaves punctuation of the sentence, and brackets that it opened', () => {
  assert.deepEqual(shown('Is it https://a.example/b?'), ['https://a.example/b']);
  assert.deepEqual(shown('(see https://a.example/b).'), ['https://a.example/b']);
  assert.deepEqual(shown('https://a.example/w_(x)'), ['https://a.example/w_(x)']);
  assert.deepEqual(shown('"https://a.example/q"'), ['https://a.example/q']);
});

test('no other scheme is ever a link', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'xhttps://a.example',
    'ftp://a.example',
    'https:/a.example',
    'https://',
    'http://?',
  ]) {
    assert.deepEqual(shown(text), [], text);
  }
});

test('an address that shows one host and opens another is text', () => {
  assert.deepEqual(shown('https://bank.example@evil.example/'), []);
  assert.deepEqual(shown('https://bank.example:pw@evil.example/'), []);
});

test('characters that turn text around or cannot be seen end a link', () => {
  assert.deepEqual(shown('https://a.example/\u202Egpj.exe'), ['https://a.example/']);
  assert.deepEqual(shown('https://a.exam\u200Bple/'), ['https://a.exam']);
  assert.deepEqual(shown('https://a.example/\u0000b'), ['https://a.example/']);
});

test('markup is not part of a link', () => {
  assert.deepEqual(shown('<a href="https://a.example/x">'), ['https://a.example/x']);
});

test('a very long address stays text', () => {
  assert.deepEqual(shown(`https://a.example/${'x'.repeat(3000)}`), []);
});

test('a body full of brackets is done at once', () => {
  const started = process.cpuUsage();
  findLinks(`https://a.example/${')'.repeat(8000)}`);
  const { user } = process.cpuUsage(started);
  assert.ok(user < 2_000_000, `${user} µs`);
});
