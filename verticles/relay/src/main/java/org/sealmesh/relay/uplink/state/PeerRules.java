package org.sealmesh.relay.uplink.state;

import java.time.Duration;
import org.sealmesh.bus.Clock;

/// What all diallers of a relay go by.
///
/// @param creditMax requests of one dialler that may be unanswered at a time
/// @param answerWithin how long the challenge may stay unanswered
/// @param silenceMax how long no beacon may come
public record PeerRules(Clock clock, int creditMax, Duration answerWithin, Duration silenceMax) {}
