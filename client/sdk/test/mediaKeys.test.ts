import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OPENER_LIMITS } from '../src/media/frameOpener.js';
import { MEDIA_KEY_PERIODS, type MediaKeyAction, MediaKeys } from '../src/media/mediaKeys.js';
import { type Bytes, toBase64Url } from '../src/wire/bytes.js';
import { SeededRandom, seedFromEnvironment } from './support/seededRandom.js';

const { switchMs, patienceMs, askAgainMs } = MEDIA_KEY_PERIODS;

function keyOf(name: string): Bytes {
  return new Uint8Array(65).fill(name.charCodeAt(0));
}

/** What is told, without secrets: `send 0`, `hand 0 to ben`. */
function told(keys: MediaKeys): string[] {
  return keys.take().map((action) => {
    switch (action.does) {
      case 'send':
        return `send ${action.keyId}`;
      case 'handOver':
        return `hand ${action.keyId} to ${action.to}`;
      case 'ask':
        return `ask ${action.to}`;
      case 'forget':
        return `forget ${action.party}`;
    }
  });
}

function machine(...present: readonly string[]): MediaKeys {
  const keys = new MediaKeys(new SeededRandom(3));
  for (const name of present) keys.onPresent(name, keyOf(name));
  keys.take();
  return keys;
}

test('sends from the beginning, and hands the secret to whoever comes, once', () => {
  const keys = new MediaKeys(new SeededRandom(3));
  assert.deepEqual(told(keys), ['send 0']);
  assert.equal(keys.onPresent('ben', keyOf('ben')), 'new');
  assert.equal(keys.onPresent('ben', keyOf('ben')), 'known');
  assert.deepEqual(told(keys), ['hand 0 to ben']);
  assert.equal(keys.onPresent('ben', keyOf('x')), 'changed');
  assert.deepEqual(keys.publicKeyOf('ben'), keyOf('ben'));
  assert.equal(keys.onPresent('short', new Uint8Array(64)), 'refused');
  assert.deepEqual([told(keys), keys.dueAt], [[], Infinity]);
});

test('who leaves is locked out a second later, and who comes meanwhile gets both secrets', () => {
  const keys = machine('ben', 'carol');
  keys.onLeft('ben', 1_000);
  assert.deepEqual(told(keys), ['forget ben', 'hand 1 to carol']);
  keys.onPresent('dora', keyOf('dora'));
  assert.deepEqual(told(keys), ['hand 0 to dora', 'hand 1 to dora']);
  keys.onTime(1_000 + switchMs - 1);
  assert.deepEqual(told(keys), []);
  assert.equal(keys.dueAt, 1_000 + switchMs);
  keys.onTime(keys.dueAt);
  assert.deepEqual([told(keys), keys.dueAt], [['send 1'], Infinity]);
  keys.onPresent('eve', keyOf('eve'));
  assert.deepEqual(told(keys), ['hand 1 to eve']);
  keys.onLeft('ben', 5_000);
  assert.deepEqual(told(keys), [], 'it has left already');
});

test('leaves within the second share one more secret', () => {
  const keys = machine('ben', 'carol', 'dora', 'eve');
  keys.onLeft('ben', 0);
  assert.deepEqual(told(keys).length, 4);
  keys.onLeft('carol', 300);
  keys.onLeft('dora', 900);
  assert.deepEqual(told(keys), ['forget carol', 'forget dora']);
  keys.onTime(switchMs);
  assert.deepEqual(told(keys), ['send 1', 'hand 2 to eve']);
  keys.onTime(2 * switchMs);
  assert.deepEqual([told(keys), keys.dueAt], [['send 2'], Infinity]);
});

test('the numbers begin again after 255', () => {
  const keys = machine();
  const sent: string[] = [];
  for (let i = 0; i < 257; i++) {
    keys.onPresent('ben', keyOf('ben'));
    keys.onLeft('ben', i * 10_000);
    keys.onTime(i * 10_000 + switchMs);
    sent.push(...told(keys).filter((one) => one.startsWith('send')));
  }
  assert.deepEqual(sent.slice(-3), ['send 255', 'send 0', 'send 1']);
});

test('a secret that is worn out is followed by another, once', () => {
  const keys = machine('ben');
  keys.onWornOut(0, 0);
  keys.onWornOut(0, 10);
  assert.deepEqual(told(keys), ['hand 1 to ben']);
  keys.onTime(switchMs);
  keys.onWornOut(0, switchMs);
  assert.deepEqual([told(keys), keys.dueAt], [['send 1'], Infinity]);
});

