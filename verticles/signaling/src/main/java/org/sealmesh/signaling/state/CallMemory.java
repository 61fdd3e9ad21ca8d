package org.sealmesh.signaling.state;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.state.Seats.Name;

/// From when to when parties were in calls on this node, for an origin that was away meanwhile: as
/// exact as it is told often. Who they were it does not know.
///
/// Bounded: what was seen longest ago is forgotten first. Belongs to one event loop; time comes
/// with each call.
public final class CallMemory {
  private final int callsMax;
  private final long keptNs;

  /// Calls, and the parties of each, in the order in which they were seen last.
  private final SequencedMap<CallId, SequencedMap<PartyId, Span>> calls = new LinkedHashMap<>();

  public CallMemory(SignalingConfig config) {
    this.callsMax = config.seenMax();
    this.keptNs = config.seenKept().toNanos();
  }

  private record Span(long firstNs, long lastNs) {
    private Sighting ago(PartyId party, long nowNs) {
      return new Sighting(party, ago(firstNs, nowNs), ago(lastNs, nowNs));
    }

    private static Duration ago(long thenNs, long nowNs) {
      return Duration.ofNanos(Math.min(nowNs - thenNs, Sighting.AGO_MAX.toNanos()));
    }
  }

  /// These are in calls now.
  public void see(Stream<Name> present, long nowNs) {
    if (keptNs > 0) {
      present.forEach(name -> see(name, nowNs));
      forgetOld(nowNs);
    }
  }

  private void see(Name name, long nowNs) {
    SequencedMap<PartyId, Span> parties = calls.get(name.call());
    if (parties == null) {
      parties = new LinkedHashMap<>();
    }
    calls.putLast(name.call(), parties);
    if (calls.size() > callsMax) {
      calls.pollFirstEntry();
    }
    Span known = parties.get(name.party());
    parties.putLast(name.party(), new Span(known == null ? nowNs : known.firstNs(), nowNs));
    if (parties.size() > Sighted.PARTIES_MAX) {
      parties.pollFirstEntry();
    }
  }

  private void forgetOld(long nowNs) {
    while (!calls.isEmpty()
        && nowNs - calls.firstEntry().getValue().lastEntry().getValue().lastNs() > keptNs) {
      calls.pollFirstEntry();
    }
  }

  /// Whom it has seen in the call.
  public Sighted recall(CallId call, long nowNs) {
    SequencedMap<PartyId, Span> parties = calls.get(call);
    return parties == null
        ? Sighted.NOBODY
        : new Sighted(
            parties.entrySet().stream()
                .map(seen -> seen.getValue().ago(seen.getKey(), nowNs))
                .toList());
  }

  /// Calls that are remembered.
  public int size() {
    return calls.size();
  }
}
