package org.sealmesh.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.relay.router.state.SimulatedMesh;

/// What a simulated site has committed and what became of it, to compare with what was promised:
/// every row is finished; an event is acknowledged, or tried for as long as is promised; and what
/// is sealed of an event is always the same.
final class Ledger {
  private static final Timeline TIMELINE = new Timeline(new UUID(9, 9));

  private final SimulatedMesh mesh;
  private final Clock clock;
  private final Duration giveUpAfter;
  private final Map<RoutingId, List<OutboxEntry>> events = new HashMap<>();
  private final Map<Row, byte[]> contents = new HashMap<>();
  private final Map<Row, Instant> tried = new HashMap<>();
  private final Set<Row> acked = new HashSet<>();
  private final Set<Row> finished = new HashSet<>();

  Ledger(SimulatedMesh mesh, Clock clock, Duration giveUpAfter) {
    this.mesh = mesh;
    this.clock = clock;
    this.giveUpAfter = giveUpAfter;
  }

  /// The conversation's next event.
  OutboxEntry commit(RoutingId rid) {
    List<OutboxEntry> all = events.computeIfAbsent(rid, none -> new ArrayList<>());
    Instant now = clock.now();
    OutboxEntry entry =
        new OutboxEntry(
            new ConversationId(rid.value()),
            rid,
            TIMELINE,
            Epoch.FIRST,
            now,
            List.of(rid),
            new Event.Tombstone(new Seq(all.size() + 1L), now, null));
    all.add(entry);
    return entry;
  }

  long head(RoutingId rid) {
    return events.getOrDefault(rid, List.of()).size();
  }

  /// @return null if there is no such event
  @Nullable OutboxEntry event(RoutingId rid, Seq seq) {
    return seq.value() <= head(rid) ? events.get(rid).get((int) seq.value() - 1) : null;
  }

  void onSealing(Row row, byte[] content) {
    byte[] before = contents.putIfAbsent(row, content);
    if (before != null && !Arrays.equals(before, content)) {
      mesh.fail("an event has other content than before");
    }
  }

  /// A process sends it, for the first time or again.
  void onTried(Row row) {
    tried.putIfAbsent(row, clock.now());
  }

  /// A living process has heard that all nodes have it.
  void onAcked(Row row) {
    acked.add(row);
  }

  /// The row is gone. That may be said again.
  ///
  /// @param passedByAt when it was last left without a holder for want of room, if it ever was
  void onFinished(Row row, @Nullable Instant passedByAt) {
    if (!finished.add(row) || acked.contains(row)) {
      return;
    }
    RoutingId rid = new RoutingId(row.conversation().value());
    Instant committedAt = events.get(rid).get((int) row.seq().value() - 1).committedAt();
    Duration age = Duration.between(committedAt, clock.now());
    if (age.compareTo(giveUpAfter) < 0) {
      mesh.fail("an event was given up too early");
      return;
    }
    long committedMs = mesh.network().nowMs() - age.toMillis();
    Instant half = committedAt.plus(giveUpAfter.dividedBy(2));
    Instant triedAt = tried.get(row);
    boolean isHalfLost =
        triedAt == null
            || triedAt.isAfter(half)
            || (passedByAt != null && passedByAt.isAfter(half));
    mesh.givenUp(
        rid,
        row.seq().value(),
        committedMs,
        isHalfLost ? SimulatedMesh.Excuse.HAD_NO_TURN : SimulatedMesh.Excuse.NONE);
  }

  /// @param calmAt since when nothing has failed
  void checkTheEnd(Instant calmAt) {
    // With half of the time left, the longest wait between two tries is no excuse.
    Instant young = calmAt.minus(giveUpAfter.dividedBy(2));
    for (List<OutboxEntry> all : events.values()) {
      for (OutboxEntry entry : all) {
        Row row = Rows.row(entry);
        if (!finished.contains(row)) {
          mesh.fail("a row was not finished");
        } else if (!entry.committedAt().isBefore(young) && !acked.contains(row)) {
          mesh.fail("an event that had time was not acknowledged");
        }
      }
    }
  }
}
