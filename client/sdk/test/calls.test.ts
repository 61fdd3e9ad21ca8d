import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Call, Client } from '../src/index.js';
import type { Bytes } from '../src/wire/bytes.js';
import { CallSealer } from '../src/crypto/callSealer.js';
import { KeyRing } from '../src/crypto/keyring.js';
import { fromBase64Url } from '../src/wire/bytes.js';
import type { CallContent } from '../src/wire/callContent.js';
import type { CallHeader, CallSignal } from '../src/wire/callSignal.js';
import { callOf, CallWorld, type Claims, type ModelCall } from './support/callWorld.js';
import { FakeBrowser } from './support/fakeBrowser.js';
import { fakeTrack } from './support/fakePeer.js';
import { idOf, memberOf } from './support/modelConversation.js';
import { newSigningKey } from './support/sealing.js';
import { handleOf } from './support/world.js';

interface Two {
  readonly world: CallWorld;
  readonly alice: Client;
  readonly bob: Client;
}

async function two(): Promise<Two> {
  const world = await CallWorld.create();
  return { world, alice: await world.online('alice'), bob: await world.online('bob') };
}

const tracks = () => ({ microphone: fakeTrack('audio'), camera: fakeTrack('video') });

/** Alice calls, and it rings at bob's. */
async function ringing(): Promise<Two & { readonly call: Call }> {
  const all = await two();
  const { world, alice, bob } = all;
  const called = handleOf(alice, world.garden).call('video', tracks());
  const call = await world.world.run(called);
  await world.pass(100);
  assert.equal(callOf(bob).state.phase, 'ringing');
  return { ...all, call };
}

/** Alice calls, and bob takes it. */
async function talking(): Promise<Two & { readonly call: Call; readonly taken: Call }> {
  const all = await ringing();
  const taken = callOf(all.bob);
  taken.accept(tracks());
  await all.world.pass(500);
  assert.deepEqual([all.call.state.phase, taken.state.phase], ['active', 'active']);
  return { ...all, taken };
}

test('rings, connects and hangs up', async () => {
  const { world, alice, bob, call, taken } = await talking();
  assert.equal(call.direction, 'outgoing');
  assert.equal(taken.direction, 'incoming');
  assert.deepEqual(call.receiving, { audio: true, video: true, screen: false });
  assert.deepEqual(taken.receiving, { audio: true, video: true, screen: false });
  assert.match(call.code ?? '', /^\d{12}$/);
  assert.equal(call.code, taken.code);
  assert.deepEqual(world.confirmed.sort(), ['alice answered', 'bob answered']);
  taken.end();
  await world.pass(500);
  assert.deepEqual([call.state.phase, taken.state.phase], ['ended', 'ended']);
  assert.deepEqual([alice.call, bob.call], [undefined, undefined]);
  assert.equal(world.network.peerOf('alice').connectionState, 'closed');
  assert.deepEqual(world.confirmed.slice(2), ['bob ended hung-up']);
  const { transcript } = handleOf(alice, world.garden);
  const notices = transcript.map((item) => (item.kind === 'notice' ? item.event.type : ''));
  assert.deepEqual(notices, ['conversation.created', 'call.started', 'call.ended']);
  alice.disconnect();
  bob.disconnect();
});

test('a call that is declined, cancelled or not answered ends so at both ends', async () => {
  const declined = await ringing();
  const there = callOf(declined.bob);
  there.end();
  await declined.world.pass(100);
  for (const one of [declined.call, there]) {
    assert.deepEqual(one.state, { phase: 'ended', reason: 'rejected', durationMs: 0 });
  }
  const cancelled = await ringing();
  const rung = callOf(cancelled.bob);
  cancelled.call.end();
  await cancelled.world.pass(100);
  assert.deepEqual(rung.state, { phase: 'ended', reason: 'cancelled', durationMs: 0 });
  const waited = await ringing();
  const unheard = callOf(waited.bob);
  await waited.world.pass(61_000);
  for (const one of [waited.call, unheard]) {
    assert.deepEqual(one.state, { phase: 'ended', reason: 'no-answer', durationMs: 0 });
  }
  assert.deepEqual(waited.world.confirmed, ['alice ended no-answer']);
});

