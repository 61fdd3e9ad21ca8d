/** The version of the wire protocol that this library speaks, as its WebSocket subprotocol. */
export const SUBPROTOCOL_CBOR = 'sealmesh.v1.cbor';
