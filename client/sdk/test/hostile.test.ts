import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Client } from '../src/index.js';
import { type Bytes, toBase64Url } from '../src/wire/bytes.js';
import { ENVELOPE } from '../src/wire/envelope.js';
import { idOf, type ModelConversation } from './support/modelConversation.js';
import { newSigningKey, sealEnvelope, sign, type SigningKey } from './support/sealing.js';
import { bodies, handleOf, World } from './support/world.js';

/**
 * A rogue relay that has the conversation's key, as a member would: what can it put into a
 * transcript?
 */
interface Attack {
  readonly world: World;
  readonly client: Client;
  readonly garden: ModelConversation;
  /** A genuine envelope, seq 3, that was not delivered yet. */
  readonly genuine: Bytes;
}

async function attacked(subprotocol = 'sealmesh.v1.cbor'): Promise<Attack> {
  const world = await World.create();
  world.relay.subprotocol = subprotocol;
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  world.origin.say(garden, 'bob', 'one');
  const client = await world.online();
  const event = world.origin.say(garden, 'bob', 'two');
  const genuine = await world.origin.seal(garden, event);
  // The origin gives keys and nothing else, so that only the relay can change the transcript.
  world.origin.intercept = ({ path }) => (path.endsWith('/keys') ? undefined : 'lost');
  return { world, client, garden, genuine };
}

/** The attack changes nothing and is counted; the genuine envelope is then still taken. */
async function assertDropped(
  { world, client, garden, genuine }: Attack,
  forged: Bytes,
  reason: keyof Client['stats']['dropped'],
): Promise<void> {
  world.relay.socket.deliver(forged);
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['one']);
  const counted = Object.entries(client.stats.dropped).filter(([, count]) => count > 0);
  assert.deepEqual(counted, [[reason, 1]]);
  world.relay.socket.deliver(genuine);
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['one', 'two']);
  client.disconnect();
}

function forgedEvent(body: string, seq = 3): Record<string, unknown> {
  const ids = { messageId: idOf('forged'), clientId: idOf('forged') };
  return { type: 'message.sent', seq, at: 1_700_000_000_000, actor: idOf('bob'), ...ids, body };
}

/** What a member can seal: all but the signature is as the origin would make it. */
async function forgedBy(attack: Attack, signing: SigningKey): Promise<Bytes> {
  const { world, garden } = attack;
  const key = garden.keys.get(1);
  assert.ok(key);
  const header = { timeline: world.origin.timeline, conversation: garden.rid, seq: 3, epoch: 1 };
  const nonce = world.random.bytes(12);
  const whole = { type: 'event', ...header } as const;
  return sealEnvelope(crypto.subtle, whole, forgedEvent('forged'), key, signing, nonce);
}

test("forged by a member who knows the conversation key: not the origin's signature", async () => {
  const attack = await attacked();
  const mallory = await newSigningKey(crypto.subtle);
  await assertDropped(attack, await forgedBy(attack, mallory), 'forged');
});

test('the same under a signature that is believed stands in the transcript', async () => {
  const attack = await attacked();
  const { world, client, garden } = attack;
  world.relay.socket.deliver(await forgedBy(attack, world.origin.signing));
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['one', 'forged']);
  client.disconnect();
});

test('what is moved to another place stands there under a signature that is believed', async () => {
  const attack = await attacked();
  const { world, client, garden, genuine } = attack;
  world.relay.socket.deliver(genuine);
  await world.settle();
  // Bob's last words again, as if he had said them once more.
  const again = { ...garden.asAppended(3), seq: 4, messageId: idOf('m4'), clientId: idOf('c4') };
  world.relay.socket.deliver(await world.origin.seal(garden, again));
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['one', 'two', 'two']);
  client.disconnect();
});

