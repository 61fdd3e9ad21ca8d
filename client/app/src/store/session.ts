import type { SessionStore } from '@sealmesh/sdk';

const KEY = 'sealmesh.session';

/** Whether another tab has signed in or out; a browser tells a tab of the others' changes alone. */
export function isOfSession({ key }: StorageEvent): boolean {
  return key === KEY;
}

/** Removes all that this app has left in this browser: the session, and whatever somebody has chosen. */
export function clearBrowser(): void {
  try {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('sealmesh.'))) {
      localStorage.removeItem(key);
    }
  } catch {
    // Such a browser has kept nothing.
  }
}

/** Keeps the session in this browser; where storage is switched off, for as long as the page is open. */
export const browserSession: SessionStore = {
  load: () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  save: (value) => {
    try {
      if (value === null) {
        localStorage.removeItem(KEY);
      } else {
        localStorage.setItem(KEY, value);
      }
    } catch {
      // Signed in until the page is closed is all that such a browser allows.
    }
  },
};
