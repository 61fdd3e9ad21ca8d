import type { Environment } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import type { Way } from '../core/ways.js';
import type { Ticket } from '../wire/answers.js';
import type { RelaySocket } from './relaySocket.js';
import { sockJsTransport, sockJsUrl } from './sockJsTransport.js';
import type { OpenTransport } from './transport.js';
import { webSocketTransport } from './webSocketTransport.js';

/** A socket, and what it was opened with. */
export interface RelayLine {
  readonly socket: RelaySocket;
  readonly way: Way;
  readonly url: string;
  readonly ticket: Ticket;
}

/** The relays that a ticket names, in its order; a path means the origin's host. */
export function relayUrls({ relays }: Ticket, origin: URL): readonly string[] {
  return relays
    .filter((relay) => URL.canParse(relay, origin))
    .map((relay) => new URL(relay, origin).href.replace(/^http/, 'ws'));
}

/** Rejects where this machine does not have the way, or SockJS cannot be loaded. */
export async function transportTo(
  url: string,
  way: Way,
  { WebSocket, loadSockJs, random }: Environment,
  limits: Limits,
): Promise<OpenTransport> {
  if (way === 'sockjs' && loadSockJs !== undefined) {
    return sockJsTransport(sockJsUrl(url), await loadSockJs(), limits, random);
  }
  if (WebSocket === undefined) throw new Error('no way to a relay');
  return webSocketTransport(url, WebSocket, limits);
}
