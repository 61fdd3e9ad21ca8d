package org.sealmesh.relay.uplink.state;

import java.time.Duration;
import java.util.function.Supplier;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.NodeVitals;

/// What all diallers of a relay go by.
///
/// @param creditMax requests of one dialler that may be unanswered at a time
/// @param answerWithin how long the challenge may stay unanswered
/// @param silenceMax how long no beacon may come
/// @param vitals what a beacon is answered with
public record PeerRules(
    Clock clock,
    int creditMax,
    Duration answerWithin,
    Duration silenceMax,
    Supplier<NodeVitals> vitals) {}
