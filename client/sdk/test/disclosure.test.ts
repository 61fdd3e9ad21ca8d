import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDisclosure } from '../src/wire/disclosure.js';

const DISCLOSURE = {
  name: 'Tea',
  operator: 'Example Ltd',
  policy: 'https://example.org/privacy',
  places: { origin: 'Town' },
  database: 'server',
  messages: 'text',
  stored: [
    { what: 'direct', place: 'database', keptFor: 86_400_000 },
    { what: 'accounts', place: 'database' },
  ],
  connections: [
    { purpose: 'site', enforced: true },
    { purpose: 'relay', url: 'wss://relay.example/socket', enforced: true },
  ],
  contentSecurityPolicy: "default-src 'none'",
  calls: 'two',
  erased: 'deleted',
};

test('reads what a site keeps, and leaves out kinds that it does not know', () => {
  const read = parseDisclosure({
    ...DISCLOSURE,
    stored: [...DISCLOSURE.stored, { what: 'dreams', place: 'database' }],
    connections: [...DISCLOSURE.connections, { purpose: 'crystal', enforced: false }],
    more: 'of a newer site',
  });
  assert.ok(read);
  assert.deepEqual(read.stored, [
    { what: 'direct', place: 'database', keptForMs: 86_400_000 },
    { what: 'accounts', place: 'database', keptForMs: undefined },
  ]);
  assert.deepEqual(
    read.connections.map(({ purpose, url }) => [purpose, url]),
    [
      ['site', undefined],
      ['relay', 'wss://relay.example/socket'],
    ],
  );
  assert.equal(read.places.origin, 'Town');
  assert.equal(read.places.relays, undefined);
  assert.equal(read.contact, undefined);
});

test('a policy that is no address of the web is none', () => {
  assert.equal(
    parseDisclosure({ ...DISCLOSURE, policy: 'javascript:alert(1)' })?.policy,
    undefined,
  );
  assert.equal(parseDisclosure(DISCLOSURE)?.policy, 'https://example.org/privacy');
});

test('what is not such an answer is none', () => {
  for (const broken of [
    { name: 1 },
    { places: undefined },
    { database: 'cloud' },
    { messages: 'chiselled' },
    { messages: undefined },
    { stored: [{ what: 'direct' }] },
    { stored: [{ what: 'direct', place: 'database', keptFor: -1 }] },
    { connections: [{ purpose: 'site' }] },
    { connections: [{ purpose: 'relay', url: 7, enforced: true }] },
    { calls: 'none' },
    { erased: 'perhaps' },
    { contentSecurityPolicy: undefined },
  ]) {
    assert.equal(parseDisclosure({ ...DISCLOSURE, ...broken }), undefined, JSON.stringify(broken));
  }
});
