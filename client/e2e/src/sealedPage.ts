/**
 * What runs in the page of `sealed-media`: one who sends, and others who receive, each over a
 * connection of its own, as a media server would send it on. It is bundled by itself, and the test
 * asks for it by name.
 */
import { browserCalls } from '../../sdk/src/client/environment.js';
import type { MediaLine } from '../../sdk/src/media/frameCipher.js';
import { SealedCall } from '../../sdk/src/media/sealedCall.js';
import { SealedMedia } from '../../sdk/src/media/sealedMedia.js';
import { answerForLayers, offerOfLayers } from './layers.js';

/** What has come to one receiver. */
export interface Arrived {
  /** Of each layer that is received. */
  readonly framesDecoded: readonly number[];
  readonly bytesReceived: number;
  /** Of sound that came, and was not made up for what did not. */
  readonly samples: number;
}

const CALL = 'j3HAdErOieZ0CYct-yDqAw';
const LAYERS = ['low', 'high'];
const MIME: Record<MediaLine, string> = {
  microphone: 'audio/opus',
  camera: 'video/VP8',
  screen: 'video/VP8',
};

/** One party. */
class Party {
  readonly id: string;
  readonly call: SealedCall;
  readonly receivers: RTCPeerConnection[] = [];
  readonly senders: RTCPeerConnection[] = [];
  failed = false;

  private constructor(id: string, call: SealedCall) {
    this.id = id;
    this.call = call;
  }

  static async create(name: string, worker: string): Promise<Party> {
    const id = idOf(name);
    const calls = browserCalls({ newMediaWorker: () => newWorker(worker) });
    if (calls === undefined) throw new Error('no WebRTC');
    const call = await SealedCall.create(
      {
        clock: { now: () => Date.now(), after: (ms, task) => afterwards(ms, task) },
        random: {
          fraction: () => Math.random(),
          bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        },
        ...{ subtle: crypto.subtle, calls },
      },
      { call: CALL, party: id },
      {
        say: (to, word) => {
          const heard = all.get(to);
          if (heard !== undefined && !deaf.has(to)) void heard.call.onWord(id, word);
        },
        onFailed: () => {
          const party = all.get(id);
          if (party !== undefined) party.failed = true;
        },
      },
    );
    const party = new Party(id, call);
    all.set(id, party);
    return party;
  }
}

const all = new Map<string, Party>();
/** Those to whom no word comes through. */
const deaf = new Set<string>();

type Opening = (receiver: RTCRtpReceiver, party: string, line: MediaLine) => void;

/** Those who open with what they have guessed, and how. */
const opening = new Map<string, Opening>();
const guessing = new Map<string, SealedMedia>();

function idOf(name: string): string {
  return btoa(name.padEnd(16, '-')).slice(0, 22);
}

