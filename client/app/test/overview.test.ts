import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LinkVitals, NodeVitals, Overview } from '@sealmesh/sdk';

import {
  History,
  LIMITS,
  SAMPLES_MAX,
  STALE_MS,
  concernsOf,
  isStale,
  nodesOf,
} from '../src/model/overview.js';

function node(name: string, more: Partial<NodeVitals> = {}): NodeVitals {
  return {
    node: name,
    sockets: 10,
    socketsMax: 100,
    routingIds: 12,
    members: 1,
    deliveries: 1_000,
    resyncs: 5,
    slowCloses: 1,
    heapBytes: 100,
    heapBytesMax: 1_000,
    upSeconds: 60,
    ...more,
  };
}

function link(relay: string, more: Partial<LinkVitals> = {}): LinkVitals {
  return {
    mesh: 'eu',
    relay,
    state: 'up',
    sinceMs: 60_000,
    unanswered: 0,
    refused: 0,
    lost: 0,
    losses: 0,
    reported: node(relay),
    heardAgoMs: 1_000,
    ...more,
  };
}

function overview(at: number, more: Partial<Overview> = {}): Overview {
  return {
    node: 'origin-1',
    at,
    database: {
      engine: 'h2',
      state: 'up',
      waiting: 0,
      commits: {
        windowSeconds: 60,
        commits: 3,
        medianMicros: 2_000,
        p99Micros: 4_000,
        maxMicros: 5_000,
      },
    },
    outbox: {
      rows: { waiting: 0, oldestAgeMs: 0, measuredAgoMs: 500 },
      held: 0,
      delivered: 9,
      retried: 0,
      givenUp: 0,
    },
    mesh: { nodes: [node('a')], silent: [], links: [] },
    ...more,
  };
}

const meshOf = (...links: readonly LinkVitals[]): Overview['mesh'] => ({
  nodes: [],
  silent: [],
  links,
});

test('a site where everything is well gives no concern', () => {
  assert.deepEqual(concernsOf(overview(0)), []);
  assert.deepEqual(concernsOf(overview(0, { mesh: meshOf(link('r1'), link('r2')) })), []);
});

test('every concern is found, the gravest first', () => {
  const down = link('r1', { state: 'down', sinceMs: 12_000, heardAgoMs: 14_000 });
  const kinds = concernsOf(
    overview(0, {
      database: {
        engine: 'h2',
        state: 'down',
        waiting: 0,
        commits: {
          windowSeconds: 60,
          commits: 1,
          medianMicros: 1,
          p99Micros: LIMITS.commitP99Micros + 1,
          maxMicros: 1,
        },
      },
      outbox: {
        rows: { waiting: 1, oldestAgeMs: LIMITS.outboxAgeMs + 1, measuredAgoMs: 0 },
        held: 1,
        delivered: 0,
        retried: 0,
        givenUp: 0,
      },
      mesh: {
        nodes: [node('full', { sockets: 95 }), node('fat', { heapBytes: 950 })],
        silent: ['mute'],
        links: [down],
      },
    }),
  ).map(({ kind }) => kind);
  assert.deepEqual(kinds, [
    'database',
    'no-link',
    'link',
    'silent',
    'outbox',
    'commits',
    'sockets',
    'heap',
  ]);
  const away = concernsOf({
    ...overview(0),
    database: undefined,
    outbox: undefined,
    mesh: undefined,
  });
  assert.deepEqual(
    away.map((concern) => concern.kind === 'part' && concern.part),
    ['database', 'outbox', 'mesh'],
  );
});

test('a relay that is not heard is stale, and its numbers count for nothing', () => {
  const quiet = link('r1', { heardAgoMs: STALE_MS + 1 });
  const down = link('r2', { state: 'down' });
  const seen = overview(0, { mesh: meshOf(quiet, down, link('r3', { reported: undefined })) });
  assert.deepEqual(
    nodesOf(seen).map((row) => [row.vitals.node, isStale(row)]),
    [
      ['r1', true],
      ['r2', true],
    ],
  );
  assert.deepEqual(
    concernsOf(seen).map(({ kind }) => kind),
    ['link', 'stale'],
  );
  const history = new History();
  history.add(seen);
  assert.equal(history.samples[0]?.sockets, 0);
});

test('rates come from what grew between two overviews, node by node', () => {
  const history = new History();
  history.add(overview(0, { mesh: meshOf(link('r1'), link('r2')) }));
  assert.equal(history.samples[0]?.deliveriesPerSecond, undefined);
  history.add(
    overview(2_000, {
      mesh: meshOf(
        link('r1', { reported: node('r1', { deliveries: 1_100, resyncs: 8 }) }),
        // Began anew: what it counted before is not taken away.
        link('r2', { reported: node('r2', { deliveries: 20, resyncs: 0, slowCloses: 0 }) }),
        // Came just now: what it counted before was not counted here.
        link('r3', { reported: node('r3', { deliveries: 900_000 }) }),
      ),
    }),
  );
  const last = history.samples.at(-1);
  assert.ok(last);
  assert.equal(last.deliveriesPerSecond, 50);
  assert.equal(last.sockets, 30);
  assert.equal(history.sum('resyncs'), 3);
  assert.equal(history.sum('slowCloses'), 0);
  assert.equal(history.spanSeconds, 2);
});

test('the same answer of a cache is no new sample, and old samples are forgotten', () => {
  const history = new History();
  history.add(overview(0));
  history.add(overview(0));
  assert.equal(history.samples.length, 1);
  for (let i = 1; i <= 2 * SAMPLES_MAX; i++) {
    history.add(overview(i * 2_000));
  }
  assert.equal(history.samples.length, SAMPLES_MAX);
  assert.equal(history.samples.at(-1)?.at, 2 * SAMPLES_MAX * 2_000);
});

test('a gap breaks the line, and nothing is said to have grown over it', () => {
  const history = new History();
  history.gap(0);
  assert.equal(history.samples.length, 0);
  history.add(overview(1_000));
  history.gap(3_000);
  history.add(
    overview(60_000, { mesh: { nodes: [node('a', { resyncs: 99 })], silent: [], links: [] } }),
  );
  assert.deepEqual(history.series('sockets'), [10, undefined, 10]);
  assert.equal(history.sum('resyncs'), 0);
});

test('without a commit in the last minute there is no commit time', () => {
  const history = new History();
  const commits = { windowSeconds: 60, commits: 0, medianMicros: 0, p99Micros: 0, maxMicros: 0 };
  history.add(overview(0, { database: { engine: 'h2', state: 'up', waiting: 0, commits } }));
  assert.equal(history.samples[0]?.commitMicros, undefined);
});
