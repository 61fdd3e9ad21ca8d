import type { Heard } from '../../src/core/callMachine.js';
import type { CallContent } from '../../src/wire/callContent.js';
import type { CallHeader } from '../../src/wire/callSignal.js';
import { type BrowserFlaw, type Plan, SimBrowser, type SimParty } from './callSimBrowser.js';
import { SimMedia } from './callSimMedia.js';
import { SimMesh, type SimSignal } from './callSimMesh.js';
import { type OriginFlaw, problem, type SimCall, SimOrigin } from './callSimOrigin.js';
import { SeededRandom } from './seededRandom.js';
import { SimulatedTime } from './simulatedTime.js';

/** What is left out of a history, so that it goes wrong. */
export type Flaw = BrowserFlaw | OriginFlaw | 'repeats' | 'leave';

/** How kind the world is. */
export type Kindness = 'fair' | 'rough' | 'stormy';

/** What a history is made of. */
export interface CallHistory {
  readonly seed: number;
  readonly kindness: Kindness;
  readonly without: readonly Flaw[];
}

/** What happened in all histories together. */
export class CallTally {
  calls = 0;
  active = 0;
  answeredElsewhere = 0;
  busy = 0;
  rejected = 0;
  cancelled = 0;
  unanswered = 0;
  failed = 0;
  lost = 0;
  reconnected = 0;
  bothCalled = 0;
  replayed = 0;
  notAccepted = 0;
}

/** Far more than any history needs. */
const STEPS_MAX = 100_000;
const PEOPLE_DO_MS = 300_000;
const KIND_FROM_MS = 320_000;
const END_MS = 640_000;

/** Two people, their browsers, a mesh and an origin, and what must be true of them at any time. */
export class CallSimWorld {
  readonly time = new SimulatedTime();
  readonly random: SeededRandom;
  readonly mesh: SimMesh;
  readonly media: SimMedia;
  readonly origin: SimOrigin;
  readonly without: ReadonlySet<string>;
  readonly faults: string[] = [];
  readonly browsers: SimBrowser[] = [];
  readonly #kindness: Kindness;
  readonly #tally: CallTally;
  readonly #taken = new Set<string>();
  readonly #said = new Set<string>();
  readonly #winners = new Map<string, Set<string>>();
  // Calls that somebody has ended on purpose.
  readonly #willed = new Set<string>();
  /** How often anything happened to a party. */
  steps = 0;

  constructor({ seed, kindness, without }: CallHistory, tally: CallTally) {
    this.random = new SeededRandom(seed);
    this.without = new Set(without);
    this.#kindness = kindness;
    this.#tally = tally;
    this.mesh = new SimMesh(this.time, this.random, 3);
    this.media = new SimMedia(this.time, this.random);
    this.origin = new SimOrigin(this.time, this.without, (call) => {
      this.#onEnded(call);
    });
    if (kindness !== 'fair') {
      this.mesh.weather = {
        lost: this.random.fraction() * 0.3,
        doubled: 0.1,
        delayMsMax: 20 + this.random.below(2_000),
        late: 0.02,
      };
    }
    this.mesh.takes = (signal) => this.#takes(signal);
  }

  /** Lives it to its end. */
  async live(): Promise<void> {
    const { random, time } = this;
    const alices = 1 + random.below(2);
    const bobs = 1 + random.below(3);
    for (let i = 0; i < alices; i++) this.#newBrowser('alice', `alice ${i}`);
    for (let i = 0; i < bobs; i++) this.#newBrowser('bob', `bob ${i}`);
    this.#planCalls();
    if (this.#kindness === 'stormy') this.#planStorms();
    this.#planSyncs();
    if (random.chance(0.3)) this.#planStranger();
    time.soon(PEOPLE_DO_MS, () => {
      for (const browser of this.browsers) this.#endAllOf(browser);
    });
    time.soon(KIND_FROM_MS, () => {
      this.mesh.weather = { lost: 0, doubled: 0, delayMsMax: 50, late: 0 };
      this.origin.isUp = true;
      for (const { place } of this.browsers) place.isUp = true;
    });
    await time.pass(END_MS, () => this.faults.length > 0);
    if (this.faults.length === 0) this.#judge();
  }

  otherOf(rid: string): string {
    return rid === 'alice' ? 'bob' : 'alice';
  }

  /** Asks the origin, which may be away; the answer may be lost after the request had its effect. */
  atOrigin<T>(ask: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.time.after(10 + this.random.below(80), () => {
        const isHeard = this.origin.isUp && !this.#strikes(0.05);
        try {
          if (!isHeard) throw problem('network', 0);
          const answer = ask();
          if (this.#strikes(0.05)) throw problem('network', 0);
          resolve(answer);
        } catch (error) {
          reject(error instanceof Error ? error : new Error('no error', { cause: error }));
        }
      });
    });
  }

