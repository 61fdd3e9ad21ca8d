import type { SessionStore } from '../api/client.js';
import type { DeviceId } from '../api/ids.js';
import type { User } from '../api/snapshots.js';
import { type NewSession, parseUser } from '../wire/answers.js';
import { isId } from '../wire/bytes.js';
import { isObject, isText } from '../wire/shape.js';

/**
 * What is kept of a session. Timeline and signers are not: each start gets them from the origin.
 */
export interface KeptSession {
  readonly token: string;
  readonly user: User;
  readonly device: DeviceId;
}

/** Reads and writes the kept session; what a store returns is not trusted to be one. */
export class SessionKeeper {
  readonly #store: SessionStore;

  constructor(store: SessionStore | undefined) {
    this.#store = store ?? memoryStore();
  }

  async load(): Promise<KeptSession | undefined> {
    const text = await this.#store.load();
    return text === null ? undefined : parseKept(text);
  }

  async keep({ token, session: { user, device } }: NewSession): Promise<KeptSession> {
    const kept: KeptSession = { token, user, device };
    await this.#store.save(JSON.stringify(kept));
    return kept;
  }

  /** Forgets this session; one that another tab has kept since stays. */
  async forget(token: string | undefined): Promise<void> {
    const kept = await this.load();
    if (kept === undefined || kept.token === token) await this.#store.save(null);
  }
}

function memoryStore(): SessionStore {
  let kept: string | null = null;
  return {
    load: () => kept,
    save: (value) => {
      kept = value;
    },
  };
}

function parseKept(text: string): KeptSession | undefined {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(kept)) return undefined;
  const { token, device } = kept;
  const user = parseUser(kept['user']);
  return user && isText(token) && isId(device) ? { token, user, device } : undefined;
}
