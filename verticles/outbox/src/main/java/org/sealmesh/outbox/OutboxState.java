package org.sealmesh.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;

/// Which event goes when. Knows no bus and no clock; `nowNs` is a clock that never jumps.
///
/// Each conversation is a lane: its events are sent in the order of their seqs, the next one when
/// the one before was answered for. An event that some nodes did not acknowledge leaves its lane
/// and is repeated beside it, because those who are reachable must not wait for a dead node; one
/// that nobody got holds its lane, because the next one would not get through either.
///
/// An event is held from its arrival until its row is deleted; never more than `entriesMax` are.
final class OutboxState {
  private final OutboxConfig config;
  private final Map<Row, Delivery> held = new HashMap<>();
  private final Map<ConversationId, TreeMap<Seq, Delivery>> lanes = new HashMap<>();
  private final Deque<Delivery> ready = new ArrayDeque<>();
  private final PriorityQueue<Delivery> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong((Delivery delivery) -> delivery.dueNs())
              .thenComparing(delivery -> delivery.entry().event().seq()));
  private final Deque<Row> finished = new ArrayDeque<>();
  private int inFlight;

  OutboxState(OutboxConfig config) {
    this.config = config;
  }

  /// Takes in events. Those that are held already change nothing: a take-over brings them again
  /// when their lease ran out.
  ///
  /// @return how many did not fit
  int add(List<OutboxEntry> entries, Instant now, long nowNs) {
    int dropped = 0;
    for (OutboxEntry entry : entries) {
      Duration age = Duration.between(entry.committedAt(), now);
      Delivery delivery = new Delivery(entry, nowNs + config.giveUpAfter().minus(age).toNanos());
      if (held.containsKey(delivery.row())) {
        continue;
      }
      if (room() == 0) {
        dropped++;
        continue;
      }
      held.put(delivery.row(), delivery);
      if (delivery.unacked().isEmpty()) {
        // Everybody has left: there is nobody to tell.
        finished.add(delivery.row());
      } else {
        enqueue(delivery);
      }
    }
    return dropped;
  }

  private void enqueue(Delivery delivery) {
    TreeMap<Seq, Delivery> lane = lanes.get(delivery.entry().conversation());
    if (lane == null) {
      // An empty lane is one whose only event is on its way.
      lanes.put(delivery.entry().conversation(), new TreeMap<>());
      ready.add(delivery);
    } else {
      lane.put(delivery.entry().event().seq(), delivery);
    }
  }

  /// How many more events fit.
  int room() {
    return config.entriesMax() - held.size();
  }

  /// What is to be sent now, and is in flight from here on until one of the outcomes below.
  List<Delivery> next(long nowNs) {
    for (Delivery due = waiting.peek();
        due != null && due.dueNs() - nowNs <= 0;
        due = waiting.peek()) {
      ready.add(waiting.remove());
    }
    List<Delivery> sent = new ArrayList<>();
    while (inFlight < config.inFlightMax() && !ready.isEmpty()) {
      inFlight++;
      sent.add(ready.remove());
    }
    return sent;
  }

  /// When [#next] has something that it does not have now.
  OptionalLong nextDueNs() {
    Delivery next = waiting.peek();
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.dueNs());
  }

  /// All nodes have it, or nothing could ever bring it there.
  void done(Delivery delivery) {
    inFlight--;
    delivery.answered();
    finish(delivery);
  }

  /// Some nodes have it; those of `stillUnacked` are tried again.
  Outcome partlyDelivered(Delivery delivery, List<List<RoutingId>> stillUnacked, long nowNs) {
    inFlight--;
    delivery.answered();
    if (!delivery.isPartlyDelivered()) {
      advanceLane(delivery);
    }
    delivery.partlyDelivered(stillUnacked);
    return retryOrGiveUp(delivery, nowNs);
  }

  /// Nothing is known to have come of it.
  Outcome failed(Delivery delivery, long nowNs) {
    inFlight--;
    delivery.unanswered();
    return retryOrGiveUp(delivery, nowNs);
  }

  /// What follows a failure.
  enum Outcome {
    RETRIED_LATER,
    GIVEN_UP
  }

  private Outcome retryOrGiveUp(Delivery delivery, long nowNs) {
    if (nowNs - delivery.endNs() >= 0) {
      finish(delivery);
      return Outcome.GIVEN_UP;
    }
    delivery.dueNs(nowNs + backOff(delivery.failed()).toNanos());
    waiting.add(delivery);
    return Outcome.RETRIED_LATER;
  }

  private Duration backOff(int failuresBefore) {
    // Beyond 16 doublings every sensible first wait is longer than the longest.
    Duration doubled = config.retryFirst().multipliedBy(1L << Math.min(failuresBefore, 16));
    return doubled.compareTo(config.retryMax()) < 0 ? doubled : config.retryMax();
  }

  private void finish(Delivery delivery) {
    if (!delivery.isPartlyDelivered()) {
      advanceLane(delivery);
    }
    finished.add(delivery.row());
  }

  private void advanceLane(Delivery delivery) {
    ConversationId conversation = delivery.entry().conversation();
    var next = lanes.getOrDefault(conversation, new TreeMap<>()).pollFirstEntry();
    if (next == null) {
      lanes.remove(conversation);
    } else {
      ready.add(next.getValue());
    }
  }

  /// Rows to be deleted, the ones that wait longest first. Until [#deleted] or [#notDeleted] they
  /// are not given out again.
  List<Row> takeFinished() {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < config.finishMax() && !finished.isEmpty()) {
      rows.add(finished.remove());
    }
    return rows;
  }

  boolean hasFinished() {
    return !finished.isEmpty();
  }

  /// The rows are gone.
  void deleted(List<Row> rows) {
    rows.forEach(held::remove);
  }

  /// The rows may still be there: they are given out again.
  void notDeleted(List<Row> rows) {
    rows.reversed().forEach(finished::addFirst);
  }

  /// Every row that must stay with this process, and those that may go.
  Leases leases() {
    Set<ConversationId> stuck =
        held.values().stream()
            .filter(Delivery::isStuck)
            .map(delivery -> delivery.entry().conversation())
            .collect(Collectors.toSet());
    Map<Boolean, List<Row>> rows =
        held.values().stream()
            .collect(
                Collectors.partitioningBy(
                    it ->
                        it.isPartlyDelivered()
                            ? !it.isStuck()
                            : !stuck.contains(it.entry().conversation()),
                    Collectors.mapping(Delivery::row, Collectors.toList())));
    return new Leases(rows.getOrDefault(true, List.of()), rows.getOrDefault(false, List.of()));
  }

  /// The rows of what is held.
  ///
  /// @param kept are tried here alone
  /// @param givenAway this process cannot bring them on their way, or they wait behind such: one
  ///   that can may have them. They are tried here all the same, and to be delivered twice harms
  ///   nobody
  record Leases(List<Row> kept, List<Row> givenAway) {}

  /// Whether there is something that this process cannot bring on its way.
  boolean isStuck() {
    return held.values().stream().anyMatch(Delivery::isStuck);
  }

  int size() {
    return held.size();
  }

  int inFlight() {
    return inFlight;
  }
}
