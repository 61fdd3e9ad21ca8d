package org.sealmesh.persistence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.origin.persistence.PointerCommand;
import org.sealmesh.origin.persistence.PointerCommand.MovePointers;
import org.sealmesh.origin.persistence.PointerCommand.Target;
import org.sealmesh.origin.persistence.PointerMoved;
import org.sealmesh.persistence.ledger.ById;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// How far each member is. Nothing of it has to survive a kill: clients say it again.
final class PointerStore {
  private static final String MINE =
      "SELECT c.rid, c.head, c.epoch, c.roster_version, p.floor_seq, p.delivered_seq, p.read_seq"
          + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
          + " WHERE p.user_id = ? AND p.until_epoch = 0 AND p.conversation_id = ?"
          + " AND c.kind <> "
          + Codes.of(ConversationKind.ROOM);

  private final Database database;
  private final LedgerStore ledgers;
  private final Timeline timeline;
  private final Surroundings around;

  PointerStore(Database database, LedgerStore ledgers, Timeline timeline, Surroundings around) {
    this.database = database;
    this.ledgers = ledgers;
    this.timeline = timeline;
    this.around = around;
  }

  PointerCommand.PointersMoved on(PointerCommand command) {
    return switch (command) {
      case MovePointers move -> move(move);
    };
  }

  private PointerCommand.PointersMoved move(MovePointers command) {
    if (command.targets().size() > MovePointers.TARGETS_MAX) {
      throw new IllegalArgumentException("too many targets");
    }
    // Most repeat what is known already; that is found out without locking anything.
    List<Target> growing =
        database.glance(session ->
            command.targets().stream()
                .filter(target -> grows(session, command.user(), target))
                .toList());
    if (growing.isEmpty()) {
      return new PointerCommand.PointersMoved(0);
    }
    // Everyone locks in the order of ids, so that two users cannot wait for each other.
    List<Target> ordered =
        growing.stream()
            .sorted((a, b) -> ById.ORDER.compare(a.conversation(), b.conversation()))
            .toList();
    Instant at = around.clock().now();
    List<PointerMoved> moved =
        database.write(
            Durability.SOON,
            session -> {
              List<PointerMoved> all = new ArrayList<>();
              for (Target target : ordered) {
                all.addAll(moveOne(session, command.user(), target, at));
              }
              return all;
            });
    if (!moved.isEmpty()) {
      around.bus().tell(OriginAddresses.OUTBOX, new OutboxMessage.PointersMoved(moved));
    }
    return new PointerCommand.PointersMoved(moved.size());
  }

  private static boolean grows(Session session, UserId user, Target target) {
    return session
        .line(MINE, user, target.conversation())
        .filter(line -> isBeyond(line, pointer(line, user, target)))
        .isPresent();
  }

  /// One or none.
  private List<PointerMoved> moveOne(Session session, UserId user, Target target, Instant at) {
    // The conversation is locked first, as everywhere, and sync will have something new to show.
    session.write(
        "UPDATE bm_conversations SET shown_version = shown_version + 1 WHERE id = ?",
        target.conversation());
    Line line = session.line(MINE, user, target.conversation()).orElse(null);
    if (line == null) {
      return List.of();
    }
    Pointer pointer = pointer(line, user, target);
    if (!isBeyond(line, pointer)) {
      return List.of();
    }
    session.write(
        "UPDATE bm_participants SET delivered_seq = ?, read_seq = ?"
            + " WHERE conversation_id = ? AND user_id = ? AND floor_seq = ?",
        pointer.delivered(),
        pointer.read(),
        target.conversation(),
        user,
        line.seq("floor_seq"));
    return List.of(
        new PointerMoved(
            target.conversation(),
            line.rid("rid"),
            timeline,
            line.epoch("epoch"),
            pointer,
            at,
            ledgers.rids(session, target.conversation(), line.number("roster_version"))));
  }

  /// Where the pointer would stand: never back, never beyond the head, read never beyond delivered.
  private static Pointer pointer(Line line, UserId user, Target target) {
    long head = line.number("head");
    long read = Math.max(line.number("read_seq"), Math.min(head, target.read().value()));
    long delivered =
        Math.max(line.number("delivered_seq"), Math.min(head, target.delivered().value()));
    return new Pointer(user, new Seq(Math.max(delivered, read)), new Seq(read));
  }

  private static boolean isBeyond(Line line, Pointer pointer) {
    return pointer.delivered().value() > line.number("delivered_seq")
        || pointer.read().value() > line.number("read_seq");
  }
}
