import type { Disclosure, StoredKind } from '@sealmesh/sdk';

import { disclosure } from './disclosure.js';

/**
 * A privacy policy that says of a site what its settings say: what is switched off is not in it. A
 * beginning for whoever answers for the site, and no lawyer's advice.
 */
export function policy(told: Disclosure): string {
  return [who, what, where, whom, calls, rights].map((part) => part(told)).join('\n\n');
}

const MISSING = '[to be filled in]';

function section(heading: string, ...paragraphs: readonly string[]): string {
  return [`## ${heading}`, ...paragraphs].join('\n\n');
}

function who({ name, operator, contact }: Disclosure): string {
  return section(
    `Messages and calls on ${name}`,
    `Responsible for this service is ${operator ?? MISSING}. For questions about your data write to ${contact ?? MISSING}.`,
  );
}

function what({ stored, erased }: Disclosure): string {
  const lines = stored.map((one) => {
    const [name, detail] = disclosure.what(one.what);
    return `- ${name} (${lowered(detail)}). ${disclosure.keptFor(one, erased)}.`;
  });
  return section('What we keep, and for how long', lines.join('\n'));
}

const ENCRYPTED: Readonly<Record<Disclosure['messages'], string>> = {
  text: '',
  encrypted:
    'The text of messages is encrypted there, under keys that lie elsewhere, so that backups alone tell nothing of it, and nobody can search it. ',
};

function where({ places, database, messages }: Disclosure): string {
  return section(
    'Where it is kept',
    `Messages and accounts are kept in one database, ${disclosure.engine(database)} (${places.database ?? MISSING}). ${ENCRYPTED[messages]}Whoever runs this service can read them. The programs that read them run on our own machines (${places.origin ?? MISSING}).`,
    `New messages are brought to your browser by relays (${places.relays ?? MISSING}). What they carry is sealed: they see your address, when you are online, and how much is sent, and keep nothing of it.`,
  );
}

function whom({ connections }: Disclosure): string {
  const lines = connections.map(({ purpose, url }) => {
    const [name, detail] = disclosure.purpose(purpose);
    return `- ${name}${url === undefined ? '' : ` (${url})`}: ${lowered(detail)}`;
  });
  return section(
    'Whom your browser talks to',
    lines.join('\n'),
    'There are no cookies, no trackers, no embedded pages, and no fonts, pictures or scripts from other services. Your browser is told to refuse such connections.',
  );
}

function calls({ calls: kind, stored }: Disclosure): string {
  const records = stored.some(({ what }) => what === ('call-records' satisfies StoredKind))
    ? ' We keep who was in a call and when, as listed above.'
    : '';
  const groups =
    kind === 'groups'
      ? ' Calls of groups pass media servers, which can neither hear nor see them.'
      : '';
  return section(
    'Calls',
    `Sound and picture of calls are sealed between the browsers, and are never recorded.${groups}${records}`,
  );
}

function rights({ erased }: Disclosure): string {
  return section(
    'Your rights',
    `You can get a copy of everything that we keep of you, see and end where you are signed in, and have yourself erased, at any time: under “Your data” in the app. ${
      erased === 'deleted'
        ? 'What you wrote is deleted then.'
        : 'What you wrote stays with those to whom you wrote it, without your name.'
    } You may also complain to a supervisory authority.`,
  );
}

function lowered(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}
