import type { CallEnvironment, CallQuality, LocalTracks, Sending } from '../api/calls.js';
import type { Cancel, Clock } from '../api/environment.js';
import type { Ice } from '../core/callActions.js';
import { CallQualityMeter } from '../core/callQuality.js';
import type { MediaState } from '../core/mediaWatch.js';
import type { Candidate } from '../wire/callContent.js';
import { PeerLink } from './peerLink.js';

/** What a connection tells its owner; nothing after `close`. */
export interface PeerListener {
  readonly onOffer: (n: number, sdp: string) => void;
  readonly onAnswer: (n: number, sdp: string) => void;
  /** The browser refused what exchange `n` wanted of it. */
  readonly onFailed: (n: number) => void;
  readonly onCandidates: (candidates: readonly Candidate[], end: boolean) => void;
  readonly onMedia: (state: MediaState) => void;
  /** A screen is to be sent, and there is no line for it yet. */
  readonly onNegotiationNeeded: () => void;
  readonly onQuality: (quality: CallQuality) => void;
}

const QUALITY_EVERY_MS = 2_000;

/**
 * The browser's part of one call: a connection with a line for sound, one for the camera, and one for
 * a screen once somebody shows it. Each goes both ways from the beginning, so that to mute, or to
 * change a camera, needs no negotiation.
 */
export class CallPeer {
  readonly remote: MediaStream;
  readonly remoteScreen: MediaStream;
  readonly #link: PeerLink;
  readonly #connection: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #listener: PeerListener;
  readonly #meter = new CallQualityMeter();
  #tracks: LocalTracks = {};
  #audio: RTCRtpTransceiver | undefined;
  #video: RTCRtpTransceiver | undefined;
  #screen: RTCRtpTransceiver | undefined;
  #cancelQuality: Cancel | undefined;

  constructor(
    environment: CallEnvironment,
    configuration: RTCConfiguration,
    clock: Clock,
    listener: PeerListener,
  ) {
    this.#clock = clock;
    this.#listener = listener;
    this.remote = environment.newStream();
    this.remoteScreen = environment.newStream();
    this.#link = new PeerLink(environment, configuration, clock, {
      onCandidates: listener.onCandidates,
      onMedia: (state) => {
        listener.onMedia(state);
        if (state === 'connected') this.#measureLater();
      },
    });
    this.#connection = this.#link.connection;
  }

  /** Replaces what is sent. */
  send(tracks: LocalTracks): void {
    this.#tracks = tracks;
    this.#do(0, () => this.#applyTracks());
  }

  configure(configuration: RTCConfiguration): void {
    this.#link.configure(configuration);
  }

  makeOffer(n: number, ice: Ice): void {
    this.#do(n, async () => {
      const connection = this.#connection;
      if (this.#audio === undefined) {
        this.#audio = connection.addTransceiver('audio', { direction: 'sendrecv' });
        this.#video = connection.addTransceiver('video', { direction: 'sendrecv' });
      }
      await this.#applyTracks();
      await connection.setLocalDescription(
        await connection.createOffer({ iceRestart: ice === 'restart' }),
      );
      this.#tell(() => {
        this.#listener.onOffer(n, connection.localDescription?.sdp ?? '');
      });
    });
  }

  /** Takes it, whatever was offered here: that is rolled back. */
  takeOffer(n: number, sdp: string): void {
    this.#do(n, async () => {
      const connection = this.#connection;
      await connection.setRemoteDescription({ type: 'offer', sdp });
      this.#adoptLines();
      await this.#applyTracks();
      await connection.setLocalDescription(await connection.createAnswer());
      this.#tell(() => {
        this.#listener.onAnswer(n, connection.localDescription?.sdp ?? '');
      });
    });
  }

  takeAnswer(n: number, sdp: string): void {
    this.#do(n, () => this.#connection.setRemoteDescription({ type: 'answer', sdp }));
  }

  takeCandidates(candidates: readonly Candidate[]): void {
    this.#link.takeCandidates(candidates);
  }

  /** Shows of the other one's tracks those that she says she sends. */
  show({ audio, video, screen }: Sending): void {
    const shown = [audio ? this.#audio : undefined, video ? this.#video : undefined];
    showTracks(this.remote, shown);
    showTracks(this.remoteScreen, [screen ? this.#screen : undefined]);
  }

  close(): void {
    this.#cancelQuality?.();
    this.#link.close();
  }

  /** What it refused, and why, no other party may know; that it did ends the exchange. */
  #do(n: number, task: () => Promise<void>): void {
    this.#link.do(task, () => {
      this.#listener.onFailed(n);
    });
  }

  #tell(telling: () => void): void {
    this.#link.tell(telling);
  }

  /** After a description of the other one: which line is for what. */
  #adoptLines(): void {
    const lines = this.#connection.getTransceivers().filter(({ mid }) => mid !== null);
    const videos = lines.filter(({ receiver }) => receiver.track.kind === 'video');
    this.#audio ??= lines.find(({ receiver }) => receiver.track.kind === 'audio');
    this.#video ??= videos[0];
    const screen = videos.find((line) => line !== this.#video);
    if (this.#screen?.mid === null && screen !== undefined) {
      // Rolled back: the other one has offered a line, too, and one is enough for both.
      this.#screen.stop();
      this.#screen = undefined;
    }
    this.#screen ??= screen;
    for (const line of [this.#audio, this.#video, this.#screen]) {
      if (line !== undefined) line.direction = 'sendrecv';
    }
  }

  async #applyTracks(): Promise<void> {
    const { microphone, camera, screen } = this.#tracks;
    if (screen !== undefined && this.#screen === undefined && this.#audio !== undefined) {
      this.#screen = this.#connection.addTransceiver('video', { direction: 'sendrecv' });
      this.#listener.onNegotiationNeeded();
    }
    await this.#audio?.sender.replaceTrack(microphone ?? null);
    await this.#video?.sender.replaceTrack(camera ?? null);
    await this.#screen?.sender.replaceTrack(screen ?? null);
  }

  #measureLater(): void {
    this.#cancelQuality?.();
    this.#cancelQuality = this.#clock.after(QUALITY_EVERY_MS, () => {
      void this.#measure();
    });
  }

  async #measure(): Promise<void> {
    try {
      const stats = await this.#connection.getStats();
      if (this.#link.isClosed) return;
      const quality = this.#meter.measure([...stats.values()] as readonly unknown[]);
      if (quality !== undefined) this.#listener.onQuality(quality);
    } catch {
      // A browser that does not tell now is asked again.
    }
    if (!this.#link.isClosed) this.#measureLater();
  }
}

/** Exactly the tracks of these lines. */
function showTracks(stream: MediaStream, lines: readonly (RTCRtpTransceiver | undefined)[]): void {
  const wanted = lines.flatMap((line) => (line === undefined ? [] : [line.receiver.track]));
  const before = stream.getTracks();
  for (const track of before) if (!wanted.includes(track)) stream.removeTrack(track);
  for (const track of wanted) if (!before.includes(track)) stream.addTrack(track);
}
