import type * as sdk from '@sealmesh/sdk';

import type { OpenConversation, Person, Rights } from '../model/types.js';
import type { Eyes } from './eyes.js';
import { faceOf, itemsOf, personOf, titleOf } from './views.js';

/** The open conversation, and what the app knows of it besides. */
export interface Opened {
  readonly conversation: sdk.Conversation;
  /** The read pointer when it was opened; absent if nothing was unread. */
  readonly readUpTo: number | undefined;
  readonly older: 'idle' | 'loading' | 'failed';
}

export function openView(eyes: Eyes, opened: Opened, loading: boolean): OpenConversation {
  const { conversation, readUpTo } = opened;
  const { summary, transcript } = conversation;
  const members = membersOf(eyes, conversation);
  const presence =
    summary.kind === 'direct' ? members.find(({ id }) => id !== eyes.me)?.presence : undefined;
  return {
    id: summary.id,
    face: faceOf(eyes, summary),
    kind: summary.kind,
    title: titleOf(eyes, summary),
    owner: summary.owner,
    members,
    memberCount: summary.memberCount,
    items: itemsOf(eyes, summary, transcript),
    typing: conversation.typing.map((id) => personOf(eyes, id).name),
    older: olderOf(opened),
    rights: rightsOf(eyes, summary),
    loading: loading && transcript.length === 0,
    ...(presence === undefined ? {} : { presence }),
    ...(readUpTo === undefined ? {} : { readUpTo }),
    ...(summary.keptForMs === undefined ? {} : { keptForMs: summary.keptForMs }),
  };
}

function membersOf(eyes: Eyes, { summary, presence }: sdk.Conversation): Person[] {
  const known = summary.members.map(({ id }) => personOf(eyes, id, presence.get(id)));
  return known.sort((a, b) => a.name.localeCompare(b.name));
}

function olderOf({ conversation, older }: Opened): OpenConversation['older'] {
  if (!conversation.hasEarlier) {
    return 'none';
  }
  return older === 'idle' ? 'some' : older;
}

/** The origin's rules, foretold, so that nobody is offered what would be refused. */
function rightsOf({ me }: Eyes, { kind, owner, members }: sdk.ConversationSummary): Rights {
  const owns = owner === me;
  const isErased = kind === 'direct' && members.some(({ id, name }) => id !== me && name === '');
  const many = kind !== 'direct';
  return {
    write: !isErased,
    rename: kind === 'group' || (kind === 'room' && owns),
    addMembers: kind === 'group',
    removeMembers: many && owns,
    leave: many,
    removeMessages: kind === 'room' && owns,
  };
}
