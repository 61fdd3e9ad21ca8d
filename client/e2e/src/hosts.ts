import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

import { Child } from './child.js';

const run = promisify(execFile);

/** Namespaces of these tests: the process that made them, and which host it is. */
const NAMESPACE = /^sealmesh-e2e-(\d+)-/;
/** The place of the bridge, which is no host. */
const SWITCH = 'switch';
/**
 * Half of what is reserved for tests between networks (RFC 2544): no site should have addresses of
 * it, and whether this machine has is looked up.
 */
const NETWORKS = Array.from({ length: 256 }, (_, index) => `198.18.${index}`);
/** Nobody's, so that the bridge carries a frame to it to everybody, and nobody takes it. */
const NOBODY = '02:00:00:00:00:01';
/** Debian keeps `ip` where only root looks. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Namespaces that this process made and has not removed. */
const made = new Set<string>();

// A test that ends in any way of its own leaves none; one that is killed, the next run removes.
process.on('exit', () => {
  for (const namespace of made) {
    // Says itself what it cannot do; the others go all the same.
    spawnSync('ip', ['netns', 'delete', namespace], { env: environment(), stdio: 'inherit' });
  }
});

/**
 * Several hosts on this machine, each in a network namespace of its own, joined by a bridge that has
 * one too; the test's own process is one more host, by one end of a cable. What goes between two of
 * them can be dropped without a word, as by a broken switch: connections hang and do not end.
 *
 * Needs Linux, root and `ip`. The machine's own interfaces, routes and rules stay as they are. A
 * process has one set of hosts at a time: they are named after it, so that others can tell whose
 * they are, and whether it still lives.
 */
export class Hosts {
  /** This process's end of its cable; it goes with the other end. */
  readonly #cable = `smesh${process.pid}`;
  readonly #names: readonly string[];
  readonly #network: string;
  /** What undoes each cut, by the pair that it is between. */
  readonly #cuts = new Map<string, () => Promise<void>>();

  private constructor(names: readonly string[], network: string) {
    this.#names = names;
    this.#network = network;
  }

  /** Why there can be none here; undefined if there can. */
  static async impossible(): Promise<string | undefined> {
    if (process.platform !== 'linux') return 'network namespaces are of Linux alone';
    if (process.getuid?.() !== 0) return 'only root may make network namespaces';
    const probe = namespaceOf('probe');
    try {
      await ip('netns', 'add', probe);
      await ip('-n', probe, 'link', 'add', 'probe', 'type', 'veth', 'peer', 'name', 'other');
      await ip('-n', probe, 'link', 'add', 'bridge', 'type', 'bridge');
      await ip('netns', 'delete', probe);
      return undefined;
    } catch (error) {
      await ip('netns', 'delete', probe).catch(() => undefined);
      const why = error instanceof Error ? error.message.trim() : String(error);
      return `no network namespaces here: ${why.replaceAll(/\s+/g, ' ')}`;
    }
  }

  /** Makes hosts of these names that all reach one another and this process. */
  static async make(names: readonly string[]): Promise<Hosts> {
    await removeAbandoned();
    const hosts = new Hosts(names, await unusedNetwork());
    try {
      await hosts.#lay();
    } catch (error) {
      await hosts.remove();
      throw error;
    }
    return hosts;
  }

  /** The address of a host; without a name, of this process. */
  address(name?: string): string {
    return `${this.#network}.${name === undefined ? 1 : this.#names.indexOf(name) + 2}`;
  }

  /** Starts a process on a host; it ends as every child does, by its own id. */
  spawn(
    name: string,
    command: string,
    arguments_: readonly string[],
    settings: NodeJS.ProcessEnv,
    log: string,
  ): Child {
    const inside = ['netns', 'exec', namespaceOf(name), command, ...arguments_];
    // `ip` becomes the command, so that the child's id is the command's.
    return new Child('ip', inside, { ...settings, PATH }, log);
  }

