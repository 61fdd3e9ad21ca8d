import assert from 'node:assert/strict';
import { randomBytes, sign } from 'node:crypto';
import { test } from 'node:test';

import { ApiUser, expect, type Json } from '../src/api.js';
import { temporaryFolder } from '../src/folder.js';
import { strangerKey } from '../src/forge.js';
import { SealmeshNode } from '../src/node.js';
import { signalBytes } from '../src/signal.js';
import { passOf, RawSocket, ticketOf } from '../src/socket.js';

test('a socket that breaks the rules is closed, and nobody else notices', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const mallory = await ApiUser.guest(node.url, 'Mallory');
  const anna = await ApiUser.guest(node.url, 'Anna');
  const ticket = await ticketOf(mallory);
  const notes = await mallory.create({ kind: 'direct', member: mallory.id });

  /** Connects, sends these frames, and returns the code of the close that follows. */
  const codeAfter = async (...frames: (string | Buffer | Json)[]): Promise<number> => {
    const socket = await RawSocket.connect(t, node.url);
    for (const frame of frames) {
      socket.sendRaw(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : json(frame));
    }
    return socket.closes();
  };
  const hello = { t: 'hello', ticket };
  const [header = '', claims = '', signature = ''] = ticket.split('.');

  await t.test('tickets that the origin did not sign are refused', async () => {
    const { pass } = await passOf(mallory, ticket, notes);
    const later = edited(claims, (it) => ({ ...it, exp: Number(it['exp']) + 3600 }));
    const another = edited(claims, (it) => ({ ...it, sub: anna.rid }));
    const unsigned = edited(header, (it) => ({ ...it, alg: 'none' }));
    const forged = sign(null, Buffer.from(`${header}.${another}`), strangerKey());
    for (const bad of [
      'no ticket',
      `${header}.${later}.${signature}`,
      `${header}.${another}.${signature}`,
      `${header}.${another}.${forged.toString('base64url')}`,
      `${unsigned}.${another}.`,
      `${header}.${claims}.${'A'.repeat(86)}`,
      pass,
    ]) {
      assert.equal(await codeAfter({ t: 'hello', ticket: bad }), 4031, bad);
    }
  });

  await t.test('frames that are none', async () => {
    assert.equal(await codeAfter('garbage'), 4060);
    assert.equal(await codeAfter('[]'), 4060);
    assert.equal(await codeAfter('{"t":"hello"}'), 4060);
    assert.equal(await codeAfter(hello, { t: 'shout' }), 4060);
    assert.equal(await codeAfter(hello, { t: 'ping', loudly: true }), 4060);
    assert.equal(await codeAfter(hello, { t: 'join', ref: 'one', pass: 'x' }), 4060);
    assert.equal(await codeAfter(hello, '{"t":'.repeat(10_000)), 4060);
    assert.equal(await codeAfter(hello, randomBytes(64)), 4060);
    assert.equal(await codeAfter({ t: 'ping' }), 4060, 'the first frame must be hello');
    assert.equal(await codeAfter(hello, hello), 4060, 'and the second must not');
  });

  await t.test('frames that are too large', async () => {
    assert.equal(await codeAfter(`{"t":"hello","ticket":"${'A'.repeat(70_000)}"}`), 4062);
    assert.equal(await codeAfter(hello, `{"t":"ping","x":"${'A'.repeat(1_000_000)}"}`), 4062);
  });

  await t.test('a pass that was made for another device', async () => {
    const room = await anna.create({ kind: 'room', title: 'Private' });
    const { pass } = await passOf(anna, await ticketOf(anna), room);
    const socket = await RawSocket.connect(t, node.url);
    socket.send(hello);
    socket.send({ t: 'join', ref: 7, pass });
    const refused = await socket.hears('refused');
    assert.equal(refused['ref'], 7);
    assert.equal(refused['code'], 'bad-pass');
  });

  await t.test("a signal under another's name reaches nobody", async () => {
    const room = await anna.create({ kind: 'room', title: 'Lobby' });
    const users = { users: [mallory.id] };
    expect(await mallory.ask('POST', `/conversations/${room}/members`, withId(users)), 200);
    const hers = await RawSocket.welcomed(t, node.url, anna);
    const his = await RawSocket.welcomed(t, node.url, mallory);
    const rid = await hers.socket.join(anna, hers.ticket, room);
    await his.socket.join(mallory, his.ticket, room);

    const genuine = signalBytes({ rid, sender: mallory.rid, device: mallory.device });
    const stolen = signalBytes({ rid, sender: anna.rid, device: anna.device });
    const misplaced = signalBytes({ rid: anna.rid, sender: mallory.rid, device: mallory.device });
    const watcher = await RawSocket.welcomed(t, node.url, mallory);
    await watcher.socket.join(mallory, watcher.ticket, room);
    for (const data of [stolen, misplaced]) {
      const attacker = await RawSocket.welcomed(t, node.url, mallory);
      await attacker.socket.join(mallory, attacker.ticket, room);
      attacker.socket.send({ t: 'signal', rid, data });
      await Promise.race([attacker.socket.closes(), attacker.socket.hears('refused')]);
    }
    his.socket.send({ t: 'signal', rid, data: genuine });
    await hers.socket.hears('signal');
    const signals = hers.socket.heard.filter((it) => it['t'] === 'signal');
    assert.deepEqual(
      signals.map((it) => it['data']),
      [genuine],
    );
  });

  await t.test('a flood is stopped', async () => {
    const socket = await RawSocket.connect(t, node.url);
    socket.send(hello);
    await socket.hears('welcome');
    for (let i = 0; i < 20_000; i++) socket.send({ t: 'ping' });
    assert.equal(await socket.closes(), 4009);
  });

  await t.test('and an honest client never noticed', async () => {
    assert.equal(await node.ready(), 200);
    const { socket } = await RawSocket.welcomed(t, node.url, anna);
    await socket.settled();
  });
});

function json(frame: Json): string {
  return JSON.stringify(frame);
}

function withId(body: Json): Json {
  return { clientId: randomBytes(16).toString('base64url'), ...body };
}

/** One part of a token with its JSON changed. */
function edited(part: string, change: (json: Json) => Json): string {
  const before = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
  return Buffer.from(JSON.stringify(change(before))).toString('base64url');
}
