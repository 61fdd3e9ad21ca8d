import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** For whoever must do something before it goes: `t.after` runs what was said first, first. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealmesh-'));
  // Others may pass through: a database server that was started by root has a user of its own.
  await chmod(folder, 0o711);
  return folder;
}

/** A new folder that goes when the test ends. */
export async function temporaryFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await newFolder();
  t.after(() => removeFolder(folder));
  return folder;
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Runs something with a new folder and removes the folder afterwards: for what is not a test. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await newFolder();
  try {
    await work(folder);
  } finally {
    await removeFolder(folder);
  }
}

/**
 * A port of the loopback that was free a moment ago. It is fixed, unlike port 0, so that a process
 * that was killed can come back where its clients look for it.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
