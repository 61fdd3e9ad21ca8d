import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';

import { Child } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './folder.js';
import type { Settings } from './node.js';

/** Where Debian keeps the server. */
const SERVER = process.env['TURNSERVER'] ?? '/usr/bin/turnserver';

/** A coturn of this test alone, on loopback, with short-lived credentials from a shared secret. */
export class Turn {
  readonly port: number;
  readonly secret = randomBytes(24).toString('hex');
  readonly #child: Child;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#child = new Child(
      SERVER,
      [
        '-n',
        '--listening-ip=127.0.0.1',
        '--relay-ip=127.0.0.1',
        `--listening-port=${port}`,
        '--no-tls',
        '--no-dtls',
        '--no-cli',
        '--fingerprint',
        '--use-auth-secret',
        `--static-auth-secret=${this.secret}`,
        '--realm=sealmesh.test',
        // Both browsers are on this machine.
        '--allow-loopback-peers',
        '--verbose',
        '--log-file=stdout',
        `--pidfile=${join(folder, 'pid')}`,
        `--userdb=${join(folder, 'users.db')}`,
      ],
      process.env,
      join(folder, 'turnserver'),
    );
  }

  /** Starts one; it answers when this resolves. */
  static async start(folder: string): Promise<Turn> {
    await mkdir(folder, { recursive: true });
    const turn = new Turn(await freePort(), folder);
    await eventually('coturn answers', () => answersBinding(turn.port));
    return turn;
  }

  /** What an origin is told of it. */
  settings(policy: 'all' | 'relay'): Settings {
    return {
      GATEWAY_CALLS_TURN_URLS: `turn:127.0.0.1:${this.port}?transport=udp`,
      GATEWAY_CALLS_TURN_SECRET: this.secret,
      GATEWAY_CALLS_RELAY_ONLY: String(policy === 'relay'),
    };
  }

  /** How many allocations it has made so far. */
  async allocations(): Promise<number> {
    return (await this.#child.output()).match(/new, realm=.*lifetime=/g)?.length ?? 0;
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }
}

/** Whether a STUN server (RFC 8489) answers a binding request there. */
function answersBinding(port: number): Promise<boolean> {
  const MAGIC_COOKIE = 0x2112a442;
  const request = Buffer.alloc(20);
  request.writeUInt16BE(0x0001, 0);
  request.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(request, 8);
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => {
      end(false);
    }, 500);
    socket.on('message', () => {
      end(true);
    });
    socket.on('error', () => {
      end(false);
    });
    socket.send(request, port, '127.0.0.1');
  });
}
