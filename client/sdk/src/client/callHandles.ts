import type { Call, GroupCall } from '../api/calls.js';
import type { CallParty } from '../live/callParty.js';
import type { GroupParty } from '../live/groupParty.js';
import { CallHandle } from './callHandle.js';
import { GroupCallHandle } from './groupCallHandle.js';
import { Turn } from './turn.js';

/** Makes the handles of calls, and tells what has changed at most once per turn. */
export class CallHandles {
  readonly #handles = new WeakMap<CallParty, CallHandle>();
  readonly #ofGroups = new WeakMap<GroupParty, GroupCallHandle>();
  readonly #turn: Turn<CallParty | GroupParty | 'current'>;

  /** @param onCurrent the call that goes on is another one */
  constructor(onCurrent: () => void) {
    this.#turn = new Turn({
      follow: () => undefined,
      tell: (changed) => {
        for (const one of changed) {
          if (one === 'current') onCurrent();
          else this.#handleOf(one)?.changed();
        }
      },
    });
  }

  /** The same one for as long as anybody holds it. */
  of(party: CallParty): Call {
    let handle = this.#handles.get(party);
    if (handle === undefined) {
      handle = new CallHandle(party);
      this.#handles.set(party, handle);
    }
    return handle;
  }

  /** As {@link of}. */
  ofGroup(party: GroupParty): GroupCall {
    let handle = this.#ofGroups.get(party);
    if (handle === undefined) {
      handle = new GroupCallHandle(party);
      this.#ofGroups.set(party, handle);
    }
    return handle;
  }

  onChanged(party: CallParty | GroupParty): void {
    this.#turn.mark(party);
  }

  onCurrent(): void {
    this.#turn.mark('current');
  }

  #handleOf(party: CallParty | GroupParty): { changed(): void } | undefined {
    return this.#handles.get(party as CallParty) ?? this.#ofGroups.get(party as GroupParty);
  }
}
