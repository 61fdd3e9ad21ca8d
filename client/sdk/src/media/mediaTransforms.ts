import { BoundedMap } from '../core/boundedMap.js';
import type { PartyId } from '../wire/callSignal.js';
import { FrameCipher, isKeyFrame, type MediaCodec, type MediaLine } from './frameCipher.js';
import { type DropReason, FrameOpener, OPENER_LIMITS } from './frameOpener.js';
import { FrameSealer, type UnsentReason } from './frameSealer.js';
import {
  type FromMediaWorker,
  type MediaCounts,
  type MediaTask,
  NOTHING_COUNTED,
  type ToMediaWorker,
} from './mediaMessages.js';

/** As much of an encoded frame as is used (W3C WebRTC Encoded Transform). */
export interface EncodedFrame {
  data: ArrayBuffer;
  getMetadata(): {
    readonly synchronizationSource?: number;
    readonly mimeType?: string;
  };
}

/** As much of an RTCRtpScriptTransformer as is used. */
export interface FrameTransformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: MediaTask;
  sendKeyFrameRequest(): Promise<unknown>;
}

/** What comes from outside the worker's own code. */
export interface MediaTransformsEnvironment {
  readonly subtle: SubtleCrypto;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  readonly tell: (message: FromMediaWorker) => void;
}

/** A picture that is whole again costs a key frame for everybody: asked for no more often. */
const KEY_FRAME_AGAIN_MS = 1_000;
const MISSED_AGAIN_MS = 1_000;

const MIME_TYPES: Readonly<Record<MediaCodec, string>> = { opus: 'audio/opus', vp8: 'video/vp8' };

type Task<D extends MediaTask['does']> = Extract<MediaTask, { readonly does: D }>;

/**
 * The worker's inside: the sealer and the opener of one party in one call, and the streams of
 * frames that run through them. A frame that cannot be sealed is not sent, and one that does not
 * open is not decoded: there is no way around.
 */
export class MediaTransforms {
  readonly #environment: MediaTransformsEnvironment;
  readonly #missedAt = new BoundedMap<PartyId, number>(OPENER_LIMITS.partiesMax);
  readonly #unsent: Record<UnsentReason, number> = { ...NOTHING_COUNTED.unsent };
  readonly #dropped: Record<DropReason, number> = { ...NOTHING_COUNTED.dropped };
  #sealer: FrameSealer | undefined;
  #opener: FrameOpener | undefined;
  #wornOut: number | undefined;
  #sealed = 0;
  #opened = 0;
  #keyFramesAskedFor = 0;

  constructor(environment: MediaTransformsEnvironment) {
    this.#environment = environment;
  }