  /**
   * Drops everything that goes between two hosts, in both directions, until it is mended. Without a
   * second name, what goes between the host and this process.
   */
  async cut(one: string, other?: string): Promise<void> {
    const pair = [one, other ?? ''].toSorted().join(' ');
    const undo = [await this.#misdirect(one, other), await this.#misdirect(other, one)];
    this.#cuts.set(pair, async () => {
      for (const step of undo) await step();
    });
  }

  /** Undoes every cut. */
  async mend(): Promise<void> {
    for (const [pair, undo] of [...this.#cuts]) {
      await undo();
      this.#cuts.delete(pair);
    }
  }

  /** Removes everything; whatever runs on the hosts must have ended. */
  async remove(): Promise<void> {
    // One at a time, so that a failure names what it is about.
    for (const namespace of [...made]) {
      await ip('netns', 'delete', namespace);
      made.delete(namespace);
    }
  }

  async #lay(): Promise<void> {
    const bridge = await newNamespace(SWITCH);
    await ip('-n', bridge, 'link', 'add', 'bridge', 'type', 'bridge');
    await ip('-n', bridge, 'link', 'set', 'bridge', 'up');
    const here = ['link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'test'];
    await ip(...here, 'netns', bridge);
    // No address but the one that it is given.
    await ip('link', 'set', this.#cable, 'addrgenmode', 'none');
    await this.#plug('test', this.address(), this.#cable, []);
    for (const [index, name] of this.#names.entries()) {
      const namespace = await newNamespace(name);
      const port = `port${index}`;
      const there = ['link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0'];
      await ip('-n', bridge, ...there, 'netns', namespace);
      await ip('-n', namespace, 'link', 'set', 'lo', 'up');
      await this.#plug(port, this.address(name), 'eth0', ['-n', namespace]);
    }
  }

  /** Gives a host's end of a cable its address, and puts the other end into the bridge. */
  async #plug(port: string, address: string, end: string, where: string[]): Promise<void> {
    const bridge = namespaceOf(SWITCH);
    await ip('-n', bridge, 'link', 'set', port, 'master', 'bridge', 'up');
    await ip(...where, 'address', 'add', `${address}/24`, 'dev', end);
    await ip(...where, 'link', 'set', end, 'up');
  }

  /** What one host sends to the other goes to nobody from now on; returns how that is undone. */
  async #misdirect(from?: string, to?: string): Promise<() => Promise<void>> {
    const where = from === undefined ? [] : ['-n', namespaceOf(from)];
    const end = from === undefined ? this.#cable : 'eth0';
    const neighbour = [this.address(to), 'dev', end];
    await ip(...where, 'neighbour', 'replace', ...neighbour, 'lladdr', NOBODY, 'nud', 'permanent');
    return () => ip(...where, 'neighbour', 'delete', ...neighbour);
  }
}

function namespaceOf(name: string): string {
  return `sealmesh-e2e-${process.pid}-${name}`;
}

async function newNamespace(name: string): Promise<string> {
  const namespace = namespaceOf(name);
  await ip('netns', 'add', namespace);
  made.add(namespace);
  return namespace;
}

/** Ends and removes what runs left behind that were killed: those whose process is gone. */
async function removeAbandoned(): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'list'], { env: environment() });
  for (const line of stdout.split('\n')) {
    const [namespace = ''] = line.split(' ');
    const [, owner] = NAMESPACE.exec(namespace) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const { stdout: inside } = await run('ip', ['netns', 'pids', namespace], {
      env: environment(),
    });
    for (const pid of inside.split('\n').filter((it) => it !== '')) {
      if (isAlive(Number(pid))) process.kill(Number(pid), 'SIGKILL');
    }
    await ip('netns', 'delete', namespace);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The first three numbers of a network of 256 addresses that no route of this machine speaks of. */
async function unusedNetwork(): Promise<string> {
  // Beginning where others hardly do, so that two runs that start at once take different ones.
  const from = process.pid % NETWORKS.length;
  for (const network of [...NETWORKS.slice(from), ...NETWORKS.slice(0, from)]) {
    const routes = await Promise.all(
      ['root', 'match'].map((how) =>
        run('ip', ['-4', 'route', 'show', 'table', 'all', 'to', how, `${network}.0/24`], {
          env: environment(),
        }),
      ),
    );
    const named = routes.flatMap(({ stdout }) => stdout.split('\n'));
    if (named.every((line) => line === '' || line.startsWith('default '))) return network;
  }
  throw new Error('every network for tests is in use on this machine');
}

async function ip(...arguments_: string[]): Promise<void> {
  await run('ip', arguments_, { env: environment() });
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH };
}
