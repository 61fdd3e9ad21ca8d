import type { TabChannel } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import {
  type FollowerSaid,
  type Heard,
  type LeaderSaid,
  parseTabMessage,
  type TabMessage,
} from './tabMessages.js';
import type { TabId } from './tabRoll.js';

/** What a post tells its owner. */
export interface PostListener {
  readonly onHeard: (heard: Heard) => void;
  readonly onMalformed: () => void;
}

/** One tab's place at the channel: says, numbers what a leader says, and reads what others say. */
export class Post {
  readonly me: TabId;
  readonly #channel: TabChannel;
  #term = 0;
  #n = 0;

  constructor(me: TabId, channel: TabChannel, limits: Limits, listener: PostListener) {
    this.me = me;
    this.#channel = channel;
    channel.onmessage = ({ data }: { readonly data: unknown }) => {
      const heard = parseTabMessage(data, limits);
      if (heard === undefined) listener.onMalformed();
      else listener.onHeard(heard);
    };
  }

  /** What is told from now on is of this term. */
  beginTerm(term: number): void {
    this.#term = term;
    this.#n = 0;
  }

  /** As a follower. */
  say(said: FollowerSaid): void {
    this.#post({ from: this.me, said });
  }

  /** As the leader. */
  tell(said: LeaderSaid): void {
    this.#post({ from: this.me, term: this.#term, n: ++this.#n, said });
  }

  /** Counts what is not told: somebody who listens after all finds a number missing. */
  skip(): void {
    this.#n++;
  }

  close(): void {
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  #post(message: TabMessage): void {
    this.#channel.postMessage(message);
  }
}
