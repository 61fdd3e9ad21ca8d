import type { Device, DeviceKind, DeviceProblem, DevicesView, Source } from '../model/call.js';

/** As much of `navigator.mediaDevices` as is used. */
export type MediaAccess = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener'
> &
  Partial<Pick<MediaDevices, 'getDisplayMedia'>>;

type Choice = Readonly<Partial<Record<DeviceKind, string>>>;

/** Remembers which devices were chosen, from one visit to the next. */
export interface ChoiceMemory {
  load(): Choice;
  save(chosen: Choice): void;
}

/** Whether this browser lets a page choose where sound comes out. */
export type SpeakerChoice = 'offered' | 'fixed';

type Captured = Exclude<Source, 'screen'>;
type Problems = Partial<Record<Source, DeviceProblem>>;

const TRACK: Record<Captured, 'audio' | 'video'> = { microphone: 'audio', camera: 'video' };

/**
 * Microphone, camera and screen of this page. What is open is captured; whoever closes it stops it, so that
 * the browser's own sign of recording goes out.
 *
 * A capture that was given up while the browser still asked for permission is stopped when it arrives.
 * A microphone that is unplugged is followed by another one, since its person has agreed to be heard; a camera
 * is not, since another one may look at something else.
 */
export class Devices {
  private readonly access: MediaAccess | undefined;
  private readonly memory: ChoiceMemory;
  private readonly speakerChoice: SpeakerChoice;
  private readonly listeners = new Set<() => void>();
  private readonly tracks: Record<Source, MediaStreamTrack | undefined> = {
    microphone: undefined,
    camera: undefined,
    screen: undefined,
  };
  private readonly turns: Record<Source, number> = { microphone: 0, camera: 0, screen: 0 };
  private chosen: Choice;
  private problems: Problems = {};
  private known: readonly MediaDeviceInfo[] = [];
  private picture: MediaStream | undefined;
  private wanted = false;

  constructor(
    access: MediaAccess | undefined,
    memory: ChoiceMemory,
    speakerChoice: SpeakerChoice = 'fixed',
  ) {
    this.access = access;
    this.memory = memory;
    this.speakerChoice = speakerChoice;
    this.chosen = memory.load();
    access?.addEventListener('devicechange', () => void this.onDeviceChange());
  }

  /** Calls back after any change; the result ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  track(source: Source): MediaStreamTrack | undefined {
    return this.tracks[source];
  }

  /** What the camera sees. */
  get own(): MediaStream | undefined {
    return this.tracks.camera === undefined ? undefined : this.picture;
  }

  get view(): DevicesView {
    const ofKind = (kind: MediaDeviceKind): Device[] =>
      this.known
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    return {
      microphones: ofKind('audioinput'),
      cameras: ofKind('videoinput'),
      speakers: this.speakerChoice === 'offered' ? ofKind('audiooutput') : [],
      chosen: { ...this.chosen, ...this.used() },
      problems: this.problems,
      canShare: this.access?.getDisplayMedia !== undefined,
    };
  }

  /**
   * Captures what is asked for. One question for both, so that the browser asks its person once; if that
   * fails, one for each, so that the lack of a camera does not take the voice away.
   */
  async open(...sources: readonly Captured[]): Promise<void> {
    this.wanted ||= sources.includes('microphone');
    const together = sources.length > 1 ? await this.capture(sources) : 'failed';
    if (together !== undefined) {
      for (const source of sources) {
        this.tell(source, await this.capture([source]));
      }
    }
    await this.list();
  }

  /** Asks which window or screen others shall see. Who changes her mind is told nothing. */
  async share(): Promise<void> {
    const turn = ++this.turns.screen;
    this.tell('screen', undefined);
    try {
      const stream = await this.access?.getDisplayMedia?.({ video: true, audio: false });
      this.take('screen', turn, stream?.getVideoTracks()[0]);
    } catch (error) {
      const problem = problemOf(error);
      this.tell('screen', problem === 'denied' ? undefined : problem);
    }
    this.changed();
  }

  close(source: Source): void {
    this.turns[source]++;
    this.tracks[source]?.stop();
    this.tracks[source] = undefined;
    this.wanted &&= source !== 'microphone';
    this.tell(source, undefined);
    this.changed();
  }

