import type { CallEnvironment } from '../../src/index.js';

/**
 * As much of WebRTC as calls need, without media: descriptions, candidates, roll-back, and whether the
 * two ends have found each other. They have when each knows the other's description and one of its
 * candidates.
 */
export class FakeNetwork {
  readonly peers: FakePeer[] = [];
  /** Makes `setRemoteDescription` reject what the test does not like. */
  refuses: (sdp: string) => boolean = () => false;
  /** Nobody connects any more. */
  isCut = false;
  #numbers = 0;

  /** The environment of one page; its peers are told apart by their name. */
  environment(name: string): CallEnvironment & { readonly changeNetwork: () => void } {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const network = this;
    const listeners = new Set<() => void>();
    const PeerConnection = class extends FakePeer {
      constructor(configuration: RTCConfiguration) {
        super(network, name, configuration);
      }
    };
    return {
      PeerConnection: PeerConnection as unknown as CallEnvironment['PeerConnection'],
      newStream: () => new FakeStream() as unknown as MediaStream,
      onNetworkChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      changeNetwork: () => {
        for (const listener of listeners) listener();
      },
    };
  }

  newNumber(): number {
    return ++this.#numbers;
  }

  /** Of a page of this name, the newest. */
  peerOf(name: string): FakePeer {
    const peer = this.peers.filter((one) => one.name === name).at(-1);
    if (peer === undefined) throw new Error(`${name} has no connection`);
    return peer;
  }

  /** Media between the two stops, as far as both notice. */
  cut(state: 'disconnected' | 'failed' = 'disconnected'): void {
    for (const peer of this.peers) peer.turn(state);
  }

  /** Whoever can, connects. */
  look(): void {
    if (this.isCut) return;
    for (const peer of this.peers) {
      const other = this.peers.find((one) => one.ufrag !== '' && one.ufrag === peer.remoteUfrag);
      if (other === undefined || other.remoteUfrag !== peer.ufrag) continue;
      if (peer.knowsOther && other.knowsOther) {
        peer.turn('connected');
        other.turn('connected');
      }
    }
  }
}

export class FakeTrack {
  readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }
}

export function fakeTrack(kind: 'audio' | 'video'): MediaStreamTrack {
  return new FakeTrack(kind) as unknown as MediaStreamTrack;
}

class FakeStream {
  #tracks: unknown[] = [];

  getTracks(): readonly unknown[] {
    return this.#tracks;
  }

  addTrack(track: unknown): void {
    this.#tracks.push(track);
  }

  removeTrack(track: unknown): void {
    this.#tracks = this.#tracks.filter((one) => one !== track);
  }
}

class FakeLine {
  mid: string | null = null;
  direction = 'sendrecv';
  stopped = false;
  sent: unknown = null;
  readonly receiver: { readonly track: FakeTrack };
  readonly sender = {
    replaceTrack: (track: unknown): Promise<void> => {
      this.sent = track;
      return Promise.resolve();
    },
  };

  constructor(kind: string) {
    this.receiver = { track: new FakeTrack(kind) };
  }

  stop(): void {
    this.stopped = true;
  }
}

interface Description {
  readonly type: string;
  readonly sdp: string;
}

export class FakePeer {
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly name: string;
  configuration: RTCConfiguration;
  connectionState = 'new';
  localDescription: Description | null = null;
  signalingState = 'stable';
  readonly lines: FakeLine[] = [];
  readonly #network: FakeNetwork;
  readonly #fingerprint: string;
  #ufrag = '';
  #version = 0;
  #remote: Description | undefined;
  #candidates = new Set<string>();
  #restarts = true;

  constructor(network: FakeNetwork, name: string, configuration: RTCConfiguration) {
    this.#network = network;
    this.name = name;
    this.configuration = configuration;
    const number = network.newNumber();
    this.#fingerprint = Array.from({ length: 32 }, () => hex(number)).join(':');
    network.peers.push(this);
  }

  get ufrag(): string {
    return this.localDescription === null ? '' : this.#ufrag;
  }

  get remoteUfrag(): string {
    return ufragOf(this.#remote?.sdp ?? '');
  }

  get knowsOther(): boolean {
    return this.#candidates.has(this.remoteUfrag);
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  addTransceiver(kind: string): FakeLine {
    const line = new FakeLine(kind);
    this.lines.push(line);
    return line;
  }

  getTransceivers(): readonly FakeLine[] {
    return this.lines;
  }

  async createOffer({ iceRestart }: { iceRestart?: boolean } = {}): Promise<Description> {
    await Promise.resolve();
    if (iceRestart === true) this.#restarts = true;
    return this.#describe('offer');
  }

  async createAnswer(): Promise<Description> {
    await Promise.resolve();
    return this.#describe('answer');
  }

  async setLocalDescription(description: Description): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    const offers = description.type === 'offer';
    if (!offers && this.signalingState !== 'have-remote-offer') throw new Error('no offer');
    this.signalingState = offers ? 'have-local-offer' : 'stable';
    this.localDescription = description;
    this.lines.forEach((line, index) => (line.mid ??= String(index)));
    const ufrag = ufragOf(description.sdp);
    for (const port of [1, 2]) {
      const candidate = `candidate:${port} 1 udp 1 192.0.2.1 ${port} typ host ufrag ${ufrag}`;
      queueMicrotask(() => {
        this.onicecandidate?.({ candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0 } });
      });
    }
    queueMicrotask(() => this.onicecandidate?.({ candidate: null }));
    this.#network.look();
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    if (this.#network.refuses(description.sdp)) throw new Error('refused');
    const offers = description.type === 'offer';
    if (offers && this.signalingState === 'have-local-offer') {
      for (const line of this.lines.slice(2)) line.mid = null;
    }
    if (!offers && this.signalingState !== 'have-local-offer') throw new Error('not offered');
    this.signalingState = offers ? 'have-remote-offer' : 'stable';
    if (offers && ufragOf(description.sdp) !== this.remoteUfrag) this.#restarts = true;
    this.#remote = description;
    const count = Number(/^a=lines:(\d+)$/m.exec(description.sdp)?.[1]);
    const known = this.lines.filter(({ mid }) => mid !== null).length;
    for (let index = known; index < count; index++) {
      const line = this.addTransceiver(index === 0 ? 'audio' : 'video');
      line.mid = String(index);
    }
    this.#network.look();
  }

  async addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    await Promise.resolve();
    if (this.#remote === undefined) throw new Error('no remote description');
    this.#candidates.add(/ufrag (\S+)/.exec(candidate)?.[1] ?? '');
    this.#network.look();
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map<string, unknown>());
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  turn(state: string): void {
    if (this.connectionState === state || this.connectionState === 'closed') return;
    this.connectionState = state;
    queueMicrotask(() => this.onconnectionstatechange?.());
  }

  #describe(type: string): Description {
    if (this.#restarts) {
      this.#ufrag = `u${this.#network.newNumber()}`;
      this.#restarts = false;
    }
    const fingerprint = `a=fingerprint:sha-256 ${this.#fingerprint}`;
    const lines = this.lines.filter(({ stopped }) => !stopped).length;
    const sdp = ['v=0', `o=- 1 ${++this.#version} IN IP4 0.0.0.0`, `a=ice-ufrag:${this.#ufrag}`];
    return { type, sdp: [...sdp, fingerprint, `a=lines:${lines}`, ''].join('\r\n') };
  }

  #mustBeOpen(): void {
    if (this.signalingState === 'closed') throw new Error('closed');
  }
}

function ufragOf(sdp: string): string {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '';
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0').toUpperCase();
}
