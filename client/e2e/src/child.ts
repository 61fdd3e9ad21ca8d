import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { within } from './eventually.js';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();

// Whatever a failing test leaves behind ends with the test's process; each by its own id.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process of this test: its output goes to files, and it ends by its id. */
export class Child {
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #log: string;
  #exit: Exit | undefined;

  constructor(
    command: string,
    arguments_: readonly string[],
    environment: NodeJS.ProcessEnv,
    log: string,
    uid?: number,
  ) {
    this.#log = log;
    this.#process = spawn(command, arguments_, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    running.add(this.#process);
    const files = [
      this.#keep(this.#process.stdout, `${log}.out`),
      this.#keep(this.#process.stderr, `${log}.err`),
    ];
    this.exited = once(this.#process, 'close').then(async ([code, signal]) => {
      running.delete(this.#process);
      await Promise.all(files.map((file) => new Promise((done) => file.end(done))));
      this.#exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return this.#exit;
    });
    // An executable that is not there fails whoever awaits the exit, and nobody else.
    this.exited.catch(() => undefined);
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error('the process did not start');
    return this.#process.pid;
  }

  /** How it ended, if it has. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Sends a signal; does not wait. */
  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** Asks it to end, and waits; fails if it takes longer than the bound. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', boundMs = 30_000): Promise<Exit> {
    this.signal(signal);
    return within(`${signal} ends the process`, this.exited, boundMs);
  }

  output(): Promise<string> {
    return readFile(`${this.#log}.out`, 'utf8');
  }

  errors(): Promise<string> {
    return readFile(`${this.#log}.err`, 'utf8');
  }

  /** The last lines of both, for a failure's message. */
  async tail(lines = 30): Promise<string> {
    const all = (await this.output()) + (await this.errors());
    return all.split('\n').slice(-lines).join('\n');
  }

  #keep(stream: NodeJS.ReadableStream | null, file: string): WriteStream {
    const kept = createWriteStream(file);
    stream?.pipe(kept, { end: false });
    return kept;
  }
}
