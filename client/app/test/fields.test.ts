import assert from 'node:assert/strict';
import { test } from 'node:test';

import { faultsOf, type Values } from '../src/views/signin/fields.js';
import type { Way } from '../src/model/types.js';

const faults = (way: Way, values: Values): Record<string, string> =>
  Object.fromEntries(faultsOf(way, values));

test('a guest needs a name and nothing else', () => {
  assert.deepEqual(faults('guest', { name: 'Nora' }), {});
  assert.deepEqual(faults('guest', { name: '  ' }), { name: 'missing' });
  assert.deepEqual(faults('guest', { name: 'Nora', email: 'nora' }), { email: 'invalid' });
  assert.deepEqual(faults('guest', { name: 'Nora', email: 'nora@site.example' }), {});
});

test('a new account is held to the rules of the site', () => {
  assert.deepEqual(faults('register', { name: 'N', login: 'nora.l', password: '12345678' }), {});
  assert.deepEqual(faults('register', { name: 'N', login: 'no', password: '1234567' }), {
    login: 'invalid',
    password: 'invalid',
  });
  assert.deepEqual(faults('register', { name: 'N', login: 'a b c', password: '12345678' }), {
    login: 'invalid',
  });
});

test('who signs in may have a name and a password from before the rules', () => {
  assert.deepEqual(faults('account', { login: 'no', password: 'x' }), {});
  assert.deepEqual(faults('account', { login: '', password: '' }), {
    login: 'missing',
    password: 'missing',
  });
});

test('a password of blanks is a password', () => {
  assert.deepEqual(faults('account', { login: 'nora', password: '   ' }), {});
});