test('re-sealed by a member under the genuine header and signature', async () => {
  const attack = await attacked();
  const { genuine, garden } = attack;
  const key = garden.keys.get(1);
  assert.ok(key);
  const mallory = await newSigningKey(crypto.subtle);
  const { timeline } = attack.world.origin;
  const header = { type: 'event', timeline, conversation: garden.rid, seq: 3, epoch: 1 } as const;
  const nonce = genuine.slice(ENVELOPE.nonceOffset, ENVELOPE.ciphertextOffset);
  const content = forgedEvent('forged');
  const sealed = await sealEnvelope(crypto.subtle, header, content, key, mallory, nonce);
  const spliced = [...sealed.slice(0, -64), ...genuine.slice(-64)];
  await assertDropped(attack, Uint8Array.from(spliced), 'forged');
});

test("one event's header on another's ciphertext", async () => {
  const attack = await attacked();
  const { genuine, world, garden } = attack;
  const other = await world.origin.seal(garden, garden.asAppended(2));
  const header = genuine.slice(0, ENVELOPE.ciphertextOffset);
  await assertDropped(attack, Uint8Array.from([...header, ...other.slice(58)]), 'forged');
});

test("one event's header on another's ciphertext, even if the origin had signed it", async () => {
  const attack = await attacked();
  const { genuine, world, garden } = attack;
  const other = await world.origin.seal(garden, garden.asAppended(2));
  const start = Uint8Array.from([...genuine.slice(0, 46), ...other.slice(46, 58)]);
  const { signing } = world.origin;
  const spliced = await sign(crypto.subtle, start, other.slice(58, -64), signing);
  await assertDropped(attack, spliced, 'unopened');
});

for (const [field, offset, reason] of [
  ['seq', 40, 'forged'],
  ['epoch', 44, 'forged'],
  ['timeline', 1, 'unknown-conversation'],
  ['conversation', 17, 'unknown-conversation'],
  ['nonce', 46, 'forged'],
  ['ciphertext', 60, 'forged'],
] as const) {
  test(`re-timed or re-addressed: another ${field} in the header`, async () => {
    const attack = await attacked();
    const changed = attack.genuine.slice();
    changed[offset] = (changed[offset] ?? 0) + 4;
    await assertDropped(attack, changed, reason);
  });
}

test('truly signed by the origin, for another timeline', async () => {
  const attack = await attacked();
  const { world, garden } = attack;
  const event = garden.asAppended(3);
  const old = await world.origin.seal(garden, event, { timeline: idOf('an older one') });
  await assertDropped(attack, old, 'unknown-conversation');
});

test('another seq inside than outside, truly signed', async () => {
  const attack = await attacked();
  const { world, garden } = attack;
  const moved = await world.origin.seal(garden, garden.asAppended(2), { seq: 3 });
  await assertDropped(attack, moved, 'unopened');
});

test('replayed: a genuine envelope has one effect', async () => {
  const { world, client, garden, genuine } = await attacked();
  for (let i = 0; i < 5; i++) world.relay.socket.deliver(genuine);
  await world.settle();
  assert.deepEqual(bodies(handleOf(client, garden)), ['one', 'two']);
  assert.equal(client.stats.dropped.replayed, 4);
  client.disconnect();
});

test('an old pointer replayed takes nothing back', async () => {
  const { world, client, garden } = await attacked();
  const user = idOf('bob');
  const at = world.clock.now();
  const older = await world.origin.sealPointer(garden, { user, delivered: 1, read: 1, at });
  const newer = await world.origin.sealPointer(garden, { user, delivered: 2, read: 2, at });
  for (const envelope of [older, newer, older]) {
    world.relay.socket.deliver(envelope);
    await world.settle();
  }
  assert.equal(client.stats.pointers, 2);
  client.disconnect();
});

test('no flood of strangers makes the client hammer the origin', async () => {
  const { world, client } = await attacked();
  world.origin.intercept = () => undefined;
  const others = world.origin.addConversation('others', ['bob']);
  const envelope = await world.origin.seal(others, others.asAppended(1));
  await world.advance(1_000);
  const before = world.origin.requestsOf('POST', '/sync').length;
  for (let second = 0; second < 10; second++) {
    for (let i = 0; i < 50; i++) world.relay.socket.deliver(envelope);
    await world.advance(1_000);
  }
  assert.equal(world.origin.requestsOf('POST', '/sync').length - before, 1);
  client.disconnect();
});

