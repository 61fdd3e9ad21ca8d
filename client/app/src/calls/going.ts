import type {
  Call,
  CallState,
  GroupCall,
  GroupCallEnd,
  LocalTracks,
  Unsubscribe,
} from '@sealmesh/sdk';

import type { CallEnd } from '../model/call.js';

/** Where a call stands, of two or of a group. */
export type GoingState =
  | Exclude<CallState, { readonly phase: 'ended' }>
  | { readonly phase: 'waiting' }
  | { readonly phase: 'ended'; readonly reason: CallEnd; readonly durationMs: number };

/** A call as the desk handles it, of two or of a group. */
export interface Going extends Pick<
  Call,
  | 'conversation'
  | 'direction'
  | 'media'
  | 'receiving'
  | 'remote'
  | 'remoteScreen'
  | 'code'
  | 'quality'
> {
  /** Absent in a group's call. */
  readonly peer: string | undefined;
  readonly state: GoingState;
  readonly group: GroupCall | undefined;
  onChange(listener: () => void): Unsubscribe;
  accept(tracks: LocalTracks): void;
  end(): void;
  send(tracks: LocalTracks): void;
}

const made = new WeakMap<Call | GroupCall, Going>();

/** The same one for the same call. */
export function goingOf(call: Call | GroupCall): Going {
  let going = made.get(call);
  if (going === undefined) {
    going = 'participants' in call ? ofGroup(call) : ofTwo(call);
    made.set(call, going);
  }
  return going;
}

function ofTwo(call: Call): Going {
  return {
    group: undefined,
    conversation: call.conversation,
    peer: call.peer,
    direction: call.direction,
    media: call.media,
    get state() {
      return call.state;
    },
    get receiving() {
      return call.receiving;
    },
    get remote() {
      return call.remote;
    },
    get remoteScreen() {
      return call.remoteScreen;
    },
    get code() {
      return call.code;
    },
    get quality() {
      return call.quality;
    },
    onChange: (listener) => call.onChange(listener),
    accept: (tracks) => {
      call.accept(tracks);
    },
    end: () => {
      call.end();
    },
    send: (tracks) => {
      call.send(tracks);
    },
  };
}

const NOTHING = { audio: false, video: false, screen: false } as const;

const ENDS: Readonly<Record<GroupCallEnd, CallEnd>> = {
  left: 'hung-up',
  ended: 'hung-up',
  kicked: 'put-out',
  'turned-away': 'turned-away',
  full: 'full',
  failed: 'failed',
  lost: 'lost',
};

function ofGroup(group: GroupCall): Going {
  let since: number | undefined;
  return {
    group,
    conversation: group.conversation,
    peer: undefined,
    // Nobody in particular is called, and nobody need answer.
    direction: 'outgoing',
    media: group.media,
    receiving: NOTHING,
    remote: undefined,
    remoteScreen: undefined,
    code: undefined,
    get quality() {
      return group.quality;
    },
    get state(): GoingState {
      const { state } = group;
      switch (state.phase) {
        case 'waiting':
          return state;
        case 'joining':
          return { phase: 'connecting' };
        case 'active':
        case 'reconnecting':
          ({ since } = state);
          return state;
        case 'ended':
          return {
            phase: 'ended',
            reason: ENDS[state.reason],
            durationMs: since === undefined ? 0 : Math.max(0, Date.now() - since),
          };
      }
    },
    onChange: (listener) => group.onChange(listener),
    accept: () => undefined,
    end: () => {
      group.leave();
    },
    send: (tracks) => {
      group.send(tracks);
    },
  };
}
