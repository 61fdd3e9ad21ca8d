import type { GroupView } from './group-call.js';
import type { Person } from './types.js';

/** A call as the views show it, and what they reckon about it. Pure. */

export type CallMedia = 'audio' | 'video';

/** What a person turns on and off while she is in a call. */
export type Source = 'microphone' | 'camera' | 'screen';

/** What can be chosen among several of its kind. */
export type DeviceKind = 'microphone' | 'camera' | 'speaker';

/** Why it is over, as this party knows it. */
export type CallEnd =
  | 'hung-up'
  | 'rejected'
  | 'busy'
  | 'cancelled'
  | 'no-answer'
  | 'answered-elsewhere'
  | 'failed'
  | 'lost'
  /** Of a group's call: a host has put this person out. */
  | 'put-out'
  /** Of a group's call: a host has not let this person in. */
  | 'turned-away'
  /** Of a group's call: as many are in it as there may be. */
  | 'full';

/** Why it did not begin. */
export type CallRefusal =
  | 'in-call'
  | 'unsupported'
  | 'no-media-server'
  | 'forbidden'
  /** A host of the group's call has sent this person away. */
  | 'turned-away'
  /** As many are in the call, or wait for it, as there may be. */
  | 'full'
  | 'unreachable'
  | 'unexpected';

/**
 * Where a call stands.
 *
 * - `asking`: the browser asks its person whether the microphone may be used.
 * - `preview`: she looks at herself and chooses devices, before she calls or answers.
 * - `starting`: the site is being asked.
 * - `outgoing`: it rings at the other one's devices once `heard`.
 * - `waiting`: in a group's lobby, until a host lets her in.
 * - `active`, `reconnecting`: since when, by this browser's clock.
 */
export type CallPhase =
  | { readonly kind: 'asking' | 'preview' | 'starting' | 'incoming' | 'connecting' | 'waiting' }
  | { readonly kind: 'outgoing'; readonly heard: boolean }
  | { readonly kind: 'active' | 'reconnecting'; readonly since: number }
  | { readonly kind: 'ended'; readonly reason: CallEnd; readonly durationMs: number }
  | { readonly kind: 'refused'; readonly refusal: CallRefusal };

/**
 * Why a device is not used.
 *
 * - `denied`: the person or her browser does not allow it; `missing`: there is none; `taken`: another
 *   program has it; `failed`: whatever else.
 * - `lost`: it was unplugged. `switched`: it was, and another one took its place.
 */
export type DeviceProblem = 'denied' | 'missing' | 'taken' | 'failed' | 'lost' | 'switched';

export interface Device {
  readonly id: string;
  /** Empty until the browser may tell. */
  readonly label: string;
}

/** What there is to be seen and heard with, and what of it is used. */
export interface DevicesView {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Empty where a page may not choose. */
  readonly speakers: readonly Device[];
  readonly chosen: Readonly<Partial<Record<DeviceKind, string>>>;
  readonly problems: Readonly<Partial<Record<Source, DeviceProblem>>>;
  readonly canShare: boolean;
}

export interface Sending {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
}

/** The one call of this page, with all that its views need. */
export interface CallView {
  readonly conversation: string;
  readonly peer: Person;
  readonly direction: 'incoming' | 'outgoing';
  /** What it was opened for. */
  readonly media: CallMedia;
  readonly phase: CallPhase;
  readonly sending: Sending;
  readonly receiving: Sending;
  readonly own: MediaStream | undefined;
  readonly remote: MediaStream | undefined;
  readonly remoteScreen: MediaStream | undefined;
  readonly code: string | undefined;
  readonly quality: 'good' | 'fair' | 'poor' | undefined;
  readonly devices: DevicesView;
  /** In a group's call, whose name is then its conversation's. */
  readonly group: GroupView | undefined;
}

/** Whether a call can be made from here now. */
export type Calling = 'ready' | 'in-call' | 'unsupported';

/** Whether it is over, or never was. */
export function isOver({ kind }: CallPhase): boolean {
  return kind === 'ended' || kind === 'refused';
}

/** Whether whoever called may want to try once more. */
export function isWorthAnother({
  direction,
  phase,
}: Pick<CallView, 'direction' | 'phase'>): boolean {
  if (phase.kind === 'refused') {
    return phase.refusal === 'unreachable' || phase.refusal === 'unexpected';
  }
  if (phase.kind !== 'ended') {
    return false;
  }
  const { reason } = phase;
  const dropped = reason === 'failed' || reason === 'lost';
  return dropped || (direction === 'outgoing' && (reason === 'no-answer' || reason === 'busy'));
}

/** A call's clock: 0:07, 12:40, 1:02:03. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The digits in groups that one breath can say. */
export function spelled(code: string): string {
  return code.match(/\d{1,3}/g)?.join(' ') ?? '';
}

/** How much of a picture may be cut off so that it fills its frame. */
const CUT_MAX = 0.35;

/** Fills the frame where little is lost by it; a picture of quite another shape is shown whole. */
export function fitOf(
  picture: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
): 'cover' | 'contain' {
  const ratio = (picture.width * frame.height) / (picture.height * frame.width);
  if (!Number.isFinite(ratio) || ratio === 0) {
    return 'cover';
  }
  return 1 - Math.min(ratio, 1 / ratio) <= CUT_MAX ? 'cover' : 'contain';
}

export type Corner = 'top-start' | 'top-end' | 'bottom-start' | 'bottom-end';

/** Where the arrow keys take a small picture; undefined for any other key. */
export function cornerBy(key: string, from: Corner): Corner | undefined {
  const [block, inline] = from.split('-') as ['top' | 'bottom', 'start' | 'end'];
  switch (key) {
    case 'ArrowUp':
      return `top-${inline}`;
    case 'ArrowDown':
      return `bottom-${inline}`;
    case 'ArrowLeft':
      return `${block}-start`;
    case 'ArrowRight':
      return `${block}-end`;
    default:
      return undefined;
  }
}

/** The corner that a point of a frame is nearest to. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? 'top' : 'bottom'}-${x < width / 2 ? 'start' : 'end'}`;
}

/** What became of a call, as its line in the transcript tells. */
export type CallOutcome =
  'ongoing' | 'answered' | 'missed' | 'declined' | 'cancelled' | 'no-answer' | 'busy' | 'failed';

export interface CallBrief {
  readonly media: CallMedia;
  /** Whether this person called. */
  readonly own: boolean;
  readonly outcome: CallOutcome;
  /** From the answer to the end. */
  readonly durationMs?: number;
}

/** A call in the transcript. */
export interface CallEntry extends CallBrief {
  readonly type: 'call';
  readonly key: string;
  readonly seq: number;
  readonly at: number;
  readonly caller: string;
  /** Whoever is in the conversation may come in while it goes on. */
  readonly ofGroup: boolean;
}

/** One call looks different from its two ends. */
export function outcomeOf(
  own: boolean,
  end: { readonly reason: CallEnd; readonly durationMs?: number | undefined } | undefined,
): CallOutcome {
  if (end === undefined) {
    return 'ongoing';
  }
  if (end.durationMs !== undefined) {
    return 'answered';
  }
  switch (end.reason) {
    case 'rejected':
      return 'declined';
    case 'busy':
    case 'cancelled':
    case 'no-answer':
      return own ? end.reason : 'missed';
    case 'hung-up':
    case 'answered-elsewhere':
      return 'answered';
    case 'failed':
    case 'lost':
    case 'put-out':
    case 'turned-away':
    case 'full':
      return 'failed';
  }
}
