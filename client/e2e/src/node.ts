import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { Child, type Exit } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './folder.js';

/** The checkout; the tests run in client/e2e. */
export const ROOT = resolve(process.cwd(), '../..');

/** What `scripts/run` builds. */
export const DISTRIBUTION =
  process.env['SEALMESH_DISTRIBUTION'] ?? join(ROOT, 'verticles/node/target/dist/sealmesh');

const APP = process.env['SEALMESH_APP'] ?? join(ROOT, 'client/app/dist');

/** The JDK that the scripts would take. */
const JAVA_HOME = execFileSync(
  'bash',
  ['-c', '. scripts/lib.sh && find_jdk && printf %s "$JAVA_HOME"'],
  { cwd: ROOT, encoding: 'utf8' },
);
export const JAVA = join(JAVA_HOME, 'bin/java');

/** Seconds are enough on an idle machine. */
const START_MS = 90_000;

/** Settings by the names of their environment variables, without the prefix. */
export type Settings = Readonly<Record<string, string>>;

/**
 * For tests of other things than limits: a crowd of clients at one address, which the limits are
 * there to stop.
 */
export const UNHURRIED: Settings = {
  GATEWAY_LIMITS_WRITES_BURST: '100000',
  GATEWAY_LIMITS_WRITES_PER_SECOND: '10000',
  GATEWAY_LIMITS_READS_BURST: '100000',
  GATEWAY_LIMITS_READS_PER_SECOND: '10000',
  GATEWAY_LIMITS_STRANGER_BURST: '100000',
  GATEWAY_LIMITS_STRANGER_PER_SECOND: '10000',
};

/** The same for a settings file. */
export function unhurriedYaml(): string {
  const limits = Object.entries(UNHURRIED).map(([name, value]) => {
    const [first = '', ...rest] = name.slice('GATEWAY_LIMITS_'.length).toLowerCase().split('_');
    const key = first + rest.map((it) => it.charAt(0).toUpperCase() + it.slice(1)).join('');
    return `    ${key}: ${value}`;
  });
  return ['gateway:', '  limits:', ...limits, ''].join('\n');
}

/** One Sealmesh process with all roles; it can be killed and started again where it was. */
export class SealmeshNode {
  readonly url: string;
  readonly dataFolder: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #settings: Settings;
  readonly #children: Child[] = [];

  private constructor(folder: string, port: number, settings: Settings) {
    this.#folder = folder;
    this.#port = port;
    this.#settings = settings;
    this.url = `http://127.0.0.1:${port}`;
    this.dataFolder = join(folder, 'data');
  }

  /**
   * Starts one with its data below the folder; ready when it resolves.
   *
   * @param settings which may name the port that it got
   */
  static async start(
    folder: string,
    settings: Settings | ((port: number) => Settings) = {},
  ): Promise<SealmeshNode> {
    await mkdir(folder, { recursive: true });
    const port = await freePort();
    const chosen = typeof settings === 'function' ? settings(port) : settings;
    const node = new SealmeshNode(folder, port, chosen);
    await node.start();
    return node;
  }

  /** Starts the process again on the same port and data. */
  async start(): Promise<void> {
    const child = this.spawn();
    await eventually(
      'the node is ready',
      async () => {
        if (child.exit !== undefined) return true;
        return (await this.ready()) === 200;
      },
      START_MS,
    );
    if (child.exit !== undefined) {
      throw new Error(`the node ended while it started:\n${await child.tail()}`);
    }
  }

  /** Starts a process on this port and data and waits for nothing. */
  spawn(): Child {
    const child = new Child(
      JAVA,
      [`@${join(DISTRIBUTION, 'jvm.options')}`, '-cp', join(DISTRIBUTION, 'lib/*'), MAIN],
      this.environment(),
      join(this.#folder, `process-${this.#children.length}`),
    );
    this.#children.push(child);
    return child;
  }

  environment(): NodeJS.ProcessEnv {
    const ours: NodeJS.ProcessEnv = {
      SEALMESH_GATEWAY_PORT: String(this.#port),
      SEALMESH_GATEWAY_WEB_ROOT: APP,
      SEALMESH_NODE_DATA_FOLDER: this.dataFolder,
    };
    for (const [name, value] of Object.entries(this.#settings)) ours[`SEALMESH_${name}`] = value;
    return { ...withoutSettings(process.env), ...ours };
  }

  get child(): Child {
    const child = this.#children.at(-1);
    if (child === undefined) throw new Error('the node was never started');
    return child;
  }

  /** The status of `/health/ready`, or undefined if nobody answers. */
  async ready(): Promise<number | undefined> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, {
        signal: AbortSignal.timeout(5_000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return undefined;
    }
  }

  async metrics(): Promise<string> {
    const answer = await fetch(`${this.url}/metrics`);
    if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
    return answer.text();
  }

  /** As a power cut would end it. */
  kill(): Promise<void> {
    return this.child.kill();
  }

  stop(): Promise<Exit> {
    return this.child.stop();
  }

  /** Everything that every process of this node has printed. */
  async logs(): Promise<string> {
    const parts = this.#children.map(async (it) => (await it.output()) + (await it.errors()));
    return (await Promise.all(parts)).join('');
  }
}

const MAIN = 'org.sealmesh.node.Main';

/** The tests' own variables have the same prefix, and an unknown setting stops a start. */
export function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('SEALMESH_')),
  );
}

/** Where a node keeps its master key. */
export async function keyFileOf(dataFolder: string): Promise<string> {
  const files = await readdir(dataFolder, { recursive: true });
  const [file, ...others] = files.filter((name) => /key/.test(name));
  if (file === undefined || others.length > 0) throw new Error(`key files: ${files.join(' ')}`);
  return join(dataFolder, file);
}
