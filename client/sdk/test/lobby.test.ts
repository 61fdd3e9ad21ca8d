import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Environment } from '../src/api/environment.js';
import { ProblemError } from '../src/api/problem.js';
import { GroupMachine } from '../src/core/groupMachine.js';
import type { Api } from '../src/http/api.js';
import { LobbyWatch } from '../src/live/lobbyWatch.js';
import { type NoGrant, PartyRight } from '../src/live/partyRight.js';
import {
  type CallAdmission,
  type CallEntry,
  type LobbyAnswer,
  parseCallEntry,
  parseLobby,
} from '../src/wire/callAnswers.js';
import { FakeClock } from './support/fakeClock.js';
import { idOf } from './support/modelConversation.js';

const CALL = idOf('call');
const [anna, ben, cara] = [idOf('anna'), idOf('ben'), idOf('cara')];
const RECORD = {
  ...{ id: CALL, conversation: idOf('talk'), media: 'video', caller: anna, openedAt: 5 },
  ...{ kind: 'group', participants: [] },
};
const GRANTED = {
  ...{ call: RECORD, grant: 'a.e30.c', expires: 9, iceServers: [], iceTransportPolicy: 'all' },
  mediaToken: 'token',
};

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function around(clock: FakeClock): Environment {
  return { clock, random: { fraction: () => 0.5 } } as unknown as Environment;
}

test('reads that one has to wait, and who does', () => {
  assert.equal(parseCallEntry({ call: RECORD })?.grant, undefined);
  assert.equal(parseCallEntry({ call: RECORD })?.call.id, CALL);
  assert.equal(parseCallEntry(GRANTED)?.grant, 'a.e30.c');
  for (const wrong of [undefined, {}, { call: {} }, { ...GRANTED, expires: 'soon' }]) {
    assert.equal(parseCallEntry(wrong), undefined);
  }
  const lobby = { lobby: 'on', waiting: [{ user: ben, since: 7 }] };
  assert.deepEqual(parseLobby(lobby), { lobby: 'on', waiting: [ben] });
  for (const wrong of [{}, { ...lobby, lobby: 'ajar' }, { ...lobby, waiting: [{ user: 7 }] }]) {
    assert.equal(parseLobby(wrong), undefined);
  }
});

/** Somebody who wants in, at an origin that answers what the test says. */
class Newcomer {
  readonly clock = new FakeClock();
  readonly admissions: CallAdmission[] = [];
  readonly noGrants: NoGrant[] = [];
  asked = 0;
  readonly right: PartyRight;

  constructor(answer: () => CallEntry) {
    this.right = new PartyRight(
      {
        environment: around(this.clock),
        api: {
          renewCallGrant: () => {
            this.asked++;
            return new Promise((done) => {
              done(answer());
            });
          },
        } as unknown as Api,
        ticket: () => 'ticket',
        newRef: () => 1,
        send: () => undefined,
        lastWays: () => ({}),
        onWays: () => undefined,
      },
      {
        id: CALL,
        isOver: false,
        onAttending: () => undefined,
        onRefused: () => undefined,
        onMedia: () => undefined,
        onAdmission: (admission) => this.admissions.push(admission),
        onNoAnswer: () => undefined,
        onNoGrant: (why) => this.noGrants.push(why),
      },
      undefined,
    );
  }
}

const entry = (body: unknown): CallEntry => parseCallEntry(body) ?? assert.fail('no entry');

test('who waits asks again every two seconds, until she is let in', async () => {
  let isAdmitted = false;
  const newcomer = new Newcomer(() => entry(isAdmitted ? GRANTED : { call: RECORD }));
  await newcomer.clock.advance(9_000, settle);
  assert.equal(newcomer.asked, 4);
  assert.equal(newcomer.admissions.length, 0);
  isAdmitted = true;
  await newcomer.clock.advance(2_000, settle);
  assert.equal(newcomer.admissions[0]?.mediaToken, 'token');
  await newcomer.clock.advance(60_000, settle);
  assert.equal(newcomer.asked, 5, 'she asks no more');
});

for (const [type, status, why] of [
  ['turned-away', 403, 'turned-away'],
  ['call-full', 409, 'full'],
  ['call-over', 409, 'over'],
] as const) {
  test(`who waits and hears ${type} asks no more`, async () => {
    const newcomer = new Newcomer(() => {
      throw new ProblemError({
        ...{ type, status, title: type, detail: undefined, retryAfterMs: undefined },
      });
    });
    await newcomer.clock.advance(60_000, settle);
    assert.deepEqual(newcomer.noGrants, [why]);
    assert.equal(newcomer.asked, 1);
  });
}

function waitingMachine(): GroupMachine {
  return new GroupMachine({
    ...{ call: CALL, conversation: idOf('talk rid'), me: idOf('cara rid'), party: idOf('party') },
    ...{ role: 'participant', isWaiting: true, media: 'video', key: 'key' },
  });
}