  readonly newPlan = (role: 'caller' | 'callee'): Plan => {
    const { random } = this;
    const afterMs = 100 + random.below(random.chance(0.3) ? 55_000 : 5_000);
    const hangUpAfterMs = random.chance(0.2) ? 200_000 : 500 + random.below(60_000);
    const isFair = this.#kindness === 'fair';
    if (role === 'caller') {
      const cancels = !isFair && random.chance(0.15);
      return { answer: cancels ? { does: 'end', afterMs } : undefined, hangUpAfterMs };
    }
    const chance = random.fraction();
    if (chance < 0.65) return { answer: { does: 'accept', afterMs }, hangUpAfterMs };
    const rejects = !isFair && chance < 0.8;
    return { answer: rejects ? { does: 'end', afterMs } : undefined, hangUpAfterMs };
  };

  onWill({ machine }: SimParty): void {
    this.#willed.add(machine.facts.call);
  }

  /** A party may have gone to another state. */
  onStep(party: SimParty): void {
    const { machine, browser } = party;
    const { phase } = machine.state;
    if (++this.steps > STEPS_MAX) this.#fault(`${browser.name} is awake all the time`);
    if (phase === party.phase) return;
    const before = party.phase;
    party.phase = phase;
    if (phase === 'connecting') this.#onConnecting(party);
    if (phase === 'active') {
      if (before === 'reconnecting') this.#tally.reconnected++;
      this.#onActive(party);
      if (!party.wasActive) {
        party.wasActive = true;
        this.time.soon(party.plan.hangUpAfterMs, () => {
          browser.end(party);
        });
      }
    }
    if (machine.state.phase === 'ended') this.#onOver(party, machine.state.reason);
  }

  onHeard({ machine, browser }: SimParty, { header }: SimSignal, heard: Heard): void {
    if (heard === 'replayed') this.#tally.replayed++;
    if (heard === 'not-accepted') this.#tally.notAccepted++;
    if (heard !== 'taken') return;
    const { party } = machine.facts;
    const name = `${party} ${header.party} ${header.counter}`;
    if (this.#taken.has(name)) this.#fault(`${browser.name} took a signal twice`);
    this.#taken.add(name);
    if (browser.now > header.expires) this.#fault(`${browser.name} took what had expired`);
    if (header.party.startsWith('stranger')) this.#fault(`${browser.name} believed a stranger`);
  }

  #newBrowser(rid: string, name: string): void {
    const { random } = this;
    const browser = new SimBrowser(this, rid, name, random.below(1_001) - 500);
    this.browsers.push(browser);
    const isLate = this.#kindness !== 'fair' && random.chance(0.3);
    this.mesh.connect(browser, isLate ? random.below(40_000) : 0);
    if (this.#kindness === 'stormy' && random.chance(0.15)) {
      this.time.soon(random.below(120_000), () => {
        browser.die();
      });
    }
  }

