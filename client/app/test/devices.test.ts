import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Devices } from '../src/calls/devices.js';
import { FakeMedia, settled } from './media.js';

function make(remembered: Record<string, string> = {}) {
  const media = new FakeMedia();
  const saved: unknown[] = [];
  const devices = new Devices(media.access, {
    load: () => remembered,
    save: (chosen) => saved.push(chosen),
  });
  return { media, devices, saved };
}

test('asks once for both, and lists what there is once it may', async () => {
  const { media, devices } = make();
  await devices.open('microphone', 'camera');
  assert.deepEqual(media.asked, ['audio+video']);
  assert.deepEqual(devices.view.microphones, [{ id: 'mic1', label: 'The mic1' }]);
  assert.deepEqual(devices.view.cameras, [{ id: 'cam1', label: 'The cam1' }]);
  assert.deepEqual(devices.view.problems, {});
  assert.notEqual(devices.own, undefined);
});

test('a camera that is not there does not take the voice away', async () => {
  const { media, devices } = make();
  media.present = ['mic1'];
  await devices.open('microphone', 'camera');
  assert.deepEqual(media.asked, ['audio+video', 'audio', 'video']);
  assert.equal(devices.track('microphone')?.label, 'mic1');
  assert.equal(devices.track('camera'), undefined);
  assert.deepEqual(devices.view.problems, { camera: 'missing' });
});

for (const [name, problem] of [
  ['NotAllowedError', 'denied'],
  ['NotReadableError', 'taken'],
  ['NotFoundError', 'missing'],
  ['TypeError', 'failed'],
] as const) {
  test(`${name} is told as ${problem}, until it works`, async () => {
    const { media, devices } = make();
    media.failing.set('audio', name);
    await devices.open('microphone');
    assert.deepEqual(devices.view.problems, { microphone: problem });
    media.failing.clear();
    await devices.open('microphone');
    assert.deepEqual(devices.view.problems, {});
  });
}

test('what was given up while the browser still asked is stopped when it comes', async () => {
  const { media, devices } = make();
  let allow: () => void = () => undefined;
  media.waits = new Promise((resolve) => {
    allow = resolve;
  });
  const opening = devices.open('microphone', 'camera');
  devices.closeAll();
  allow();
  await opening;
  assert.deepEqual(
    media.captured.map(({ stopped }) => stopped),
    [true, true],
  );
  assert.equal(devices.track('microphone'), undefined);
  assert.equal(devices.own, undefined);
});

test('a refusal that comes too late is nobody’s problem', async () => {
  const { media, devices } = make();
  media.failing.set('audio', 'NotAllowedError');
  let answer: () => void = () => undefined;
  media.waits = new Promise((resolve) => {
    answer = resolve;
  });
  const opening = devices.open('microphone', 'camera');
  devices.closeAll();
  answer();
  await opening;
  assert.deepEqual(devices.view.problems, {});
  assert.deepEqual(media.asked, ['audio+video'], 'and is not followed by another question');
});

test('closing stops what was captured', async () => {
  const { media, devices } = make();
  await devices.open('microphone', 'camera');
  devices.close('camera');
  assert.deepEqual(
    media.captured.map(({ stopped }) => stopped),
    [false, true],
  );
  devices.closeAll();
  assert.equal(media.captured[0]?.stopped, true);
});

test('a chosen device is used at once and remembered', async () => {
  const { media, devices, saved } = make({ camera: 'cam2' });
  media.present = ['mic1', 'mic2', 'cam1', 'cam2'];
  await devices.open('microphone', 'camera');
  assert.equal(devices.track('camera')?.label, 'cam2');
  const before = media.captured[0];
  await devices.choose('microphone', 'mic2');
  assert.equal(devices.track('microphone')?.label, 'mic2');
  assert.equal(before?.stopped, true);
  assert.equal(devices.view.chosen.microphone, 'mic2');
  assert.deepEqual(saved, [{ camera: 'cam2', microphone: 'mic2' }]);
});

test('another one can be chosen when the first could not be had', async () => {
  const { media, devices } = make();
  media.present = ['mic1', 'mic2'];
  media.failing.set('audio', 'NotReadableError');
  await devices.open('microphone');
  assert.deepEqual(devices.view.problems, { microphone: 'taken' });
  media.failing.clear();
  await devices.choose('microphone', 'mic2');
  assert.equal(devices.track('microphone')?.label, 'mic2');
  assert.deepEqual(devices.view.problems, {});
  await devices.choose('camera', 'cam1');
  assert.equal(devices.track('camera'), undefined, 'what nobody turned on stays off');
});

test('a choice that is not there any more is no obstacle', async () => {
  const { devices } = make({ microphone: 'mic9' });
  await devices.open('microphone');
  assert.equal(devices.track('microphone')?.label, 'mic1');
  assert.equal(devices.view.chosen.microphone, 'mic1');
});

test('an unplugged microphone is followed by another one, a camera is not', async () => {
  const { media, devices } = make();
  media.present = ['mic1', 'mic2', 'cam1', 'cam2'];
  await devices.open('microphone', 'camera');
  media.present = ['mic2', 'cam2'];
  media.captured.forEach((track) => {
    track.unplug();
  });
  await settled();
  assert.equal(devices.track('microphone')?.label, 'mic2');
  assert.equal(devices.track('camera'), undefined);
  assert.deepEqual(devices.view.problems, { microphone: 'switched', camera: 'lost' });
});

test('a microphone that is plugged in again is used again, as long as one is wanted', async () => {
  const { media, devices } = make();
  await devices.open('microphone');
  media.present = [];
  media.captured[0]?.unplug();
  await settled();
  assert.deepEqual(devices.view.problems, { microphone: 'lost' });
  media.plug('mic1');
  await settled();
  assert.equal(devices.track('microphone')?.label, 'mic1');
  assert.deepEqual(devices.view.problems, {});
  devices.closeAll();
  media.plug('mic1', 'mic2');
  await settled();
  assert.equal(devices.track('microphone'), undefined);
});

test('a share that its person thinks better of is no problem, and ends when she ends it', async () => {
  const { media, devices } = make();
  media.failing.set('screen', 'NotAllowedError');
  await devices.share();
  assert.deepEqual(devices.view.problems, {});
  media.failing.clear();
  await devices.share();
  assert.equal(devices.track('screen')?.label, 'screen');
  media.captured[0]?.unplug();
  assert.equal(devices.track('screen'), undefined);
  assert.deepEqual(devices.view.problems, {});
});

test('without any access there is simply nothing', async () => {
  const devices = new Devices(undefined, { load: () => ({}), save: () => undefined });
  await devices.open('microphone', 'camera');
  await devices.share();
  assert.deepEqual(devices.view.problems, { microphone: 'missing', camera: 'missing' });
  assert.equal(devices.view.canShare, false);
});
