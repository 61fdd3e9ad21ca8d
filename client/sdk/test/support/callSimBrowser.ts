import type { Environment } from '../../src/api/environment.js';
import { CALL_PERIODS, type CallAction } from '../../src/core/callActions.js';
import { CallMachine, type Heard } from '../../src/core/callMachine.js';
import type { Api } from '../../src/http/api.js';
import { CallRecords } from '../../src/live/callRecords.js';
import type { CallHeader } from '../../src/wire/callSignal.js';
import type { RefusalCode } from '../../src/wire/frames.js';
import type { Place, SimPeer } from './callSimMedia.js';
import type { MeshBrowser, SimSignal } from './callSimMesh.js';
import type { SimCall } from './callSimOrigin.js';
import type { CallSimWorld } from './callSimWorld.js';

/** What a browser leaves out. */
export type BrowserFlaw =
  | 'counter check'
  | 'expiry check'
  | 'address check'
  | 'party check'
  | 'media watch'
  | 'ring end'
  | 'confirmation again'
  | 'end by record';

/** What a user does with a call that rings, and with one that she has. */
export interface Plan {
  /** After so much ringing; undefined does nothing. */
  readonly answer: { readonly does: 'accept' | 'end'; readonly afterMs: number } | undefined;
  readonly hangUpAfterMs: number;
}

/** One call in one browser. */
export interface SimParty {
  readonly machine: CallMachine;
  readonly browser: SimBrowser;
  readonly plan: Plan;
  peer: SimPeer | undefined;
  phase: string;
  wasActive: boolean;
  acceptedAt: number | undefined;
}

/**
 * One tab of one user: the production's machine and records, and what the desk does around them, without
 * keys and sockets.
 */
export class SimBrowser implements MeshBrowser {
  readonly rid: string;
  readonly name: string;
  readonly place: Place = { isUp: true, generation: 0 };
  readonly parties = new Map<string, SimParty>();
  alive = true;
  readonly #world: CallSimWorld;
  readonly #skewMs: number;
  readonly #records: CallRecords;
  readonly #armed = new Map<string, number>();
  #isOnline = false;
  #isOpening = false;
  #fake = 2 ** 52;

