import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Crowd, differences } from '../../src/crowd.js';
import { DividedSite, SILENCE_SECONDS } from '../../src/divided.js';
import { eventually, within } from '../../src/eventually.js';
import { Hosts } from '../../src/hosts.js';
import { Seeded, times } from '../../src/seeded.js';
import { type Ear, Witness } from '../../src/witness.js';

const PEOPLE = times('SEALMESH_PARTITION_PEOPLE', 20, 40);
/** How long a cut lasts after everybody has felt it, on average. */
const SECONDS = times('SEALMESH_PARTITION_SECONDS', 4, 30);
/** Scenes are played so many times, each time with other relays. */
const ROUNDS = times('SEALMESH_PARTITION_ROUNDS', 1, 5);
const PAUSE_MS = 2_000;
/** With so many, each of three uplinks carries some: all but one time in a hundred. */
const WAYS = 12;

/** What is cut, how it is felt, and who must be told that something may have been missed. */
interface Scene {
  readonly cut: () => Promise<void>;
  readonly felt: (ears: readonly Ear[]) => Promise<void>;
  /** Relays that browsers do not reach meanwhile. */
  readonly away: readonly string[];
  /** Relays whose browsers hear `resync`, if they reach them. */
  readonly resynced: readonly string[];
}

const impossible = await Hosts.impossible();

test('partitions, healed: nothing is lost', { skip: impossible ?? false }, async (t) => {
  const chance = new Seeded();
  t.diagnostic(`SEALMESH_SEED=${chance.seed}, ${PEOPLE} clients`);
  const site = await DividedSite.start(t);
  const { hosts, relays, origin } = site;
  const crowd = await Crowd.gather(site.url, PEOPLE, chance, site.environment);
  t.after(() => {
    for (const { client } of crowd.people) client.disconnect();
  });
  const witness = await Witness.of(t, site.url, WAYS);
  const enough = new AbortController();
  const chat = crowd.chat(enough.signal, PAUSE_MS);
  // A failure in the crowd is met where it is awaited.
  chat.catch(() => undefined);

  const listen = (names: readonly string[]): Promise<Ear[]> =>
    Promise.all(names.map((it) => witness.listen(it, site.urlOf(it))));

  async function play(t: TestContext, { cut, felt, away, resynced }: Scene): Promise<void> {
    await site.whole();
    const before = await listen(relays);
    await witness.live(before);
    const resyncs = before.map((ear) => ear.count('resync'));
    const reached = relays.filter((it) => !away.includes(it));

    const began = performance.now();
    await cut();
    await felt(before);
    const actions = crowd.actions;
    const meanwhile = await listen(reached);
    await Promise.race([chat, pause(1_000 * SECONDS * (0.5 + chance.fraction()))]);
    assert.ok(crowd.actions > actions, 'people chatted meanwhile');
    await hosts.mend();
    const mended = performance.now();

    await site.whole();
    const whole = performance.now();
    const kept = before.filter(({ relay }) => reached.includes(relay));
    const rounds = await witness.live([...kept, ...meanwhile, ...(await listen(away))]);
    for (const [index, ear] of before.entries()) {
      if (!kept.includes(ear) || !resynced.includes(ear.relay)) continue;
      await eventually(`resync on ${ear.relay}`, () => ear.count('resync') > (resyncs[index] ?? 0));
    }
    const seconds = [mended - began, whole - mended, performance.now() - whole];
    const [cutFor, wholeAfter, liveAfter] = seconds.map((it) => (it / 1_000).toFixed(1));
    t.diagnostic(
      `cut for ${cutFor} s, whole ${wholeAfter} s after, ` +
        `live ${liveAfter} s after that, in ${rounds} rounds`,
    );
  }

  for (let round = 0; round < ROUNDS; round++) {
    await t.test('a relay is cut off from the other relays', async (t) => {
      const alone = chance.pick(relays);
      const others = relays.filter((it) => it !== alone);
      t.diagnostic(alone);
      await play(t, {
        cut: async () => {
          for (const other of others) await hosts.cut(alone, other);
        },
        felt: async () => {
          await site.members(1, [alone]);
          await site.members(2, others);
        },
        away: [],
        resynced: relays,
      });
    });

    await t.test('the origin is cut off from a relay', async (t) => {
      const deaf = chance.pick(relays);
      let told: readonly Ear[] = [];
      t.diagnostic(deaf);
      await play(t, {
        cut: () => hosts.cut(origin, deaf),
        felt: async (ears) => {
          await site.uplinks(2);
          told = ears.filter(({ relay }) => relay === deaf);
        },
        away: [],
        resynced: [],
      });
      // The others deliver for the origin, and tell this one that they hear it.
      for (const ear of told) assert.equal(ear.count('detached'), 0, 'nobody was told to poll');
    });

    await t.test('the origin is cut off from every relay', async (t) => {
      await play(t, {
        cut: async () => {
          for (const relay of relays) await hosts.cut(origin, relay);
        },
        felt: async (ears) => {
          await site.uplinks(0);
          await hear(ears, 'detached');
          await eventually('everybody asks the origin', () =>
            crowd.people.every(({ client }) => client.connection.state === 'polling'),
          );
        },
        away: [],
        resynced: relays,
      });
      for (const person of crowd.people) await person.online();
    });

    await t.test('a relay is cut off from everything', async (t) => {
      const lost = chance.pick(relays);
      const others = relays.filter((it) => it !== lost);
      t.diagnostic(`${lost}, for longer than ${SILENCE_SECONDS} s`);
      await play(t, {
        cut: async () => {
          for (const other of [...others, origin, undefined]) await hosts.cut(lost, other);
        },
        felt: async () => {
          await site.members(2, others);
          await site.uplinks(2);
        },
        away: [lost],
        resynced: others,
      });
    });
  }

  enough.abort();
  await within('everybody has finished', chat, 180_000);
  for (const person of crowd.people) await person.online();
  const shown = await crowd.shown();
  const sum = (count: (it: (typeof crowd.people)[number]) => number): number =>
    crowd.people.reduce((all, it) => all + count(it), 0);
  t.diagnostic(
    `${crowd.actions} actions, ${crowd.answered.size} messages answered, ` +
      `${shown.length} transcripts; applied ${sum((it) => it.client.stats.applied.live)} live, ` +
      `${sum((it) => it.client.stats.applied.sync)} by sync; ` +
      `${sum((it) => it.client.stats.socketsLost)} sockets lost`,
  );
  assert.deepEqual(differences(await site.kept(), shown, crowd.answered), []);
});

async function hear(ears: readonly Ear[], frame: string): Promise<void> {
  for (const ear of ears) {
    await eventually(`${frame} on ${ear.relay}`, () => ear.count(frame) > 0);
  }
}