test('tells of changes once per turn, and keeps a state until it changes', async () => {
  const { world, call, bob } = await ringing();
  const before = call.state;
  assert.equal(call.state, before);
  let told = 0;
  const currents: (Call | undefined)[] = [];
  bob.on('call', (current) => currents.push(current));
  call.onChange(() => told++);
  call.end();
  await world.pass(0);
  assert.equal(told, 1);
  await world.pass(100);
  assert.deepEqual(currents, [undefined]);
});

test('of two who call each other at once, one accepts the other’s call', async () => {
  const { world, alice, bob } = await two();
  const both = await world.world.run(
    Promise.all([
      handleOf(alice, world.garden).call('audio', tracks()),
      handleOf(bob, world.garden).call('audio', tracks()),
    ]),
  );
  // The one who was later has to hear the invite first.
  await world.pass(6_000);
  assert.equal(both[0].id, both[1].id);
  assert.deepEqual(
    both.map(({ state }) => state.phase),
    ['active', 'active'],
  );
  assert.deepEqual(both.map(({ direction }) => direction).sort(), ['incoming', 'outgoing']);
});

test('a second device of hers hears that it was answered elsewhere', async () => {
  const { world, alice, bob } = await two();
  const other = await world.online('bob', 'bob 2');
  const call = await world.world.run(handleOf(alice, world.garden).call('audio', tracks()));
  await world.pass(100);
  const there = callOf(other);
  callOf(bob).accept(tracks());
  await world.pass(500);
  assert.equal(call.state.phase, 'active');
  assert.deepEqual(there.state, { phase: 'ended', reason: 'answered-elsewhere', durationMs: 0 });
});

test('mutes and changes the camera without negotiation, and shows a screen with one', async () => {
  const { world, call, taken } = await talking();
  const said = world.said.length;
  call.send({ camera: fakeTrack('video') });
  await world.pass(100);
  assert.deepEqual(taken.receiving, { audio: false, video: true, screen: false });
  const types = world.said.slice(said).map(({ signal }) => signal.type);
  assert.deepEqual(types, ['sending']);
  assert.equal(taken.remote?.getTracks().length, 1);
  call.send({ screen: fakeTrack('video') });
  await world.pass(1_000);
  assert.deepEqual(taken.receiving, { audio: false, video: false, screen: true });
  assert.equal(taken.remoteScreen?.getTracks().length, 1);
  assert.equal(world.network.peerOf('bob').lines.length, 3);
});

test('both show a screen at once: one line serves both, whoever’s offer counts', async () => {
  const { world, call, taken } = await talking();
  call.send({ screen: fakeTrack('video') });
  taken.send({ screen: fakeTrack('video') });
  await world.pass(3_000);
  for (const one of [call, taken]) {
    assert.equal(one.receiving.screen, true);
    assert.equal(one.remoteScreen?.getTracks().length, 1);
    assert.equal(one.state.phase, 'active');
  }
  for (const name of ['alice', 'bob']) {
    const lines = world.network.peerOf(name).lines.filter(({ stopped }) => !stopped);
    assert.equal(lines.length, 3);
  }
});

test('brings media back after it has stopped, and fails when it does not come back', async () => {
  const { world, call, taken } = await talking();
  world.network.cut();
  await world.pass(2_900);
  assert.equal(call.state.phase, 'active', 'it is not missed yet');
  await world.pass(1_000);
  assert.equal(call.state.phase, 'active', 'it has come back with new candidates');
  const restarts = world.said.filter(({ signal }) => signal.type === 'description');
  assert.ok(restarts.length >= 2, 'an offer and its answer');
  world.network.isCut = true;
  world.network.cut();
  await world.pass(4_000);
  assert.equal(taken.state.phase, 'reconnecting');
  await world.pass(27_000);
  for (const one of [call, taken]) {
    const { state } = one;
    assert.equal(state.phase === 'ended' && state.reason, 'failed');
  }
});

test('in another network ICE begins anew at once', async () => {
  const { world, call } = await talking();
  const before = world.network.peerOf('alice').ufrag;
  world.changeNetwork('alice');
  await world.pass(500);
  assert.notEqual(world.network.peerOf('alice').ufrag, before);
  assert.equal(call.state.phase, 'active');
});

test('a callee who is forced to go on without the origin uses the caller’s grant', async () => {
  const { world, alice, bob } = await two();
  const called = handleOf(alice, world.garden).call('audio', tracks());
  const call = await world.world.run(called);
  world.world.origin.intercept = ({ path, user }) =>
    user === 'bob' && path.startsWith('/calls/') ? 'lost' : undefined;
  await world.pass(100);
  callOf(bob).accept(tracks());
  await world.pass(4_000);
  assert.equal(call.state.phase, 'active');
  bob.disconnect();
  alice.disconnect();
});

