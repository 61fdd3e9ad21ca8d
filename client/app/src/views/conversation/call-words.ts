import { text } from '../../messages.js';
import type { CallBrief } from '../../model/call.js';

/** What became of a call, in a line: "Voice call · 5 min". */
export function callWords(call: CallBrief): string {
  const words = text.call.entry(call);
  if (call.outcome === 'ongoing') {
    return `${words} · ${text.call.ongoing}`;
  }
  return call.durationMs === undefined ? words : `${words} · ${text.call.lasted(call.durationMs)}`;
}