  onMessage(message: ToMediaWorker): void {
    switch (message.t) {
      case 'begin': {
        // A second one would begin the counters anew.
        if (this.#sealer !== undefined) throw new Error('has begun already');
        const cipher = new FrameCipher(this.#environment.subtle, message.call);
        this.#sealer = new FrameSealer(cipher, message.party);
        this.#opener = new FrameOpener(cipher, this.#environment.now);
        return;
      }
      case 'send':
        this.#sealer?.use(message.keyId, message.secret);
        return;
      case 'receive':
        this.#opener?.receive(message.party, message.keyId, message.secret);
        return;
      case 'forget':
        this.#opener?.forget(message.party);
        return;
      case 'count':
        this.#environment.tell({ t: 'counted', ref: message.ref, counts: this.#counts() });
        return;
    }
  }

  /** Runs the frames of one sender or receiver through, until the browser ends the stream. */
  async onTransform(transformer: FrameTransformer): Promise<void> {
    const { options, readable, writable } = transformer;
    const transform = options.does === 'seal' ? this.#sealing(options) : this.#opening(transformer);
    try {
      await readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
    } catch {
      // The sender or receiver was closed in the middle of a frame: nobody waits for it any more.
    }
  }

  #sealing(task: Task<'seal'>): TransformerTransformCallback<EncodedFrame, EncodedFrame> {
    return async (frame, controller) => {
      const sealed = await this.#seal(task, frame);
      if (typeof sealed === 'string') {
        this.#unsent[sealed]++;
        if (sealed === 'worn-out') this.#tellWornOut();
        return;
      }
      this.#sealed++;
      frame.data = sealed.buffer;
      controller.enqueue(frame);
    };
  }

  async #seal(
    task: Task<'seal'>,
    frame: EncodedFrame,
  ): Promise<Uint8Array<ArrayBuffer> | UnsentReason> {
    if (this.#sealer === undefined) return 'no-secret';
    const { synchronizationSource, mimeType } = frame.getMetadata();
    if (synchronizationSource === undefined) return 'malformed';
    // Where the browser says it: of another codec's frame too much would be clear, or too little.
    if (mimeType !== undefined && mimeType.toLowerCase() !== MIME_TYPES[task.codec]) {
      return 'wrong-codec';
    }
    const bytes = new Uint8Array(frame.data);
    return this.#sealer.seal(task.line, synchronizationSource, task.codec, bytes);
  }

  #opening(
    transformer: FrameTransformer,
  ): TransformerTransformCallback<EncodedFrame, EncodedFrame> {
    const { options } = transformer;
    if (options.does !== 'open') throw new TypeError('not a receiver');
    const { party, line, codec } = options;
    const whole = new WholePicture(codec, this.#environment.now);
    return async (frame, controller) => {
      const opened = await this.#open(party, line, codec, new Uint8Array(frame.data));
      if (typeof opened === 'string') {
        this.#dropped[opened]++;
        if (opened === 'unknown-key') this.#tellMissed(party);
        // What was seen before is no loss.
        if (opened !== 'replayed') whole.onDropped();
        return;
      }
      this.#opened++;
      if (whole.onOpened(opened) === 'wants a key frame') await this.#askForKeyFrame(transformer);
      frame.data = opened.buffer;
      controller.enqueue(frame);
    };
  }

  async #open(
    party: PartyId,
    line: MediaLine,
    codec: MediaCodec,
    frame: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | DropReason> {
    return (await this.#opener?.open(party, line, codec, frame)) ?? 'unknown-key';
  }

  async #askForKeyFrame(transformer: FrameTransformer): Promise<void> {
    try {
      await transformer.sendKeyFrameRequest();
      this.#keyFramesAskedFor++;
    } catch {
      // The receiver is not connected, or has been stopped; the next frame asks again.
    }
  }

  #tellWornOut(): void {
    const keyId = this.#sealer?.keyId;
    if (keyId === undefined || keyId === this.#wornOut) return;
    this.#wornOut = keyId;
    this.#environment.tell({ t: 'wornOut', keyId });
  }

  #tellMissed(party: PartyId): void {
    const now = this.#environment.now();
    if (now < (this.#missedAt.get(party) ?? -Infinity) + MISSED_AGAIN_MS) return;
    this.#missedAt.set(party, now);
    this.#environment.tell({ t: 'missed', party });
  }

  #counts(): MediaCounts {
    return {
      sealed: this.#sealed,
      opened: this.#opened,
      unsent: { ...this.#unsent },
      dropped: { ...this.#dropped },
      keyFramesAskedFor: this.#keyFramesAskedFor,
    };
  }
}

/** Knows whether what is decoded misses something that only a key frame brings back. */
class WholePicture {
  readonly #codec: MediaCodec;
  readonly #now: () => number;
  #isBroken = false;
  #askedAt = -Infinity;

  constructor(codec: MediaCodec, now: () => number) {
    this.#codec = codec;
    this.#now = now;
  }

  onDropped(): void {
    this.#isBroken = true;
  }

  onOpened(frame: Uint8Array<ArrayBuffer>): 'wants a key frame' | 'nothing' {
    if (this.#codec === 'opus' || isKeyFrame(frame)) this.#isBroken = false;
    if (!this.#isBroken || this.#now() < this.#askedAt + KEY_FRAME_AGAIN_MS) return 'nothing';
    this.#askedAt = this.#now();
    return 'wants a key frame';
  }
}
