import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

import type { Environment } from '@sealmesh/sdk';
import { WebSocket } from 'ws';

import type { Child } from './child.js';
import { type KeptConversation, readDatabase } from './database.js';
import { eventually } from './eventually.js';
import { newFolder, removeFolder } from './folder.js';
import { Hosts } from './hosts.js';
import { DISTRIBUTION, JAVA, ROOT, type Settings, UNHURRIED, withoutSettings } from './node.js';

const run = promisify(execFile);

const RELAY_DISTRIBUTION =
  process.env['SEALMESH_RELAY_DISTRIBUTION'] ??
  join(ROOT, 'verticles/relay-node/target/dist/sealmesh-relay');

/** Four processes start on two cores. */
const START_MS = 240_000;

const ORIGIN = 'origin';
const RELAYS = ['relay-1', 'relay-2', 'relay-3'] as const;
/** One name for all relays, as a site without load balancers has it. */
const ANY_RELAY = 'relay.sealmesh.test';
const PORTS = { http: 8080, uplink: 8443, member: 5701, bus: 5801 } as const;

/** After which silence the cluster and the uplinks give somebody up: the least that may be set. */
export const SILENCE_SECONDS = 3;

const MESH: Settings = {
  CLUSTER_TIMES_HEARTBEAT_EVERY: '1s',
  CLUSTER_TIMES_SILENCE_MAX: `${SILENCE_SECONDS}s`,
  CLUSTER_TIMES_MERGE_FIRST: '2s',
  CLUSTER_TIMES_MERGE_EVERY: '2s',
  UPLINK_SILENCE_MAX: `${SILENCE_SECONDS}s`,
  // Sooner than any cut ends, so that a router has forgotten who was cut off.
  ROUTER_LEFT_GRACE: '1s',
  RELAY_HEARTBEAT: '2s',
  RELAY_RESYNC_WINDOW: '2s',
};

const UPLINK: Settings = {
  UPLINK_BEACON_EVERY: '1s',
  UPLINK_SILENCE_MAX: `${SILENCE_SECONDS}s`,
  UPLINK_BACK_OFF_MAX: '2s',
};

/**
 * An origin and a mesh of three relays, each on a host of its own, set up as the examples of
 * cluster-config are: certificates on the uplinks and on the mesh's bus. This process is the
 * browsers' side, and whoever reads metrics.
 */
export class DividedSite {
  readonly hosts: Hosts;
  readonly origin = ORIGIN;
  readonly relays: readonly string[] = RELAYS;
  readonly #folder: string;
  readonly #children = new Map<string, Child>();

  private constructor(hosts: Hosts, folder: string) {
    this.hosts = hosts;
    this.#folder = folder;
  }

