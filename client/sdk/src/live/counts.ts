import type { DropReason } from '../api/stats.js';

/** The counters behind `client.stats`. */
export class Counts {
  readonly dropped: Record<DropReason, number> = {
    malformed: 0,
    'unknown-conversation': 0,
    forged: 0,
    unopened: 0,
    replayed: 0,
    'not-accepted': 0,
    overflow: 0,
  };
  readonly applied = { live: 0, sync: 0, history: 0 };
  syncs = 0;
  syncFailures = 0;
  sockets = 0;
  socketsLost = 0;
  sendRepeats = 0;
  signals = 0;
  pointers = 0;
}
