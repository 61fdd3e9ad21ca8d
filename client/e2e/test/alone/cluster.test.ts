import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Cluster } from '../../src/cluster.js';
import { Crowd, differences } from '../../src/crowd.js';
import { within } from '../../src/eventually.js';
import { unhurriedYaml } from '../../src/node.js';
import { Seeded, times } from '../../src/seeded.js';

const PEOPLE = times('SEALMESH_P1_PEOPLE', 80, 200);
const MINUTES = times('SEALMESH_P1_MINUTES', 1, 60);
/** How long there is peace between two blows, at least and at most. */
const PEACE_MS = [6_000, 16_000] as const;
/** Of so many blows one hits two processes at once. */
const DOUBLE_ONE_IN = 5;
/**
 * One action of somebody each tenth of a second: each of the room is verified 200 times here. Slower in a long run, so
 * that the room keeps within what a client holds of it, and its whole transcript can be compared.
 */
const PAUSE_MS = PEOPLE * Math.max(100, (MINUTES * 60_000) / 8_000);

test('P1: a 201 reaches every transcript once and in order, whichever process is killed', async (t) => {
  const chance = new Seeded();
  t.diagnostic(`SEALMESH_SEED=${chance.seed}, ${PEOPLE} clients, ${MINUTES} minutes`);
  const cluster = await Cluster.start(t, { relays: 3, origins: 2, originConfig: unhurriedYaml() });
  const crowd = await Crowd.gather(cluster.url, PEOPLE, chance, cluster.environment);
  t.after(() => {
    for (const { client } of crowd.people) client.disconnect();
  });

  const enough = new AbortController();
  const chat = crowd.chat(enough.signal, PAUSE_MS);
  // A failure in the crowd is met where it is awaited.
  chat.catch(() => undefined);
  const kills = new Map<string, number>();
  const processes = [...cluster.relays, ...cluster.origins];
  const end = performance.now() + MINUTES * 60_000;
  while (performance.now() < end || kills.size < processes.length) {
    await Promise.race([chat, pause(chance.between(...PEACE_MS))]);
    // Nobody twice before everybody once.
    const spared = processes.filter((it) => !kills.has(it));
    const victims = new Set([chance.pick(spared.length > 0 ? spared : processes)]);
    if (chance.between(1, DOUBLE_ONE_IN) === 1) victims.add(chance.pick(processes));
    for (const victim of victims) {
      if ((await cluster.kill(victim)) === 'killed') {
        kills.set(victim, (kills.get(victim) ?? 0) + 1);
      }
    }
  }
  enough.abort();
  await within('everybody has finished', chat, 180_000);
  await cluster.ready();

  const shown = await crowd.shown();
  assert.deepEqual(differences(await cluster.kept(), shown, crowd.answered), []);
  t.diagnostic(
    `${crowd.actions} actions, ${crowd.answered.size} messages answered, ${shown.length} transcripts, ` +
      `killed: ${[...kills].map(([name, count]) => `${name} ${count}`).join(', ')}`,
  );
});
