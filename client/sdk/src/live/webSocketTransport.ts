import type { WebSocketConstructor } from '../api/environment.js';
import type { Limits } from '../api/limits.js';
import {
  type Message,
  parseRelayFrame,
  type RelayFrame,
  writeCborFrame,
  writeJsonFrame,
} from '../wire/frames.js';
import type { OpenTransport } from './transport.js';

const CBOR = 'sealmesh.v1.cbor';
const JSON_TEXT = 'sealmesh.v1.json';

/** The formats that this library speaks, as WebSocket subprotocols; the preferred one first. */
export const SUBPROTOCOLS: readonly string[] = [CBOR, JSON_TEXT];

/** A raw WebSocket, in whichever format the relay takes. */
export function webSocketTransport(
  url: string,
  WebSocket: WebSocketConstructor,
  limits: Limits,
): OpenTransport {
  return (listener) => {
    const socket = new WebSocket(url, [...SUBPROTOCOLS]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = listener.onOpen;
    socket.onmessage = (event: { readonly data: unknown }) => {
      listener.onFrame(read(event.data, socket.protocol === CBOR, limits));
    };
    socket.onclose = (event: { readonly code?: number }) => {
      listener.onEnd(event.code ?? 0);
    };
    // An error is always followed by a close, and says nothing that could be acted upon.
    socket.onerror = () => undefined;
    return {
      send: (frame) => {
        try {
          socket.send(socket.protocol === CBOR ? writeCborFrame(frame) : writeJsonFrame(frame));
        } catch {
          // The socket is closing: its close event follows, and everything lost is repaired by
          // sync.
        }
      },
      close: () => {
        socket.close(1000);
      },
    };
  };
}

function read(data: unknown, isCbor: boolean, limits: Limits): RelayFrame | undefined {
  const message = isCbor ? bytesOf(data) : textOf(data);
  const tooLong = message !== undefined && message.length > limits.frameCharsMax;
  return message === undefined || tooLong ? undefined : parseRelayFrame(message);
}

function bytesOf(data: unknown): Message | undefined {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}

function textOf(data: unknown): Message | undefined {
  return typeof data === 'string' ? data : undefined;
}