  /** Starts it; every process is ready and the mesh is whole when it resolves. */
  static async start(t: Pick<TestContext, 'after'>): Promise<DividedSite> {
    const hosts = await Hosts.make([ORIGIN, ...RELAYS]);
    const folder = await newFolder();
    const site = new DividedSite(hosts, folder);
    t.after(async () => {
      for (const child of site.#children.values()) await child.kill();
      await hosts.remove();
      await removeFolder(folder);
    });
    await site.#start();
    return site;
  }

  /** Where the origin is asked. */
  get url(): string {
    return this.urlOf(ORIGIN);
  }

  /** Where a process is asked. */
  urlOf(name: string): string {
    return `http://${this.hosts.address(name)}:${PORTS.http}`;
  }

  /** How browsers find a relay: by a name with three addresses, which are handed out in turn. */
  get environment(): Partial<Environment> {
    let next = 0;
    const lookup: LookupFunction = (_host, options, found) => {
      const address = this.hosts.address(RELAYS[next++ % RELAYS.length]);
      if (options.all === true) found(null, [{ address, family: 4 }]);
      else found(null, address, 4);
    };
    class AnyRelay extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols, { lookup, perMessageDeflate: false });
      }
    }
    return { WebSocket: AnyRelay };
  }

  /** A metric of one process; fails if it has none of that name. */
  async metric(name: string, metric: string): Promise<number> {
    const signal = AbortSignal.timeout(5_000);
    const lines = (await (await fetch(`${this.urlOf(name)}/metrics`, { signal })).text()).split(
      '\n',
    );
    const line = lines.find((it) => it.startsWith(`${metric} `));
    if (line === undefined) throw new Error(`${name} has no metric ${metric}`);
    return Number(line.slice(metric.length));
  }

  /** Waits until each of these relays sees so many members, itself among them. */
  async members(count: number, relays: readonly string[] = RELAYS): Promise<void> {
    for (const relay of relays) await this.#comesTo(relay, 'sealmesh_cluster_members', count);
  }

  /** Waits until the origin has so many uplinks. */
  uplinks(count: number): Promise<void> {
    return this.#comesTo(ORIGIN, 'sealmesh_uplink_up', count);
  }

  /** Waits until nothing is cut off from anything. */
  async whole(): Promise<void> {
    await this.members(RELAYS.length);
    await this.uplinks(RELAYS.length);
    for (const relay of RELAYS) await this.#comesTo(relay, 'sealmesh_relay_attached', 1);
  }

  /** Stops the origin, and reads what it kept behind the back of every process of ours. */
  async kept(): Promise<KeptConversation[]> {
    await this.#children.get(ORIGIN)?.stop();
    return readDatabase(join(this.#folder, ORIGIN));
  }

  async #start(): Promise<void> {
    await this.#certify('uplink', 'Sealmesh uplinks', [ORIGIN, ...RELAYS]);
    await this.#certify('bus', 'Sealmesh mesh', RELAYS);
    const shown = await run(JAVA, [...ofNode(), 'show-signers'], {
      env: { ...withoutSettings(process.env), ...prefixed(this.#originSettings()) },
    });
    const signers = shown.stdout.trim().split('\n').join();
    this.#spawn(ORIGIN, ofNode(), this.#originSettings());
    for (const relay of RELAYS) this.#spawn(relay, ofRelay(), this.#relaySettings(relay, signers));
    for (const [name, child] of this.#children) {
      await eventually(
        `${name} is ready`,
        async () => {
          const signal = AbortSignal.timeout(5_000);
          return (
            child.exit !== undefined ||
            (await fetch(`${this.urlOf(name)}/health/ready`, { signal })).ok
          );
        },
        START_MS,
      );
      if (child.exit !== undefined) throw new Error(`${name} ended:\n${await child.tail(200)}`);
    }
    await this.whole();
  }

  #spawn(name: string, java: readonly string[], settings: Settings): void {
    const environment = { ...withoutSettings(process.env), ...prefixed(settings) };
    const log = join(this.#folder, name);
    this.#children.set(name, this.hosts.spawn(name, JAVA, java, environment, log));
  }

  /** Makes an authority for one purpose, and a certificate of it for each of these hosts. */
  async #certify(purpose: string, name: string, hosts: readonly string[]): Promise<void> {
    const [script, folder] = [join(ROOT, 'scripts/ca'), join(this.#folder, purpose)];
    await mkdir(folder);
    await run(script, ['make', folder, name]);
    for (const host of hosts) await run(script, ['issue', folder, host, this.hosts.address(host)]);
  }

  #tls(section: string, purpose: string, name: string): Settings {
    const folder = join(this.#folder, purpose);
    return {
      [`${section}_TLS_CERTIFICATE`]: join(folder, `${name}.pem`),
      [`${section}_TLS_KEY`]: join(folder, `${name}.key`),
      [`${section}_TLS_AUTHORITY`]: join(folder, 'authority.pem'),
    };
  }

  #originSettings(): Settings {
    const dialled = RELAYS.map((it) => `eu=wss://${this.hosts.address(it)}:${PORTS.uplink}`);
    return {
      ...UNHURRIED,
      ...UPLINK,
      NODE_DATA_FOLDER: join(this.#folder, ORIGIN),
      GATEWAY_HOST: this.hosts.address(ORIGIN),
      GATEWAY_PORT: String(PORTS.http),
      GATEWAY_RELAYS: `ws://${ANY_RELAY}:${PORTS.http}/socket`,
      UPLINK_RELAYS: dialled.join(),
      ...this.#tls('UPLINK', 'uplink', ORIGIN),
    };
  }

  #relaySettings(name: string, signers: string): Settings {
    const address = this.hosts.address(name);
    const seeds = RELAYS.map((it) => `${this.hosts.address(it)}:${PORTS.member}`);
    return {
      ...MESH,
      PROCESS_ID: name,
      ORIGIN_SIGNERS: signers,
      HTTP_HOST: address,
      HTTP_PORT: String(PORTS.http),
      UPLINK_MESH: 'eu',
      UPLINK_HOST: address,
      UPLINK_PORT: String(PORTS.uplink),
      ...this.#tls('UPLINK', 'uplink', name),
      CLUSTER_ENABLED: 'true',
      CLUSTER_NAME: 'divided',
      CLUSTER_MEMBER_HOST: address,
      CLUSTER_MEMBER_PORT: String(PORTS.member),
      CLUSTER_SEEDS: seeds.join(),
      CLUSTER_BUS_HOST: address,
      CLUSTER_BUS_PORT: String(PORTS.bus),
      ...this.#tls('CLUSTER', 'bus', name),
    };
  }

  async #comesTo(name: string, metric: string, value: number): Promise<void> {
    await eventually(
      `${metric} of ${name} is ${value}`,
      async () => (await this.metric(name, metric)) === value,
    );
  }
}

function ofNode(): string[] {
  return java(DISTRIBUTION, 'org.sealmesh.node.Main');
}

function ofRelay(): string[] {
  return java(RELAY_DISTRIBUTION, 'org.sealmesh.relaynode.Main');
}

function java(distribution: string, main: string): string[] {
  return [`@${join(distribution, 'jvm.options')}`, '-cp', join(distribution, 'lib/*'), main];
}

function prefixed(settings: Settings): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`SEALMESH_${name}`, value]),
  );
}
