package org.sealmesh.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerMoved;

/// Events and pointers of numbered conversations.
final class Entries {
  static final OutboxConfig CONFIG =
      new OutboxConfig(
          4,
          10,
          Duration.ofSeconds(60),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          5,
          Duration.ofMillis(50),
          3,
          2,
          3);

  static OutboxEntry entry(int conversation, long seq, Instant at) {
    return entry(conversation, seq, at, 2);
  }

  static OutboxEntry entry(int conversation, long seq, Instant at, int targets) {
    return new OutboxEntry(
        conversation(conversation),
        rid(conversation),
        new Timeline(new UUID(9, 9)),
        Epoch.FIRST,
        at,
        targets(targets),
        new Event.Tombstone(new Seq(seq), at, null));
  }

  static List<RoutingId> targets(int count) {
    List<RoutingId> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(new RoutingId(new UUID(3, i)));
    }
    return targets;
  }

  static PointerMoved pointer(int conversation, int user, long read, Instant at) {
    return new PointerMoved(
        conversation(conversation),
        rid(conversation),
        new Timeline(new UUID(9, 9)),
        Epoch.FIRST,
        new Pointer(new UserId(new UUID(4, user)), new Seq(read + 1), new Seq(read)),
        at,
        targets(2));
  }

  static ConversationId conversation(int number) {
    return new ConversationId(new UUID(1, number));
  }

  static RoutingId rid(int conversation) {
    return new RoutingId(new UUID(2, conversation));
  }

  private Entries() {}
}
