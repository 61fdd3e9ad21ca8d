import type { Random, SockJsConstructor } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import { toBase64Url } from '../wire/bytes.js';
import { parseRelayFrame, writeJsonFrame } from '../wire/frames.js';
import type { OpenTransport } from './transport.js';

/** The ones that the relay has; SockJS knows others, which would run its answers as script. */
const TRANSPORTS = ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling'];
/** Whoever knows a session's name hears it, so it is as long as a key. */
const SESSION_BYTES = 16;

/** Where SockJS is, beside a relay's `/socket`. */
export function sockJsUrl(socketUrl: string): string {
  return socketUrl.replace(/^ws/, 'http').replace(/\/socket$/, '/sockjs');
}

/** SockJS, in JSON, by whichever of its transports the network lets through. */
export function sockJsTransport(
  url: string,
  SockJs: SockJsConstructor,
  limits: Limits,
  random: Random,
): OpenTransport {
  return (listener) => {
    const socket = new SockJs(url, undefined, {
      transports: TRANSPORTS,
      sessionId: () => toBase64Url(random.bytes(SESSION_BYTES)),
    });
    socket.onopen = listener.onOpen;
    socket.onmessage = (event: { readonly data: unknown }) => {
      const { data } = event;
      const readable = typeof data === 'string' && data.length <= limits.frameCharsMax;
      listener.onFrame(readable ? parseRelayFrame(data) : undefined);
    };
    socket.onclose = (event: { readonly code?: number }) => {
      listener.onEnd(event.code ?? 0);
    };
    return {
      send: (frame) => {
        try {
          socket.send(writeJsonFrame(frame));
        } catch {
          // It is closing: its close event follows, and everything lost is repaired by sync.
        }
      },
      close: () => {
        socket.close(1000);
      },
    };
  };
}
