import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browse } from '../../src/browser.js';
import { Caller } from '../../src/caller.js';
import { Cluster } from '../../src/cluster.js';
import { eventually } from '../../src/eventually.js';
import { decodes, flow, MEDIA_FLAGS, openConnections } from '../../src/media.js';
import { unhurriedYaml } from '../../src/node.js';

/** Of sound that was decoded. */
const SAMPLES_PER_SECOND = 48_000;
/** Calls that nobody speaks of end as soon as the limits allow. */
const RING_MS = 60_000;
const CALLS_YAML = `persistence:\n  times:\n    calls: {ringMax: ${RING_MS / 1_000}s, grace: 20s}\n`;

test('a call survives the death of every process that brought it about', async (t) => {
  const cluster = await Cluster.start(t, {
    relays: 2,
    origins: 1,
    originConfig: `${unhurriedYaml()}${CALLS_YAML}`,
  });
  const browser = await browse(t, MEDIA_FLAGS);
  const enter = async (name: string): Promise<Caller> => {
    const caller = await Caller.open(browser, cluster.url, { ignoreHTTPSErrors: true });
    await caller.chat.enterAsGuest(name);
    return caller;
  };
  const [anna, ben] = [await enter('Anna Lind'), await enter('Ben Okafor')];
  await anna.chat.startDirect('Ben Okafor');
  await anna.phone.call('video');
  await ben.phone.rings();
  await ben.phone.answer('video');
  const both = async (what: string): Promise<void> => {
    await decodes(`Anna, ${what}`, anna.window.page);
    await decodes(`Ben, ${what}`, ben.window.page);
  };
  await both('at first');

  for (const relay of cluster.relays) {
    await t.test(`${relay} is killed: media goes on, and signaling comes back`, async () => {
      const before = await flow(anna.window.page);
      await cluster.kill(relay);
      await both(`without ${relay}`);
      assert.deepEqual((await flow(anna.window.page)).local, before.local, 'the same way');
      await cluster.ready();
      // What one turns off, the other is told by signaling.
      await anna.phone.turnMicrophone('off');
      await eventually('Ben sees that Anna is muted', () => ben.phone.seesMuted());
      await anna.phone.turnMicrophone('on');
      await eventually('and that she is not', async () => !(await ben.phone.seesMuted()));
    });
  }

  await t.test('the origin is killed: the call goes on, and its record is complete', async () => {
    await cluster.kill('origin-1');
    await both('without an origin');
    await ben.phone.hangUp();
    for (const { window } of [anna, ben]) {
      await eventually('hung up', async () => (await openConnections(window.page)) === 0);
    }
    await cluster.ready();
    await ben.chat.openConversation('Anna Lind');
    for (const { phone } of [anna, ben]) {
      await eventually('the record has an end', async () => {
        return (await phone.entries('ongoing')) === 0 && (await phone.entries('answered')) === 1;
      });
    }
  });

  await t.test('who has left when the origin is back was seen by relays', async () => {
    const { page } = anna.window;
    const opening = page.waitForResponse(
      (it) => it.request().method() === 'POST' && it.url().endsWith('/calls'),
    );
    await anna.phone.call('voice');
    const opened = await opening;
    const { call } = (await opened.json()) as { call: { id: string } };
    const { authorization = '' } = await opened.request().allHeaders();
    await ben.phone.rings();
    // It keeps its connections, and answers nothing any more.
    await cluster.signal('origin-1', 'SIGSTOP');
    await ben.phone.answer('voice');
    // Relays look once a second.
    await eventually('they have talked for a while', async () => {
      return (await flow(page)).audioSamples > 4 * SAMPLES_PER_SECOND;
    });
    for (const { window } of [anna, ben]) await window.context.close();
    await cluster.kill('origin-1');
    await cluster.ready();
    const ended = async (): Promise<CallRecord | undefined> => {
      const url = `${await cluster.address('origin-1')}/api/v1/calls/${call.id}`;
      const answer = await fetch(url, { headers: { authorization } });
      const record = (await answer.json()) as CallRecord;
      return record.endedAt === undefined ? undefined : record;
    };
    const record = await eventually('the record has an end', ended, 2 * RING_MS);
    assert.equal(record.settledBy, 'reported');
    assert.equal(record.reason, 'lost');
    assert.equal(record.participants.length, 2);
    assert.ok(Number(record.endedAt) > Number(record.answeredAt), 'it lasted');
  });
});

/** What the test looks at of it. */
interface CallRecord {
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly reason?: string;
  readonly settledBy?: string;
  readonly participants: readonly unknown[];
}
