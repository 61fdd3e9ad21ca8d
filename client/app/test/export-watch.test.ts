import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ProblemError, type Export } from '@sealmesh/sdk';

import { ExportWatch, type ExportSite } from '../src/store/export-watch.js';
import { POLL_MS } from '../src/store/overview-watch.js';

const common = { requestedAt: 1, done: 0, total: 0 };
const waiting: Export = { ...common, id: 'new', requestedAt: 2, state: 'waiting' };
const ready: Export = { ...common, id: 'old', state: 'ready', expiresAt: 9, bytes: 3 };
const failed: Export = { ...common, id: 'bad', state: 'failed', failure: 'disk-full' };

function problem(type: string, status: number): ProblemError {
  return new ProblemError({
    type,
    title: type,
    status,
    detail: undefined,
    retryAfterMs: undefined,
  });
}

const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A site that answers when the test says so, one request after the other, and time that stands still. */
class Bench {
  readonly asked: string[] = [];
  readonly timers = new Set<() => void>();
  told = 0;
  readonly watch: ExportWatch;
  private readonly open: ((answer: unknown) => void)[] = [];

  constructor() {
    const ask =
      (what: string) =>
      (id?: string): Promise<never> => {
        this.asked.push(id === undefined ? what : `${what} ${id}`);
        return new Promise<never>((resolve, reject) => {
          this.open.push((answer) => {
            if (answer instanceof Error) {
              reject(answer);
            } else {
              resolve(answer as never);
            }
          });
        });
      };
    const site: ExportSite = {
      exports: ask('list'),
      requestExport: ask('request'),
      deleteExport: ask('delete'),
      exportLink: ask('link'),
    };
    this.watch = new ExportWatch(site, (run, ms) => {
      assert.equal(ms, POLL_MS);
      this.timers.add(run);
      return () => this.timers.delete(run);
    });
    this.watch.subscribe(() => {
      this.told++;
    });
  }

  /** Answers the request that has waited longest. */
  async answers(answer: unknown): Promise<void> {
    this.open.shift()?.(answer);
    await settled();
  }

  /** Answers the request that was made last. */
  async answersLast(answer: unknown): Promise<void> {
    this.open.pop()?.(answer);
    await settled();
  }

  tick(): void {
    for (const run of [...this.timers]) {
      this.timers.delete(run);
      run();
    }
  }

  get ids(): readonly string[] | undefined {
    return this.watch.exports?.map(({ id }) => id);
  }
}

async function looking(...copies: readonly Export[]): Promise<Bench> {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(copies);
  bench.asked.length = 0;
  return bench;
}

test('asks once, and again only while the site works on a copy', async () => {
  const bench = await looking(ready);
  assert.deepEqual(bench.ids, ['old']);
  assert.equal(bench.timers.size, 0);
  void bench.watch.prepare();
  await bench.answers(waiting);
  assert.deepEqual(bench.ids, ['new', 'old'], 'the latest first');
  assert.equal(bench.timers.size, 1);
  bench.tick();
  await bench.answers([{ ...waiting, state: 'running' }, ready]);
  assert.equal(bench.timers.size, 1);
  bench.tick();
  await bench.answers([{ ...ready, id: 'new' }, ready]);
  assert.equal(bench.timers.size, 0);
  assert.deepEqual(bench.asked, ['request', 'list', 'list']);
});

test('asks on while the site does not answer, and keeps what it said', async () => {
  const bench = await looking(waiting);
  bench.tick();
  await bench.answers(problem('network', 0));
  assert.equal(bench.watch.unheard, 'unreachable');
  assert.deepEqual(bench.ids, ['new']);
  bench.tick();
  await bench.answers([waiting]);
  assert.equal(bench.watch.unheard, undefined);
});

test('does not ask by itself whoever has said nothing yet', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(problem('network', 0));
  assert.equal(bench.watch.exports, undefined);
  assert.equal(bench.timers.size, 0);
  void bench.watch.look();
  await bench.answers([]);
  assert.deepEqual(bench.ids, []);
});

