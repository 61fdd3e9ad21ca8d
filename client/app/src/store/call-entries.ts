import type * as sdk from '@sealmesh/sdk';

import { outcomeOf, type CallBrief, type CallEntry } from '../model/call.js';
import { nameOf, type Eyes } from './eyes.js';

/** Two events tell of one call; they are one entry, where it began. */

type CallEvent = sdk.CallStarted | sdk.CallEnded;

/** What is told line by line. */
export type OtherEvent = Exclude<sdk.NoticeEvent, CallEvent>;

/** What is held of each call, by its id. */
export type CallsHeld = ReadonlyMap<string, CallHeld>;

interface CallHeld {
  readonly started?: sdk.CallStarted;
  readonly ended?: sdk.CallEnded;
}

export function callsIn(transcript: readonly sdk.TranscriptItem[]): CallsHeld {
  const calls = new Map<string, CallHeld>();
  for (const item of transcript) {
    const event = item.kind === 'notice' ? item.event : undefined;
    if (event?.type === 'call.started') {
      calls.set(event.callId, { ...calls.get(event.callId), started: event });
    } else if (event?.type === 'call.ended') {
      calls.set(event.callId, { ...calls.get(event.callId), ended: event });
    }
  }
  return calls;
}

/** Nothing for the end of a call whose beginning is held too. */
export function entryOf(
  eyes: Eyes,
  { seq, at }: sdk.Notice,
  event: CallEvent,
  calls: CallsHeld,
  kind: sdk.ConversationKind,
): CallEntry | undefined {
  const held = calls.get(event.callId);
  if (event.type === 'call.ended' && held?.started !== undefined) {
    return undefined;
  }
  const brief = briefOf(eyes, event, held?.ended);
  const caller = nameOf(eyes, callerOf(event));
  const ofGroup = kind !== 'direct';
  return { type: 'call', key: `call ${event.callId}`, seq, at, caller, ofGroup, ...brief };
}

// The SDK keeps a summary's identity while nothing in it changes.
const looked = new WeakMap<sdk.ConversationSummary, { readonly call: CallBrief | undefined }>();

/** The call that is the latest in a conversation, if no message came after it. */
export function lastCallOf(
  eyes: Eyes,
  summary: sdk.ConversationSummary,
  transcript: readonly sdk.TranscriptItem[] | undefined,
): CallBrief | undefined {
  const said = summary.lastMessage?.seq ?? 0;
  if (summary.kind !== 'direct' || transcript === undefined || summary.head <= said) {
    return undefined;
  }
  const known = looked.get(summary);
  if (known !== undefined) {
    return known.call;
  }
  const call = findLastCall(eyes, transcript);
  looked.set(summary, { call });
  return call;
}

function findLastCall(
  eyes: Eyes,
  transcript: readonly sdk.TranscriptItem[],
): CallBrief | undefined {
  // From the end: the latest call or message is close to it.
  for (let index = transcript.length - 1; index >= 0; index--) {
    const item = transcript[index];
    if (item === undefined || item.kind === 'message') {
      return undefined;
    }
    const { event } = item;
    if (event.type === 'call.ended') {
      return briefOf(eyes, event, event);
    }
    if (event.type === 'call.started') {
      return briefOf(eyes, event, undefined);
    }
  }
  return undefined;
}

function briefOf(eyes: Eyes, event: CallEvent, ended: sdk.CallEnded | undefined): CallBrief {
  const own = callerOf(event) === eyes.me;
  const brief = { media: event.media, own, outcome: outcomeOf(own, ended) };
  return ended?.durationMs === undefined ? brief : { ...brief, durationMs: ended.durationMs };
}

function callerOf(event: CallEvent): string {
  return event.type === 'call.started' ? event.actor : event.caller;
}
