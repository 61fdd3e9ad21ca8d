import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseOverview } from '../src/wire/overview.js';

const NODE = {
  node: 'relay-1',
  sockets: 1,
  socketsMax: 2,
  routingIds: 3,
  members: 4,
  deliveries: 5,
  resyncs: 6,
  slowCloses: 7,
  heapBytes: 8,
  heapBytesMax: 9,
  upSeconds: 10,
};
const LINK = { mesh: 'eu', relay: 'relay-1:8443', state: 'up', since: 60_000 };
const COUNTS = { unanswered: 1, refused: 2, lost: 3, losses: 4 };
const OVERVIEW = {
  node: 'origin-1',
  at: 1_000,
  database: {
    engine: 'h2',
    state: 'up',
    waiting: 0,
    commits: { windowSeconds: 60, commits: 1, medianMicros: 2, p99Micros: 3, maxMicros: 4 },
  },
  outbox: {
    rows: { waiting: 1, oldestAge: 1_500, measuredAgo: 200 },
    held: 1,
    delivered: 2,
    retried: 3,
    givenUp: 4,
  },
  mesh: {
    nodes: [NODE],
    silent: ['relay-2'],
    links: [
      { ...LINK, ...COUNTS, reported: NODE, heardAgo: 900 },
      { ...LINK, ...COUNTS },
    ],
  },
};

test('reads an overview, and gives durations their unit', () => {
  const read = parseOverview({ ...OVERVIEW, more: 'of a newer site' });
  assert.ok(read);
  assert.deepEqual(read.outbox?.rows, { waiting: 1, oldestAgeMs: 1_500, measuredAgoMs: 200 });
  assert.deepEqual(read.mesh?.nodes, [NODE]);
  const [linked, unheard] = read.mesh.links;
  assert.equal(linked?.sinceMs, 60_000);
  assert.equal(linked.heardAgoMs, 900);
  assert.deepEqual(linked.reported, NODE);
  assert.equal(unheard?.reported, undefined);
  assert.equal(unheard?.heardAgoMs, undefined);
});

test('a part that is away is absent, and the rest is read', () => {
  const read = parseOverview({ node: 'origin-1', at: 1 });
  assert.deepEqual(read, {
    node: 'origin-1',
    at: 1,
    database: undefined,
    outbox: undefined,
    mesh: undefined,
  });
  const { rows, ...outbox } = OVERVIEW.outbox;
  assert.ok(rows);
  assert.equal(parseOverview({ ...OVERVIEW, outbox })?.outbox?.rows, undefined);
});

test('takes nothing that is not as it should be', () => {
  const bad: readonly unknown[] = [
    undefined,
    [],
    { ...OVERVIEW, node: 1 },
    { ...OVERVIEW, at: -1 },
    { ...OVERVIEW, database: null },
    { ...OVERVIEW, database: { ...OVERVIEW.database, state: 'sideways' } },
    { ...OVERVIEW, database: { ...OVERVIEW.database, commits: {} } },
    { ...OVERVIEW, outbox: { ...OVERVIEW.outbox, held: '1' } },
    { ...OVERVIEW, outbox: { ...OVERVIEW.outbox, rows: {} } },
    { ...OVERVIEW, mesh: { ...OVERVIEW.mesh, nodes: [{ ...NODE, sockets: 1.5 }] } },
    { ...OVERVIEW, mesh: { ...OVERVIEW.mesh, silent: [1] } },
    { ...OVERVIEW, mesh: { ...OVERVIEW.mesh, links: [{ ...LINK, ...COUNTS, reported: {} }] } },
    { ...OVERVIEW, mesh: { ...OVERVIEW.mesh, links: [{ ...LINK, ...COUNTS, heardAgo: -1 }] } },
    { ...OVERVIEW, mesh: { ...OVERVIEW.mesh, links: [LINK] } },
  ];
  for (const value of bad) {
    assert.equal(parseOverview(value), undefined, JSON.stringify(value));
  }
});
