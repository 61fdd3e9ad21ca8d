import type { ExportFailure } from '@sealmesh/sdk';

import type {
  CallBrief,
  CallEnd,
  CallMedia,
  CallPhase,
  CallRefusal,
  CallView,
  Calling,
  DeviceProblem,
  Source,
} from './model/call.js';
import { age, count, duration, fileSize, joined, micros, percent } from './model/measure.js';
import type { ErasureRefusal } from './model/erasure.js';
import type { ExportRefusal, News } from './model/exports.js';
import type { Concern } from './model/overview.js';
import type { Connection, Notice, Presence, Delivery } from './model/types.js';
import type { Refusal } from './store/store.js';
import { devices } from './words/devices.js';
import { disclosure } from './words/disclosure.js';
import { counted, isolated, list, span } from './words/grammar.js';
import { privacy } from './words/privacy.js';

/**
 * Every word that the app says, in one place, so that a translation is one more object of this type.
 *
 * A sentence is never put together from pieces elsewhere: other languages order them differently.
 */
function typing(names: readonly string[]): string {
  if (names.length > 3) {
    return 'Several people are typing';
  }
  return `${list.format(names.map(isolated))} ${names.length === 1 ? 'is' : 'are'} typing`;
}

function notice({ kind, actor: who, subject: whom }: Notice): string {
  const actor = isolated(who);
  const subject = isolated(whom);
  switch (kind) {
    case 'created':
      return `${actor} started this conversation`;
    case 'renamed':
      return `${actor} named it “${subject}”`;
    case 'joined':
      return `${subject} joined`;
    case 'added':
      return `${actor} added ${subject}`;
    case 'left':
      return `${subject} left`;
    case 'removed':
      return `${actor} removed ${subject}`;
    case 'banned':
      return `${actor} banned ${subject}`;
    case 'erased':
      return 'Somebody’s account was erased, with all that they wrote';
    case 'erased-but-words':
      return 'Somebody’s account was erased';
  }
}

const CONNECTIONS: Record<Connection, string> = {
  live: '',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  polling: 'Live connection is down. Messages still arrive, a little later.',
  offline: 'You are offline. What you write is sent when you are back.',
  stopped: 'This page is out of date. Reload it to go on.',
};

const DELIVERIES: Record<Delivery, string> = {
  pending: 'Sending',
  failed: 'Not sent',
  sent: 'Sent',
  delivered: 'Delivered',
  seen: 'Seen',
};

const PRESENCES: Record<Presence, string> = {
  online: 'Online',
  away: 'Away',
  offline: 'Offline',
};

const REFUSALS: Record<Refusal, string> = {
  credentials: 'User name or password is wrong.',
  taken: 'This user name is taken. Please choose another one.',
  invalid: 'The site did not accept this. Please check what you entered.',
  'too-long': 'This is too long.',
  forbidden: 'You may not do this here.',
  gone: 'This is not there any more.',
  'too-many': 'That was too much at once. Please try again in a moment.',
  unreachable: 'The site cannot be reached. Please try again.',
  unexpected: 'Something went wrong. Please try again.',
};

function concern(of: Concern): string {
  switch (of.kind) {
    case 'part':
      return PARTS_AWAY[of.part];
    case 'database':
      return 'The database is away: nothing can be sent.';
    case 'no-link':
      return 'No uplink stands: messages arrive by polling only.';
    case 'link':
      return `The uplink to ${isolated(of.relay)} has been down for ${joined(age(of.sinceMs / 1000))}.`;
    case 'silent':
      return `${isolated(of.node)} does not answer.`;
    case 'stale':
      return `${isolated(of.node)} was last heard ${joined(duration(of.agoMs))} ago.`;
    case 'outbox':
      return `The oldest event has waited for ${joined(duration(of.ageMs))} to be delivered.`;
    case 'commits':
      return `One commit in a hundred takes longer than ${joined(micros(of.p99Micros))}.`;
    case 'sockets':
      return `${isolated(of.node)} has ${percent(of.share)} of the sockets it can hold.`;
    case 'heap':
      return `${isolated(of.node)} uses ${percent(of.share)} of its memory.`;
  }
}

const CALLS: Record<CallMedia, string> = { audio: 'Voice call', video: 'Video call' };

