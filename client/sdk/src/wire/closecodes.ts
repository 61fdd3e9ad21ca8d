import type { StopReason } from '../api/snapshots.js';

/** What a closed socket tells the client to do (docs/PROTOCOL.md §6, "Close codes"). */
export type CloseAdvice =
  | { readonly then: 'come-back' }
  | { readonly then: 'renew-ticket' }
  | { readonly then: 'stop'; readonly reason: StopReason };

/** Reads a close code; the ranges count, so that a later relay's codes are understood too. */
export function closeAdvice(code: number): CloseAdvice {
  if (code >= 4030 && code <= 4059) return { then: 'renew-ticket' };
  if (code >= 4060 && code <= 4099) return { then: 'stop', reason: stopReason(code) };
  return { then: 'come-back' };
}

function stopReason(code: number): StopReason {
  switch (code) {
    case 4060:
      return 'bad-frame';
    case 4061:
      return 'unsupported-version';
    case 4062:
      return 'frame-too-large';
    case 4063:
      return 'too-many-sockets';
    default:
      return 'refused';
  }
}
