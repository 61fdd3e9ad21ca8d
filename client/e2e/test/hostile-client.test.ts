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

  /** Connects, sends this first, and returns the code of the close that follows. */
  const codeOfFirst = async (frame: Json | string | Buffer): Promise<number> => {
    const socket = await RawSocket.connect(t, node.url);
    socket.sendRaw(raw(frame));
    return socket.closes();
  };
  /** The same on a socket that has been welcomed. */
  const codeAfterWelcome = async (frame: Json | string | Buffer): Promise<number> => {
    const { socket } = await RawSocket.welcomed(t, node.url, mallory);
    socket.sendRaw(raw(frame));
    return socket.closes();
  };
  const [header = '', claims = '', signature = ''] = ticket.split('.');

  await t.test('tickets that the origin did not sign are refused', async () => {
    const { pass } = await passOf(mallory, ticket, notes);
    const later = edited(claims, (it) => ({ ...it, exp: Number(it['exp']) + 3600 }));
    const another = edited(claims, (it) => ({ ...it, sub: anna.rid }));
    const unsigned = edited(header, (it) => ({ ...it, alg: 'none' }));
    const forged = sign(null, Buffer.from(`${header}.${another}`), strangerKey());
    for (const bad of [
      'no.ticket.here',
      `${header}.${later}.${signature}`,
      `${header}.${another}.${signature}`,
      `${header}.${another}.${forged.toString('base64url')}`,
      `${unsigned}.${another}.`,
      `${header}.${claims}.${'A'.repeat(86)}`,
      pass,
    ]) {
      assert.equal(await codeOfFirst({ t: 'hello', ticket: bad }), 4031, bad);
    }
  });

  await t.test('frames that are none', async () => {
    for (const frame of ['garbage', '[]', '{"t":"hello"}', { t: 'ping' }, randomBytes(64)]) {
      assert.equal(await codeOfFirst(frame), 4060, raw(frame).toString().slice(0, 40));
    }
    const hello = { t: 'hello', ticket };
    for (const frame of [
      hello,
      { t: 'shout' },
      { t: 'ping', loudly: true },
      { t: 'join', ref: 'one', pass: 'x' },
      '{"t":'.repeat(10_000),
      randomBytes(64),
    ]) {
      assert.equal(await codeAfterWelcome(frame), 4060, raw(frame).toString().slice(0, 40));
    }
  });

  await t.test('frames that are too large', async () => {
    assert.equal(await codeOfFirst(`{"t":"hello","ticket":"${'A'.repeat(70_000)}"}`), 4062);
    assert.equal(await codeAfterWelcome(`{"t":"ping","x":"${'A'.repeat(1_000_000)}"}`), 4062);
  });

  await t.test('a pass that was made for another device', async () => {
    const room = await anna.create({ kind: 'room', title: 'Private' });
    const { pass } = await passOf(anna, await ticketOf(anna), room);
    const { socket } = await RawSocket.welcomed(t, node.url, mallory);
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
    const { socket } = await RawSocket.welcomed(t, node.url, mallory);
    for (let i = 0; i < 20_000; i++) socket.send({ t: 'ping' });
    assert.equal(await socket.closes(), 4009);
  });

  await t.test('and an honest client never noticed', async () => {
    assert.equal(await node.ready(), 200);
    const { socket } = await RawSocket.welcomed(t, node.url, anna);
    await socket.settled();
  });
});

function raw(frame: Json | string | Buffer): string | Buffer {
  return typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame);
}

function withId(body: Json): Json {
  return { clientId: randomBytes(16).toString('base64url'), ...body };
}

/** One part of a token with its JSON changed. */
function edited(part: string, change: (json: Json) => Json): string {
  const before = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
  return Buffer.from(JSON.stringify(change(before))).toString('base64url');
}
