import { text } from '../messages.js';
import type { Names } from './names.js';

/** Who looks, and what she knows of others. */
export interface Eyes {
  readonly me: string;
  readonly names: Names;
}

export function nameOf({ names }: Eyes, id: string | undefined): string {
  return (id === undefined ? undefined : names.get(id)) ?? text.conversation.someone;
}
