import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ProblemError } from '@sealmesh/sdk';

import { FixtureDevices } from '../fixture/devices.js';
import { DeviceWatch } from '../src/store/device-watch.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function looking(site: FixtureDevices): Promise<DeviceWatch> {
  const watch = new DeviceWatch(site, () => () => undefined);
  watch.start();
  await settled();
  return watch;
}

function problem(status: number): ProblemError {
  const title = 'no';
  return new ProblemError({ type: 'x', status, title, detail: undefined, retryAfterMs: undefined });
}

describe('where somebody is signed in', () => {
  it('loses the one that she ends, and all but her own', async () => {
    const watch = await looking(new FixtureDevices());
    assert.equal(watch.devices?.length, 3);
    const [, phone] = watch.devices;
    await watch.end(phone?.id ?? '');
    assert.deepEqual(
      watch.devices.map(({ current }) => current),
      [true, false],
    );
    await watch.endOthers();
    assert.deepEqual(
      watch.devices.map(({ current }) => current),
      [true],
    );
  });

  it('does not mind one that has ended meanwhile, and says what else was refused', async () => {
    const site = new FixtureDevices();
    const watch = await looking(site);
    const [, phone, old] = watch.devices ?? [];
    site.signOutOf = () => Promise.reject(problem(404));
    await watch.end(phone?.id ?? '');
    assert.equal(watch.refused, undefined);
    assert.equal(watch.devices?.length, 2);
    site.signOutOf = () => Promise.reject(problem(503));
    await watch.end(old?.id ?? '');
    assert.deepEqual(watch.refused, { about: old?.id, why: 'unreachable' });
    assert.equal(watch.devices.length, 2);
  });
});
