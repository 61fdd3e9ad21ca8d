import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DropReason } from '@sealmesh/sdk';

import { ApiUser, newId, number, text } from '../src/api.js';
import { eventually } from '../src/eventually.js';
import { temporaryFolder } from '../src/folder.js';
import {
  eventFrame,
  flip,
  type Forgery,
  forgeEnvelope,
  signAgain,
  splice,
  strangerKey,
} from '../src/forge.js';
import { SealmeshNode } from '../src/node.js';
import { Person } from '../src/person.js';
import { Middle } from '../src/proxy.js';
import { keyOf } from '../src/socket.js';

test('a relay that holds the conversation key gets nothing into a transcript', async (t) => {
  const node = await SealmeshNode.start(await temporaryFolder(t));
  t.after(() => node.kill());
  const relay = await Middle.before(t, node.url);
  const genuine: Buffer[] = [];
  relay.toBrowser = (frame) => {
    const envelope = envelopeOf(frame);
    if (envelope?.readUInt8(45) === 1) genuine.push(envelope);
    return [frame];
  };

  // Mallory is a member, and whoever runs the relay has her key.
  const anna = await ApiUser.guest(node.url, 'Anna');
  const mallory = await ApiUser.guest(node.url, 'Mallory');
  const victim = await Person.guest(relay.url, 'Victim');
  t.after(() => {
    victim.client.disconnect();
  });
  await victim.online();
  const members = [mallory.id, victim.id];
  const group = await anna.create({ kind: 'group', title: 'Three', members });
  const other = await anna.create({ kind: 'direct', member: victim.id });
  const shown = await victim.conversation(group);
  await victim.conversation(other);
  const { rid } = shown.summary;
  const key = await keyOf(mallory, group, shown.summary.epoch);
  assert.ok(key !== undefined);

  const bodies = (): unknown[] => shown.messages.map(({ body }) => body);
  const dropped = (reason: DropReason): number => victim.client.stats.dropped[reason];
  const told = ['One', 'Two', 'Three'];
  for (const body of told) await anna.send(group, body);
  await eventually('three genuine events came live', () => {
    assert.deepEqual(bodies(), told);
    return genuine.filter((it) => ridOf(it) === rid).length >= 3;
  });
  const ours = genuine.filter((it) => ridOf(it) === rid);
  const [first, second, third] = ours.slice(-3);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const head = shown.summary.head;
  const stranger = strangerKey();
  const forgery: Forgery = {
    timeline: anna.timeline,
    rid,
    seq: head + 1,
    epoch: shown.summary.epoch,
    type: 'event',
    key,
    content: messageOf(anna.id, head + 1, 'Forged'),
  };

  /** Injects, and waits until that many more were dropped for this reason. */
  const refuses = async (reason: DropReason, ...frames: readonly string[]): Promise<void> => {
    const before = dropped(reason);
    for (const frame of frames) relay.inject(frame);
    await eventually(`${frames.length} more ${reason}`, () => {
      assert.equal(dropped(reason), before + frames.length, JSON.stringify(victim.client.stats));
      return true;
    });
    assert.deepEqual(bodies(), told);
  };

  await t.test('what it seals itself under the right key is forged', () =>
    refuses(
      'forged',
      eventFrame(forgeEnvelope(forgery, stranger)),
      eventFrame(
        forgeEnvelope(
          { ...forgery, seq: head, content: messageOf(anna.id, head, 'Overwritten') },
          stranger,
        ),
      ),
      eventFrame(
        forgeEnvelope(
          {
            ...forgery,
            type: 'pointer',
            seq: 0,
            content: { user: anna.id, delivered: head, read: head, at: Date.now() },
          },
          stranger,
        ),
      ),
    ),
  );

  await t.test('what it changes in a genuine envelope is forged', () =>
    refuses(
      'forged',
      // Another seq and epoch; nonce, ciphertext, tag, signature; another signer.
      ...[40, 43, 46, 58, -65, -1].map((place) => eventFrame(flip(third, place))),
      eventFrame(signAgain(third, stranger)),
      eventFrame(splice(first, second)),
      eventFrame(splice(third, first)),
    ),
  );

  await t.test('another timeline or conversation is unknown', () =>
    refuses(
      'unknown-conversation',
      eventFrame(flip(third, 1)),
      eventFrame(flip(third, 17)),
      eventFrame(forgeEnvelope({ ...forgery, timeline: newId() }, stranger)),
      eventFrame(forgeEnvelope({ ...forgery, rid: newId() }, stranger)),
    ),
  );

  await t.test("a genuine ciphertext in another conversation's name is forged", async () => {
    const { rid: otherRid } = (await victim.conversation(other)).summary;
    const moved = Buffer.from(third);
    Buffer.from(otherRid, 'base64url').copy(moved, 17);
    await refuses('forged', eventFrame(moved));
  });

  await t.test('a replay has no effect', () =>
    refuses('replayed', ...[first, second, third, first].map(eventFrame)),
  );

  await t.test('what is no envelope is malformed', () =>
    refuses(
      'malformed',
      'garbage',
      '{"t":"event"}',
      JSON.stringify({ t: 'event', data: '' }),
      JSON.stringify({ t: 'event', data: '!!!!' }),
      eventFrame(third.subarray(0, 100)),
      eventFrame(Buffer.concat([Buffer.from([9]), third.subarray(1)])),
      eventFrame(flip(third, 45)),
    ),
  );

  await t.test('what it withholds, swaps and repeats is repaired', async () => {
    let withheld: string[] = [];
    relay.toBrowser = (frame) => {
      if (envelopeOf(frame)?.readUInt8(45) !== 1) return [frame];
      withheld.push(frame);
      return [];
    };
    for (const body of ['Four', 'Five', 'Six']) await anna.send(group, body);
    told.push('Four', 'Five', 'Six');
    await eventually('three are withheld', () => withheld.length >= 3);
    const [four = '', five = '', six = ''] = withheld;
    for (const frame of [six, six, five, four, five]) relay.inject(frame);
    await eventually('in order, once', () => {
      assert.deepEqual(bodies(), told);
      return true;
    });

    // One is lost for good; the next shows the gap.
    withheld = [];
    await anna.send(group, 'Seven');
    await eventually('it is lost', () => withheld.length >= 1);
    relay.toBrowser = (frame) => [frame];
    await anna.send(group, 'Eight');
    told.push('Seven', 'Eight');
    await eventually('the origin was asked', () => {
      assert.deepEqual(bodies(), told);
      return true;
    });
  });

  await t.test('false news of the connection do no harm', async () => {
    for (const frame of [
      { t: 'left', rid },
      { t: 'refused', code: 'revoked', ref: 1 },
      { t: 'joined', ref: 1, rid: newId(), expires: 1 },
      { t: 'detached' },
      { t: 'resync' },
      { t: 'resync' },
    ]) {
      relay.inject(JSON.stringify(frame));
    }
    await anna.send(group, 'Nine');
    told.push('Nine');
    await eventually('still all, in order', () => {
      assert.deepEqual(bodies(), told);
      return true;
    });
  });

  await t.test('what stands there is what the origin has', async () => {
    const events = await anna.events(group);
    const sent = events.filter((it) => it['type'] === 'message.sent');
    assert.deepEqual(
      shown.messages.map(({ seq, id, body }) => ({ seq, id, body })),
      sent.map((it) => ({
        seq: number(it, 'seq'),
        id: text(it, 'messageId'),
        body: text(it, 'body'),
      })),
    );
  });
});

function messageOf(actor: string, seq: number, body: string): unknown {
  const ids = { messageId: newId(), clientId: newId() };
  return { type: 'message.sent', seq, at: Date.now(), actor, ...ids, body };
}

function envelopeOf(frame: string): Buffer | undefined {
  const { t, data } = JSON.parse(frame) as { t: string; data?: string };
  return t === 'event' && data !== undefined ? Buffer.from(data, 'base64url') : undefined;
}

function ridOf(envelope: Buffer): string {
  return envelope.subarray(17, 33).toString('base64url');
}
