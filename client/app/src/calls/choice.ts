import type { DeviceKind } from '../model/call.js';
import type { ChoiceMemory } from './devices.js';

const KEY = 'sealmesh.devices';
const KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];

/** Keeps the chosen devices in this browser; where storage is switched off, for as long as the page is open. */
export const browserChoice: ChoiceMemory = {
  load: () => {
    try {
      return choiceOf(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    } catch {
      return {};
    }
  },
  save: (chosen) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // The page remembers for as long as it is open: such a browser allows no more.
    }
  },
};

/** What storage holds may be of another version, or of anybody. */
export function choiceOf(stored: unknown): Partial<Record<DeviceKind, string>> {
  const chosen: Partial<Record<DeviceKind, string>> = {};
  if (typeof stored !== 'object' || stored === null) {
    return chosen;
  }
  for (const kind of KINDS) {
    const id = (stored as Readonly<Record<string, unknown>>)[kind];
    if (typeof id === 'string' && id !== '') {
      chosen[kind] = id;
    }
  }
  return chosen;
}
