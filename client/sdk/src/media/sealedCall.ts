import type { CallEnvironment } from '../api/calls.js';
import type { Cancel, Clock, Random } from '../api/environment.js';
import type { Bytes } from '../wire/bytes.js';
import type { PartyId } from '../wire/callSignal.js';
import type { MediaKeyId, MediaLine } from './frameCipher.js';
import { type AgreementFacts, KeyAgreement } from './keyAgreement.js';
import {
  type HandOverJudgement,
  type MediaKeyAction,
  MEDIA_KEY_PERIODS,
  type MediaKeyPeriods,
  MediaKeys,
} from './mediaKeys.js';
import type { MediaCounts } from './mediaMessages.js';
import { type ScriptTransform, SealedMedia, UnsealableMediaError } from './sealedMedia.js';

/** What one party says to another one about its media; each travels in a sealed call signal. */
export type MediaWord =
  /** Here is a secret of mine, wrapped for you. */
  | { readonly type: 'mediaKey'; readonly keyId: MediaKeyId; readonly wrapped: Bytes }
  /** I cannot open what you send: hand me your secrets again. */
  | { readonly type: 'wantMediaKey' };

/** What becomes of a word; only `taken` has an effect. `forged`: it does not open. */
export type WordOutcome = 'taken' | 'forged' | Exclude<HandOverJudgement, 'take'>;

/** What a sealed call tells its owner. */
export interface SealedCallListener {
  /** Say this to that party. It may be lost: who needs it asks for it. */
  readonly say: (to: PartyId, word: MediaWord) => void;
  /** Nothing is sent or heard any more. Told once. */
  readonly onFailed: () => void;
}

/** What it needs of its surroundings. */
export interface SealedCallEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  readonly subtle: SubtleCrypto;
  readonly calls: CallEnvironment;
  /** `RTCRtpScriptTransform`; absent: that of the page, if it has one. */
  readonly ScriptTransform?: ScriptTransform;
}

/**
 * The sealed media of one party in one group call (docs/PROTOCOL.md §11): its secrets, the handing
 * over of them, and the worker that seals with them. Tell it who is there and what they say; give
 * it each sender and receiver; say for it what it wants said.
 */
export class SealedCall {
  readonly #agreement: KeyAgreement;
  readonly #keys: MediaKeys;
  readonly #media: SealedMedia;
  readonly #environment: SealedCallEnvironment;
  readonly #listener: SealedCallListener;
  #cancelTimer: Cancel | undefined;
  #isClosed = false;

