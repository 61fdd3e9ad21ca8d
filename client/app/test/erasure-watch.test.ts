import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ProblemError } from '@sealmesh/sdk';

import { FixtureErasure, PASSWORD } from '../fixture/erasure.js';
import { ErasureWatch } from '../src/store/erasure-watch.js';

const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function bench(state: 'none' | 'counting' | 'counted') {
  const site = new FixtureErasure(state);
  const timers = new Set<() => void>();
  const erased: string[] = [];
  const watch = new ErasureWatch(
    site,
    (run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
    () => erased.push('erased'),
  );
  return { site, timers, watch, erased };
}

test('asks again while it is counted, and rests when it is', async () => {
  const { site, timers, watch } = bench('none');
  watch.start();
  await settled();
  assert.equal(watch.wish, 'none');
  assert.equal(timers.size, 0);
  await watch.request();
  assert.equal(timers.size, 1);
  site.wish = new FixtureErasure('counted').wish;
  timers.forEach((run) => {
    run();
  });
  await settled();
  assert.deepEqual<unknown>(watch.wish, site.wish);
  assert.equal(timers.size, 0);
});

test('is taken back, also where the site has forgotten it', async () => {
  const { site, watch } = bench('counted');
  watch.start();
  await settled();
  site.cancelErasure = () =>
    Promise.reject(
      new ProblemError({
        ...{ type: 'not-found', title: 'Gone', status: 404 },
        ...{ detail: undefined, retryAfterMs: undefined },
      }),
    );
  await watch.cancel();
  assert.equal(watch.wish, 'none');
  assert.equal(watch.refused, undefined);
});

test('says so once when she is erased, and not when her password was mistaken', async () => {
  const { site, watch, erased } = bench('counted');
  watch.start();
  await settled();
  const id = site.wish?.id ?? '';
  await watch.confirm(id, 'a guess');
  assert.deepEqual(watch.refused, { about: id, why: 'wrong-password' });
  assert.deepEqual(erased, []);
  await watch.confirm(id, PASSWORD);
  assert.deepEqual(erased, ['erased']);
});

test('asks whoever has a password here for it', () => {
  const { site, watch } = bench('none');
  assert.equal(watch.login, 'me');
  if (site.session.state === 'signed-in') {
    site.session = { ...site.session, user: { ...site.session.user, kind: 'guest' } };
  }
  assert.equal(watch.login, undefined);
});