test('a party waits until it has its right, and joins then', () => {
  const machine = waitingMachine();
  assert.deepEqual(machine.state, { phase: 'waiting' });
  machine.onOnline(1);
  machine.onGrant(2, 'token');
  assert.deepEqual(machine.state, { phase: 'joining' });
  machine.onAttending(3);
  const asks = machine.take().filter(({ does }) => does === 'ask');
  assert.deepEqual(asks, [
    { does: 'ask', n: 1, request: { want: 'join', token: 'token', generation: 0 } },
  ]);
});

test('whoever gives up in the lobby was in no call', () => {
  const machine = waitingMachine();
  machine.onOnline(1);
  machine.take();
  machine.leave(2);
  assert.deepEqual(machine.take(), [{ does: 'release' }]);
  assert.deepEqual(machine.state, { phase: 'ended', reason: 'left' });
});

test('whoever is turned away hears why', () => {
  const machine = waitingMachine();
  machine.onNoGrant(1, 'turned-away');
  assert.deepEqual(machine.state, { phase: 'ended', reason: 'turned-away' });
  assert.deepEqual(machine.take(), [{ does: 'release' }], 'she was in no call');
});

test('whoever is in the call and is turned away has left it', () => {
  const machine = waitingMachine();
  machine.onGrant(1, 'token');
  machine.take();
  machine.onNoGrant(2, 'turned-away');
  assert.deepEqual(machine.take(), [
    { does: 'confirm', what: 'left', reason: undefined, afterMs: 0 },
    { does: 'release' },
  ]);
});

test('a host sees who waits, and what another host does, and asks no more after the call', async () => {
  const clock = new FakeClock();
  let lobby: LobbyAnswer = { lobby: 'off', waiting: [] };
  const said: unknown[] = [];
  const answer = (...word: unknown[]): Promise<LobbyAnswer> => {
    said.push(word);
    return Promise.resolve(lobby);
  };
  const api = {
    getLobby: () => answer('get'),
    setLobby: (_call: string, wanted: 'on' | 'off') => {
      lobby = { ...lobby, lobby: wanted };
      return answer('set', wanted);
    },
    answerKnock: (_call: string, user: string, verdict: string) => {
      lobby = { ...lobby, waiting: lobby.waiting.filter((one) => one !== user) };
      return answer('answer', user, verdict);
    },
  } as unknown as Api;
  let changes = 0;
  const watch = new LobbyWatch({ environment: around(clock), api }, CALL, () => changes++);
  watch.start();
  await settle();
  await clock.advance(10_000, settle);
  assert.equal(said.length, 1, 'without a lobby it is looked at seldom');
  watch.set('on');
  await settle();
  assert.deepEqual(watch.state, { lobby: 'on', waiting: [] });
  lobby = { lobby: 'on', waiting: [ben, cara] };
  await clock.advance(2_000, settle);
  assert.deepEqual(watch.state.waiting, [ben, cara]);
  watch.answer(ben, 'admitted');
  await settle();
  assert.deepEqual(watch.state.waiting, [cara]);
  assert.deepEqual(said.at(-1), ['answer', ben, 'admitted']);
  assert.equal(changes, 4);
  watch.stop();
  const before = said.length;
  watch.answer(cara, 'admitted');
  await clock.advance(60_000, settle);
  assert.equal(said.length, before);
  assert.equal(clock.pending, 0);
});

test('an answer that comes late does not bring back who was let in', async () => {
  const clock = new FakeClock();
  const late: ((answer: LobbyAnswer) => void)[] = [];
  const api = {
    getLobby: () => new Promise<LobbyAnswer>((done) => late.push(done)),
    answerKnock: () => Promise.resolve({ lobby: 'on', waiting: [] }),
  } as unknown as Api;
  const watch = new LobbyWatch({ environment: around(clock), api }, CALL, () => undefined);
  watch.start();
  watch.answer(ben, 'admitted');
  await settle();
  late[0]?.({ lobby: 'on', waiting: [ben] });
  await settle();
  assert.deepEqual(watch.state.waiting, []);
  watch.stop();
});

test('a lobby that cannot be looked at is looked at again', async () => {
  const clock = new FakeClock();
  let asked = 0;
  const api = {
    getLobby: () => {
      asked++;
      return asked === 1
        ? Promise.reject(new Error('away'))
        : Promise.resolve({ lobby: 'on', waiting: [ben] });
    },
  } as unknown as Api;
  const watch = new LobbyWatch({ environment: around(clock), api }, CALL, () => undefined);
  watch.start();
  await clock.advance(15_000, settle);
  assert.deepEqual(watch.state.waiting, [ben]);
  watch.stop();
});
