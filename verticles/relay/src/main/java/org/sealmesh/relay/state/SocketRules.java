package org.sealmesh.relay.state;

import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.relay.RelayConfig;

/// What all sockets of a shard go by.
///
/// @param attachment whether an origin is heard
/// @param checks how many signatures the shard may still check, shared by its sockets
public record SocketRules(
    NodeId node,
    RelayConfig config,
    Clock clock,
    Tokens tokens,
    Revocations revocations,
    Attachment attachment,
    RateLimit checks) {}