  constructor(world: CallSimWorld, rid: string, name: string, skewMs: number) {
    const { time, random } = world;
    this.#world = world;
    this.rid = rid;
    this.name = name;
    this.#skewMs = skewMs;
    const environment = { clock: time, random } as unknown as Environment;
    const confirmCall: Api['confirmCall'] = (call, confirmation) =>
      world
        .atOrigin(() => {
          if (!this.alive) return;
          world.origin.confirm(this.rid, call, confirmation);
        })
        .then(() => [])
        .catch((error: unknown) => {
          // Who does not ask again takes a lost answer for an answer.
          if (!this.#lacks('confirmation again')) throw error;
          return [];
        });
    this.#records = new CallRecords({ environment, api: { confirmCall } as unknown as Api });
  }

  get now(): number {
    return this.#world.time.now() + this.#skewMs;
  }

  get current(): SimParty | undefined {
    return [...this.parties.values()].find(({ machine }) => !machine.isOver);
  }

  /** The user calls. */
  call(): void {
    const { current } = this;
    const { random } = this.#world;
    if (!this.alive || this.#isOpening) return;
    if (current !== undefined) {
      if (current.machine.facts.role === 'callee') this.accept(current);
      return;
    }
    this.#isOpening = true;
    const clientId = `client ${random.fraction()}`;
    let attempts = 0;
    const ask = (): void => {
      this.#world
        .atOrigin(() => this.#world.origin.openCall(this.rid, clientId))
        .then(
          ({ call, isNew }) => {
            this.#isOpening = false;
            if (this.alive) this.#onOpened(call, isNew);
          },
          () => {
            if (++attempts < 3 && this.alive) this.#world.time.after(1_000, ask);
            else this.#isOpening = false;
          },
        );
    };
    ask();
  }

  accept(party: SimParty): void {
    if (party.machine.state.phase !== 'ringing') return;
    party.acceptedAt ??= this.now;
    this.#step(party, () => {
      party.machine.accept(this.now);
    });
  }

  end(party: SimParty): void {
    if (!this.alive || party.machine.isOver) return;
    this.#world.onWill(party);
    this.#step(party, () => {
      party.machine.end(this.now);
    });
  }

  die(): void {
    this.alive = false;
    this.#world.mesh.disconnect(this);
    this.#records.stop();
    for (const { peer } of this.parties.values()) if (peer !== undefined) peer.closed = true;
    this.#world.media.look();
  }

  /** Sync, or the event itself, tells of an end. */
  onRecordedEnd(call: SimCall): void {
    const [reason] = call.ends;
    if (!this.alive || reason === undefined || this.#lacks('end by record')) return;
    this.#records.onEnded(call.id);
    const party = this.parties.get(call.id);
    if (party === undefined) return;
    this.#step(party, () => {
      party.machine.onRecordedEnd(this.now, reason, undefined);
    });
  }

  changeNetwork(): void {
    for (const party of this.parties.values()) {
      this.#step(party, () => {
        party.machine.onNetworkChange(this.now);
      });
    }
  }

  onWelcome(): void {
    this.#isOnline = true;
    for (const party of this.parties.values()) {
      this.#step(party, () => {
        party.machine.onOnline(this.now);
      });
    }
  }

  onSocketLost(): void {
    this.#isOnline = false;
    for (const party of this.parties.values()) {
      this.#step(party, () => {
        party.machine.onOffline();
      });
    }
  }

  onAttending(call: string): void {
    const party = this.parties.get(call);
    if (party === undefined) return;
    this.#step(party, () => {
      party.machine.onAttending(this.now);
    });
  }

  onRefused(call: string, code: RefusalCode): void {
    const party = this.parties.get(call);
    if (party === undefined) return;
    this.#step(party, () => {
      party.machine.onRefused(this.now, code, undefined);
    });
  }

  hear(signal: SimSignal): void {
    const { header, content } = signal;
    if (!this.alive) return;
    let party = this.parties.get(header.call);
    const isNew = party === undefined;
    if (party === undefined) {
      const call = this.#world.origin.byId(header.call);
      const isRinging = call !== undefined && this.now < call.openedAt + CALL_PERIODS.ringMs;
      const isOver = this.#records.isOver(header.call);
      if (content.type !== 'invite' || !isRinging || isOver) return;
      party = this.#newParty(call, 'callee');
    }
    const one = party;
    const isBusy = isNew && this.current !== one && this.current !== undefined;
    let heard: Heard = 'malformed';
    this.#step(one, () => {
      heard = one.machine.onSignal(this.now, this.#tampered(one, header), content);
    });
    this.#world.onHeard(one, signal, heard);
    if (isBusy) {
      this.#step(one, () => {
        one.machine.declineBusy(this.now);
      });
    } else if (isNew) {
      this.#follow(one);
    }
  }

  #onOpened(call: SimCall, isNew: boolean): void {
    const before = this.parties.get(call.id);
    if (call.caller !== this.rid) {
      const party = before ?? this.#newParty(call, 'callee');
      this.#follow(party);
      this.accept(party);
      return;
    }
    if (!isNew || before !== undefined) return;
    this.#follow(this.#newParty(call, 'caller'));
  }

  #newParty(call: SimCall, role: 'caller' | 'callee'): SimParty {
    const { random, newPlan } = this.#world;
    const facts = {
      ...{ call: call.id, role, conversation: 'garden', me: this.rid, media: 'video' as const },
      ...{ peer: this.#world.otherOf(this.rid), party: `${this.name} ${random.fraction()}` },
      openedAt: call.openedAt,
    };
    const machine = new CallMachine(facts);
    const about = { phase: '', wasActive: false, acceptedAt: undefined, peer: undefined };
    const party: SimParty = { machine, browser: this, plan: newPlan(role), ...about };
    this.parties.set(call.id, party);
    if (this.#isOnline) {
      this.#step(party, () => {
        machine.onOnline(this.now);
      });
    }
    return party;
  }

  /** The user does as she has planned. */
  #follow(party: SimParty): void {
    const { answer } = party.plan;
    if (answer === undefined) return;
    this.#world.time.soon(answer.afterMs, () => {
      if (!this.alive || party.machine.state.phase !== 'ringing') return;
      if (answer.does === 'end') this.end(party);
      else this.accept(party);
    });
  }

  /** What a machine would see that does not look. */
  #tampered({ machine }: SimParty, header: CallHeader): CallHeader {
    let seen = header;
    if (this.#lacks('counter check')) seen = { ...seen, counter: ++this.#fake };
    if (this.#lacks('expiry check')) seen = { ...seen, expires: this.now + 1 };
    if (this.#lacks('address check') && seen.type === 'selectAnswer') {
      seen = { ...seen, toParty: machine.facts.party };
    }
    const { peerParty } = machine;
    if (this.#lacks('party check') && peerParty !== undefined) {
      // A party is named by its browser and a number.
      const device = peerParty.slice(0, peerParty.lastIndexOf(' '));
      seen = { ...seen, party: peerParty, device };
    }
    return seen;
  }

  #step(party: SimParty, happens: () => void): void {
    if (!this.alive) return;
    happens();
    for (const action of party.machine.take()) this.#do(party, action);
    this.#arm(party);
    this.#world.onStep(party);
  }

  #arm(party: SimParty): void {
    const { machine } = party;
    const due = machine.dueAt;
    const armed = (this.#armed.get(machine.facts.call) ?? 0) + 1;
    this.#armed.set(machine.facts.call, armed);
    if (due === Infinity) return;
    const rings = machine.state.phase === 'ringing';
    if (rings && this.#lacks('ring end') && due >= machine.facts.openedAt + CALL_PERIODS.ringMs) {
      return;
    }
    this.#world.time.soon(Math.max(0, due - this.now), () => {
      if (this.#armed.get(machine.facts.call) !== armed) return;
      this.#step(party, () => {
        machine.onTime(this.now);
      });
    });
  }

  #do(party: SimParty, action: CallAction): void {
    const { mesh, time } = this.#world;
    const { facts } = party.machine;
    switch (action.does) {
      case 'attend':
        mesh.attend(this, facts.call, facts.party);
        return;
      case 'renewGrant':
        time.soon(100, () => {
          this.#step(party, () => {
            party.machine.onGrant(this.now);
          });
        });
        return;
      case 'say':
        this.#say(party, action);
        return;
      case 'makeOffer':
        this.#peerOf(party).makeOffer(action.n, action.ice);
        return;
      case 'takeOffer':
        this.#peerOf(party).takeOffer(action.n, action.sdp);
        return;
      case 'takeAnswer':
        this.#peerOf(party).takeAnswer(action.sdp);
        return;
      case 'takeCandidates':
        this.#peerOf(party).takeCandidates(action.candidates);
        return;
      case 'confirm':
        this.#records.confirm(facts.call, facts.party, action);
        return;
      case 'release':
        if (party.peer !== undefined) party.peer.closed = true;
        this.#world.media.look();
    }
  }

  #say(
    { machine: { facts } }: SimParty,
    { content, counter, expires, to }: Extract<CallAction, { readonly does: 'say' }>,
  ): void {
    const header: CallHeader = {
      ...{ type: content.type, conversation: facts.conversation, sender: this.rid },
      ...{ device: this.name, epoch: 1, counter, expires, call: facts.call },
      ...{ party: facts.party, to: facts.peer, toParty: to },
    };
    this.#world.mesh.say(this, { header, content });
  }

  #peerOf(party: SimParty): SimPeer {
    const { machine } = party;
    party.peer ??= this.#world.media.newPeer(this.place, {
      onOffer: (n, sdp) => {
        this.#step(party, () => {
          machine.onOffer(this.now, n, sdp);
        });
      },
      onAnswer: (n, sdp) => {
        this.#step(party, () => {
          machine.onAnswer(this.now, n, sdp);
        });
      },
      onCandidates: (candidates, end) => {
        this.#step(party, () => {
          machine.onCandidates(this.now, candidates, end);
        });
      },
      onMedia: (state) => {
        if (state !== 'connected' && this.#lacks('media watch')) return;
        this.#step(party, () => {
          machine.onMedia(this.now, state);
        });
      },
    });
    return party.peer;
  }

  #lacks(flaw: BrowserFlaw): boolean {
    return this.#world.without.has(flaw);
  }
}
