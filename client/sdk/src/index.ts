/**
 * The client library of a Sealmesh site: sessions, conversations, live events, sync, history,
 * typing and presence.
 *
 * Start at {@link createClient}.
 *
 * @packageDocumentation
 */
import type { Client, ClientOptions } from './api/client.js';
import { SealmeshClient } from './client/sealmeshClient.js';

export * from './api/administration.js';
export * from './api/calls.js';
export * from './api/client.js';
export * from './api/devices.js';
export * from './api/disclosure.js';
export * from './api/environment.js';
export * from './api/erasure.js';
export * from './api/events.js';
export * from './api/exports.js';
export * from './api/ids.js';
export * from './api/limits.js';
export * from './api/overview.js';
export * from './api/problem.js';
export * from './api/snapshots.js';
export * from './api/stats.js';

export { browserCalls } from './client/environment.js';
export { SUBPROTOCOLS } from './live/webSocketTransport.js';

/** Makes a client of one site. It does nothing until it is told to sign in or to connect. */
export function createClient(options: ClientOptions): Client {
  return new SealmeshClient(options);
}
