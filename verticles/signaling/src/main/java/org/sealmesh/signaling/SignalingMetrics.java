package org.sealmesh.signaling;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallSignal;

/// Every metric of signaling. None says who calls whom.
final class SignalingMetrics {
  private static final String PREFIX = "sealmesh_signaling_";

  final Meter.Counter absent;
  private final Meter.Counter passedOn;
  private final Meter.Counter answers;
  private final Map<CallRefusal, Meter.Counter> refused = new EnumMap<>(CallRefusal.class);
  private final Meter meter;

  SignalingMetrics(Meter meter) {
    this.meter = meter;
    passedOn = meter.counter(PREFIX + "passed_on", "Call signals passed on");
    answers = meter.counter(PREFIX + "answers", "Answers that callers chose");
    absent = meter.counter(PREFIX + "absent", "Parties in a call whose socket did not come back");
    for (CallRefusal why : CallRefusal.values()) {
      String name = why.name().toLowerCase(Locale.ROOT);
      refused.put(why, meter.counter(PREFIX + "refused_" + name, "Refused since: " + text(why)));
    }
  }

  private static String text(CallRefusal why) {
    return switch (why) {
      case NOT_ATTENDING -> "the party does not attend the call here";
      case GRANT_EXPIRED -> "its grant has ended";
      case OUT_OF_STATE -> "it has no place in the party's state";
      case STALE -> "it came too late, or again";
      case TOO_MANY -> "the socket or the node has as many parties as it may";
    };
  }

  void onPassedOn(CallSignal.Type type) {
    passedOn.increment();
    if (type == CallSignal.Type.SELECT_ANSWER) {
      answers.increment();
    }
  }

  void onRefused(CallRefusal why) {
    Objects.requireNonNull(refused.get(why)).increment();
  }

  void parties(LongSupplier count) {
    meter.gauge(PREFIX + "parties", "Parties of calls that this node knows", count);
  }
}