test('takes the servers and the policy of the origin', async () => {
  const { world } = await talking();
  const { configuration } = world.network.peerOf('bob');
  assert.deepEqual(configuration.iceServers, [
    { urls: ['turn:turn.example'], username: 'u', credential: 'c' },
  ]);
  assert.equal(configuration.iceTransportPolicy, 'all');
  const hidden = await two();
  hidden.world.relayOnly = true;
  const called = handleOf(hidden.alice, hidden.world.garden).call('audio', tracks());
  await hidden.world.world.run(called);
  await hidden.world.pass(100);
  callOf(hidden.bob).accept(tracks());
  await hidden.world.pass(500);
  for (const name of ['alice', 'bob']) {
    const { iceTransportPolicy } = hidden.world.network.peerOf(name).configuration;
    assert.equal(iceTransportPolicy, 'relay');
  }
});

test('attends again after a lost socket, and the call goes on', async () => {
  const { world, call, taken } = await talking();
  for (const socket of world.socketsOf('bob')) socket.closeWith(1006);
  await world.pass(5_000);
  assert.deepEqual([call.state.phase, taken.state.phase], ['active', 'active']);
  const attends = world.socketsOf('bob').flatMap((socket) => socket.heardOf('attend'));
  assert.deepEqual(
    attends.map(({ phase }) => phase),
    ['active'],
  );
  taken.end();
  await world.pass(100);
  assert.equal(call.state.phase, 'ended', 'it speaks on the new socket');
});

test('tells the origin how it ended, however late that can be heard', async () => {
  const { world, call } = await talking();
  world.world.origin.intercept = () => 'lost';
  call.end();
  await world.pass(120_000);
  assert.ok(!world.confirmed.some((said) => said.includes('ended')));
  world.world.origin.intercept = () => undefined;
  await world.pass(60_000);
  assert.ok(world.confirmed.includes('alice ended hung-up'));
  const ends = world.confirmed.filter((said) => said.includes('ended'));
  assert.ok(ends.length <= 2, 'told once by each, at most');
});

test('a call that the record says is over ends', async () => {
  const { world, call, taken } = await talking();
  const [record] = world.calls.values();
  assert.ok(record);
  await world.endRecord(record, 'lost');
  await world.pass(100);
  for (const { state } of [call, taken]) {
    assert.equal(state.phase === 'ended' && state.reason, 'lost');
  }
});

test('renews its grant when the ticket is renewed', async () => {
  const { world } = await talking();
  const grants = (): number =>
    world.world.origin.requests.filter(({ path }) => path.endsWith('/grants')).length;
  const before = grants();
  await world.pass(500_000);
  assert.ok(grants() >= before + 2, 'each end has a newer one');
});

test('refuses without WebRTC, and while this party is in a call', async () => {
  const { world, alice, bob } = await talking();
  const again = handleOf(alice, world.garden).call('audio', {});
  await assert.rejects(again, { type: 'busy' });
  const plain = world.world.newClient();
  await plain.signInAsGuest({ name: 'alice' });
  plain.connect();
  await world.pass(500);
  const called = handleOf(plain, world.garden).call('audio', {});
  await assert.rejects(called, { type: 'unsupported' });
  assert.equal(plain.call, undefined);
  for (const client of [plain, bob]) client.disconnect();
});

// A tab that follows another one's socket.

test('a tab without a socket of its own calls through the one that leads', async () => {
  const world = await CallWorld.create();
  const bob = await world.online('bob');
  const browser = new FakeBrowser(world.world);
  const open = (page: string) => {
    const environment = { calls: world.network.environment(page) };
    return browser.open({ environment });
  };
  const leader = await open('tab 1');
  const follower = await open('tab 2');
  assert.equal(world.socketsOf('alice').length, 1);
  const called = handleOf(follower.client, world.garden).call('video', tracks());
  const call = await world.world.run(called);
  await world.pass(500);
  const taken = callOf(bob);
  taken.accept(tracks());
  await world.pass(1_000);
  assert.deepEqual([call.state.phase, taken.state.phase], ['active', 'active']);
  assert.equal(leader.client.call, undefined);
  leader.crash();
  await world.pass(10_000);
  assert.equal(call.state.phase, 'active');
  taken.end();
  await world.pass(1_000);
  assert.equal(call.state.phase, 'ended', 'it hears through a socket of its own now');
});

