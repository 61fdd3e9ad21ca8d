import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { Child } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './folder.js';
import { ROOT, type Settings } from './node.js';

/** Where Debian keeps the server. */
const SERVER = process.env['JANUS'] ?? '/usr/bin/janus';
const FILES = ['janus.jcfg', 'janus.transport.websockets.jcfg', 'janus.plugin.videoroom.jcfg'];

/** What the media servers of a mesh share with its relays, and with its origin. */
export class MediaSecrets {
  readonly adminKey = randomBytes(24).toString('hex');
  readonly tokenSecret = randomBytes(24).toString('hex');

  /** What a node with all roles is told of these servers. */
  settings(...servers: readonly Janus[]): Settings {
    return {
      GATEWAY_CALLS_MEDIA_TOKEN_SECRET: this.tokenSecret,
      SIGNALING_MEDIA_SERVERS: servers.map(({ name, url }) => `${name}=${url}`).join(','),
      SIGNALING_MEDIA_ADMIN_KEY: this.adminKey,
    };
  }
}

/** A Janus of this test alone, on loopback, as cluster-config has it. */
export class Janus {
  readonly name: string;
  readonly #port: number;
  readonly #folder: string;
  #child: Child;

  private constructor(name: string, port: number, folder: string) {
    this.name = name;
    this.#port = port;
    this.#folder = folder;
    this.#child = this.#spawn();
  }

  /** Starts one; it takes connections when this resolves. */
  static async start(name: string, folder: string, secrets: MediaSecrets): Promise<Janus> {
    await mkdir(folder, { recursive: true });
    const port = await freePort();
    for (const file of FILES) {
      const template = await readFile(join(ROOT, 'cluster-config/janus', file), 'utf8');
      const filled = template
        .replace('token_auth_secret = "CHANGE-ME"', `token_auth_secret = "${secrets.tokenSecret}"`)
        .replace('admin_key = "CHANGE-ME"', `admin_key = "${secrets.adminKey}"`)
        .replace('"/etc/janus"', `"${folder}"`)
        .replace('"eth0"', '"lo"')
        .replace('ws_port = 8188', `ws_port = ${port}`);
      await writeFile(join(folder, file), filled, { mode: 0o600 });
    }
    const janus = new Janus(name, port, folder);
    await eventually(`${name} takes connections`, () => takesConnections(port));
    return janus;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }

  async startAgain(): Promise<void> {
    this.#child = this.#spawn();
    await eventually(`${this.name} takes connections`, () => takesConnections(this.#port));
  }

  #spawn(): Child {
    const own = ['-C', join(this.#folder, 'janus.jcfg'), '-F', this.#folder];
    return new Child(SERVER, own, process.env, join(this.#folder, 'janus'));
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
