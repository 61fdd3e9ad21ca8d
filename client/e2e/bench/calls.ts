// How long people wait for a call, in Chromium with a camera that needs no hardware: until it rings,
// until the first picture is there, and until it is there again after the media server was killed.
// One process with all roles, two media servers. Arguments: rounds (10).
import { join } from 'node:path';

import { type Browser, chromium } from 'playwright-core';

import { CHROMIUM, FLAGS } from '../src/browser.js';
import { Caller } from '../src/caller.js';
import { CallWatch } from '../src/callWatch.js';
import { groupOf } from '../src/crew.js';
import { eventually } from '../src/eventually.js';
import { withFolder } from '../src/folder.js';
import { GroupPhone } from '../src/groupPhone.js';
import { Janus, MediaSecrets } from '../src/janus.js';
import { madeConnections, MEDIA_FLAGS, openConnections } from '../src/media.js';
import { SealmeshNode, UNHURRIED } from '../src/node.js';
import { now } from '../src/pageClock.js';
import { medianAndSpread, percentile } from '../src/statistics.js';

const ROUNDS = Number(process.argv[2] ?? 10);
const WARM_UP = 2;

/** What was measured, each time once a round; milliseconds. */
class Figures {
  readonly #rows = new Map<string, number[]>();

  add(row: string, ms: number): void {
    this.#rows.set(row, [...(this.#rows.get(row) ?? []), ms]);
  }

  /** @param beside what it is compared with */
  print(row: string, beside = row): void {
    const [values, others] = [this.#rows.get(row) ?? [], this.#rows.get(beside) ?? []];
    const ratio = percentile(values, 50) / percentile(others, 50);
    console.log(`| ${row} | ${medianAndSpread(values, 0)} | ${ratio.toPrecision(2)} |`);
  }
}

const ANSWER = 'an answer of `/health/live` to the page, for comparison';
const BARE = 'two connections of one page, offer → first frame, for comparison';
const RINGS = 'click on *Start call* → it rings in the other window';
const SEEN = 'click on *Answer* → first frame, at whichever sees it last';
const JOINED = 'click on *Start call* → first frame of somebody who is in the group’s call';
const AGAIN = 'the media server is killed → first frame by the other one, at whoever sees it last';

class Pair {
  readonly callers: readonly [Caller, Caller];
  readonly watches: readonly [CallWatch, CallWatch];

  private constructor(
    callers: readonly [Caller, Caller],
    watches: readonly [CallWatch, CallWatch],
  ) {
    this.callers = callers;
    this.watches = watches;
  }

  static async open(
    browser: Browser,
    url: string,
    names: readonly [string, string],
  ): Promise<Pair> {
    const open = async (name: string): Promise<Caller> => {
      const caller = await Caller.open(browser, url, {}, 'as wanted');
      await caller.chat.enterAsGuest(name);
      return caller;
    };
    const callers = [await open(names[0]), await open(names[1])] as const;
    const watch = (of: Caller): Promise<CallWatch> => CallWatch.of(of.window.page);
    return new Pair(callers, [await watch(callers[0]), await watch(callers[1])]);
  }

  async silence(): Promise<void> {
    for (const { page } of this.watches) {
      await eventually('no connection is left', async () => (await openConnections(page)) === 0);
    }
  }
}

async function ofTwo(browser: Browser, url: string, figures: Figures): Promise<void> {
  const pair = await Pair.open(browser, url, ['Anna Lind', 'Ben Okafor']);
  const [anna, ben] = pair.callers;
  const [annas, bens] = pair.watches;
  await anna.chat.startDirect('Ben Okafor');
  await anna.chat.send('May I call you?');
  await ben.chat.openConversation('Anna Lind');
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const bare = await annas.bareFirstFrame();
    const answer = await annas.bareAnswer();
    const rings = bens.appears('sm-call-incoming');
    await anna.phone.call('video');
    const rang = (await rings) - (await annas.clickedAt());
    const seen = await firstFrames(...pair.watches);
    await ben.phone.answer('video');
    const took = (await seen()) - (await bens.clickedAt());
    await ben.phone.hangUp();
    await pair.silence();
    if (round < 0) continue;
    figures.add(BARE, bare);
    figures.add(ANSWER, answer);
    figures.add(RINGS, rang);
    figures.add(SEEN, took);
  }
  for (const { window } of pair.callers) await window.context.close();
}

