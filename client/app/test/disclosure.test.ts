import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { STORED_KINDS } from '@sealmesh/sdk';

import { disclosedBy } from '../fixture/disclosure.js';
import { DisclosureWatch } from '../src/store/disclosure-watch.js';
import { disclosure } from '../src/words/disclosure.js';
import { span } from '../src/words/grammar.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what a site keeps', () => {
  it('says for how long in the largest unit that fits exactly', () => {
    const cases: readonly (readonly [number, string])[] = [
      [1_000, '1 second'],
      [90_000, '90 seconds'],
      [10 * 60_000, '10 minutes'],
      [HOUR_MS, '1 hour'],
      [36 * HOUR_MS, '36 hours'],
      [30 * DAY_MS, '30 days'],
      [365 * DAY_MS, '1 year'],
      [366 * DAY_MS, '1 year'],
      [400 * DAY_MS, '400 days'],
      [1_096 * DAY_MS, '3 years'],
      [730 * DAY_MS, '2 years'],
    ];
    for (const [ms, words] of cases) {
      assert.equal(span(ms), words);
    }
  });

  it('has other words for what is kept for ever than for what goes', () => {
    for (const what of STORED_KINDS) {
      const forever = disclosure.keptFor({ what, place: 'database', keptForMs: undefined }, 'kept');
      assert.ok(forever.length > 0, what);
      assert.doesNotMatch(forever, /NaN|undefined/, what);
    }
    for (const what of ['direct', 'groups', 'rooms', 'guests', 'call-records'] as const) {
      const [forever, year] = [undefined, 365 * DAY_MS].map((keptForMs) =>
        disclosure.keptFor({ what, place: 'database', keptForMs }, 'deleted'),
      );
      assert.notEqual(forever, year, what);
      assert.match(year ?? '', /1 year/, what);
    }
  });

  it('is asked for anew by each look, and says why there is no answer', async () => {
    let asked = 0;
    const { disclosure: answer } = disclosedBy('alone');
    const watch = new DisclosureWatch(
      {
        disclosure: () => {
          asked++;
          return asked === 1 ? disclosedBy('unheard').disclosure() : answer();
        },
      },
      () => () => undefined,
    );
    watch.start();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(watch.unheard, 'unreachable');
    await watch.look();
    assert.equal(watch.unheard, undefined);
    assert.equal(watch.disclosure?.database, 'embedded');
    watch.stop();
    watch.start();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, 3);
  });
});
