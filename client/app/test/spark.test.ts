import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  age,
  bytes,
  count,
  duration,
  joined,
  micros,
  percent,
  perSecond,
} from '../src/model/measure.js';
import { extremes, spark } from '../src/model/spark.js';

const BOX = { width: 100, height: 10, slots: 11 };

test('the newest value stands at the right edge, the highest at the top', () => {
  assert.equal(spark([0, 5, 10], BOX, 1).line, 'M80 10L90 5L100 0');
  assert.equal(spark([0, 5, 10], BOX, 1).area, 'M80 10L90 5L100 0L100 10L80 10Z');
});

test('a quiet series does not look like a storm', () => {
  assert.equal(spark([1, 1], BOX, 10).line, 'M90 9L100 9');
});

test('a gap breaks the line, and a lonely value is a dot', () => {
  assert.equal(spark([10, undefined, 10, 10], BOX, 1).line, 'M70 0L70.5 0M90 0L100 0');
  assert.deepEqual(spark([], BOX, 1), { line: '', area: '' });
  assert.deepEqual(spark([undefined], BOX, 1), { line: '', area: '' });
});

test('what is drawn can be said', () => {
  assert.deepEqual(extremes([3, undefined, 9, 4]), { now: 4, least: 3, most: 9 });
  assert.equal(extremes([undefined]), undefined);
});

test('measures are short and have a unit', () => {
  const said = [
    count(12_345),
    count(1_234_567),
    perSecond(0),
    perSecond(2.34),
    perSecond(234.5),
    percent(0.914),
    joined(micros(640)),
    joined(micros(12_400)),
    joined(micros(2_500_000)),
    joined(duration(0)),
    joined(duration(999)),
    joined(duration(1_500)),
    joined(duration(61_000)),
    joined(age(119)),
    joined(age(7_199)),
    joined(age(7_200)),
    joined(age(900_000)),
    joined(bytes(300 * 1_048_576)),
    joined(bytes(3 * 1_073_741_824)),
  ];
  assert.deepEqual(said, [
    '12,345',
    '1.2M',
    '0',
    '2.3',
    '235',
    '91 %',
    '0.6 ms',
    '12 ms',
    '2.5 s',
    '0 ms',
    '999 ms',
    '1.5 s',
    '61 s',
    '119 s',
    '119 min',
    '2 h',
    '10 d',
    '300 MiB',
    '3 GiB',
  ]);
});
