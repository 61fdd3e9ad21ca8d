import type { Pointer } from '../api/events.js';
import type { Seq, UserId } from '../api/ids.js';

/** How far a user has got. */
export interface Reach {
  readonly delivered: Seq;
  readonly read: Seq;
}

const NOWHERE: Reach = { delivered: 0, read: 0 };
const NOBODY: readonly UserId[] = [];

/** The pointers of one conversation: the largest that was seen of each user. */
export class Receipts {
  readonly #reach = new Map<UserId, Reach>();
  readonly #delivered = new Reached();
  readonly #read = new Reached();

  /** Takes a pointer; a smaller one than was seen is ignored. Returns whether anything grew. */
  merge(pointer: Pick<Pointer, 'user' | 'delivered' | 'read'>): boolean {
    const old = this.of(pointer.user);
    const read = Math.max(old.read, pointer.read);
    // Whoever has read has it.
    const delivered = Math.max(old.delivered, pointer.delivered, read);
    if (read === old.read && delivered === old.delivered) return false;
    this.#reach.set(pointer.user, { delivered, read });
    this.#delivered.refill(this.#reach, ({ delivered }) => delivered);
    this.#read.refill(this.#reach, ({ read }) => read);
    return true;
  }

  /** Forgets whoever is no longer in the conversation. */
  retain(users: ReadonlySet<UserId>): void {
    for (const user of this.#reach.keys()) if (!users.has(user)) this.#reach.delete(user);
    this.#delivered.refill(this.#reach, ({ delivered }) => delivered);
    this.#read.refill(this.#reach, ({ read }) => read);
  }

  of(user: UserId): Reach {
    return this.#reach.get(user) ?? NOWHERE;
  }

  deliveredBy(seq: Seq, sender: UserId): readonly UserId[] {
    return this.#delivered.by(seq, sender);
  }

  readBy(seq: Seq, sender: UserId): readonly UserId[] {
    return this.#read.by(seq, sender);
  }
}

/**
 * Who reached a seq. Neighbouring messages have mostly the same answer, so they share one array: a
 * transcript of hundreds of messages in a group of hundreds costs about one array per member, not
 * one per message.
 */
class Reached {
  // By reach, the furthest first.
  #users: readonly { readonly user: UserId; readonly seq: Seq }[] = [];
  readonly #shared = new Map<string, readonly UserId[]>();

  refill(reach: ReadonlyMap<UserId, Reach>, seqOf: (reach: Reach) => Seq): void {
    this.#users = [...reach]
      .map(([user, at]) => ({ user, seq: seqOf(at) }))
      .sort((a, b) => b.seq - a.seq || (a.user < b.user ? -1 : 1));
    this.#shared.clear();
  }

  by(seq: Seq, sender: UserId): readonly UserId[] {
    const behind = this.#users.findIndex((at) => at.seq < seq);
    const count = behind === -1 ? this.#users.length : behind;
    if (count === 0) return NOBODY;
    const name = `${count} ${sender}`;
    let users = this.#shared.get(name);
    if (users === undefined) {
      const reached = this.#users.slice(0, count).map(({ user }) => user);
      users = reached.filter((user) => user !== sender);
      this.#shared.set(name, users);
    }
    return users;
  }
}
