import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CallEnvironment } from '../src/api/calls.js';
import { MEDIA_KEY_PERIODS } from '../src/media/mediaKeys.js';
import type { FromMediaWorker, ToMediaWorker } from '../src/media/mediaMessages.js';
import { type MediaWord, SealedCall } from '../src/media/sealedCall.js';
import { UnsealableMediaError } from '../src/media/sealedMedia.js';
import { toBase64Url } from '../src/wire/bytes.js';
import { FakeClock } from './support/fakeClock.js';
import { SeededRandom } from './support/seededRandom.js';

const { subtle } = globalThis.crypto;
const random = new SeededRandom(21);
const CALL = toBase64Url(random.bytes(16));
const { switchMs, patienceMs } = MEDIA_KEY_PERIODS;

/** Keeps what the worker is told. */
class FakeWorker {
  onmessage: ((event: { readonly data: FromMediaWorker }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly heard: ToMediaWorker[] = [];
  ended = false;

  postMessage(message: ToMediaWorker): void {
    this.heard.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  tell(data: FromMediaWorker): void {
    this.onmessage?.({ data });
  }

  /** The numbers of the secrets: those to seal with, or those of others. */
  ids(t: 'send' | 'receive'): number[] {
    return this.heard.flatMap((one) => (one.t === t ? [one.keyId] : []));
  }
}

class Transform {
  readonly made = true;
}

interface Party {
  readonly id: string;
  readonly call: SealedCall;
  readonly worker: FakeWorker;
  readonly said: { readonly to: string; readonly word: MediaWord }[];
  readonly failures: () => number;
}

const clock = new FakeClock();

async function party(calls?: CallEnvironment): Promise<Party> {
  const id = toBase64Url(random.bytes(16));
  const worker = new FakeWorker();
  const said: { to: string; word: MediaWord }[] = [];
  let failures = 0;
  const own = { newMediaWorker: () => worker as unknown as Worker } as unknown as CallEnvironment;
  const environment = { clock, random, subtle, calls: calls ?? own, ScriptTransform: Transform };
  const call = await SealedCall.create(
    environment,
    { call: CALL, party: id },
    { say: (to, word) => said.push({ to, word }), onFailed: () => failures++ },
  );
  return { id, call, worker, said, failures: () => failures };
}

/** WebCrypto works on threads of its own: asks until it is so, however long that takes. */
async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 100_000 && !check(); i++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(check());
}

/** The next words of a party, once there are so many. */
async function words(of: Party, count: number): Promise<Party['said']> {
  await until(() => of.said.length >= count);
  return of.said.splice(0);
}

const nothingToSettle = (): Promise<void> => Promise.resolve();

test('two who meet have each other’s secret, and a word counts once', async () => {
  const [anna, ben, mallory] = [await party(), await party(), await party()];
  assert.equal(anna.call.onPresent(ben.id, ben.call.publicKey), 'new');
  const [hers] = await words(anna, 1);
  assert.ok(hers?.to === ben.id && hers.word.type === 'mediaKey');
  assert.equal(await ben.call.onWord(anna.id, hers.word), 'stranger');
  ben.call.onPresent(anna.id, anna.call.publicKey);
  assert.equal(await ben.call.onWord(anna.id, { ...hers.word, keyId: 1 }), 'forged');
  const both = [ben.call.onWord(anna.id, hers.word), ben.call.onWord(anna.id, hers.word)];
  assert.deepEqual((await Promise.all(both)).sort(), ['known', 'taken']);
  assert.equal(await ben.call.onWord(anna.id, hers.word), 'known');
  assert.deepEqual(ben.worker.ids('receive'), [0]);
  mallory.call.onPresent(anna.id, anna.call.publicKey);
  assert.equal(await mallory.call.onWord(anna.id, hers.word), 'forged', 'it is for Ben');
  assert.deepEqual(mallory.worker.ids('receive'), []);
  for (const { call } of [anna, ben, mallory]) call.close();
});

test('a word that was lost is asked for when frames come that do not open', async () => {
  const [anna, ben] = [await party(), await party()];
  anna.call.onPresent(ben.id, ben.call.publicKey);
  ben.call.onPresent(anna.id, anna.call.publicKey);
  await words(anna, 1);
  await words(ben, 1);
  ben.worker.tell({ t: 'missed', party: anna.id });
  await clock.advance(patienceMs, nothingToSettle);
  ben.worker.tell({ t: 'missed', party: anna.id });
  const [question] = await words(ben, 1);
  assert.deepEqual(question, { to: anna.id, word: { type: 'wantMediaKey' } });
  assert.equal(await anna.call.onWord(ben.id, question.word), 'taken');
  const [again] = await words(anna, 1);
  assert.ok(again);
  assert.equal(await ben.call.onWord(anna.id, again.word), 'taken');
  for (const { call } of [anna, ben]) call.close();
});

test('who leaves is forgotten, and another secret is in use a second later', async () => {
  const [anna, ben, carol] = [await party(), await party(), await party()];
  for (const one of [ben, carol]) anna.call.onPresent(one.id, one.call.publicKey);
  await words(anna, 2);
  await until(() => anna.worker.ids('send').length === 1);
  anna.call.onLeft(ben.id);
  const [next, ...more] = await words(anna, 1);
  assert.ok(next?.to === carol.id && more.length === 0);
  assert.ok(anna.worker.heard.some((one) => one.t === 'forget' && one.party === ben.id));
  assert.deepEqual(anna.worker.ids('send'), [0]);
  await clock.advance(switchMs, nothingToSettle);
  await until(() => anna.worker.ids('send').length === 2);
  assert.deepEqual(anna.worker.ids('send'), [0, 1]);
  const secrets = anna.worker.heard.flatMap((one) => (one.t === 'send' ? [one.secret] : []));
  assert.ok(secrets.every(({ extractable }) => !extractable));
  anna.call.close();
  assert.ok(anna.worker.ended);
  assert.equal(clock.pending, 0);
  assert.equal(anna.call.onPresent(ben.id, ben.call.publicKey), 'refused');
  for (const { call } of [ben, carol]) call.close();
});

test('a public key is as good as the signal that brought it', async () => {
  const [anna, ben, mallory] = [await party(), await party(), await party()];
  // Whoever forges Ben's first `present` has her hand over to a key of his own.
  anna.call.onPresent(ben.id, mallory.call.publicKey);
  assert.equal(anna.call.onPresent(ben.id, ben.call.publicKey), 'changed', 'the first one holds');
  const [word] = await words(anna, 1);
  assert.ok(word);
  ben.call.onPresent(anna.id, anna.call.publicKey);
  assert.equal(await ben.call.onWord(anna.id, word.word), 'forged', 'so that Ben notices');
  for (const { call } of [anna, ben, mallory]) call.close();
});

test('a worker that fails is told once, and what was counted is answered', async () => {
  const anna = await party();
  const waiting = anna.call.counts();
  anna.worker.onerror?.();
  anna.worker.onerror?.();
  assert.equal((await waiting).sealed, 0);
  assert.equal((await anna.call.counts()).opened, 0);
  assert.equal(anna.failures(), 1);
  anna.call.close();
});

test('where there is no worker there is no sealed call', async () => {
  await assert.rejects(party({} as unknown as CallEnvironment), UnsealableMediaError);
});
