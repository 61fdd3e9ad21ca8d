import type * as sdk from '@sealmesh/sdk';

import { text } from '../messages.js';
import { deliveryOf } from '../model/delivery.js';
import type { CallBrief } from '../model/call.js';
import type {
  Connection,
  Item,
  Message,
  Notice,
  Person,
  Quote,
  Site,
  Summary,
} from '../model/types.js';
import { callsIn, entryOf, type OtherEvent } from './call-entries.js';
import { nameOf, shownName, type Eyes } from './eyes.js';

/** Makes what the views show out of what the SDK holds. Pure: the same input gives the same output. */

export function faceOf({ me }: Eyes, { id, kind, members }: sdk.ConversationSummary): string {
  const other = kind === 'direct' ? members.find((member) => member.id !== me) : undefined;
  return other?.id ?? id;
}

export function titleOf({ me }: Eyes, summary: sdk.ConversationSummary): string {
  const other = summary.members.find(({ id }) => id !== me) ?? summary.members[0];
  return summary.title ?? shownName(other?.name);
}

export function connectionOf(state: sdk.ConnectionState, network: boolean): Connection {
  if (state.state === 'stopped') {
    return 'stopped';
  }
  if (!network) {
    return 'offline';
  }
  switch (state.state) {
    case 'online':
      return 'live';
    case 'offline':
      return 'connecting';
    case 'connecting':
    case 'reconnecting':
    case 'polling':
      return state.state;
  }
}

export function siteOf({ name, signIn, registration }: sdk.Site): Site {
  const accounts = signIn.includes('password');
  return {
    name,
    ways: [
      ...(accounts ? (['account'] as const) : []),
      ...(accounts && registration === 'open' ? (['register'] as const) : []),
      ...(signIn.includes('guest') ? (['guest'] as const) : []),
    ],
  };
}

export function personOf(eyes: Eyes, id: string, presence?: sdk.Presence): Person {
  const name = nameOf(eyes, id);
  return presence === undefined ? { id, name } : { id, name, presence };
}

/** Who is at the other end of a call, named from the conversation if it is known. */
export function peerIn(
  eyes: Eyes,
  summary: sdk.ConversationSummary | undefined,
  user: string | undefined,
): Person {
  if (summary !== undefined && summary.kind !== 'direct' && user === undefined) {
    return { id: summary.id, name: summary.title ?? text.conversation.someone };
  }
  const other = user ?? summary?.members.find(({ id }) => id !== eyes.me)?.id;
  return other === undefined
    ? { id: summary?.id ?? '', name: text.conversation.someone }
    : personOf(eyes, other);
}

export function summaryOf(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  live: Pick<sdk.Conversation, 'typing' | 'presence'> | undefined,
  call?: CallBrief,
): Summary {
  const other = summary.members.find(({ id }) => id !== eyes.me);
  const presence = summary.kind === 'direct' && other ? live?.presence.get(other.id) : undefined;
  const last = summary.lastMessage;
  return {
    id: summary.id,
    face: faceOf(eyes, summary),
    kind: summary.kind,
    title: titleOf(eyes, summary),
    at: summary.lastAt,
    unread: summary.unread,
    typing: (live?.typing ?? []).map((id) => nameOf(eyes, id)),
    ...(presence === undefined ? {} : { presence }),
    ...(last === undefined ? {} : { preview: previewOf(eyes, summary, last) }),
    ...(call === undefined ? {} : { call }),
  };
}

function previewOf(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  last: sdk.Message,
): NonNullable<Summary['preview']> {
  return {
    author: nameOf(eyes, last.sender),
    own: last.sender === eyes.me,
    delivery: progressOf(summary, last),
    ...(last.body === undefined ? {} : { body: last.body }),
  };
}

function progressOf(summary: sdk.ConversationSummary, message: sdk.Message): Message['delivery'] {
  return deliveryOf({
    status: message.status,
    kind: summary.kind,
    others: summary.memberCount - 1,
    deliveredTo: message.deliveredBy.length,
    readBy: message.readBy.length,
  });
}

interface Made {
  readonly version: number;
  readonly memberCount: number;
  readonly items: readonly Item[];
}

// The SDK keeps a transcript's identity while nothing in it changes; so do its items, and typing signs do
// not draw thousands of messages again.
const made = new WeakMap<readonly sdk.TranscriptItem[], Made>();

export function itemsOf(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  transcript: readonly sdk.TranscriptItem[],
): readonly Item[] {
  const { memberCount } = summary;
  const { version } = eyes.names;
  const before = made.get(transcript);
  if (before?.version === version && before.memberCount === memberCount) {
    return before.items;
  }
  const items = makeItems(eyes, summary, transcript);
  made.set(transcript, { version, memberCount, items });
  return items;
}

function makeItems(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  transcript: readonly sdk.TranscriptItem[],
): readonly Item[] {
  const byId = new Map<string, sdk.Message>();
  for (const item of transcript) {
    if (item.kind === 'message' && item.id !== undefined) {
      byId.set(item.id, item);
    }
  }
  const calls = callsIn(transcript);
  return transcript.flatMap((item): Item[] => {
    if (item.kind === 'message') {
      return [messageOf(eyes, summary, item, byId)];
    }
    const { event } = item;
    if (event.type !== 'call.started' && event.type !== 'call.ended') {
      return [noticeOf(eyes, item, event)];
    }
    const entry = entryOf(eyes, item, event, calls, summary.kind);
    return entry === undefined ? [] : [entry];
  });
}

function messageOf(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  message: sdk.Message,
  byId: ReadonlyMap<string, sdk.Message>,
): Message {
  const { id, seq, body, replyTo, sender } = message;
  return {
    type: 'message',
    key: message.key,
    at: message.at,
    author: { id: sender ?? '', name: nameOf(eyes, sender) },
    own: sender === eyes.me,
    edited: message.edited,
    delivery: progressOf(summary, message),
    ...(id === undefined ? {} : { messageId: id }),
    ...(seq === undefined ? {} : { seq }),
    ...(body === undefined ? {} : { body }),
    ...(replyTo === undefined ? {} : { quote: quoteOf(eyes, replyTo, byId.get(replyTo)) }),
  };
}

function quoteOf(eyes: Eyes, messageId: string, message: sdk.Message | undefined): Quote {
  const author = message === undefined ? '' : nameOf(eyes, message.sender);
  return message?.body === undefined
    ? { messageId, author }
    : { messageId, author, body: message.body };
}

function noticeOf(eyes: Eyes, { key, seq, at }: sdk.Notice, event: OtherEvent): Notice {
  const common = { type: 'notice', key, seq, at, actor: nameOf(eyes, event.actor) } as const;
  switch (event.type) {
    case 'conversation.created':
      return { ...common, kind: 'created', subject: '' };
    case 'conversation.renamed':
      return { ...common, kind: 'renamed', subject: event.title };
    case 'member.added': {
      const alone = event.members.length === 1 && event.members[0]?.id === event.actor;
      const subject = text.names(event.members.map(({ name }) => shownName(name)));
      return { ...common, kind: alone ? 'joined' : 'added', subject };
    }
    case 'member.removed':
      return { ...common, kind: event.reason, subject: nameOf(eyes, event.member) };
    case 'person.erased':
      return {
        ...common,
        kind: event.messages === 'deleted' ? 'erased' : 'erased-but-words',
        subject: '',
      };
  }
}
