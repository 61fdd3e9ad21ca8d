import { readFileSync } from 'node:fs';

/** Reads a file of the repository's docs folder; tests run in client/sdk. */
export function readDoc(path: string): string {
  return readFileSync(`../../docs/${path}`, 'utf8');
}
