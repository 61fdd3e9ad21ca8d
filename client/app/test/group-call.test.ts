import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  cameTo,
  columnsOf,
  shownOf,
  sizeIn,
  stagedOf,
  type GroupPerson,
} from '../src/model/group-call.js';

const stream = {} as MediaStream;

function person(party: string, screen?: MediaStream): GroupPerson {
  return {
    ...{ party, person: { id: party, name: party }, media: stream, screen },
    sending: { microphone: true, camera: true, screen: screen !== undefined },
    ...{ speaking: false, waiting: false },
  };
}

test('tiles stand in as many columns as make them largest', () => {
  assert.equal(columnsOf(1, 1200, 600), 1);
  assert.equal(columnsOf(2, 1200, 600), 2);
  assert.equal(columnsOf(2, 390, 640), 1);
  assert.equal(columnsOf(4, 1200, 600), 2);
  assert.equal(columnsOf(8, 390, 640), 2);
  assert.equal(columnsOf(9, 1200, 900), 3);
  assert.equal(columnsOf(3, 0, 0), 1, 'before anything is laid out');
});

test('in the grid nobody stands before the others but whoever shares a screen', () => {
  const people = [person('anna'), person('ben'), person('cleo', stream)];
  assert.equal(stagedOf({ people, speaker: 'ben' }, 'grid')?.party, 'cleo');
  assert.equal(stagedOf({ people: people.slice(0, 2), speaker: 'ben' }, 'grid'), undefined);
});

test('else it is who speaks, or who came first', () => {
  const people = [person('anna'), person('ben')];
  assert.equal(stagedOf({ people, speaker: 'ben' }, 'speaker')?.party, 'ben');
  assert.equal(stagedOf({ people, speaker: 'gone' }, 'speaker')?.party, 'anna');
  assert.equal(stagedOf({ people: [], speaker: undefined }, 'speaker'), undefined);
});

test('a picture is not wanted larger than it is shown', () => {
  assert.deepEqual([0, 120, 360, 640].map(sizeIn), ['none', 'low', 'medium', 'high']);
});

test('of those who wait the first ones are shown, and each is told of once', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id })) as [
    ...[Named, Named, Named, Named],
  ];
  assert.deepEqual(shownOf([a, b, c, d], 'first'), { shown: [a, b, c], more: 1 });
  assert.deepEqual(shownOf([a, b, c, d], 'all'), { shown: [a, b, c, d], more: 0 });
  assert.deepEqual(shownOf([a], 'first'), { shown: [a], more: 0 });
  assert.deepEqual(cameTo([], [a, b]), [a, b]);
  assert.deepEqual(cameTo([a, b], [b, { ...c }]), [c]);
  assert.deepEqual(cameTo([a, b], [b]), []);
});

interface Named {
  readonly id: string;
  readonly name: string;
}