  closeAll(): void {
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      this.close(source);
    }
  }

  /** Uses this one from now on, and in later calls; what is open changes over at once. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.chosen = { ...this.chosen, [kind]: id };
    this.memory.save(this.chosen);
    this.changed();
    if (kind === 'speaker') {
      return;
    }
    // Also what could not be had before: that may be why another one was chosen.
    if (this.tracks[kind] !== undefined || this.problems[kind] !== undefined) {
      const problem = await this.capture([kind]);
      this.tell(kind, problem);
      this.changed();
    }
  }

  private used(): Partial<Record<DeviceKind, string>> {
    const used: Partial<Record<DeviceKind, string>> = {};
    for (const kind of ['microphone', 'camera'] as const) {
      const id = this.tracks[kind]?.getSettings().deviceId;
      if (id !== undefined) {
        used[kind] = id;
      }
    }
    return used;
  }

  /** Resolves to what stood in the way, if anything did. */
  private async capture(sources: readonly Captured[]): Promise<DeviceProblem | undefined> {
    if (this.access === undefined) {
      return 'missing';
    }
    const turns = sources.map((source) => ++this.turns[source]);
    try {
      const stream = await captured(this.access, sources, this.chosen);
      if (sources.includes('camera')) {
        this.picture = stream;
      }
      sources.forEach((source, index) => {
        const [track] = stream.getTracks().filter(({ kind }) => kind === TRACK[source]);
        this.take(source, turns[index] ?? 0, track);
      });
      this.changed();
      return undefined;
    } catch (error) {
      const givenUp = sources.every((source, index) => turns[index] !== this.turns[source]);
      return givenUp ? undefined : problemOf(error);
    }
  }

  private take(source: Source, turn: number, track: MediaStreamTrack | undefined): void {
    if (turn !== this.turns[source]) {
      track?.stop();
      return;
    }
    this.tracks[source]?.stop();
    this.tracks[source] = undefined;
    if (track === undefined) {
      return;
    }
    this.tracks[source] = track;
    this.tell(source, undefined);
    // The browser says so when a device is gone or a share was stopped; not after a stop() of ours.
    track.addEventListener('ended', () => {
      if (this.tracks[source] === track) {
        void this.onEnded(source);
      }
    });
  }

  private async onEnded(source: Source): Promise<void> {
    this.tracks[source] = undefined;
    this.tell(source, source === 'screen' ? undefined : 'lost');
    this.changed();
    if (source === 'microphone') {
      const problem = await this.capture(['microphone']);
      this.tell('microphone', problem === undefined ? 'switched' : 'lost');
      await this.list();
    }
  }

  private async onDeviceChange(): Promise<void> {
    const { microphone } = this.problems;
    const absent = microphone === 'lost' || microphone === 'missing';
    if (this.wanted && absent && this.tracks.microphone === undefined) {
      await this.open('microphone');
    } else {
      await this.list();
    }
  }

  private async list(): Promise<void> {
    try {
      this.known = (await this.access?.enumerateDevices()) ?? [];
    } catch {
      // Without a list there is nothing to choose from, and what is used goes on.
      this.known = [];
    }
    this.changed();
  }

  private tell(source: Source, problem: DeviceProblem | undefined): void {
    const others = Object.entries(this.problems).filter(([of]) => of !== source);
    const told = problem === undefined ? others : [...others, [source, problem] as const];
    this.problems = Object.fromEntries(told);
  }

  private changed(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** What was chosen; any other one, if that is not there now. */
async function captured(
  access: MediaAccess,
  sources: readonly Captured[],
  chosen: Choice,
): Promise<MediaStream> {
  try {
    return await access.getUserMedia(constraintsFor(sources, chosen));
  } catch (error) {
    if (error instanceof Error && error.name === 'OverconstrainedError') {
      return access.getUserMedia(constraintsFor(sources, {}));
    }
    throw error;
  }
}

function constraintsFor(
  sources: readonly Captured[],
  { microphone, camera }: Choice,
): MediaStreamConstraints {
  const constraints: MediaStreamConstraints = {};
  if (sources.includes('microphone')) {
    // What the browser does by itself against echo, noise and a low voice is what a call wants.
    constraints.audio = microphone === undefined ? true : { deviceId: { exact: microphone } };
  }
  if (sources.includes('camera')) {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    // A mere wish for a device yields to the size: Chromium takes another camera that fits better.
    constraints.video =
      camera === undefined
        ? { ...size, facingMode: 'user' }
        : { ...size, deviceId: { exact: camera } };
  }
  return constraints;
}

function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'taken';
    default:
      return 'failed';
  }
}
