import type { WebSocketConstructor, WebSocketLike } from '../../src/api/environment.js';
import { type Bytes, fromBase64Url, toBase64Url } from '../../src/wire/bytes.js';
import { parseCborMap, writeCborMap } from '../../src/wire/cbor.js';
import type { CallClientFrame, ClientFrame } from '../../src/wire/frames.js';

/** A frame as the test writes it; `unknown` so that a hostile relay can be played. */
type AnyFrame = Readonly<Record<string, unknown>>;

/** What happens to a socket that a client opens. */
export type OnOpen = 'accept' | 'refuse' | 'silent';

/** The mesh as a client sees it: sockets that the test welcomes, feeds and closes. */
export class FakeRelay {
  readonly sockets: FakeSocket[] = [];
  readonly WebSocket: WebSocketConstructor;
  onOpen: OnOpen = 'accept';
  /** Which of the offered formats it takes. */
  subprotocol = 'sealmesh.v1.cbor';
  heartbeatSeconds = 20;
  /** The name of the node that welcomes. */
  node = 'n1';
  /** Told of each socket before anything is said on it. */
  onSocket: (socket: FakeSocket) => void = () => undefined;
  /** When tickets end, for welcome, refreshed and joined. */
  expires: () => number;

  constructor(expires: () => number) {
    this.expires = expires;
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const relay = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url: string, offered: string[]) {
        super(url, offered, relay);
      }
    };
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  get open(): readonly FakeSocket[] {
    return this.sockets.filter(({ state }) => state === 'open');
  }
}

/** One socket, seen from the relay's side. */
export class FakeSocket implements WebSocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  binaryType = 'blob';
  protocol = '';
  readonly url: string;
  readonly offered: readonly string[];
  readonly heard: ClientFrame[] = [];
  state: 'opening' | 'open' | 'closed' = 'opening';
  /** Whether pings are answered. */
  answersPings = true;
  /** How a join is answered. */
  onJoin: (ref: number, pass: string) => AnyFrame | undefined;
  /** What parties of calls say. */
  onCall: (frame: CallClientFrame) => void = () => undefined;
  /** After the welcome. */
  onHello: () => void = () => undefined;
  readonly #relay: FakeRelay;

  constructor(url: string, offered: readonly string[], relay: FakeRelay) {
    this.url = url;
    this.offered = offered;
    this.#relay = relay;
    relay.sockets.push(this);
    this.onJoin = (ref, pass) => {
      const rid = pass.split('.')[1];
      return { t: 'joined', ref, rid, expires: relay.expires() };
    };
    relay.onSocket(this);
    queueMicrotask(() => {
      this.#opened();
    });
  }

  #opened(): void {
    if (this.state !== 'opening' || this.#relay.onOpen === 'silent') return;
    if (this.#relay.onOpen === 'refuse') {
      this.closeWith(1006);
      return;
    }
    this.state = 'open';
    this.protocol = this.offered.find((one) => one === this.#relay.subprotocol) ?? '';
    this.onopen?.({} as never);
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.state !== 'open') return;
    const frame = (typeof data === 'string' ? JSON.parse(data) : inText(data)) as ClientFrame;
    this.heard.push(frame);
    const { expires, heartbeatSeconds, node } = this.#relay;
    if (frame.t === 'hello') {
      this.tell({ t: 'welcome', node, heartbeatSeconds, expires: expires() });
      this.onHello();
    }
    if (frame.t === 'refresh') this.tell({ t: 'refreshed', expires: expires() });
    if (frame.t === 'ping' && this.answersPings) this.tell({ t: 'pong' });
    if (frame.t === 'attend' || frame.t === 'call') this.onCall(frame);
    if (frame.t === 'join') {
      const answer = this.onJoin(frame.ref, frame.pass);
      if (answer !== undefined) this.tell(answer);
    }
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
  }

  /** The relay says something. */
  tell(frame: AnyFrame): void {
    this.tellRaw(this.#isCbor ? inBytes(frame) : JSON.stringify(frame));
  }

  /** The relay says something in a message of the format's kind. */
  tellText(text: string): void {
    this.tellRaw(this.#isCbor ? exactly(new TextEncoder().encode(text)) : text);
  }

  get #isCbor(): boolean {
    return this.protocol === 'sealmesh.v1.cbor';
  }

  /** A message of any kind at all. */
  tellRaw(data: unknown): void {
    if (this.state === 'open') this.onmessage?.({ data } as never);
  }

  deliver(envelope: Bytes): void {
    this.tell({ t: 'event', data: toBase64Url(envelope) });
  }

  deliverSignal(data: string): void {
    this.tell({ t: 'signal', data });
  }

  /** The relay, or the network, ends it. */
  closeWith(code: number): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.onclose?.({ code } as never);
  }

  heardOf<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }>[] {
    return this.heard.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === t);
  }
}

/** Members that are bytes in CBOR; frames are written here as JSON has them. */
const BYTES = ['rid', 'data', 'call'];

function inBytes(frame: AnyFrame): ArrayBuffer {
  const members = Object.entries(frame).map(([name, value]) => {
    const bytes = BYTES.includes(name) && typeof value === 'string' && fromBase64Url(value);
    return [name, bytes || value] as const;
  });
  return exactly(writeCborMap(Object.fromEntries(members) as Parameters<typeof writeCborMap>[0]));
}

/** A buffer that holds these bytes alone. */
export function exactly(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function inText(bytes: Uint8Array): unknown {
  const members = parseCborMap(bytes);
  if (members === undefined) throw new Error('the client wrote no CBOR map');
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? toBase64Url(value) : value,
    ]),
  );
}
