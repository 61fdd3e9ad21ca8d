import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Environment } from '@sealmesh/sdk';
import { Agent, fetch } from 'undici';
import { WebSocket } from 'ws';

import { Child } from './child.js';
import { type KeptConversation, readMariaDb } from './database.js';
import { eventually } from './eventually.js';
import { freePort, newFolder, removeFolder } from './folder.js';
import { ROOT, withoutSettings } from './node.js';

/** Connections that carry the requests of all clients of this process. */
const REQUESTS_AT_ONCE = 256;
/** A database server, two origins and three relays start on two cores. */
const START_MS = 420_000;

/** What a cluster is made of. */
export interface Shape {
  readonly relays: number;
  readonly origins: number;
  /** YAML with further settings of each origin, each relay. */
  readonly originConfig?: string;
  readonly relayConfig?: string;
  /** That HAProxy takes, if more than usual. */
  readonly connections?: number;
  /** `with`: also coturn, and two media servers. */
  readonly calls?: 'with';
}

/** What `scripts/cluster` runs, behind HAProxy and TLS; whatever is killed comes back. */
export class Cluster {
  readonly url: string;
  /** How clients of this process reach it: by its own authority, and by names that mean this machine. */
  readonly environment: Partial<Environment>;
  readonly relays: readonly string[];
  readonly origins: readonly string[];
  readonly #data: string;

  private constructor(url: string, data: string, shape: Shape, ca: string) {
    this.url = url;
    this.#data = data;
    this.relays = Array.from({ length: shape.relays }, (_, index) => `relay-${index + 1}`);
    this.origins = Array.from({ length: shape.origins }, (_, index) => `origin-${index + 1}`);
    this.environment = trusting(ca);
  }

  /** Starts it with its data in a folder of the test; every process is ready when it resolves. */
  static async start(t: Pick<TestContext, 'after'>, shape: Shape): Promise<Cluster> {
    const folder = await newFolder();
    const data = join(folder, 'cluster');
    await mkdir(data);
    const arguments_ = [String(shape.relays), '--origins', String(shape.origins), '--data', data];
    arguments_.push('--mariadb', '--port', String(await freePort()));
    if (shape.calls === 'with') arguments_.push('--calls');
    if (shape.connections !== undefined) {
      arguments_.push('--connections', String(shape.connections));
    }
    for (const [name, yaml] of [
      ['origin', shape.originConfig],
      ['relay', shape.relayConfig],
    ] as const) {
      if (yaml === undefined) continue;
      await writeFile(join(folder, `${name}.yml`), yaml);
      arguments_.push(`--${name}-config`, join(folder, `${name}.yml`));
    }
    const child = new Child(
      join(ROOT, 'scripts/cluster'),
      arguments_,
      withoutSettings(process.env),
      join(folder, 'script'),
    );
    t.after(async () => {
      // It finds its processes by files in the folder.
      await child.stop('SIGTERM', 120_000);
      await removeFolder(folder);
    });
    const url = await eventually(
      'the cluster is up',
      async () => {
        const [line = ''] = (await child.output()).split('\n');
        return line.startsWith('https://') || child.exit !== undefined ? line : undefined;
      },
      START_MS,
    );
    if (child.exit !== undefined) throw new Error(`no cluster:\n${await child.tail()}`);
    const ca = await readFile(join(data, 'tls/https/authority.pem'), 'utf8');
    return new Cluster(url, data, shape, ca);
  }

  /** Ends a process as a power cut would, unless it is down already. */
  async kill(name: string): Promise<'killed' | 'was down'> {
    try {
      process.kill(await this.pid(name), 'SIGKILL');
      return 'killed';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'was down';
      throw error;
    }
  }

  /** Sends a signal to a process by the pid that was written down. */
  async signal(name: string, signal: NodeJS.Signals): Promise<void> {
    process.kill(await this.pid(name), signal);
  }

  async pid(name: string): Promise<number> {
    return Number(await readFile(join(this.#data, 'run', `${name}.pid`), 'utf8'));
  }

  /** Where a process listens itself, past HAProxy and without TLS. */
  async address(name: string): Promise<string> {
    return (await readFile(join(this.#data, 'run', `${name}.url`), 'utf8')).trim();
  }

  /** Waits until every origin and relay says that it is ready. */
  async ready(): Promise<void> {
    for (const name of [...this.origins, ...this.relays]) {
      await eventually(
        `${name} is ready`,
        async () => (await fetch(`${await this.address(name)}/health/ready`)).ok,
        START_MS,
      );
    }
  }

  /** All metrics of one process, in Prometheus's text. */
  async metrics(name: string): Promise<string> {
    return (await fetch(`${await this.address(name)}/metrics`)).text();
  }

  /** One of them; fails if the process has none of that name. */
  async metric(name: string, metric: string): Promise<number> {
    const lines = (await this.metrics(name)).split('\n');
    const line = lines.find((it) => it.startsWith(`${metric} `));
    if (line === undefined) throw new Error(`${name} has no metric ${metric}`);
    return Number(line.slice(metric.length));
  }

  /** What the database keeps, read behind the back of every process of ours. */
  kept(): Promise<KeptConversation[]> {
    return readMariaDb(join(this.#data, 'mariadb/socket'));
  }

  /** What a process has said since it was last started. */
  log(name: string): Promise<string> {
    return readFile(join(this.#data, 'run', `${name}.log`), 'utf8');
  }
}

/** Believes this authority alone, and takes every host for this machine. */
function trusting(ca: string): Partial<Environment> {
  const lookup: LookupFunction = (_host, options, found) => {
    if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
    else found(null, '127.0.0.1', 4);
  };
  const dispatcher = new Agent({ connect: { ca, lookup }, connections: REQUESTS_AT_ONCE });
  class TrustingWebSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { ca, lookup, perMessageDeflate: false });
    }
  }
  return {
    WebSocket: TrustingWebSocket,
    // The platform's own fetch takes no authority of a test's; this is the same code as a package.
    fetch: ((input: string, init: object) => fetch(input, { ...init, dispatcher })) as never,
  };
}
