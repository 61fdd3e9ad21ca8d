import type { CallEnvironment, CallQuality, LocalTracks } from '../api/calls.js';
import type { Cancel, Clock } from '../api/environment.js';
import type { Ice } from '../core/callActions.js';
import { CallQualityMeter } from '../core/callQuality.js';
import type { MediaState } from '../core/mediaWatch.js';
import type { SealedCall } from '../media/sealedCall.js';
import type { Candidate } from '../wire/callContent.js';
import type { PartyId } from '../wire/callSignal.js';
import type { FeedLine, MediaLeg, MediaLine, MediaOffer, OfferedLine } from '../wire/media.js';
import { PeerLink } from './peerLink.js';

/** What the two connections tell their owner; nothing after `close`. */
export interface GroupPeerListener {
  readonly onPublishOffer: (sdp: string, lines: readonly FeedLine[]) => void;
  readonly onSubscribeAnswer: (sdp: string) => void;
  readonly onCandidates: (leg: MediaLeg, candidates: readonly Candidate[], end: boolean) => void;
  readonly onLeg: (leg: MediaLeg, state: MediaState) => void;
  /** The browser refused what it was given, or what was wanted of it. */
  readonly onBroken: () => void;
  /** A line is to be sent that was not offered yet. */
  readonly onNegotiationNeeded: () => void;
  /** How loud each party is heard, 0 to 1. */
  readonly onLevels: (levels: ReadonlyMap<PartyId, number>) => void;
  /** How well what is received arrives, in all and by what is lost; undefined if nothing does. */
  readonly onQuality: (quality: CallQuality | undefined, losses: CallQuality | undefined) => void;
}

/** What is received of one party. */
export interface Received {
  readonly media: MediaStream;
  readonly screen: MediaStream;
}

const LEVELS_EVERY_MS = 400;
/** Of these measurements, each so-many-th tells how well media arrives: every two seconds. */
const QUALITY_EVERY = 5;
const OPUS = 'audio/opus';
const VP8 = 'video/vp8';

/** A camera in three sizes (RFC 8853); each is a step for those who have less room for it. */
const CAMERA_LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'h', maxBitrate: 900_000 },
  { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 300_000 },
  { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 100_000 },
];

/**
 * How loud one is would stand beside the sealed sound, for the media server to read (RFC 6464): it is
 * not offered.
 */
const AUDIO_LEVEL = /^a=extmap:\S+ urn:ietf:params:rtp-hdrext:ssrc-audio-level[^\n]*\n/gm;

/**
 * The browser's part of a group's call: a connection by which this party sends, and one by which it
 * receives. What is sent is sealed, and what is received is opened, before anything else sees it.
 */
export class GroupPeer {
  readonly #environment: CallEnvironment;
  readonly #clock: Clock;
  readonly #sealed: Pick<SealedCall, 'seal' | 'open'>;
  readonly #listener: GroupPeerListener;
  readonly #publish: PeerLink;
  readonly #subscribe: PeerLink;
  readonly #senders = new Map<MediaLine, RTCRtpTransceiver>();
  readonly #received = new Map<PartyId, Received>();
  /** Whose line each mid carries, as it is opened now. */
  readonly #opened = new Map<string, string>();
  #lines: readonly OfferedLine[] = [];
  #tracks: LocalTracks = {};
  readonly #meter = new CallQualityMeter();
  #measures = 0;
  #cancelLevels: Cancel | undefined;