test('rests while nobody looks, and asks at once when somebody does', async () => {
  const bench = await looking(waiting);
  bench.watch.stop();
  assert.equal(bench.timers.size, 0);
  bench.watch.start();
  bench.watch.stop();
  await bench.answers([waiting]);
  assert.equal(bench.timers.size, 0, 'what was on its way starts nothing anew');
});

test('shows nothing before the site has said so', async () => {
  const bench = await looking(ready);
  void bench.watch.remove('old');
  assert.deepEqual(bench.ids, ['old']);
  assert.equal(bench.watch.busy, true);
  void bench.watch.prepare();
  assert.deepEqual(bench.asked, ['delete old'], 'one thing at a time');
  await bench.answers(undefined);
  assert.deepEqual(bench.ids, []);
  assert.equal(bench.watch.busy, false);
});

test('asks what else there is, where the first look had no answer', async () => {
  const bench = new Bench();
  bench.watch.start();
  await bench.answers(problem('network', 0));
  void bench.watch.prepare();
  await bench.answers(waiting);
  assert.equal(bench.watch.exports, undefined);
  await bench.answers([waiting, ready]);
  assert.deepEqual(bench.ids, ['new', 'old']);
  assert.equal(bench.timers.size, 1);
});

test('an answer from before a change does not take it back', async () => {
  const bench = await looking(waiting, ready);
  bench.tick();
  void bench.watch.remove('old');
  assert.deepEqual(bench.asked, ['list', 'delete old']);
  await bench.answersLast(undefined);
  await bench.answers([ready, waiting]);
  assert.deepEqual(bench.ids, ['new']);
  assert.deepEqual(bench.asked, ['list', 'delete old', 'list'], 'it is asked again instead');
  await bench.answers([waiting]);
  assert.deepEqual(bench.ids, ['new']);
  assert.equal(bench.timers.size, 1);
});

test('what is gone already counts as deleted', async () => {
  const bench = await looking(ready);
  void bench.watch.remove('old');
  await bench.answers(problem('not-found', 404));
  assert.deepEqual(bench.ids, []);
  assert.equal(bench.watch.refused, undefined);
});

test('says what was refused and of which copy, and looks how it is', async () => {
  const bench = await looking(ready);
  const link = bench.watch.linkOf('old');
  await bench.answers(problem('not-found', 404));
  assert.equal(await link, undefined);
  assert.deepEqual(bench.watch.refused, { about: 'old', why: 'gone' });
  await bench.answers([]);
  assert.deepEqual(bench.ids, []);
  void bench.watch.prepare();
  assert.equal(bench.watch.refused, undefined);
  await bench.answers(problem('limit-reached', 422));
  assert.deepEqual(bench.watch.refused, { about: undefined, why: 'limit' });
  assert.deepEqual(bench.asked, ['link old', 'list', 'request', 'list']);
  bench.watch.dismiss();
  assert.equal(bench.watch.refused, undefined);
});

test('hands out a link as the site gives it', async () => {
  const bench = await looking(ready);
  const link = bench.watch.linkOf('old');
  await bench.answers('https://chat.example/api/v1/archives/x');
  assert.equal(await link, 'https://chat.example/api/v1/archives/x');
});

test('one that failed makes room for another one', async () => {
  const bench = await looking(failed, ready);
  void bench.watch.again('bad');
  await bench.answers(undefined);
  await bench.answers(waiting);
  assert.deepEqual(bench.asked, ['delete bad', 'request']);
  assert.deepEqual(bench.ids, ['new', 'old']);
});

test('shows the next person nothing of what this one saw or asked for', async () => {
  const bench = await looking(ready);
  void bench.watch.prepare();
  bench.watch.forget();
  await bench.answers(waiting);
  assert.equal(bench.watch.exports, undefined);
  assert.equal(bench.timers.size, 0);
  assert.equal(bench.watch.busy, false);
});
