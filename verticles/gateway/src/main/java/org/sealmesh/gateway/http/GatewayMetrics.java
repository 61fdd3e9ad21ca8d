package org.sealmesh.gateway.http;

import java.time.Duration;
import org.sealmesh.bus.Meter;

/// Every metric of the gateway. None says who asked, or for what.
public final class GatewayMetrics {
  private static final String GATEWAY = "sealmesh_gateway_";
  private static final int TOO_MANY = 429;
  private static final int FAULT = 500;

  private final Meter.Counter answered;
  private final Meter.Counter refused;
  private final Meter.Counter throttled;
  private final Meter.Counter unavailable;
  private final Meter.Counter faults;
  private final Meter.Timer answers;

  public GatewayMetrics(Meter meter) {
    answered = meter.counter(GATEWAY + "answered", "API calls that succeeded");
    refused = meter.counter(GATEWAY + "refused", "API calls that were refused, but for 429");
    throttled = meter.counter(GATEWAY + "throttled", "API calls that came too fast (429)");
    unavailable = meter.counter(GATEWAY + "unavailable", "API calls while a part was away (503)");
    faults = meter.counter(GATEWAY + "faults", "API calls that failed by our own fault (500)");
    answers = meter.timer(GATEWAY + "answer", "From the head of an API call to its answer");
  }

  void onAnswer(int status, Duration after) {
    answers.record(after);
    Meter.Counter counter =
        switch (status) {
          case TOO_MANY -> throttled;
          case FAULT -> faults;
          default -> status > FAULT ? unavailable : status >= 400 ? refused : answered;
        };
    counter.increment();
  }
}
