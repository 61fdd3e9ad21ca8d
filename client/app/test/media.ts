import type { MediaAccess } from '../src/calls/devices.js';

/** Doubles of what a browser captures; every one of them can be told to fail or to be unplugged. */

type Kind = 'audio' | 'video';

export class FakeTrack {
  readonly kind: Kind;
  readonly label: string;
  enabled = true;
  stopped = false;
  private ended: (() => void) | undefined;

  constructor(kind: Kind, label: string) {
    this.kind = kind;
    this.label = label;
  }

  addEventListener(_: 'ended', listener: () => void): void {
    this.ended = listener;
  }

  getSettings(): { deviceId: string } {
    return { deviceId: this.label };
  }

  stop(): void {
    this.stopped = true;
  }

  unplug(): void {
    this.stopped = true;
    this.ended?.();
  }
}

/** A camera, a microphone and a screen, as long as they are there and allowed. */
export class FakeMedia {
  readonly captured: FakeTrack[] = [];
  readonly asked: string[] = [];
  readonly failing = new Map<Kind | 'screen', string>();
  present = ['mic1', 'cam1'];
  /** While it is set, the browser waits for its person. */
  waits: Promise<void> | undefined;
  private devicechange: (() => void) | undefined;

  addEventListener(_: 'devicechange', listener: () => void): void {
    this.devicechange = listener;
  }

  enumerateDevices(): Promise<unknown[]> {
    return Promise.resolve(
      this.present.map((id) => ({
        kind: id.startsWith('mic') ? 'audioinput' : 'videoinput',
        deviceId: id,
        label: `The ${id}`,
      })),
    );
  }

  async getUserMedia(wanted: MediaStreamConstraints): Promise<MediaStream> {
    const kinds = (['audio', 'video'] as const).filter((kind) => wanted[kind] !== undefined);
    this.asked.push(kinds.join('+'));
    await this.waits;
    return this.streamOf(kinds, wanted);
  }

  getDisplayMedia(): Promise<MediaStream> {
    const failure = this.failing.get('screen');
    return failure === undefined
      ? Promise.resolve(this.stream([this.track('video', 'screen')]))
      : Promise.reject(named(failure));
  }

  plug(...present: string[]): void {
    this.present = present;
    this.devicechange?.();
  }

  get access(): MediaAccess {
    // The double has what is used; the compiler cannot know that no more is.
    return this as unknown as MediaAccess;
  }

  private streamOf(kinds: readonly Kind[], wanted: MediaStreamConstraints): MediaStream {
    const tracks = kinds.map((kind) => {
      const failure = this.failing.get(kind);
      const there = this.present.filter((id) => id.startsWith(kind === 'audio' ? 'mic' : 'cam'));
      const exact = (wanted[kind] as { deviceId?: { exact: string } }).deviceId?.exact;
      const id = exact === undefined ? there[0] : there.find((known) => known === exact);
      if (failure !== undefined || id === undefined) {
        const none = there.length === 0 ? 'NotFoundError' : 'OverconstrainedError';
        throw named(failure ?? none);
      }
      return { kind, id };
    });
    return this.stream(tracks.map(({ kind, id }) => this.track(kind, id)));
  }

  private track(kind: Kind, label: string): FakeTrack {
    const track = new FakeTrack(kind, label);
    this.captured.push(track);
    return track;
  }

  private stream(tracks: FakeTrack[]): MediaStream {
    return {
      getTracks: () => tracks,
      getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
    } as unknown as MediaStream;
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** Lets whatever is due after the current turn happen. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