  #planCalls(): void {
    const { random, time } = this;
    const times = 1 + random.below(3);
    for (let i = 0; i < times; i++) {
      const at = 1_000 + i * 95_000;
      time.soon(at, () => {
        random.pick(this.browsers).call();
      });
      // Both at once, or nearly.
      if (!random.chance(0.4)) continue;
      time.soon(at + random.below(random.chance(0.5) ? 100 : 8_000), () => {
        random.pick(this.browsers).call();
      });
    }
  }

  #planStorms(): void {
    const { random, time, mesh } = this;
    for (let i = random.below(10); i > 0; i--) {
      time.soon(random.below(PEOPLE_DO_MS), () => {
        const kind = random.below(7);
        const browser = random.pick(this.browsers);
        if (kind === 0) mesh.restart(random.below(3));
        if (kind === 1) mesh.part(random.below(40_000));
        if (kind === 2) mesh.disconnect(browser);
        if (kind === 3 || kind > 4) this.#outage(browser);
        if (kind === 4) {
          this.origin.isUp = false;
          time.soon(random.below(200_000), () => {
            this.origin.isUp = true;
          });
        }
      });
    }
  }

  /** No network for a while; then the same, or another one. */
  #outage(browser: SimBrowser): void {
    const { random, time } = this;
    browser.place.isUp = false;
    this.media.look();
    time.soon(random.below(20_000), () => {
      browser.place.isUp = true;
      if (random.chance(0.5)) {
        browser.place.generation++;
        if (browser.alive) browser.changeNetwork();
      }
      this.media.look();
    });
  }

  #planSyncs(): void {
    for (let at = 0; at < END_MS; at += 60_000) {
      for (const browser of this.browsers) {
        this.time.soon(at + this.random.below(60_000), () => {
          if (!this.origin.isUp) return;
          for (const call of this.origin.calls) browser.onRecordedEnd(call);
        });
      }
    }
  }

  /** A third party of bob's says to alice whatever may hurt. */
  #planStranger(): void {
    const { random, time } = this;
    for (let i = 0; i < 20; i++) {
      time.soon(random.below(PEOPLE_DO_MS), () => {
        const target = random.pick(this.browsers);
        const { current } = target;
        if (current === undefined) return;
        const { call, me, peer } = current.machine.facts;
        const said: readonly CallContent[] = [
          { type: 'leave', reason: 'hung-up' },
          { type: 'description', kind: 'offer', sdp: 'v=0' },
          { type: 'cancel', reason: 'rejected' },
          { type: 'selectAnswer', sdp: 'v=0' },
          { type: 'sending', audio: false, video: false, screen: false },
        ];
        const content = random.pick(said);
        const header: CallHeader = {
          ...{ type: content.type, conversation: 'garden', sender: peer, device: 'stranger' },
          ...{ epoch: 1, counter: this.time.now() + i, expires: this.time.now() + 9_000, call },
          ...{ party: `stranger ${i}`, to: me, toParty: undefined },
        };
        if (target.alive) target.hear({ header, content });
      });
    }
  }

  #endAllOf(browser: SimBrowser): void {
    for (const party of browser.parties.values()) {
      const { phase } = party.machine.state;
      if (phase !== 'ringing' && phase !== 'accepted') browser.end(party);
    }
  }

  #takes({ header, content }: SimSignal): boolean {
    if (this.without.has('leave') && (content.type === 'leave' || content.type === 'cancel')) {
      return true;
    }
    if (!this.without.has('repeats')) return false;
    const name = `${header.party} ${JSON.stringify(content)}`;
    const isRepeat = this.#said.has(name);
    this.#said.add(name);
    return isRepeat;
  }

  #onConnecting(party: SimParty): void {
    const { machine, browser } = party;
    const { call, role } = machine.facts;
    if (role !== 'callee') return;
    const winners = this.#winners.get(call) ?? new Set();
    this.#winners.set(call, winners);
    winners.add(machine.facts.party);
    if (winners.size > 1) this.#fault(`two parties have call ${call}`);
    const caller = this.#callerOf(call);
    if (caller?.machine.peerParty !== machine.facts.party) {
      this.#fault(`${browser.name} was not chosen`);
    } else if (machine.peerParty !== caller.machine.facts.party) {
      this.#fault(`${browser.name} talks to somebody else`);
    }
  }

  #onActive({ machine }: SimParty): void {
    const caller = this.#callerOf(machine.facts.call);
    if (machine.facts.role === 'caller' || caller === undefined) return;
    const [mine, hers] = [machine.fingerprints, caller.machine.fingerprints];
    if (mine?.callee !== hers?.callee || mine?.caller !== hers?.caller) {
      this.#fault('the two ends would show other codes');
    }
  }

  #onOver({ machine, browser }: SimParty, reason: string): void {
    const tally = this.#tally;
    if (reason === 'answered-elsewhere') tally.answeredElsewhere++;
    if (reason === 'busy') tally.busy++;
    if (reason === 'failed') tally.failed++;
    const byWill = reason === 'hung-up' || reason === 'rejected';
    if (byWill && !this.#willed.has(machine.facts.call)) {
      this.#fault(`${browser.name}’s call ended as ${reason}, and nobody did that`);
    }
  }

  #callerOf(call: string): SimParty | undefined {
    for (const { parties } of this.browsers) {
      const party = parties.get(call);
      if (party?.machine.facts.role === 'caller') return party;
    }
    return undefined;
  }

  #onEnded(call: SimCall): void {
    if (call.ends.length > 1) this.#fault(`${call.id} has two ends`);
    for (const browser of this.browsers) {
      if (this.#strikes(0.3)) continue;
      this.time.soon(20 + this.random.below(500), () => {
        browser.onRecordedEnd(call);
      });
    }
    if (this.origin.open.length > 1) this.#fault('two open calls in one conversation');
  }

  #strikes(probability: number): boolean {
    return this.#kindness !== 'fair' && this.random.chance(probability);
  }

  #fault(what: string): void {
    this.faults.push(`${what} (${(this.time.now() % 1_000_000) / 1_000} s)`);
  }

  /** What must be true when everything is over. */
  #judge(): void {
    const tally = this.#tally;
    for (const browser of this.browsers) {
      for (const { machine } of browser.parties.values()) {
        if (browser.alive && !machine.isOver) {
          this.#fault(`${browser.name} is left in ${machine.state.phase}`);
        }
      }
    }
    for (const call of this.origin.calls) {
      tally.calls++;
      if (call.ends.length !== 1) this.#fault(`${call.id} has ${call.ends.length} ends`);
      const [reason] = call.ends;
      if (reason === 'rejected') tally.rejected++;
      if (reason === 'cancelled') tally.cancelled++;
      if (reason === 'no-answer') tally.unanswered++;
      if (reason === 'lost') tally.lost++;
      this.#judgeCall(call);
    }
  }

  #judgeCall(call: SimCall): void {
    const all = this.browsers.flatMap(({ parties }) => parties.get(call.id) ?? []);
    const isActive = all.some(({ wasActive }) => wasActive);
    if (isActive) this.#tally.active++;
    if (all.some(({ acceptedAt }) => acceptedAt !== undefined)) {
      if (all.filter(({ machine }) => machine.facts.role === 'caller').length > 1) {
        this.#fault('a call with two callers');
      }
    }
    const caller = this.#callerOf(call.id);
    const calledBoth = all.some(
      ({ machine, acceptedAt }) =>
        machine.facts.role === 'callee' && acceptedAt !== undefined && acceptedAt < call.openedAt,
    );
    if (calledBoth) this.#tally.bothCalled++;
    const ringEnd = call.openedAt + 58_000;
    const isAccepted = all.some(
      ({ acceptedAt, machine }) =>
        machine.facts.role === 'callee' && acceptedAt !== undefined && acceptedAt < ringEnd,
    );
    if (this.#kindness === 'fair' && isAccepted && caller !== undefined && !isActive) {
      this.#fault(`${call.id} was accepted and did not connect`);
    }
    const [reason] = call.ends;
    const alive = all.filter(({ browser }) => browser.alive);
    const knew = alive.some(
      ({ machine: { state, facts } }) =>
        state.phase === 'ended' && state.reason === 'hung-up' && this.#willed.has(facts.call),
    );
    if (knew && reason === 'lost') this.#fault(`${call.id} was hung up, and is recorded as lost`);
  }
}

/** Lives it, and returns what went wrong. */
export async function faultsOf(history: CallHistory, tally: CallTally): Promise<readonly string[]> {
  const world = new CallSimWorld(history, tally);
  await world.live();
  return world.faults;
}
