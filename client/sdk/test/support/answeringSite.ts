import assert from 'node:assert/strict';

import { createClient } from '../../src/index.js';
import { idOf } from './modelConversation.js';

/** One request, as the site sees it. */
export interface Asked {
  readonly what: string;
  readonly authorization: string | null;
  readonly hasBody: boolean;
}

/** A signed-in client of a site that gives one answer, whatever it is asked; and what it has kept since. */
export async function clientOf(status: number, body: unknown) {
  const asked: Asked[] = [];
  const kept: (string | null)[] = [];
  const session = {
    token: 'token',
    user: { id: idOf('nora'), rid: idOf('rid'), kind: 'local', login: 'nora', name: 'Nora' },
    device: idOf('device'),
  };
  const client = createClient({
    origin: 'https://chat.example/app/',
    store: {
      load: () => JSON.stringify(session),
      save: (value) => {
        kept.push(value);
      },
    },
    environment: {
      fetch: (input, init) => {
        asked.push({
          what: `${init?.method ?? ''} ${new Request(input).url}`,
          authorization: new Headers(init?.headers).get('authorization'),
          hasBody: (init?.body ?? undefined) !== undefined,
        });
        const text = body === undefined ? null : JSON.stringify(body);
        return Promise.resolve(new Response(text, { status }));
      },
    },
  });
  assert.equal(await client.resume(), true);
  return { client, asked, kept };
}

/** A request of that client without a body. */
export const asks = (what: string): Asked => ({
  what: what.replace(' ', ' https://chat.example/api/v1'),
  authorization: 'Bearer token',
  hasBody: false,
});
