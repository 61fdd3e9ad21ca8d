package org.sealmesh.uplink.state;

import java.time.Duration;

/// What all links go by; see the uplink's configuration.
public record LinkRules(
    Duration answerWithin,
    Duration dialWithin,
    Duration beaconEvery,
    Duration silenceMax,
    Duration steadyAfter) {}