const CALL_ENDS: Record<CallEnd, string> = {
  'hung-up': 'Call ended',
  rejected: 'Call declined',
  busy: 'Busy in another call',
  cancelled: 'Call cancelled',
  'no-answer': 'No answer',
  'answered-elsewhere': 'Answered on another device',
  failed: 'The connection failed',
  lost: 'The connection was lost',
  'put-out': 'You were put out of the call',
  'turned-away': 'The host did not let you in',
  full: 'The call is full',
};

const CALL_REFUSALS: Record<CallRefusal, string> = {
  'in-call': 'You are in another call already.',
  unsupported: 'This browser cannot make calls.',
  'no-media-server': 'This site offers no calls of groups.',
  forbidden: 'You may not call here.',
  'turned-away': 'The host has not let you in.',
  full: 'The call is full. Try again when somebody has left.',
  unreachable: 'The site cannot be reached. Please try again.',
  unexpected: 'The call could not be made. Please try again.',
};

const CALLINGS: Record<Calling, string> = {
  ready: '',
  'in-call': 'You are in a call already',
  unsupported: 'This browser cannot make calls',
};

function callPhase(phase: CallPhase): string {
  switch (phase.kind) {
    case 'asking':
      return 'Your browser asks whether you may be heard…';
    case 'preview':
      return '';
    case 'starting':
      return 'Calling…';
    case 'incoming':
      return 'Incoming call';
    case 'outgoing':
      return phase.heard ? 'Ringing…' : 'Calling…';
    case 'connecting':
      return 'Connecting…';
    case 'waiting':
      return 'Waiting to be let in…';
    case 'active':
      return 'Connected';
    case 'reconnecting':
      return 'Reconnecting…';
    case 'ended':
      return CALL_ENDS[phase.reason];
    case 'refused':
      return CALL_REFUSALS[phase.refusal];
  }
}

function callEntry({ media, own, outcome }: CallBrief): string {
  const call = CALLS[media];
  switch (outcome) {
    case 'ongoing':
    case 'answered':
      return call;
    case 'missed':
      return `Missed ${call.toLowerCase()}`;
    case 'declined':
      return own ? `${call} declined` : `You declined a ${call.toLowerCase()}`;
    case 'cancelled':
      return `${call} cancelled`;
    case 'no-answer':
      return `${call}, no answer`;
    case 'busy':
      return `${call}, busy`;
    case 'failed':
      return `${call} failed`;
  }
}

const DEVICE_NAMES: Record<Source, string> = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
};

function deviceProblem(source: Source, problem: DeviceProblem): string {
  const name = DEVICE_NAMES[source];
  switch (problem) {
    case 'denied':
      return `This page may not use the ${name}. You can allow it in your browser, beside the address.`;
    case 'missing':
      return `No ${name} was found.`;
    case 'taken':
      return `The ${name} is in use by another program.`;
    case 'failed':
      return `The ${name} could not be started.`;
    case 'lost':
      return `The ${name} is gone. Was it unplugged?`;
    case 'switched':
      return `The ${name} is gone; another one took its place.`;
  }
}

const EXPORT_FAILURES: Record<ExportFailure, string> = {
  'disk-full':
    'The site ran out of space for it. Whoever runs the site can make room; then try again.',
  trouble: 'Something went wrong while it was prepared.',
};

const SIGN_IN_LEADS = {
  none: 'Conversations that stay at your site and arrive at once.',
  expired: 'Your session has ended. Please sign in again.',
  erased: 'Your account is erased. What is left of it goes within minutes.',
};

const ERASURE_REFUSALS: Record<ErasureRefusal, string> = {
  'wrong-password': 'This is not your password.',
  'on-hold':
    'The site has to keep some of this for now, and cannot erase you. Its operator can say more.',
  'not-ready': 'It is not counted yet what would be erased.',
  gone: 'The site does not know of it any more. Please begin anew.',
  'too-many': REFUSALS['too-many'],
  forbidden: REFUSALS.forbidden,
  unreachable:
    'The site cannot be reached. If you had confirmed, it may have happened all the same.',
  unexpected: REFUSALS.unexpected,
};

