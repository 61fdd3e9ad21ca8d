import type { ConversationKind, Delivery } from './types.js';

export interface Progress {
  readonly status: 'pending' | 'sent' | 'failed';
  readonly kind: ConversationKind;
  /** How many members there are besides the author. */
  readonly others: number;
  readonly deliveredTo: number;
  readonly readBy: number;
}

/**
 * The mark of an own message: `delivered` and `seen` only when they hold for everyone, since half a truth about
 * a group is worse than none. Rooms keep no pointers, so there it ends at `sent`.
 */
export function deliveryOf({ status, kind, others, deliveredTo, readBy }: Progress): Delivery {
  if (status !== 'sent' || kind === 'room' || others === 0) {
    return status;
  }
  if (readBy >= others) {
    return 'seen';
  }
  return deliveredTo >= others ? 'delivered' : 'sent';
}
