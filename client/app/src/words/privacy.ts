import type {
  AuditEntry,
  AuditSubject,
  PersonRequest,
  RetentionAges,
  RetentionCounts,
} from '@sealmesh/sdk';

import { count } from '../model/measure.js';
import { counted, isolated, list, span } from './grammar.js';
import { policy } from './policy.js';

const AGES: Readonly<Record<keyof RetentionAges, string>> = {
  direct: 'Direct conversations',
  groups: 'Groups',
  rooms: 'Rooms',
  callRecords: 'Who was in which call',
  guests: 'Guests who cannot come back',
};

const KINDS: Readonly<Record<PersonRequest['kind'], string>> = {
  export: 'A copy of the data',
  'erasure-asked': 'Erasure, not confirmed yet',
  erasure: 'Erasure',
};

function requestState({ kind, state, done, total }: PersonRequest): string {
  switch (state) {
    case 'waiting':
      return 'Waiting for its turn';
    case 'running':
      return total === 0 || done >= total
        ? `${count(done)} so far`
        : `${count(done)} of about ${count(total)}`;
    case 'ready':
      return kind === 'export' ? 'Ready' : kind === 'erasure' ? 'Done' : 'Counted';
    case 'failed':
      return 'Failed: the site’s log says why';
  }
}

function counts({ conversations, events, calls, guests, held }: RetentionCounts): string {
  const parts = [
    ...(events > 0
      ? [
          `${counted(events, 'event', 'events')} in ${counted(conversations, 'conversation', 'conversations')}`,
        ]
      : []),
    ...(calls > 0 ? [`who was in ${counted(calls, 'call', 'calls')}`] : []),
    ...(guests > 0 ? [counted(guests, 'guest', 'guests')] : []),
  ];
  const goes = parts.length === 0 ? 'Nothing' : list.format(parts);
  return held === 0 ? goes : `${goes}; ${counted(held, 'thing is', 'things are')} held back`;
}

function subject(about: AuditSubject): string {
  if (about.name !== undefined) {
    return isolated(about.name);
  }
  return about.kind === 'person' ? 'an erased person' : 'a conversation without a title';
}

function act({ act: kind, actorName, about, keptForMs }: AuditEntry): string {
  const who = actorName === undefined ? 'An erased person' : isolated(actorName);
  const whom = about === undefined ? '' : subject(about);
  switch (kind) {
    case 'hold-set':
      return `${who} put ${whom} on hold`;
    case 'hold-lifted':
      return `${who} lifted the hold on ${whom}`;
    case 'age-set':
      return `${who} let ${whom} keep ${keptForMs === undefined ? 'an age of its own' : span(keptForMs)}`;
    case 'age-unset':
      return `${who} took the own age of ${whom} away`;
    case 'previewed':
      return `${who} had it counted what the next run would delete`;
  }
}

/** The words of the administrators' page on what the site keeps of people. */
export const privacy = {
  open: 'Privacy',
  heading: 'Privacy',
  lead: 'What the site keeps of people, and what was done about it',
  back: 'Back to conversations',
  loading: 'Asking the site…',
  again: 'Ask again',
  visitor: 'As every visitor sees it',
  elsewhere: 'What goes elsewhere',
  elsewhereFacts: [
    ['Emoji', 'From the reader’s own device; no pictures are fetched.'],
    [
      'Embedded pages and previews of links',
      'There are none: a link is a link until somebody follows it.',
    ],
    [
      'Keys of other services',
      'The site has none. It talks to nobody but its relays, media and TURN servers.',
    ],
    [
      'Guests’ addresses',
      'Not kept. Their e-mail address is, if they gave one, until they are erased.',
    ],
    ['Files', 'There are none yet, and so none to delete at an erasure.'],
  ],
  erased: (what: 'deleted' | 'kept') =>
    what === 'deleted'
      ? 'What an erased person wrote is deleted (privacy.erasures.messages).'
      : 'What an erased person wrote stays, without a name (privacy.erasures.messages).',
  messages: (stand: 'text' | 'encrypted') =>
    stand === 'encrypted'
      ? 'Messages are encrypted in the database (persistence.content.encrypted): nobody can search them there.'
      : 'Messages stand in the database as they were written (persistence.content.encrypted).',
  requests: 'What people asked for',
  noRequests: 'Nobody has asked for anything that is still kept.',
  kind: (kind: PersonRequest['kind']) => KINDS[kind],
  of: (name: string | undefined) =>
    name === undefined ? 'somebody who is erased' : isolated(name),
  state: requestState,
  retention: 'What is deleted by age',
  retentionLead:
    'These are settings (privacy.retention). A conversation may have a shorter age of its own.',
  age: (name: keyof RetentionAges) => AGES[name],
  keptFor: (ms: number | undefined) => (ms === undefined ? 'Kept for ever' : span(ms)),
  next: (when: string) => `The next run begins ${when}, or soon after.`,
  lastRun: (when: string, what: RetentionCounts) =>
    `The last one, of ${when}, deleted: ${counts(what)}.`,
  noRun: 'There has been no run yet.',
  preview: 'Count what it would delete',
  counting: 'It is being counted…',
  previewed: (when: string, what: RetentionCounts) =>
    `As of ${when} it would delete: ${counts(what)}.`,
  previewFailed: 'It could not be counted: the site’s log says why.',
  ownAges: 'Conversations with an age of their own',
  noOwnAges: 'There are none.',
  untitled: 'A direct conversation',
  unset: 'Take away',
  unsetOf: (name: string) => `Take away the own age of ${isolated(name)}`,
  holds: 'Legal holds',
  holdsLead:
    'Of what is held nothing is deleted by age, and nobody whom it concerns can be erased.',
  noHolds: 'Nothing is held.',
  heldSince: (when: string) => `Since ${when}`,
  heldPerson: 'Every conversation that this person is in or was',
  heldConversation: 'A conversation',
  lift: 'Lift',
  liftOf: (name: string) => `Lift the hold on ${isolated(name)}`,
  holdPerson: 'Hold a person: search by name',
  hold: (name: string) => `Hold ${isolated(name)}`,
  nobody: (query: string) => `Nobody’s name begins with “${isolated(query)}”`,
  conversation: 'Id of a conversation',
  conversationHint: 'As it stands behind #/c/ in the address of the page.',
  days: 'Days',
  holdConversation: 'Hold it',
  setAge: 'Give it this age',
  badConversation: 'This is no id of a conversation: it has 22 characters.',
  badDays: 'A whole number of days, from 1 to 36,500.',
  policy: 'A privacy policy to begin with',
  policyLead:
    'Made from the settings that the site runs with now. No lawyer has seen it: read it, complete it, and have it looked over.',
  policyText: policy,
  copy: 'Copy the text',
  copied: 'Copied.',
  selected: 'It is selected: copy it with your keyboard.',
  audit: 'Audit trail',
  auditLead: 'What administrators did. It cannot be changed from here.',
  noAudit: 'Nobody has done anything yet.',
  act,
  earlier: 'Earlier',
  done: 'Done.',
} as const;