test('a call rings in every tab, and stops in all when one has it', async () => {
  const world = await CallWorld.create();
  const bob = await world.online('bob');
  const browser = new FakeBrowser(world.world);
  const tabs = [];
  for (const page of ['tab 1', 'tab 2']) {
    const environment = { calls: world.network.environment(page) };
    tabs.push(await browser.open({ environment }));
  }
  await world.world.run(handleOf(bob, world.garden).call('video', tracks()));
  await world.pass(500);
  const [one, other] = tabs.map(({ client }) => callOf(client));
  one?.accept(tracks());
  await world.pass(1_000);
  assert.equal(one?.state.phase, 'active');
  const { state } = other ?? { state: undefined };
  assert.equal(state?.phase === 'ended' && state.reason, 'answered-elsewhere');
});

// A relay, or a member who is not part of the call, says what it likes.

interface Forged {
  readonly header?: Partial<CallHeader>;
  readonly content: CallContent;
  readonly claims?: Claims;
  readonly grant?: string;
}

/** Seals as a member can: with the conversation's key, in whosever name. */
async function forge(world: CallWorld, header: CallHeader, content: CallContent): Promise<Bytes> {
  const keys = new KeyRing(crypto.subtle, 8);
  const key = world.garden.keys.get(1);
  assert.ok(key);
  await keys.put(world.garden.rid, 1, key);
  const nonce = world.world.random.bytes(12);
  const sealed = await new CallSealer(crypto.subtle, keys).seal(header, content, nonce);
  assert.ok(typeof sealed !== 'string');
  return sealed;
}

function headerLike(
  { world }: Two,
  type: CallContent['type'],
  like: CallSignal | undefined,
): CallHeader {
  const now = world.world.origin.now();
  return {
    ...{ type, conversation: world.garden.rid, sender: memberOf('alice').rid },
    ...{ device: idOf('device alice'), epoch: 1, counter: now + 50_000, expires: now + 20_000 },
    ...{ call: like?.call ?? idOf('a call'), party: like?.party ?? idOf('a party') },
    ...{ to: memberOf('bob').rid, toParty: undefined },
  };
}

/** An invite to bob, as alice's party would say it, but for what is forged. */
async function invite(all: Two, { header, content, claims, grant }: Forged): Promise<void> {
  const { world } = all;
  await world.world.run(handleOf(all.bob, world.garden).namesOf([]));
  const sealed = { ...headerLike(all, 'invite', undefined), ...header };
  const about = { conversation: world.garden, media: 'video', clientId: '' };
  const openedAt = world.world.origin.now();
  const call: ModelCall = { id: sealed.call, ...about, caller: idOf('alice'), openedAt };
  world.calls.set(call.id, call);
  const signed = grant ?? (await world.grantFor(call, 'alice', claims));
  world.deliver('bob', await forge(world, sealed, content), signed);
  await world.pass(200);
}

const calls: CallContent = { type: 'invite', media: 'video' };

test('an invite rings with the caller’s genuine grant', async () => {
  const all = await two();
  await invite(all, { content: calls });
  assert.equal(callOf(all.bob).state.phase, 'ringing');
});

const FORGED_CLAIMS: Readonly<Record<string, Claims>> = {
  'to somebody else': { to: memberOf('carol').rid },
  'opened a minute ago': { opn: 1_700_000_000 - 61 },
  'of another device': { dev: idOf('device carol') },
  'of another user': { sub: memberOf('carol').rid },
  'of another conversation': { rid: idOf('another') },
  'of another call': { call: idOf('another') },
  'of a callee': { role: 'callee' },
  'of another timeline': { iss: idOf('another') },
  'that has ended': { exp: 1_700_000_000 - 6 },
};

for (const [what, claims] of Object.entries(FORGED_CLAIMS)) {
  test(`an invite with a grant ${what} does not ring`, async () => {
    const all = await two();
    await invite(all, { content: calls, claims });
    assert.equal(all.bob.call, undefined);
    assert.equal(all.bob.stats.dropped['not-accepted'], 1);
  });
}

