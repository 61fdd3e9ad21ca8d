import type { GroupCall } from '@sealmesh/sdk';

import type { GroupView } from '../model/group-call.js';
import type { Person } from '../model/types.js';

/** A group's call as its view shows it. */
export function groupViewOf(call: GroupCall, personOf: (user: string) => Person): GroupView {
  return {
    host: call.role === 'host',
    mutedByHost: call.mutedByHost,
    speaker: call.speaker,
    lobby: call.lobby,
    waiting: call.waiting.map(personOf),
    people: call.participants.map(
      ({ party, user, sending, media, screen, speaking, sealed, picture }) => ({
        ...{ party, media, screen, speaking },
        person: personOf(user),
        sending: {
          microphone: sending.audio,
          camera: sending.video && picture === 'wanted',
          screen: sending.screen,
        },
        waiting: sealed === 'waiting',
      }),
    ),
  };
}