  constructor(
    environment: CallEnvironment,
    configuration: RTCConfiguration,
    clock: Clock,
    sealed: Pick<SealedCall, 'seal' | 'open'>,
    listener: GroupPeerListener,
  ) {
    this.#environment = environment;
    this.#clock = clock;
    this.#sealed = sealed;
    this.#listener = listener;
    this.#publish = this.#newLink(configuration, 'publish');
    this.#subscribe = this.#newLink(configuration, 'subscribe');
    this.#subscribe.connection.ontrack = ({ transceiver }) => {
      this.#open(transceiver);
    };
    this.#measureLater();
  }

  configure(configuration: RTCConfiguration): void {
    this.#publish.configure(configuration);
    this.#subscribe.configure(configuration);
  }

  /** Replaces what is sent. */
  send(tracks: LocalTracks): void {
    this.#tracks = tracks;
    this.#publish.do(() => this.#applyTracks());
  }

  makeOffer(ice: Ice): void {
    this.#doPublish(async () => {
      const { connection } = this.#publish;
      this.#line('microphone');
      this.#line('camera');
      await this.#applyTracks();
      await connection.setLocalDescription(
        await connection.createOffer({ iceRestart: ice === 'restart' }),
      );
      const sdp = (connection.localDescription?.sdp ?? '').replace(AUDIO_LEVEL, '');
      const lines = [...this.#senders].flatMap(([line, { mid }]) =>
        mid === null ? [] : [{ mid, line }],
      );
      this.#publish.tell(() => {
        this.#listener.onPublishOffer(sdp, lines);
      });
    });
  }

  takePublished(sdp: string): void {
    this.#doPublish(() => this.#publish.connection.setRemoteDescription({ type: 'answer', sdp }));
  }

  takeOffer({ sdp, lines }: MediaOffer): void {
    this.#subscribe.do(
      async () => {
        const { connection } = this.#subscribe;
        this.#lines = lines;
        await connection.setRemoteDescription({ type: 'offer', sdp });
        // A line may carry somebody else than before.
        for (const transceiver of connection.getTransceivers()) this.#open(transceiver);
        await connection.setLocalDescription(await connection.createAnswer());
        this.#subscribe.tell(() => {
          this.#listener.onSubscribeAnswer(connection.localDescription?.sdp ?? '');
        });
      },
      () => {
        this.#listener.onBroken();
      },
    );
  }

  /** What is received of a party; the same streams as long as it is there. */
  of(party: PartyId): Received {
    let received = this.#received.get(party);
    if (received === undefined) {
      const { newStream } = this.#environment;
      received = { media: newStream(), screen: newStream() };
      this.#received.set(party, received);
    }
    return received;
  }

  /** Shows of each party those lines that it says it sends; who is not named is forgotten. */
  show(parties: ReadonlyMap<PartyId, ReadonlySet<MediaLine>>): void {
    for (const party of this.#received.keys()) {
      if (!parties.has(party)) this.#received.delete(party);
    }
    for (const [party, sent] of parties) {
      const { media, screen } = this.of(party);
      const tracks = this.#tracksOf(party, sent);
      showTracks(
        media,
        tracks.filter(({ line }) => line !== 'screen'),
      );
      showTracks(
        screen,
        tracks.filter(({ line }) => line === 'screen'),
      );
    }
  }

  close(): void {
    this.#cancelLevels?.();
    this.#publish.close();
    this.#subscribe.connection.ontrack = null;
    this.#subscribe.close();
  }

  #newLink(configuration: RTCConfiguration, leg: MediaLeg): PeerLink {
    return new PeerLink(this.#environment, configuration, this.#clock, {
      onCandidates: (candidates, end) => {
        this.#listener.onCandidates(leg, candidates, end);
      },
      onMedia: (state) => {
        this.#listener.onLeg(leg, state);
      },
    });
  }

  #doPublish(task: () => Promise<void>): void {
    this.#publish.do(task, () => {
      this.#listener.onBroken();
    });
  }

  /** The line of this kind; made, and sealed before anything can be sent by it. */
  #line(line: MediaLine): RTCRtpTransceiver {
    const before = this.#senders.get(line);
    if (before !== undefined) return before;
    const { connection } = this.#publish;
    const kind = line === 'microphone' ? 'audio' : 'video';
    const sendEncodings = line === 'camera' ? { sendEncodings: [...CAMERA_LAYERS] } : {};
    const made = connection.addTransceiver(kind, { direction: 'sendonly', ...sendEncodings });
    const mime = kind === 'audio' ? OPUS : VP8;
    prefer(made, kind, mime);
    this.#sealed.seal(made.sender, line, mime);
    this.#senders.set(line, made);
    return made;
  }

  async #applyTracks(): Promise<void> {
    const { microphone, camera, screen } = this.#tracks;
    const isScreenNew = screen !== undefined && !this.#senders.has('screen');
    if (isScreenNew && this.#senders.has('camera')) {
      this.#line('screen');
      this.#listener.onNegotiationNeeded();
    }
    await this.#senders.get('microphone')?.sender.replaceTrack(microphone ?? null);
    await this.#senders.get('camera')?.sender.replaceTrack(camera ?? null);
    await this.#senders.get('screen')?.sender.replaceTrack(screen ?? null);
  }

  #open({ mid, receiver }: RTCRtpTransceiver): void {
    const carried = this.#lines.find((line) => line.mid === mid);
    if (mid === null || carried?.party === undefined || carried.line === undefined) return;
    const { party, line } = carried;
    const whose = `${party} ${line}`;
    if (this.#opened.get(mid) === whose) return;
    this.#opened.set(mid, whose);
    this.#sealed.open(receiver, party, line, line === 'microphone' ? OPUS : VP8);
  }

  #tracksOf(party: PartyId, sent: ReadonlySet<MediaLine>): readonly Track[] {
    return this.#subscribe.connection.getTransceivers().flatMap(({ mid, receiver }) => {
      const carried = this.#lines.find((one) => one.mid === mid && one.party === party);
      const line = carried?.line;
      return line !== undefined && sent.has(line) ? [{ line, track: receiver.track }] : [];
    });
  }

  #measureLater(): void {
    this.#cancelLevels = this.#clock.after(LEVELS_EVERY_MS, () => {
      void this.#measure();
    });
  }

  async #measure(): Promise<void> {
    try {
      const stats = await this.#subscribe.connection.getStats();
      if (this.#subscribe.isClosed) return;
      const all = [...stats.values()] as readonly unknown[];
      this.#listener.onLevels(this.#levels(all));
      if (++this.#measures % QUALITY_EVERY === 0)
        this.#listener.onQuality(this.#meter.measure(all), this.#meter.losses);
    } catch {
      // A browser that does not tell now is asked again.
    }
    if (!this.#subscribe.isClosed) this.#measureLater();
  }

  #levels(stats: readonly unknown[]): ReadonlyMap<PartyId, number> {
    const levels = new Map<PartyId, number>();
    for (const { party, line } of this.#lines) {
      if (party !== undefined && line === 'microphone') levels.set(party, 0);
    }
    for (const one of stats) {
      const { type, kind, mid, audioLevel } = one as Readonly<Record<string, unknown>>;
      if (type !== 'inbound-rtp' || kind !== 'audio' || typeof audioLevel !== 'number') continue;
      const party = this.#lines.find((line) => line.mid === mid)?.party;
      if (party !== undefined) levels.set(party, audioLevel);
    }
    return levels;
  }
}

interface Track {
  readonly line: MediaLine;
  readonly track: MediaStreamTrack;
}

/** Offers this codec alone, and what mends its losses. */
function prefer(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video', mime: string): void {
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = codecs.filter(({ mimeType }) => {
    const name = mimeType.toLowerCase();
    return name === mime || name === 'video/rtx';
  });
  if (wanted.length > 0) transceiver.setCodecPreferences(wanted);
}

/** Exactly these tracks. */
function showTracks(stream: MediaStream, wanted: readonly Track[]): void {
  const before = stream.getTracks();
  const tracks = wanted.map(({ track }) => track);
  for (const track of before) if (!tracks.includes(track)) stream.removeTrack(track);
  for (const track of tracks) if (!before.includes(track)) stream.addTrack(track);
}
