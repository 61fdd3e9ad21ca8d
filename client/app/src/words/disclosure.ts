import type { ConnectionPurpose, Disclosure, Stored, StoredKind, StoredPlace } from '@sealmesh/sdk';

import { isolated, span } from './grammar.js';

const WHAT: Readonly<Record<StoredKind, readonly [string, string]>> = {
  accounts: [
    'Accounts',
    'Name, user name and a hash of the password, or whom your site’s own sign-in says you are',
  ],
  guests: ['Guests', 'Name, and an e-mail address if they gave one'],
  sessions: ['Devices that are signed in', 'When that ends, and a hash of the browser’s secret'],
  direct: ['Direct conversations', 'What was written, and who called whom and for how long'],
  groups: ['Groups', 'What was written, who came and went, and calls'],
  rooms: ['Rooms', 'What was written, who came and went, and calls'],
  memberships: ['Who is in which conversation', 'Since when, and how far they have read'],
  blocks: ['Whom somebody has blocked', 'And who may not come back to a conversation'],
  'call-records': ['Who was in which call', 'From when to when; never sound or picture'],
  requests: ['Requests that may be repeated', 'An id and a hash, so that nothing is sent twice'],
  keys: [
    'The keys that seal conversations on their way',
    'Wrapped by a key that stands outside of the database',
  ],
  'content-keys': [
    'The keys that open messages in the database',
    'The database does not have them, nor have its backups',
  ],
  holds: [
    'What must not be deleted for now',
    'Because the site has to keep it; most sites have none',
  ],
  copies: ['Copies of their data that people asked for', 'To be fetched by them alone'],
  records: ['That somebody was erased', 'When, and how much it was; not who'],
  addresses: [
    'Addresses that call without being signed in',
    'So that nobody can guess passwords fast; written down nowhere',
  ],
  'in-transit': [
    'Who is connected, and sealed messages on their way',
    'Relays know an address and a number, no name, and can read nothing',
  ],
  browser: ['That you are signed in', 'And how you like this page: colours, camera, microphone'],
};

const PLACES: Readonly<Record<StoredPlace, string>> = {
  database: 'The site’s database',
  disk: 'The disk of the site’s own machine',
  memory: 'The memory of the site’s own machine',
  relays: 'The memory of the relays',
  browser: 'Your browser',
};

const PURPOSES: Readonly<Record<ConnectionPurpose, readonly [string, string]>> = {
  site: ['This site', 'This page, and all that you read and write, over its own address.'],
  relay: [
    'A relay of this site',
    'Brings you what is new at once. It sees your address, when you are online, and sealed bytes.',
  ],
  stun: [
    'A STUN server, in calls',
    'Tells your browser its own address. It sees that address, and when you call.',
  ],
  turn: [
    'A TURN server, in calls',
    'Passes on sealed sound and picture. It sees the addresses of both sides, and when you call.',
  ],
  media: [
    'A media server of this site, in calls of groups',
    'Passes on sealed sound and picture. It sees your address, and when you call.',
  ],
  peer: [
    'Whom you call',
    'In a call of two your browser talks to theirs, and each learns the other’s address.',
  ],
};

const STAND: Readonly<Record<Disclosure['messages'], string>> = {
  text: 'Messages stand in the site’s own database.',
  encrypted:
    'Messages stand in the site’s own database, under keys that lie elsewhere: nobody can search them there, and a backup without its keys does not say what is in them.',
};

function keptFor({ what, keptForMs }: Stored, erased: Disclosure['erased']): string {
  switch (what) {
    case 'accounts':
      return 'Until you have yourself erased';
    case 'guests':
      return keptForMs === undefined
        ? 'Until they have themselves erased'
        : `Erased after ${span(keptForMs)}, if they cannot come back`;
    case 'in-transit':
      return 'While your browser is connected';
    case 'browser':
      return 'Until you sign out, or clear it';
    case 'direct':
    case 'groups':
    case 'rooms':
      if (keptForMs !== undefined) {
        return `${span(keptForMs)} at most`;
      }
      return erased === 'deleted'
        ? 'Until you delete it, or have yourself erased'
        : 'Until you delete it; without your name once you are erased';
    case 'call-records':
      return keptForMs === undefined ? 'As long as the conversation' : `${span(keptForMs)} at most`;
    case 'addresses':
      return keptForMs === undefined ? 'Not for long' : `${span(keptForMs)} after the last call`;
    case 'memberships':
      return 'Until nobody is left in it';
    case 'blocks':
      return 'Until they are lifted, or you have yourself erased';
    case 'content-keys':
      return 'Destroyed when what they open has gone';
    case 'keys':
      return 'As long as something that they sealed';
    case 'holds':
      return 'Until they are lifted';
    case 'sessions':
    case 'requests':
    case 'copies':
    case 'records':
      return keptForMs === undefined ? 'Without an end' : `${span(keptForMs)} at most`;
  }
}

/** The words of the page on what a site keeps. */
export const disclosure = {
  open: 'What this site keeps',
  heading: 'What this site keeps',
  back: 'Back',
  lead: 'Made from the settings that it runs with now',
  loading: 'Asking the site…',
  again: 'Ask again',
  facts: (messages: Disclosure['messages']) => [
    [
      'seal',
      'The site can read what you write. What carries it cannot.',
      `${STAND[messages]} The servers that bring them to browsers see sealed bytes, and keep nothing.`,
    ],
    [
      'eyeOff',
      'No cookies, and nobody who follows you',
      'Every script, picture and font comes from this site. Your browser is told to refuse every address that is not in the list below, and does.',
    ],
    [
      'archive',
      'Yours to take, and yours to erase',
      'Whoever is signed in finds a copy of everything under “Your data”, and the way to be erased.',
    ],
  ],
  kept: 'What is kept, where and for how long',
  place: (place: StoredPlace) => PLACES[place],
  engine: (database: Disclosure['database']) =>
    database === 'embedded' ? 'a file on the site’s own machine' : 'a server of its own',
  what: (what: StoredKind) => WHAT[what],
  keptFor,
  connections: 'Whom your browser talks to',
  connectionsLead:
    'Nobody else. There are no embedded pages, no previews, no fonts from elsewhere.',
  purpose: (purpose: ConnectionPurpose) => PURPOSES[purpose],
  enforced: 'Your browser holds the site to it',
  unenforced: 'No browser has a rule for this yet',
  rule: 'The rule that your browser enforces',
  ruleLead:
    'It comes with every answer of this site (Content-Security-Policy), and is made from the same list.',
  who: 'Who answers for this site',
  operator: (operator: string) => isolated(operator),
  nobody: 'Its operator has not said so.',
  contact: 'Questions about your data',
  policy: 'The site’s privacy policy',
} as const;