async function ofAGroup(
  browser: Browser,
  node: SealmeshNode,
  servers: readonly [Janus, Janus],
  figures: Figures,
): Promise<void> {
  const names = ['Cleo Park', 'Dora Weiss'] as const;
  const pair = await Pair.open(browser, node.url, names);
  await groupOf(node.url, names);
  for (const { chat } of pair.callers) await chat.openConversation('Crew');
  const [cleo, dora] = pair.callers.map(({ window }) => new GroupPhone(window.page)) as [
    GroupPhone,
    GroupPhone,
  ];
  for (let round = -1; round < ROUNDS; round++) {
    const [holder, other] = round % 2 === 0 ? servers : ([servers[1], servers[0]] as const);
    // One alone is there at first, so that it is known which one the call is at.
    await other.kill();
    await reachable(node, 1);
    await cleo.start();
    await cleo.isAlone();
    const joined = await firstFrames(pair.watches[1]);
    await dora.join();
    const took = (await joined()) - (await pair.watches[1].clickedAt());
    for (const phone of [cleo, dora]) await phone.seesOthers(1);
    await other.startAgain();
    await reachable(node, 2);
    const again = await firstFrames(...pair.watches);
    const killedAt = now();
    await holder.kill();
    const missed = (await again()) - killedAt;
    await cleo.endForAll();
    await dora.isOver('Call ended');
    await pair.silence();
    await holder.startAgain();
    await reachable(node, 2);
    if (round < 0) continue;
    figures.add(JOINED, took);
    figures.add(AGAIN, missed);
  }
}

/** Begins to wait for the first frame by connections that are not there yet; of all, the last. */
async function firstFrames(...watches: readonly CallWatch[]): Promise<() => Promise<number>> {
  const seen = await Promise.all(
    watches.map(async (watch) => ({ at: watch.firstFrame(await madeConnections(watch.page)) })),
  );
  return async () => Math.max(...(await Promise.all(seen.map(({ at }) => at))));
}

/** Waits until the node has so many media servers that it can ask. */
async function reachable(node: SealmeshNode, count: number): Promise<void> {
  await eventually(`${count} media servers are reachable`, async () =>
    new RegExp(`^sealmesh_signaling_media_servers_up(\\{[^}]*\\})? ${count}(\\.0)?$`, 'm').test(
      await node.metrics(),
    ),
  );
}

await withFolder(async (folder) => {
  const secrets = new MediaSecrets();
  const start = (name: string): Promise<Janus> => Janus.start(name, join(folder, name), secrets);
  const servers = [await start('media-1'), await start('media-2')] as const;
  const settings = { ...UNHURRIED, ...secrets.settings(...servers) };
  const node = await SealmeshNode.start(join(folder, 'node'), settings);
  const args = [...FLAGS, ...MEDIA_FLAGS];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  const figures = new Figures();
  try {
    await ofTwo(browser, node.url, figures);
    await ofAGroup(browser, node, servers, figures);
  } finally {
    await browser.close();
    await node.stop();
    for (const server of servers) await server.kill();
  }
  console.log(`${ROUNDS} rounds, one call at a time; milliseconds, median and spread\n`);
  console.log('| | | : comparison |\n|---|---|---|');
  figures.print(ANSWER);
  figures.print(BARE);
  figures.print(RINGS, ANSWER);
  figures.print(SEEN, BARE);
  figures.print(JOINED, BARE);
  figures.print(AGAIN, BARE);
});
