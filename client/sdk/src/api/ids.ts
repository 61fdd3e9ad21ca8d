/**
 * The words of the protocol (docs/PROTOCOL.md §1) as types. Ids and routing ids are 16 bytes in
 * base64url without padding: 22 characters. They are opaque: compare them, never take them apart.
 */

/** Names a user towards the origin. */
export type UserId = string;
/** Names a conversation towards the origin. */
export type ConversationId = string;
/** Names a message for as long as its conversation exists. */
export type MessageId = string;
/** Names one attempt of this client to send one message; a repetition keeps it. */
export type ClientId = string;
/** Names one installation of a client. */
export type DeviceId = string;
/** Names a call. */
export type CallId = string;
/** Names a copy of what the site keeps of a user. */
export type ExportId = string;
/** Names a user's wish to be erased. */
export type ErasureId = string;
/** The pseudonym of a user or a conversation: the only identity that a relay knows. */
export type RoutingId = string;
/** Changes when the origin was restored or may have lost commits; then every cache is void. */
export type TimelineId = string;
/** The place of an event in its conversation: 1, 2, 3 … without gaps. */
export type Seq = number;
/** The number of a conversation key: 1 … 2^31 − 1. */
export type Epoch = number;
/** Milliseconds since 1970-01-01T00:00Z by the origin's clock. */
export type EpochMs = number;