test('a hand-over is taken once, of whoever is present, and not if it is old', () => {
  const keys = machine('ben');
  assert.equal(keys.judge('mallory', 0), 'stranger');
  assert.equal(keys.onTaken('ben', 7), 'take');
  assert.equal(keys.judge('ben', 7), 'known');
  assert.equal(keys.onTaken('ben', 7), 'known', 'two of them were opened at once');
  assert.equal(keys.onTaken('ben', 9), 'take');
  assert.equal(keys.onTaken('ben', 8), 'take', 'it was overtaken');
  assert.equal(keys.judge('ben', 5), 'stale');
  for (let id = 10; id < 300; id++) assert.equal(keys.onTaken('ben', id % 256), 'take');
  assert.equal(keys.judge('ben', 8), 'stale', 'played again');
  assert.equal(keys.judge('ben', 299 % 256), 'known');
});

test('a hand-over that was lost is asked for, and an answer is given, now and then', () => {
  const keys = machine('ben');
  keys.onMissed('ben', 0);
  keys.onMissed('ben', patienceMs - 1);
  assert.deepEqual(told(keys), [], 'it may be on its way');
  keys.onMissed('ben', patienceMs);
  keys.onMissed('ben', patienceMs + askAgainMs - 1);
  assert.deepEqual(told(keys), ['ask ben']);
  keys.onMissed('ben', patienceMs + askAgainMs);
  assert.deepEqual(told(keys), ['ask ben']);
  keys.onTaken('ben', 0);
  keys.onMissed('ben', 60_000);
  keys.onMissed('mallory', 60_000);
  assert.deepEqual(told(keys), []);
  keys.onAsked('ben', 0);
  keys.onAsked('ben', askAgainMs - 1);
  keys.onAsked('mallory', 0);
  assert.deepEqual(told(keys), ['hand 0 to ben']);
  keys.onLeft('ben', askAgainMs);
  keys.onAsked('ben', askAgainMs);
  assert.deepEqual(told(keys), ['forget ben']);
});

test('no more parties than there may be', () => {
  const keys = machine();
  for (let i = 0; i < OPENER_LIMITS.partiesMax; i++) {
    assert.equal(keys.onPresent(`p${i}`, keyOf('p')), 'new');
  }
  assert.equal(keys.onPresent('more', keyOf('m')), 'refused');
  keys.onLeft('p0', 0);
  assert.equal(keys.onPresent('more', keyOf('m')), 'new');
});

/** Two parties and more in a history of joins, leaves and losses; time goes on in steps. */
class History {
  readonly chance: SeededRandom;
  readonly keys: MediaKeys;
  readonly present = new Set<string>();
  /** Secrets that each party was ever handed. */
  readonly held = new Map<string, Set<string>>();
  readonly leftAt = new Map<string, number>();
  sending = '';
  now = 0;
  renewals = 0;

  constructor(seed: number) {
    this.chance = new SeededRandom(seed);
    this.keys = new MediaKeys(new SeededRandom(seed + 1));
    this.perform();
  }

  step(): void {
    this.now += this.chance.below(700);
    if (this.keys.dueAt <= this.now) this.keys.onTime(this.now);
    this.perform();
    const name = `party ${this.chance.below(8)}`;
    switch (this.chance.below(4)) {
      case 0:
      case 1:
        this.present.add(name);
        this.leftAt.delete(name);
        this.keys.onPresent(name, keyOf(name));
        break;
      case 2:
        if (this.present.delete(name)) this.leftAt.set(name, this.now);
        this.keys.onLeft(name, this.now);
        break;
      case 3:
        this.keys.onAsked(name, this.now);
    }
    this.perform();
  }

  perform(): void {
    for (const action of this.keys.take()) this.#perform(action);
  }

  #perform(action: MediaKeyAction): void {
    if (action.does === 'send') {
      this.sending = toBase64Url(action.secret);
      this.renewals++;
    }
    if (action.does !== 'handOver') return;
    assert.ok(this.present.has(action.to), 'who has left is handed nothing');
    const held = this.held.get(action.to) ?? new Set();
    this.held.set(action.to, held.add(toBase64Url(action.secret)));
  }
}

test('who is present has what is sent with; who has left has not, two seconds later', () => {
  const seed = seedFromEnvironment();
  for (let run = 0; run < 50; run++) {
    const history = new History(seed + run);
    let lockedOut = 0;
    for (let i = 0; i < 400; i++) {
      history.step();
      const where = `SEED=${seed}, run ${run}, step ${i}`;
      for (const name of history.present) {
        assert.ok(history.held.get(name)?.has(history.sending), `${where}: ${name} has it`);
      }
      for (const [name, at] of history.leftAt) {
        // A step is at most 700 ms late, twice.
        if (history.now < at + 2 * switchMs + 1_400) continue;
        assert.ok(!history.held.get(name)?.has(history.sending), `${where}: ${name} has it`);
        lockedOut++;
      }
    }
    assert.ok(lockedOut > 100, `run ${run}: it came to that`);
    assert.ok(history.renewals <= 2 + history.now / switchMs, 'no more than one in that time');
  }
});

test('a closed machine has no secret left to hand over', () => {
  const keys = machine('ben');
  keys.onLeft('ben', 0);
  keys.close();
  keys.onAsked('ben', 10_000);
  assert.deepEqual([told(keys), keys.dueAt], [[], Infinity]);
});