test('a flood beyond the bound is dropped, counted and repaired by sync', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online({ limits: { opensInFlightMax: 4 } });
  for (let i = 0; i < 20; i++) world.origin.say(garden, 'bob', `m${i}`);
  const events = garden.range(2, garden.head);
  const envelopes = await Promise.all(events.map((event) => world.origin.seal(garden, event)));
  for (const envelope of envelopes) world.relay.socket.deliver(envelope);
  await world.advance(1_000);
  assert.equal(client.stats.dropped.overflow, 16);
  assert.equal(handleOf(client, garden).messages.length, 20);
  client.disconnect();
});

for (const [what, text] of [
  ['no JSON', 'hello'],
  ['no object', '[]'],
  ['no name', '{}'],
  ['an event without data', '{"t":"event"}'],
  ['an event with a text that is no base64url', '{"t":"event","data":"+/=="}'],
  ['an empty event', '{"t":"event","data":""}'],
  ['a signal that is too short', '{"t":"signal","data":"AQM"}'],
  ['a joined without ref', `{"t":"joined","rid":"${idOf('x')}","expires":1}`],
  ['a frame beyond 64 KiB', `{"t":"event","data":"${'A'.repeat(70_000)}"}`],
] as const) {
  test(`a malformed frame is dropped and counted: ${what}`, async () => {
    const { world, client } = await attacked('sealmesh.v1.json');
    world.relay.socket.tellText(text);
    await world.settle();
    assert.equal(client.stats.dropped.malformed, 1);
    assert.equal(client.connection.state, 'online');
    client.disconnect();
  });
}

test('frames of a later version are passed over', async () => {
  const { world, client } = await attacked();
  world.relay.socket.tell({ t: 'telegram', text: 'hello' });
  world.relay.socket.tell({ t: 'pong', colour: 'blue' });
  assert.equal(client.stats.dropped.malformed, 0);
  client.disconnect();
});

test('a signal cannot be replayed, re-timed, re-addressed or spoken by a stranger', async () => {
  const world = await World.create();
  const garden = world.origin.addConversation('garden', ['alice', 'bob']);
  const client = await world.online();
  const bob = world.newClient();
  await bob.signInAsGuest({ name: 'bob' });
  bob.connect();
  await world.advance(10);
  const [hers, his] = world.relay.sockets;
  assert.ok(hers && his);
  handleOf(client, garden).open();
  handleOf(bob, garden).open();
  await world.advance(10);
  handleOf(bob, garden).startTyping();
  await world.advance(10);
  handleOf(bob, garden).startTyping();
  await world.advance(3_990);
  const [first, second] = his.heardOf('signal').map(({ data }) => data);
  assert.ok(first !== undefined && second !== undefined);

  hers.deliverSignal(second);
  await world.settle();
  assert.deepEqual(handleOf(client, garden).typing, [idOf('bob')]);
  for (const replayed of [second, first]) hers.deliverSignal(replayed);
  await world.settle();
  assert.equal(client.stats.dropped.replayed, 2);

  const bytes = Buffer.from(second, 'base64url');
  const flipped = (offset: number): string => {
    const copy = Uint8Array.from(bytes);
    copy[offset] = (copy[offset] ?? 0) ^ 1;
    return toBase64Url(copy);
  };
  hers.deliverSignal(flipped(61));
  hers.deliverSignal(flipped(69));
  hers.deliverSignal(flipped(18));
  hers.deliverSignal(flipped(2));
  await world.settle();
  const { dropped } = client.stats;
  assert.equal(dropped.unopened + dropped.replayed - 2, 2, 'another counter, another time');
  assert.equal(dropped['not-accepted'], 1, 'another sender');
  assert.equal(dropped['unknown-conversation'], 1, 'another conversation');

  await world.advance(61_000);
  handleOf(client, garden).close();
  handleOf(client, garden).open();
  await world.advance(100);
  hers.deliverSignal(second);
  await world.settle();
  assert.equal(client.stats.dropped['not-accepted'], 2, 'too old');
  client.disconnect();
  bob.disconnect();
});