function afterwards(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => {
    clearTimeout(timer);
  };
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

const { trustedTypes } = globalThis as unknown as { readonly trustedTypes: TrustedTypes };
const policy = trustedTypes.createPolicy('worker', { createScriptURL: (url) => url });

function newWorker(url: string): Worker {
  return new Worker(policy.createScriptURL(url));
}

function partyOf(name: string): Party {
  const party = all.get(idOf(name));
  if (party === undefined) throw new Error(`nobody is ${name}`);
  return party;
}

/** Connects two as they stand in one page; the description may be changed on its way. */
async function connect(
  from: RTCPeerConnection,
  to: RTCPeerConnection,
  offered: (sdp: string) => string,
  answered: (sdp: string, offer: string) => string,
): Promise<void> {
  const each = [
    [from, to],
    [to, from],
  ] as const;
  for (const [one, other] of each) {
    one.onicecandidate = ({ candidate }) => {
      // All of it is one transport: whatever a line is called at either end, its place tells it.
      const { candidate: text, sdpMLineIndex } = candidate ?? {};
      if (text !== undefined) void other.addIceCandidate({ candidate: text, sdpMLineIndex: 0 });
      else if (sdpMLineIndex !== undefined) void other.addIceCandidate(undefined);
    };
  }
  const offer = await from.createOffer();
  const { sdp = '' } = offer;
  await to.setRemoteDescription({ type: 'offer', sdp: offered(sdp) });
  const answer = await to.createAnswer();
  const [mine, theirs] = [from.setLocalDescription(offer), to.setLocalDescription(answer)];
  await Promise.all([mine, theirs]);
  await from.setRemoteDescription({ type: 'answer', sdp: answered(answer.sdp ?? '', sdp) });
}

function only(transceiver: RTCRtpTransceiver, line: MediaLine): void {
  const kind = line === 'microphone' ? 'audio' : 'video';
  const { codecs } = RTCRtpReceiver.getCapabilities(kind) ?? { codecs: [] };
  transceiver.setCodecPreferences(
    codecs.filter(({ mimeType }) => mimeType.toLowerCase() === MIME[line].toLowerCase()),
  );
}

/** How a line is sent: `layers` with two encodings. */
interface Line {
  readonly from: string;
  readonly to: string;
  readonly line: MediaLine;
  readonly encodings: 'one' | 'layers';
  /** As which line it is taken there. */
  readonly takenAs: MediaLine;
}

async function send({ from, to, line, encodings, takenAs }: Line): Promise<void> {
  const [sender, receiver] = [partyOf(from), partyOf(to)];
  const [out, into] = [new RTCPeerConnection(), new RTCPeerConnection()];
  receiver.receivers.push(into);
  sender.senders.push(out);
  into.ontrack = (event) => {
    const open = opening.get(receiver.id);
    if (open !== undefined) open(event.receiver, sender.id, takenAs);
    else receiver.call.open(event.receiver, sender.id, takenAs, MIME[takenAs]);
    play(event.track);
  };
  const stream = await navigator.mediaDevices.getUserMedia(
    line === 'microphone' ? { audio: true } : { video: { width: 640, height: 480, frameRate: 15 } },
  );
  const [track] = stream.getTracks();
  if (track === undefined) throw new Error('no device');
  const transceiver = out.addTransceiver(track, {
    direction: 'sendonly',
    ...(encodings === 'layers' && {
      sendEncodings: LAYERS.map((rid, i) => ({
        rid,
        scaleResolutionDownBy: 2 ** (LAYERS.length - 1 - i),
      })),
    }),
  });
  only(transceiver, line);
  sender.call.seal(transceiver.sender, line, MIME[line]);
  if (encodings === 'one') await connect(out, into, same, same);
  else await connect(out, into, (sdp) => offerOfLayers(sdp, LAYERS), answerForLayers);
}

const same = (sdp: string): string => sdp;

function play(track: MediaStreamTrack): void {
  const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video');
  element.muted = track.kind === 'video';
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
  void element.play();
}

async function arrived(name: string): Promise<Arrived> {
  const framesDecoded: number[] = [];
  let samples = 0;
  let bytesReceived = 0;
  for (const connection of partyOf(name).receivers) {
    (await connection.getStats()).forEach((report: Record<string, unknown>) => {
      if (report['type'] !== 'inbound-rtp') return;
      bytesReceived += numberOf(report['bytesReceived']);
      if (report['kind'] === 'video') framesDecoded.push(numberOf(report['framesDecoded']));
      else
        samples += numberOf(report['totalSamplesReceived']) - numberOf(report['concealedSamples']);
    });
  }
  return { framesDecoded, samples, bytesReceived };
}

/** How many bytes of media a party has sent; padding, by which a browser probes, is none. */
async function sent(name: string): Promise<number> {
  let bytes = 0;
  for (const connection of partyOf(name).senders) {
    (await connection.getStats()).forEach((report: Record<string, unknown>) => {
      if (report['type'] === 'outbound-rtp') bytes += numberOf(report['bytesSent']);
    });
  }
  return bytes;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Each of the two learns that the other one is there. */
function meet(one: string, other: string): void {
  const [a, b] = [partyOf(one), partyOf(other)];
  a.call.onPresent(b.id, b.call.publicKey);
  b.call.onPresent(a.id, a.call.publicKey);
}

const page = {
  join: async (name: string, worker: string): Promise<void> => {
    await Party.create(name, worker);
  },
  meet,
  /** The second one hears nothing of the others any more, and they take it for gone. */
  leaves: (name: string): void => {
    const { id } = partyOf(name);
    deaf.add(id);
    for (const other of all.values()) if (other.id !== id) other.call.onLeft(id);
  },
  send,
  /** Receives the camera with secrets that are as long as the right ones, and others. */
  guesses: async (name: string, from: string, worker: string): Promise<void> => {
    const facts = { call: CALL, party: idOf(name) };
    const ignored = () => undefined;
    const media = new SealedMedia(
      { newMediaWorker: () => newWorker(worker), ScriptTransform: RTCRtpScriptTransform },
      facts,
      { onWornOut: ignored, onMissed: ignored, onFailed: ignored },
    );
    for (let keyId = 0; keyId < 4; keyId++) {
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      const secret = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
      media.receiveWith(idOf(from), keyId, secret);
    }
    const { receivers } = partyOf(name);
    guessing.set(name, media);
    opening.set(idOf(name), (receiver, party, line) => {
      media.open(receiver, party, line, MIME[line]);
    });
    receivers.length = 0;
  },
  arrived,
  sent,
  guessed: (name: string) => guessing.get(name)?.counts(),
  counts: (name: string) => partyOf(name).call.counts(),
  failed: (name: string) => partyOf(name).failed,
};

/** What the test calls. */
export type SealedPage = typeof page;

Object.assign(globalThis, { sealedPage: page });
