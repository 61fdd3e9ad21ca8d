import type { Lobby } from '../api/calls.js';
import type { Cancel, Environment } from '../api/environment.js';
import type { CallId, UserId } from '../api/ids.js';
import type { Api } from '../http/api.js';
import type { Verdict } from '../http/requests.js';
import type { LobbyAnswer } from '../wire/callAnswers.js';

/** A host looks so often who waits. */
const LOOK_MS = 2_000;
/** And whether another host has turned the lobby on. */
const IDLE_MS = 15_000;

/** What a watch works with. */
export interface LobbyContext {
  readonly environment: Environment;
  readonly api: Api;
}

const NONE: LobbyAnswer = { lobby: 'off', waiting: [] };

/**
 * A host's look at the lobby of her call. It asks the origin as long as the call lasts: who waits has
 * no right yet by which a relay would carry her words.
 */
export class LobbyWatch {
  readonly #context: LobbyContext;
  readonly #call: CallId;
  readonly #onChanged: () => void;
  #state = NONE;
  /** Counts what was asked: an answer to an earlier question than the last one that was heard is old. */
  #asked = 0;
  #heard = 0;
  #isOn = false;
  #cancel: Cancel | undefined;

  constructor(context: LobbyContext, call: CallId, onChanged: () => void) {
    this.#context = context;
    this.#call = call;
    this.#onChanged = onChanged;
  }

  /** As it was told last. */
  get state(): LobbyAnswer {
    return this.#state;
  }

  start(): void {
    this.#isOn = true;
    this.#look();
  }

  stop(): void {
    this.#isOn = false;
    this.#cancel?.();
  }

  set(lobby: Lobby): void {
    if (this.#isOn) void this.#ask((api) => api.setLobby(this.#call, lobby));
  }

  answer(user: UserId, verdict: Verdict): void {
    if (this.#isOn) void this.#ask((api) => api.answerKnock(this.#call, user, verdict));
  }

  #look(): void {
    void this.#ask((api) => api.getLobby(this.#call));
  }

  /** Whatever is not answered is seen at the next look: who still waits has not been let in. */
  async #ask(question: (api: Api) => Promise<LobbyAnswer>): Promise<void> {
    const number = ++this.#asked;
    const answer = await question(this.#context.api).catch(() => undefined);
    if (!this.#isOn) return;
    if (answer !== undefined && number > this.#heard) {
      this.#heard = number;
      this.#state = answer;
      this.#onChanged();
    }
    this.#cancel?.();
    this.#cancel = this.#context.environment.clock.after(
      this.#state.lobby === 'on' ? LOOK_MS : IDLE_MS,
      () => {
        this.#look();
      },
    );
  }
}