const EXPORT_REFUSALS: Record<ExportRefusal, string> = {
  limit: 'You keep as many copies as you may. Delete one of them first.',
  'not-ready': 'This copy is not ready yet.',
  gone: 'This copy is not there any more.',
  'too-many': REFUSALS['too-many'],
  forbidden: REFUSALS.forbidden,
  unreachable: REFUSALS.unreachable,
  unexpected: REFUSALS.unexpected,
};

function exportNews({ kind, copy }: News, of: string): string {
  switch (kind) {
    case 'begun':
      return 'Your copy is being prepared.';
    case 'ready':
      return `The copy of ${of} is ready to be downloaded.`;
    case 'failed':
      return `The copy of ${of} could not be prepared. ${copy.state === 'failed' ? EXPORT_FAILURES[copy.failure] : ''}`;
    case 'gone':
      return `The copy of ${of} is deleted.`;
  }
}

const PARTS_AWAY = {
  database: 'The database’s part of this node does not answer.',
  outbox: 'The outbox does not answer.',
  mesh: 'The router, or what stands in for it, does not answer.',
} as const;

const ENGINES: Readonly<Record<string, string>> = { h2: 'H2', mysql: 'MySQL' };

function engineOf(name: string): string {
  return ENGINES[name] ?? name;
}