test('an invite with a grant that nobody known has signed does not ring', async () => {
  const all = await two();
  const { world } = all;
  const mallory = await newSigningKey(crypto.subtle);
  const about = { conversation: world.garden, media: 'video', clientId: '', caller: idOf('alice') };
  const call = { id: idOf('a call'), ...about, openedAt: world.world.origin.now() };
  await invite(all, { content: calls, grant: await world.grantFor(call, 'alice', {}, mallory) });
  await invite(all, { content: calls, grant: 'no.grant.atall' });
  assert.equal(all.bob.call, undefined);
  assert.equal(all.bob.stats.dropped.forged, 2);
});

test('an invite that was said to somebody else, or too long ago, does not ring', async () => {
  const all = await two();
  const now = all.world.world.origin.now();
  await invite(all, { content: calls, header: { to: memberOf('carol').rid } });
  await invite(all, { content: calls, header: { expires: now - 1_000 } });
  await invite(all, { content: calls, header: { expires: now + 90_000 } });
  assert.equal(all.bob.call, undefined);
  assert.equal(all.bob.stats.dropped['not-accepted'], 3);
});

/** What alice's party has said of this type. */
function saidBy(world: CallWorld, from: string, type: CallContent['type']): Bytes {
  const said = world.said.find(({ from: by, signal }) => by === from && signal.type === type);
  const bytes = fromBase64Url(said?.data ?? '');
  assert.ok(bytes && bytes.length > 0, `${from} has not said ${type}`);
  return bytes;
}

test('a signal that is replayed, or whose bytes were changed, changes nothing', async () => {
  const { world, alice, bob, call, taken } = await talking();
  const code = call.code;
  world.deliver('alice', saidBy(world, 'bob', 'accept'));
  await world.pass(50);
  assert.equal(alice.stats.dropped.replayed, 1);
  const swapped = new Uint8Array(saidBy(world, 'alice', 'selectAnswer'));
  // A counter that has grown, over a description that was sealed with another one.
  swapped[61] = (swapped[61] ?? 0) ^ 0x80;
  swapped[60] = 0xff;
  const at = swapped.length - 40;
  swapped[at] = (swapped[at] ?? 0) ^ 1;
  world.deliver('bob', swapped);
  await world.pass(50);
  assert.equal(bob.stats.dropped.unopened, 1);
  assert.deepEqual([call.state.phase, taken.state.phase], ['active', 'active']);
  assert.equal(call.code, code);
});

test('somebody else’s party neither hangs up nor offers', async () => {
  const all = await talking();
  const { world, bob, taken } = all;
  const like = world.said.find(({ from }) => from === 'alice')?.signal;
  const sdp = 'v=0\r\na=fingerprint:sha-256 00\r\n';
  const wrong: readonly CallContent[] = [
    { type: 'leave', reason: 'hung-up' },
    { type: 'description', kind: 'offer', sdp },
    { type: 'sending', audio: false, video: false, screen: false },
    { type: 'selectAnswer', sdp },
  ];
  for (const content of wrong) {
    const header = headerLike(all, content.type, like);
    world.deliver('bob', await forge(world, { ...header, party: idOf('mallory') }, content));
  }
  await world.pass(100);
  assert.equal(taken.state.phase, 'active');
  assert.deepEqual(taken.receiving, { audio: true, video: true, screen: false });
  assert.equal(bob.stats.dropped['not-accepted'], wrong.length);
});

test('a description under another fingerprint is refused: the code stays true', async () => {
  const all = await talking();
  const { world, bob, taken } = all;
  const like = world.said.find(({ from }) => from === 'alice')?.signal;
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
  const sdp = `v=0\r\na=ice-ufrag:x\r\na=fingerprint:sha-256 ${fingerprint}\r\n`;
  const content: CallContent = { type: 'description', kind: 'offer', sdp };
  world.deliver('bob', await forge(world, headerLike(all, 'description', like), content));
  await world.pass(100);
  assert.equal(bob.stats.dropped['not-accepted'], 1);
  assert.equal(taken.state.phase, 'active');
});

test('whoever calls while this party is in a call hears that it is busy', async () => {
  const all = await talking();
  const { world, bob } = all;
  const said = world.said.length;
  await invite(all, { content: calls });
  await world.pass(100);
  const types = world.said.slice(said).map(({ from, signal }) => `${from} ${signal.type}`);
  assert.deepEqual(types, ['bob busy']);
  assert.equal(callOf(bob).state.phase, 'active');
});
