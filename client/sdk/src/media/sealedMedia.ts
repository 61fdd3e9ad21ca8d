import type { CallId } from '../api/ids.js';
import type { PartyId } from '../wire/callSignal.js';
import type { MediaCodec, MediaKeyId, MediaLine } from './frameCipher.js';
import {
  type FromMediaWorker,
  type MediaCounts,
  type MediaTask,
  NOTHING_COUNTED,
  type ToMediaWorker,
} from './mediaMessages.js';

/** `RTCRtpScriptTransform` of a page. */
export type ScriptTransform = new (worker: Worker, options: MediaTask) => RTCRtpScriptTransform;

/** What the page has to make of it. */
export interface SealedMediaListener {
  /** The secret in use can seal no more. */
  readonly onWornOut: (keyId: MediaKeyId) => void;
  /** Frames of this party come whose secret is not here. */
  readonly onMissed: (party: PartyId) => void;
  /** The worker does not run: nothing is sent or heard any more. Told once. */
  readonly onFailed: () => void;
}

/** Where it runs. */
export interface SealedMediaEnvironment {
  readonly newMediaWorker: () => Worker;
  readonly ScriptTransform: ScriptTransform;
}

/**
 * Media that cannot be sealed. It is then not sent at all.
 *
 * - `codec`: another one than Opus for sound, and VP8 for pictures.
 * - `browser`: it has no encoded transforms, or this page no worker for them.
 */
export class UnsealableMediaError extends Error {
  readonly reason: 'codec' | 'browser';

  constructor(reason: UnsealableMediaError['reason'], message: string) {
    super(message);
    this.name = 'UnsealableMediaError';
    this.reason = reason;
  }
}

/** A worker that does not answer is not asked more often at once. */
const COUNTS_WAITING_MAX = 16;

const CODEC_OF: Readonly<Record<MediaLine, { readonly codec: MediaCodec; readonly mime: string }>> =
  {
    microphone: { codec: 'opus', mime: 'audio/opus' },
    camera: { codec: 'vp8', mime: 'video/vp8' },
    screen: { codec: 'vp8', mime: 'video/vp8' },
  };

/**
 * The page's side of the worker in which one party's media of one call is sealed and opened.
 *
 * Of the secrets only inputs of HKDF come here, which no script can read. A secret to seal with
 * must never be given to two of these: each counts from zero.
 */
export class SealedMedia {
  readonly #worker: Worker;
  readonly #Transform: ScriptTransform;
  readonly #listener: SealedMediaListener;
  readonly #counting = new Map<number, (counts: MediaCounts) => void>();
  #counted = NOTHING_COUNTED;
  #ref = 0;
  #state: 'open' | 'failed' | 'closed' = 'open';

  constructor(
    environment: SealedMediaEnvironment,
    facts: { readonly call: CallId; readonly party: PartyId },
    listener: SealedMediaListener,
  ) {
    this.#listener = listener;
    this.#Transform = environment.ScriptTransform;
    this.#worker = environment.newMediaWorker();
    this.#worker.onmessage = ({ data }: MessageEvent<FromMediaWorker>) => {
      this.#onMessage(data);
    };
    this.#worker.onerror = () => {
      this.#onError();
    };
    this.#tell({ t: 'begin', call: facts.call, party: facts.party });
  }

  /**
   * Seals what the sender sends. To be called before anything is negotiated for it, since what it
   * sends before is clear; and with a sender that only ever carries this line.
   *
   * @param mimeType of the only codec that is negotiated
   * @throws UnsealableMediaError
   */
  seal(sender: RTCRtpSender, line: MediaLine, mimeType: string): void {
    const codec = codecOf(line, mimeType);
    sender.transform = new this.#Transform(this.#worker, { does: 'seal', line, codec });
  }

  /**
   * Opens what the receiver receives as this line of this party; anything else is dropped. To be
   * called when its track is told, before anything else runs.
   *
   * @throws UnsealableMediaError
   */
  open(receiver: RTCRtpReceiver, party: PartyId, line: MediaLine, mimeType: string): void {
    const codec = codecOf(line, mimeType);
    receiver.transform = new this.#Transform(this.#worker, { does: 'open', party, line, codec });
  }

  /** Seals with this secret from now on. */
  sendWith(keyId: MediaKeyId, secret: CryptoKey): void {
    this.#tell({ t: 'send', keyId, secret });
  }

  /** Opens what this party has sealed with this secret. */
  receiveWith(party: PartyId, keyId: MediaKeyId, secret: CryptoKey): void {
    this.#tell({ t: 'receive', party, keyId, secret });
  }

  /** Opens nothing of this party any more. */
  forget(party: PartyId): void {
    this.#tell({ t: 'forget', party });
  }

  /** What has become of all frames until now; the last that is known if the worker is gone. */
  counts(): Promise<MediaCounts> {
    if (this.#state !== 'open' || this.#counting.size >= COUNTS_WAITING_MAX) {
      return Promise.resolve(this.#counted);
    }
    const ref = ++this.#ref;
    return new Promise((resolve) => {
      this.#counting.set(ref, resolve);
      this.#tell({ t: 'count', ref });
    });
  }

  /** Ends the worker: nothing is sent or heard from now on. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
    this.#answerAll();
  }

  #tell(message: ToMediaWorker): void {
    if (this.#state !== 'closed') this.#worker.postMessage(message);
  }

  #onMessage(message: FromMediaWorker): void {
    switch (message.t) {
      case 'wornOut':
        this.#listener.onWornOut(message.keyId);
        return;
      case 'missed':
        this.#listener.onMissed(message.party);
        return;
      case 'counted':
        this.#counted = message.counts;
        this.#counting.get(message.ref)?.(message.counts);
        this.#counting.delete(message.ref);
        return;
    }
  }

  #onError(): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#answerAll();
    this.#listener.onFailed();
  }

  #answerAll(): void {
    for (const answer of this.#counting.values()) answer(this.#counted);
    this.#counting.clear();
  }
}

function codecOf(line: MediaLine, mimeType: string): MediaCodec {
  const { codec, mime } = CODEC_OF[line];
  if (mimeType.toLowerCase() !== mime) {
    throw new UnsealableMediaError('codec', `${line} is sealed as ${mime} alone, not ${mimeType}`);
  }
  return codec;
}