export const text = {
  app: 'Sealmesh',
  names: (names: readonly string[]) => list.format(names.map(isolated)),
  starting: 'Opening Sealmesh…',

  connection: (connection: Connection) => CONNECTIONS[connection],
  delivery: (delivery: Delivery) => DELIVERIES[delivery],
  presence: (presence: Presence) => PRESENCES[presence],
  refusal: (refusal: Refusal) => REFUSALS[refusal],
  reload: 'Reload',

  today: 'Today',
  yesterday: 'Yesterday',

  signIn: {
    heading: 'Welcome',
    lead: (reason: 'expired' | 'erased' | undefined) => SIGN_IN_LEADS[reason ?? 'none'],
    ways: 'How to come in',
    account: 'Sign in',
    register: 'New account',
    guest: 'Guest',
    login: 'User name',
    loginHint: '3 to 32 letters, digits, dots or dashes',
    password: 'Password',
    newPasswordHint: 'At least 8 characters',
    name: 'Your name',
    nameHint: 'This is what others see',
    email: 'E-mail',
    optional: 'optional',
    emailHint: 'Only for the site, so that it can answer you',
    submitAccount: 'Sign in',
    submitRegister: 'Create account',
    submitGuest: 'Continue as guest',
    busy: 'One moment…',
    required: (label: string) => `Please fill in: ${label}.`,
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    loginInvalid: 'Use 3 to 32 letters, digits, dots or dashes.',
    passwordShort: 'Use at least 8 characters.',
    emailInvalid: 'This does not look like an e-mail address.',
  },

  list: {
    heading: 'Conversations',
    filter: 'Filter conversations',
    start: 'New conversation',
    none: 'No conversations yet',
    noneLead: 'Find someone by name, gather a group, or join a room.',
    noneMatch: (query: string) => `No conversation matches “${isolated(query)}”`,
    loading: 'Loading conversations',
    unread: (count: number) => counted(count, 'unread message', 'unread messages'),
    by: (author: string, body: string) => `${isolated(author)}: ${isolated(body)}`,
    deleted: 'Message deleted',
    empty: 'No messages yet',
    typing: 'typing…',
    typingNamed: (names: readonly string[]) => `${typing(names)}…`,
    room: 'Room',
    group: 'Group',
    accountHeading: 'Account',
    account: (name: string) => `Account of ${isolated(name)}`,
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
  },

  conversation: {
    back: 'Back to conversations',
    pick: 'Pick a conversation',
    pickLead:
      'Or start a new one: your messages go to your site first, and from there to everyone.',
    log: (title: string) => `Messages in ${isolated(title)}`,
    loading: 'Loading messages',
    older: 'Loading older messages…',
    olderFailed: 'Older messages could not be loaded.',
    beginning: 'This is the beginning of the conversation.',
    empty: 'Say hello',
    emptyLead: (title: string) =>
      `This is the very beginning of your conversation with ${isolated(title)}.`,
    emptyRoomLead: (title: string) => `This is the very beginning of ${isolated(title)}.`,
    newMessages: 'New messages',
    latest: 'Go to the latest messages',
    latestNew: (count: number) => counted(count, 'new message', 'new messages'),
    notice,
    someone: 'Someone',
    erased: 'Erased person',
    edited: 'edited',
    deleted: 'This message was deleted',
    typing: (names: readonly string[]) => typing(names),
    members: (count: number) => counted(count, 'member', 'members'),
    you: 'You',
    actions: 'Message actions',
    reply: 'Reply',
    edit: 'Edit',
    remove: 'Delete',
    removeHeading: 'Delete message',
    removeAsk: 'Delete this message for everyone?',
    retry: 'Try again',
    discard: 'Discard',
    failed: 'Not sent.',
    cancel: 'Cancel',
    arrived: (author: string, body: string) => `${isolated(author)}: ${isolated(body)}`,
    opensNewTab: 'opens in a new tab',
    quoteGone: 'Message not available',
  },

  composer: {
    label: (title: string) => `Message to ${isolated(title)}`,
    placeholder: 'Write a message',
    send: 'Send',
    save: 'Save',
    editing: 'Editing message',
    replying: (author: string) => `Replying to ${isolated(author)}`,
    cancelEdit: 'Cancel editing',
    cancelReply: 'Cancel reply',
    hint: 'Enter sends, Shift and Enter starts a new line',
    touchHint: 'Enter starts a new line, the button sends',
    tooLong: (over: number) => `${counted(over, 'character', 'characters')} too long`,
    closed: 'You can no longer write here.',
    erased: 'This account was erased. Nobody reads here any more but you.',
  },

  call: {
    media: (media: CallMedia) => CALLS[media],
    unavailable: (calling: Calling) => CALLINGS[calling],
    phase: callPhase,
    entry: callEntry,
    /** Minutes and hours as one says them. */
    lasted: (ms: number) => joined(age(Math.max(0, ms) / 1000)),
    ongoing: 'going on',
    back: 'Call back',
    again: 'Call again',
    ringing: (name: string) => `${isolated(name)} is calling`,
    ringingAs: (media: CallMedia) =>
      media === 'video' ? 'Incoming video call' : 'Incoming voice call',
    with: (name: string) => `Call with ${isolated(name)}`,
    calling: (name: string) => `Calling ${isolated(name)}`,
    answer: 'Answer',
    answerVideo: 'Answer with video',
    answerAudio: 'Answer without video',
    decline: 'Decline',
    ringKeys: 'Enter answers, Escape declines',
    asking: 'Waiting for the microphone. Your browser asks whether this page may use it.',
    previewCall: (name: string) => `Call ${isolated(name)}`,
    previewAnswer: (name: string) => `Answer ${isolated(name)}`,
    previewLead: 'Nobody sees or hears you yet.',
    previewOff: 'Your camera is off',
    startCall: 'Start call',
    startAudio: 'Start call without video',
    startSilent: 'Call and only listen',
    answerSilent: 'Answer and only listen',
    give: 'Cancel',
    retry: 'Try again',
    close: 'Close',
    microphone: 'Microphone',
    microphoneShort: 'Mic',
    camera: 'Camera',
    speaker: 'Speaker',
    screen: 'Share screen',
    screenShort: 'Screen',
    devices: 'Devices',
    hangUp: 'Hang up',
    turn: (source: Source, on: boolean) =>
      source === 'screen'
        ? on
          ? 'Stop sharing your screen'
          : 'Share your screen'
        : `Turn your ${DEVICE_NAMES[source]} ${on ? 'off' : 'on'}`,
    unnamed: (kind: string, number: number) => `${kind} ${number}`,
    standard: 'As the system has it',
    noDevice: 'None found',
    problem: deviceProblem,
    controls: 'Call controls',
    minimise: 'Make the call small',
    maximise: 'Show the call',
    own: 'Your picture',
    ownMove: 'Your picture. Arrow keys move it to another corner.',
    picture: (name: string) => `Picture of ${isolated(name)}`,
    screenOf: (name: string) => `Screen of ${isolated(name)}`,
    muted: (name: string) => `${isolated(name)}’s microphone is off`,
    unseen: (name: string) => `${isolated(name)}’s camera is off`,
    selfMuted: 'Your microphone is off',
    sharing: 'You are sharing your screen',
    stopSharing: 'Stop sharing',
    sharedBy: 'shares a screen',
    held: 'Your browser holds the sound back',
    hear: 'Turn the sound on',
    quality: (quality: NonNullable<CallView['quality']>) =>
      ({ good: 'Good connection', fair: 'Fair connection', poor: 'Poor connection' })[quality],
    onlyListening: 'You are only listening',
    code: 'Verify',
    codeOpen: 'Verification code',
    codeHeading: 'Is anybody in between?',
    codeLead: (name: string) =>
      `Read these digits to each other. Relays can neither read this call nor change who is in it. Your site could, as it holds the conversation’s key: if ${isolated(name)} sees the same digits, it does not.`,
    group: {
      join: 'Join',
      with: (title: string) => `Call in ${isolated(title)}`,
      alone: 'You are the only one here',
      aloneLead: 'Others see in the conversation that a call goes on, and can join it.',
      count: (others: number) => counted(others + 1, 'person', 'people'),
      you: 'You',
      sealed: 'Sealed',
      sealedOpen: 'Who can hear and see this call',
      sealedHeading: 'Who can hear and see this?',
      sealedLead:
        'Sound and pictures are sealed in your browser, under keys that those who are here hand each other. The media server, the relays and your site pass them on: they see who sends how much, and can neither hear nor see it. Whoever leaves gets no further key.',
      sealedLimit:
        'One thing to know: a member of this conversation who works together with a relay could pass for another member.',
      sealedClose: 'Close',
      waiting: 'Waiting for the key…',
      grid: 'Show all alike',
      speaker: 'Show who speaks',
      speaks: (name: string) => `${isolated(name)} speaks`,
      mute: (name: string) => `Mute ${isolated(name)}`,
      kick: (name: string) => `Put ${isolated(name)} out of the call`,
      muted: 'A host has muted you: nobody hears you',
      endForAll: 'End for all',
      endForAllShort: 'End all',
      leave: 'Leave',
      lobby: 'Lobby',
      lobbyLead: 'Whoever was not in the call yet waits until a host lets them in',
      lobbyOff: 'Let everybody in again',
      inLobby: 'A host will let you in',
      inLobbyLead: 'Nobody sees or hears you until then.',
      knocking: (count: number) => counted(count, 'person is waiting', 'people are waiting'),
      knockingShort: (count: number) => `${count} waiting`,
      knocked: (names: readonly string[]) =>
        `${names.map(isolated).join(', ')} ${names.length === 1 ? 'waits' : 'wait'} to be let in`,
      knockingShow: 'Show who is waiting',
      more: (count: number) => `and ${count} more`,
      fewer: 'Show fewer',
      admit: 'Let in',
      admitWhom: (name: string) => `Let ${isolated(name)} in`,
      turnAway: 'Turn away',
      turnAwayWhom: (name: string) => `Turn ${isolated(name)} away`,
    },
    codeNone: 'The digits appear as soon as you are connected.',
    codeClose: 'Close the verification code',
    devicesClose: 'Close the devices',
    duration: (clock: string) => `Duration ${clock}`,
  },

  sealed: {
    label: 'Sealed',
    open: 'What does sealed mean?',
    heading: 'Sealed on its way',
    relay: 'Relays cannot read this.',
    relayLead:
      'The servers that carry messages to browsers see sealed envelopes. They have no key, and what they alter is thrown away.',
    site: 'Your site can.',
    siteLead:
      'It keeps the conversation in its own database, hands the keys to the members, and may export or erase messages. Trust it as you would a mail server of your own.',
    close: 'Close',
  },

  members: {
    heading: 'Members',
    open: 'Members and settings',
    details: 'Details',
    close: 'Close details',
    add: 'Add people',
    remove: (name: string) => `Remove ${isolated(name)}`,
    removeAsk: (name: string) => `Remove ${isolated(name)} from this conversation?`,
    you: 'you',
    leave: 'Leave conversation',
    leaveAsk: 'Leave this conversation? You will not get its messages any more.',
    rename: 'Rename',
    title: 'Name of the conversation',
    save: 'Save',
    cancel: 'Cancel',
    confirmRemove: 'Remove',
    confirmLeave: 'Leave',
    owner: 'Owner',
    more: (count: number) => `and ${counted(count, 'more', 'more')}`,
    kept: (ms: number) => `What happens here is kept for at most ${span(ms)}.`,
  },

  data: {
    open: 'Your data',
    heading: 'Your data',
    lead: 'A copy of all that this site keeps of you, and the way out',
    back: 'Back to conversations',
    holds: 'What it holds',
    holdsLead:
      'Everything that this site keeps of you: your account, the devices on which you are signed in, your conversations with the messages you can see there, and when you were in calls. What is said in a call is never kept. It is one ZIP file.',
    opens: 'Who can open it',
    opensLead:
      'At the site you alone can, and whoever runs it, as with everything that it keeps. The file that you download is not locked: whoever gets hold of it can read it.',
    keeps: 'How long it is kept',
    keepsLead:
      'Until the time that is shown with it; then the site deletes it by itself. You can delete it earlier. What you have downloaded stays with you.',
    prepare: 'Prepare a copy',
    preparing: 'A copy is being prepared…',
    preparingNote: 'This may take a while. You can leave this page and come back.',
    copies: 'Your copies',
    none: 'You have no copy at the moment.',
    loading: 'Asking the site…',
    waiting: 'Waiting for its turn…',
    running: (done: number, total: number) =>
      done < total
        ? `${count(done)} of about ${counted(total, 'item', 'items')}`
        : `${counted(done, 'item', 'items')} so far`,
    progress: (of: string) => `Progress of the copy of ${of}`,
    until: (when: string) => `Kept until ${when}`,
    failure: (failure: ExportFailure) => EXPORT_FAILURES[failure],
    download: (size: number) => `Download (${fileSize(size)})`,
    stop: 'Stop',
    remove: 'Delete',
    again: 'Try again',
    /** What a button does, and with which copy, for the ear. */
    doneWith: (what: string, of: string) => `${what}: copy of ${of}`,
    news: exportNews,
    refusal: (refusal: ExportRefusal) => EXPORT_REFUSALS[refusal],
    unheard: 'The site does not answer. What stands here is what it said last.',
    ask: 'Ask again',
  },

  erase: {
    heading: 'Erase me',
    lead: 'Your account, and everything that this site keeps of you, for good. First the site counts what that is, and changes nothing.',
    begin: 'Count what would be erased',
    counting: (done: number, total: number) =>
      total === 0
        ? 'Waiting for its turn…'
        : `Counting… ${count(Math.min(done, total))} of about ${counted(total, 'event', 'events')} looked at`,
    progress: 'Progress of the count',
    failed: 'It could not be counted. The site’s log says why.',
    again: 'Count again',
    cancel: 'Keep my account',
    goes: 'This goes',
    account: 'Your name, your login and every way to sign in',
    conversations: (many: number) =>
      `${counted(many, 'conversation', 'conversations')}, which you leave`,
    messages: (many: number) => `${counted(many, 'message', 'messages')} that you wrote`,
    messagesKept: (many: number) =>
      `Your name on ${counted(many, 'message', 'messages')} that you wrote`,
    calls: (many: number) => `That you were in ${counted(many, 'call', 'calls')}`,
    devices: (many: number) => `${counted(many, 'device', 'devices')}, signed out at once`,
    blocks: (many: number) => counted(many, 'block', 'blocks'),
    copies: (many: number) => `${counted(many, 'copy', 'copies')} of your data`,
    stays: 'This stays with the others',
    places: 'That somebody wrote here, without saying who',
    words: 'What you wrote, without your name',
    theirs: 'What they wrote, also about you, and what conversations are called',
    record: 'That an account was erased, and how much that was',
    until: (when: string) => `You can confirm this until ${when}. There is no way back after that.`,
    password: 'Your password',
    confirm: 'Erase me for good',
    news: 'It is counted what would be erased.',
    refusal: (refusal: ErasureRefusal) => ERASURE_REFUSALS[refusal],
  },

  devices,

  disclosure,

  privacy,

  admin: {
    open: 'Operations',
    heading: 'Operations',
    lead: 'How the site is',
    from: (node: string) => `As origin node ${isolated(node)} sees it`,
    back: 'Back to conversations',
    live: 'Live',
    heard: (since: string) => `Last heard ${since} ago`,
    loading: 'Asking the site…',
    forbidden: 'This page is for administrators',
    forbiddenLead:
      'Whoever runs this site names them in its settings. You can go on with your conversations.',
    unheard: 'The site does not answer',
    unheardLead: 'What stands below is what it said last. This page keeps on asking.',
    well: 'All is well',
    concerns: (count: number) =>
      counted(count, 'thing wants to be looked at', 'things want to be looked at'),
    concern,
    unknown: '–',
    away: 'Not known now',
    sockets: 'Sockets',
    onNodes: (nodes: number) => `on ${counted(nodes, 'node', 'nodes')}`,
    outbox: 'Oldest undelivered event',
    waiting: (rows: number) =>
      rows === 0 ? 'Nothing waits in the outbox' : counted(rows, 'event waits', 'events wait'),
    commits: 'Commit time, median',
    noCommits: (engine: string) => `No commit in the last minute · ${engineOf(engine)}`,
    commitNote: (p99: string, commits: number, engine: string) =>
      `p99 ${p99} · ${counted(commits, 'commit', 'commits')} in the last minute · ${engineOf(engine)}`,
    deliveries: 'Deliveries',
    deliveriesNote: 'Frames written to browsers, over all nodes',
    perSecond: 'per s',
    resyncs: 'Resyncs told',
    resyncsNote: 'Browsers told that they may have missed something',
    slowCloses: 'Slow closes',
    slowClosesNote: 'Sockets closed with 4008: they did not read',
    inSpan: (seconds: number) => `in ${joined(age(seconds))}`,
    line: (name: string, now: string, least: string, most: string) =>
      `${name}: ${now} now; between ${least} and ${most} in the last minutes`,
    noLine: (name: string) => `${name}: nothing is known yet`,
    nodes: 'Nodes',
    nodesLead: 'As each relay says of itself. Counts are since it started.',
    noNodes: 'No node has said anything yet.',
    here: 'now',
    ago: (since: string) => `${since} ago`,
    never: 'never',
    silent: 'does not answer',
    nodeColumns: {
      node: 'Node',
      heard: 'Heard',
      sockets: 'Sockets',
      held: 'Routing ids',
      deliveries: 'Deliveries',
      resyncs: 'Resyncs',
      slow: 'Slow closes',
      heap: 'Heap',
      members: 'Cluster',
      up: 'Up for',
    },
    links: 'Uplinks',
    linksLead: 'From this origin node to the relays of its meshes.',
    up: (since: string) => `up for ${since}`,
    down: (since: string) => `down for ${since}`,
    linkColumns: {
      relay: 'Relay',
      state: 'State',
      unanswered: 'Unanswered',
      refused: 'Refused',
      lost: 'Lost',
      losses: 'Interruptions',
      heard: 'Heard',
    },
  },

  start: {
    heading: 'New conversation',
    close: 'Close',
    ways: 'Kind of conversation',
    person: 'Person',
    group: 'Group',
    room: 'Room',
    find: 'Search people by name',
    findRooms: 'Search rooms',
    typeToFind: 'Type a name to find someone. What people wrote is not searched.',
    nobody: (query: string) => `Nobody’s name begins with “${isolated(query)}”`,
    noRooms: 'No rooms to join yet. Make the first one.',
    noRoomsFor: (query: string) => `No room begins with “${isolated(query)}”`,
    searching: 'Searching…',
    found: (count: number) => counted(count, 'result', 'results'),
    groupTitle: 'Name of the group',
    roomTitle: 'Name of the new room',
    createGroup: (people: number) => `Create group with ${counted(people, 'person', 'people')}`,
    createRoom: 'Create room',
    chosen: 'Chosen people',
    members: (count: number) => counted(count, 'member', 'members'),
    unchoose: (name: string) => `Remove ${isolated(name)}`,
    join: 'Join',
    enter: 'Open',
    add: (people: number) => `Add ${counted(people, 'person', 'people')}`,
    addHeading: 'Add people',
    browse: 'Rooms of this site',
    makeRoom: 'Make a room',
  },
} as const;
