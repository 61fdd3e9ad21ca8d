import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HUES, hueOf, initials, isJumbo } from '../src/model/names.js';

test('initials stand for the first and the last word', () => {
  assert.equal(initials('Ada Okafor'), 'AO');
  assert.equal(initials('maria magdalena von hohenstein'), 'MH');
  assert.equal(initials('zoe'), 'Z');
  assert.equal(initials('  jean-luc  '), 'JL');
  assert.equal(initials('e\u0301mile'), 'E\u0301');
  assert.equal(initials('👩‍🚀 Crew'), '👩‍🚀C');
  assert.equal(initials('—'), '?');
  assert.equal(initials(''), '?');
});

test('colours stay with an id and are all in use', () => {
  const hues = new Set<number>();
  for (let index = 0; index < 200; index++) {
    const hue = hueOf(`id-${index}`);
    assert.equal(hue, hueOf(`id-${index}`));
    assert.ok(hue >= 0 && hue < HUES);
    hues.add(hue);
  }
  assert.equal(hues.size, HUES);
});

test('up to three emoji and nothing else are shown large', () => {
  for (const body of ['👍', '🎉🎉🎉', '👩‍👩‍👧‍👦', '🇳🇴 🇸🇪', '❤️', '👋🏽']) {
    assert.ok(isJumbo(body), body);
  }
  for (const body of ['', ' ', 'ok 👍', '🎉🎉🎉🎉', '1', '#', '123', 'a']) {
    assert.ok(!isJumbo(body), body);
  }
});