  private constructor(
    environment: SealedCallEnvironment,
    agreement: KeyAgreement,
    make: (listener: ConstructorParameters<typeof SealedMedia>[2]) => SealedMedia,
    listener: SealedCallListener,
    periods: MediaKeyPeriods,
  ) {
    this.#environment = environment;
    this.#agreement = agreement;
    this.#listener = listener;
    // Made together, and never one without the other: the counters of a secret live in the worker.
    this.#keys = new MediaKeys(environment.random, periods);
    this.#media = make({
      onWornOut: (keyId) => {
        this.#do(() => {
          this.#keys.onWornOut(keyId, this.#now());
        });
      },
      onMissed: (party) => {
        this.#do(() => {
          this.#keys.onMissed(party, this.#now());
        });
      },
      onFailed: () => {
        listener.onFailed();
      },
    });
    this.#follow();
  }

  /** @throws UnsealableMediaError where this browser, or this page, cannot seal media */
  static async create(
    environment: SealedCallEnvironment,
    facts: AgreementFacts,
    listener: SealedCallListener,
    periods: MediaKeyPeriods = MEDIA_KEY_PERIODS,
  ): Promise<SealedCall> {
    const { newMediaWorker } = environment.calls;
    const ScriptTransform = environment.ScriptTransform ?? pagesTransform();
    if (newMediaWorker === undefined || ScriptTransform === undefined) {
      throw new UnsealableMediaError('browser', 'no worker, or no encoded transforms');
    }
    const { subtle, random } = environment;
    const agreement = await KeyAgreement.create(subtle, random, facts);
    const parts = { newMediaWorker, ScriptTransform };
    return new SealedCall(
      environment,
      agreement,
      (heard) => new SealedMedia(parts, facts, heard),
      listener,
      periods,
    );
  }

  /** For this party's `present`: 65 bytes. */
  get publicKey(): Bytes {
    return this.#agreement.publicKey;
  }

  /**
   * A party is present, and this is its public key; may be told again and again. `changed`: it had
   * another one before, and stays what it was. `refused`: no such key, or too many parties.
   */
  onPresent(party: PartyId, publicKey: Bytes): 'new' | 'known' | 'changed' | 'refused' {
    const outcome = this.#isClosed ? 'refused' : this.#keys.onPresent(party, publicKey);
    this.#follow();
    return outcome;
  }

  /** A party has left, or is taken for gone: it opens nothing of what is sent a little later. */
  onLeft(party: PartyId): void {
    this.#do(() => {
      this.#keys.onLeft(party, this.#now());
    });
  }

  /** A party has said this to this party. */
  async onWord(from: PartyId, word: MediaWord): Promise<WordOutcome> {
    const publicKey = this.#keys.publicKeyOf(from);
    if (publicKey === undefined) return 'stranger';
    switch (word.type) {
      case 'wantMediaKey':
        this.#do(() => {
          this.#keys.onAsked(from, this.#now());
        });
        return 'taken';
      case 'mediaKey':
        return this.#onSecret(from, publicKey, word.keyId, word.wrapped);
    }
  }

  /** As {@link SealedMedia.seal}. */
  seal(sender: RTCRtpSender, line: MediaLine, mimeType: string): void {
    this.#media.seal(sender, line, mimeType);
  }

  /** As {@link SealedMedia.open}. */
  open(receiver: RTCRtpReceiver, party: PartyId, line: MediaLine, mimeType: string): void {
    this.#media.open(receiver, party, line, mimeType);
  }

  counts(): Promise<MediaCounts> {
    return this.#media.counts();
  }

  /** The call is over here: wipes the secrets and ends the worker. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#keys.close();
    this.#media.close();
  }

  async #onSecret(
    from: PartyId,
    publicKey: Bytes,
    keyId: MediaKeyId,
    wrapped: Bytes,
  ): Promise<WordOutcome> {
    const judgement = this.#keys.judge(from, keyId);
    if (judgement !== 'take') return judgement;
    const secret = await this.#agreement.unwrap(from, publicKey, keyId, wrapped);
    if (secret === undefined) return 'forged';
    // Who left meanwhile, or came back with another key, is not the one that it was opened for.
    if (this.#keys.publicKeyOf(from) !== publicKey) return 'stranger';
    const again = this.#keys.onTaken(from, keyId);
    if (again !== 'take') return again;
    this.#media.receiveWith(from, keyId, secret);
    return 'taken';
  }

  #do(what: () => void): void {
    if (this.#isClosed) return;
    what();
    this.#follow();
  }

  #follow(): void {
    if (this.#isClosed) return;
    for (const action of this.#keys.take()) void this.#perform(action);
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { dueAt } = this.#keys;
    if (dueAt === Infinity) return;
    this.#cancelTimer = this.#environment.clock.after(Math.max(0, dueAt - this.#now()), () => {
      this.#do(() => {
        // The timer decides: the machine's clock may have been set back.
        this.#keys.onTime(Math.max(dueAt, this.#now()));
      });
    });
  }

  async #perform(action: MediaKeyAction): Promise<void> {
    switch (action.does) {
      case 'handOver': {
        const { to, publicKey, keyId, secret } = action;
        const wrapped = await this.#agreement.wrap(to, publicKey, keyId, secret);
        secret.fill(0);
        // A party whose key is none gets nothing, and who left meanwhile gets nothing any more.
        if (wrapped === undefined || this.#keys.publicKeyOf(to) !== publicKey) return;
        this.#listener.say(to, { type: 'mediaKey', keyId, wrapped });
        return;
      }
      case 'send':
        this.#media.sendWith(action.keyId, await this.#secretOf(action.secret));
        return;
      case 'ask':
        this.#listener.say(action.to, { type: 'wantMediaKey' });
        return;
      case 'forget':
        this.#media.forget(action.party);
        return;
    }
  }

  async #secretOf(bytes: Bytes): Promise<CryptoKey> {
    const { subtle } = this.#environment;
    const secret = await subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
    bytes.fill(0);
    return secret;
  }

  #now(): number {
    return this.#environment.clock.now();
  }
}

function pagesTransform(): ScriptTransform | undefined {
  return (globalThis as { readonly RTCRtpScriptTransform?: ScriptTransform }).RTCRtpScriptTransform;
}
