import { open, readFile, readlink, readdir } from 'node:fs/promises';

/** Read at a time; longer than anything that is searched for. */
const PIECE_BYTES = 16 * 1024 * 1024;

/**
 * Which of these byte strings stand anywhere in a process's memory: its heap, its buffers outside
 * the heap, its stacks. Needs the rights of a debugger, as a parent or root has them.
 */
export async function inMemory(pid: number, wanted: readonly Buffer[]): Promise<Buffer[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const memory = await open(`/proc/${pid}/mem`);
  const found = new Set<Buffer>();
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const piece = Buffer.alloc(PIECE_BYTES);
  let read = 0;
  try {
    for (const [from, to] of writable(maps)) {
      for (let at = from; at < to; at += PIECE_BYTES - overlap) {
        const size = Math.min(PIECE_BYTES, to - at);
        const { bytesRead } = await memory.read(piece, 0, size, at).catch(unreadable);
        read += bytesRead;
        const bytes = piece.subarray(0, bytesRead);
        for (const it of wanted) if (!found.has(it) && bytes.includes(it)) found.add(it);
        if (size < PIECE_BYTES) break;
      }
    }
  } finally {
    await memory.close();
  }
  if (read === 0) throw new Error(`nothing of process ${pid} could be read`);
  return wanted.filter((it) => found.has(it));
}

/** Whether this user may look into a process's memory. */
export async function mayRead(pid: number): Promise<boolean> {
  try {
    await (await open(`/proc/${pid}/mem`)).close();
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) return false;
    throw error;
  }
}

/** Files that a process has open, or mapped, on a disk. */
export async function filesOf(pid: number): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(
    // One may be closed while we look.
    descriptors.map((it) => readlink(`/proc/${pid}/fd/${it}`).catch(() => '')),
  );
  return [...new Set(links.filter((it) => it.startsWith('/') && !it.startsWith('/dev/')))];
}

/** Where data can lie: what the process may write. */
function* writable(maps: string): Generator<[number, number]> {
  for (const line of maps.split('\n')) {
    const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (from !== '') yield [parseInt(from, 16), parseInt(to, 16)];
  }
}

/** Reserved and never touched, or gone since the list was read. */
function unreadable(): { bytesRead: number } {
  return { bytesRead: 0 };
}

/** How a text may lie in memory or go over a wire: UTF-8, UTF-16 of both orders, base64 at every offset. */
export function spellingsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  return [utf8, utf16, Buffer.from(utf16).swap16(), ...base64Of(utf8)];
}

/** What base64 makes of the bytes wherever they begin, as far as it does not depend on what is around. */
export function base64Of(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 4) / 3);
    const last = Math.floor((whole.length * 4) / 3) - 1;
    return (['base64', 'base64url'] as const).map((spelling) =>
      Buffer.from(whole.toString(spelling).slice(first, last), 'latin1'),
    );
  });
}
