import assert from 'node:assert/strict';
import { test } from 'node:test';

import { briefTime, dayName, daysBetween, sameDay } from '../src/model/time.js';

const now = new Date(2026, 4, 20, 12, 30).getTime();
const brief = (at: Date): string => briefTime(at.getTime(), now, 'Yesterday', 'en-GB');
const day = (at: Date): string =>
  dayName(at.getTime(), now, { today: 'Today', yesterday: 'Yesterday' }, 'en-GB');

test('the list says when, as briefly as it can be understood', () => {
  assert.equal(brief(new Date(2026, 4, 20, 10, 5)), '10:05');
  assert.equal(brief(new Date(2026, 4, 20, 12, 0)), '12:00');
  assert.equal(brief(new Date(2026, 4, 19, 23, 59)), 'Yesterday');
  assert.equal(brief(new Date(2026, 4, 18, 8)), 'Mon');
  assert.equal(brief(new Date(2026, 4, 14, 8)), 'Thu');
  assert.equal(brief(new Date(2026, 4, 13, 8)), '13 May');
  assert.equal(brief(new Date(2025, 11, 31, 8)), '31 Dec 2025');
});

test('a clock that is behind shows the time rather than a day of the future', () => {
  assert.equal(brief(new Date(2026, 4, 20, 12, 45)), '12:45');
  assert.equal(brief(new Date(2026, 4, 21, 10, 5)), '10:05');
});

test('separators name the day in full', () => {
  assert.equal(day(new Date(2026, 4, 20, 1)), 'Today');
  assert.equal(day(new Date(2026, 4, 19, 1)), 'Yesterday');
  assert.equal(day(new Date(2026, 4, 3, 1)), 'Sunday 3 May');
  assert.match(day(new Date(2024, 1, 29, 1)), /29 February 2024/);
});

test('a day with a clock change is one day', () => {
  for (let month = 0; month < 12; month++) {
    for (let date = 1; date < 29; date++) {
      const today = new Date(2026, month, date, 23, 59).getTime();
      const tomorrow = new Date(2026, month, date + 1, 0, 1).getTime();
      assert.equal(daysBetween(today, tomorrow), 1);
      assert.equal(sameDay(today, tomorrow), false);
    }
  }
});
