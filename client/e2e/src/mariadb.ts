import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Child } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './folder.js';
import type { Settings } from './node.js';

const run = promisify(execFile);

/** Where Debian keeps the server. */
const SERVER = process.env['MARIADBD'] ?? '/usr/sbin/mariadbd';

/** A MariaDB server of this test alone, on a free port, that can be killed and started again. */
export class MariaDb {
  readonly port: number;
  readonly #folder: string;
  readonly #user: string[];
  #child: Child | undefined;
  #starts = 0;

  private constructor(folder: string, port: number, user: string[]) {
    this.#folder = folder;
    this.port = port;
    this.#user = user;
  }

  /** Makes an empty database below the folder and starts the server. */
  static async start(folder: string): Promise<MariaDb> {
    await mkdir(folder, { recursive: true });
    const user: string[] = [];
    if (process.getuid?.() === 0) {
      // The server refuses to run as root.
      const { stdout } = await run('id', ['-u', 'mysql']);
      await chown(folder, Number(stdout), -1);
      user.push('--user=mysql');
    }
    const made = new MariaDb(folder, await freePort(), user);
    await run('mariadb-install-db', [
      '--no-defaults',
      ...user,
      `--datadir=${made.#data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
    await made.start();
    await made.sql(
      'CREATE DATABASE sealmesh CHARACTER SET utf8mb4;' +
        "CREATE USER sealmesh@'127.0.0.1' IDENTIFIED BY 'sealmesh';" +
        "GRANT ALL ON sealmesh.* TO sealmesh@'127.0.0.1';",
    );
    return made;
  }

  /** Starts the server on the data that is there; answers when it resolves. */
  async start(): Promise<void> {
    const child = new Child(
      SERVER,
      [
        '--no-defaults',
        ...this.#user,
        `--datadir=${this.#data}`,
        `--socket=${this.#socket}`,
        `--pid-file=${join(this.#folder, 'pid')}`,
        '--bind-address=127.0.0.1',
        `--port=${this.port}`,
        // As in production: a commit that was answered survives a power cut.
        '--innodb-flush-log-at-trx-commit=1',
      ],
      process.env,
      join(this.#folder, `server-${this.#starts++}`),
    );
    this.#child = child;
    await eventually('MariaDB answers', async () => {
      if (child.exit !== undefined) throw new Error(await child.tail());
      await this.sql('SELECT 1');
      return true;
    });
  }

  /** What makes a node use this server. */
  settings(): Settings {
    return {
      PERSISTENCE_ENGINE: 'mysql',
      PERSISTENCE_MYSQL_HOST: '127.0.0.1',
      PERSISTENCE_MYSQL_PORT: String(this.port),
      PERSISTENCE_MYSQL_DATABASE: 'sealmesh',
      PERSISTENCE_MYSQL_USER: 'sealmesh',
      PERSISTENCE_MYSQL_PASSWORD: 'sealmesh',
    };
  }

  /** Runs statements as root; each row a line, its columns between tabs. */
  async sql(statements: string): Promise<string> {
    const { stdout } = await run('mariadb', [
      '--no-defaults',
      '--user=root',
      `--socket=${this.#socket}`,
      '--batch',
      '--skip-column-names',
      `--execute=${statements}`,
    ]);
    return stdout;
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  get #socket(): string {
    return join(this.#folder, 'socket');
  }
}
