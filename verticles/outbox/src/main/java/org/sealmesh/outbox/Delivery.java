package org.sealmesh.outbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;

/// One event on its way: what is sealed once and sent as often as it takes.
final class Delivery {
  /// Two seconds by default: a relay that restarts is no reason to give rows away.
  private static final int STUCK_AFTER = 3;

  private final OutboxEntry entry;
  private List<List<RoutingId>> unacked;
  private @Nullable Envelope envelope;
  private boolean isPartlyDelivered;
  private int failures;
  private int unanswered;
  private final long endNs;
  private long dueNs;

  /// @param endNs when it is not tried again any more
  Delivery(OutboxEntry entry, long endNs) {
    this.entry = entry;
    this.endNs = endNs;
    this.unacked = chunks(entry.targets());
  }

  static List<List<RoutingId>> chunks(List<RoutingId> targets) {
    List<List<RoutingId>> chunks = new ArrayList<>();
    int max = RouterMessage.FanOut.TARGETS_MAX;
    for (int from = 0; from < targets.size(); from += max) {
      chunks.add(targets.subList(from, Math.min(targets.size(), from + max)));
    }
    return chunks;
  }

  OutboxEntry entry() {
    return entry;
  }

  Row row() {
    return new Row(entry.conversation(), entry.event().seq());
  }

  /// The targets that not all nodes have acknowledged yet, in chunks that fit a fan-out each.
  List<List<RoutingId>> unacked() {
    return unacked;
  }

  /// Null until it was sealed: the same bytes go out at each try.
  @Nullable Envelope envelope() {
    return envelope;
  }

  void sealed(Envelope sealed) {
    envelope = sealed;
  }

  /// Whether a fan-out was answered, so that those who are reachable have it.
  boolean isPartlyDelivered() {
    return isPartlyDelivered;
  }

  void partlyDelivered(List<List<RoutingId>> stillUnacked) {
    isPartlyDelivered = true;
    unacked = stillUnacked;
  }

  /// Somebody answered, whatever it was.
  void answered() {
    unanswered = 0;
  }

  /// Nobody answered.
  void unanswered() {
    unanswered++;
  }

  /// Counts a failure.
  ///
  /// @return how many there were before
  int failed() {
    return failures++;
  }

  /// Whether nobody answered, time and again: this process has no way to the mesh.
  boolean isStuck() {
    return unanswered >= STUCK_AFTER;
  }

  long endNs() {
    return endNs;
  }

  long dueNs() {
    return dueNs;
  }

  void dueNs(long nextTryNs) {
    dueNs = nextTryNs;
  }
}
