// How long a message is on its way, from its sender's request to another person's client: one process
// with all roles, a sender over HTTP, a client of the library in Node, and the app in Chromium.
import { chromium, type Page } from 'playwright-core';

import { ApiUser } from '../src/api.js';
import { FLAGS, CHROMIUM } from '../src/browser.js';
import { eventually } from '../src/eventually.js';
import { withFolder } from '../src/folder.js';
import { UNHURRIED, SealmeshNode } from '../src/node.js';
import { clockOffset, now } from '../src/pageClock.js';
import { Chat } from '../src/pages.js';
import { Person } from '../src/person.js';
import { medianAndSpread, percentile } from '../src/statistics.js';

const ROUNDS = 5;
const MESSAGES = 200;
const WARM_UP = 200;

/** When a body was first seen, in this process's milliseconds. */
type Sightings = Map<string, number>;

interface Round {
  readonly accepted: number[];
  readonly inNode: number[];
  readonly inChromium: number[];
  readonly bare: number[];
}

await withFolder(async (folder) => {
  const node = await SealmeshNode.start(folder, UNHURRIED);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const sender = await ApiUser.guest(node.url, 'Sender');
    const reader = await Person.guest(node.url, 'Reader');
    await reader.online();
    const page = await browser.newPage();
    await page.goto(node.url);
    const viewer = new Chat(page);
    await viewer.enterAsGuest('Viewer');
    const room = await sender.create({ kind: 'room', title: 'Way of a message' });
    await reader.client.joinRoom(room);
    await viewer.joinRoom('Way of a message');
    reader.client.conversation(room)?.open();
    await eventually(
      'the reader is bound',
      () => reader.client.conversation(room)?.openState === 'open',
    );
    const inNode = watchClient(reader, room);
    const inPage = await watchPage(page);
    await send(node, sender, room, WARM_UP, 'warm', page, inNode, inPage);
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push(await send(node, sender, room, MESSAGES, `round ${round}`, page, inNode, inPage));
    }
    print(rounds);
    reader.client.disconnect();
  } finally {
    await browser.close();
    await node.stop();
  }
});

function watchClient(reader: Person, id: string): Sightings {
  const seen: Sightings = new Map();
  const conversation = reader.client.conversation(id);
  if (conversation === undefined) throw new Error('not in the room');
  conversation.onChange(() => {
    const at = now();
    for (const { body } of conversation.messages.slice(-3)) {
      if (body !== undefined && !seen.has(body)) seen.set(body, at);
    }
  });
  return seen;
}

/** Hears from the page when each body was put into the document, by the page's clock. */
async function watchPage(page: Page): Promise<Sightings> {
  const seen: Sightings = new Map();
  await page.exposeFunction('sighted', (body: string, at: number) => seen.set(body, at));
  await page.locator('sm-log').evaluate((log) => {
    const tell = Reflect.get(globalThis, 'sighted') as (body: string, at: number) => void;
    const known = new Set<string>();
    new MutationObserver(() => {
      const at = performance.timeOrigin + performance.now();
      const bodies = log.shadowRoot?.querySelectorAll('.bubble > .body') ?? [];
      for (const { textContent } of [...bodies].slice(-3)) {
        if (!known.has(textContent)) {
          known.add(textContent);
          tell(textContent, at);
        }
      }
    }).observe(log.shadowRoot ?? log, { childList: true, subtree: true, characterData: true });
  });
  return seen;
}

/** One message after the other, so that each is measured alone. */
async function send(
  node: SealmeshNode,
  sender: ApiUser,
  room: string,
  count: number,
  name: string,
  page: Page,
  inNode: Sightings,
  inPage: Sightings,
): Promise<Round> {
  const begun = new Map<string, number>();
  const round: Round = { accepted: [], inNode: [], inChromium: [], bare: [] };
  for (let i = 1; i <= count; i++) {
    const bareFrom = now();
    await (await fetch(`${node.url}/health/live`)).arrayBuffer();
    round.bare.push(now() - bareFrom);
    const body = `${name}, ${i}`;
    const from = now();
    begun.set(body, from);
    await sender.send(room, body);
    round.accepted.push(now() - from);
    const at = await eventually(`the reader has ${body}`, () => inNode.get(body));
    round.inNode.push(at - from);
    await eventually(`the page shows ${body}`, () => inPage.get(body));
  }
  const offset = await clockOffset(page);
  for (const [body, from] of begun) {
    round.inChromium.push((inPage.get(body) ?? Number.NaN) - offset - from);
  }
  return round;
}

function print(rounds: readonly Round[]): void {
  console.log(
    `${ROUNDS} rounds of ${MESSAGES} messages, one at a time; milliseconds, median of the`,
  );
  console.log('rounds and their spread\n');
  console.log('| from the request to | p50 | p99 |');
  console.log('|---|---|---|');
  const row = (name: string, of: (round: Round) => number[]): void => {
    const [p50, p99] = [50, 99].map((p) =>
      medianAndSpread(rounds.map((it) => percentile(of(it), p))),
    );
    console.log(`| ${name} | ${p50 ?? ''} | ${p99 ?? ''} |`);
  };
  row('the answer of /health/live (for comparison)', (it) => it.bare);
  row('201, durable', (it) => it.accepted);
  row('the client library in Node', (it) => it.inNode);
  row("the app's document in Chromium", (it) => it.inChromium);
}
