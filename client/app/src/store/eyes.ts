import { text } from '../messages.js';
import type { Names } from './names.js';

/** Who looks, and what she knows of others. */
export interface Eyes {
  readonly me: string;
  readonly names: Names;
}

export function nameOf({ names }: Eyes, id: string | undefined): string {
  return shownName(id === undefined ? undefined : names.get(id));
}

/** Whoever was erased has an empty name; of others it may not be known yet. */
export function shownName(name: string | undefined): string {
  return name === '' ? text.conversation.erased : (name ?? text.conversation.someone);
}
