import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';

const END = 0x06_05_4b_50;
const ENTRY = 0x02_01_4b_50;
const DEFLATED = 8;

/** The files of an archive that fits into memory, by name (APPNOTE.TXT 6.3.10, §4.3). */
export function filesOf(zip: Buffer): Map<string, Buffer> {
  // Without a comment the record of the end is the last 22 bytes.
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), END, 'the archive is whole');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(zip.readUInt32LE(at), ENTRY);
    assert.equal(zip.readUInt16LE(at + 10), DEFLATED);
    const size = zip.readUInt32LE(at + 20);
    const named = zip.readUInt16LE(at + 28);
    const rest = zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const head = zip.readUInt32LE(at + 42);
    const content = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + named);
    files.set(name, inflateRawSync(zip.subarray(content, content + size)));
    at += 46 + named + rest;
  }
  return files;
}
