package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.WalkEvents;
import org.sealmesh.origin.privacy.Retention.Ages;
import org.sealmesh.origin.privacy.Retention.Counts;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Events that have grown too old, with the bodies that only they tell, and the keys that nothing
/// else was sealed with.
///
/// First the conversation's floor rises, under its lock: from then on nobody reads what is below,
/// and no change refers to it. Then the rows below go, a batch in each transaction, and no row that
/// anybody wants is locked. What was left behind by a kill the next run finds, since it begins with
/// the first row that is there.
final class AgedEvents {
  private static final String CONVERSATION =
      "SELECT id, kind, head, kept_from, kept_for FROM bm_conversations WHERE id ";

  private final Database database;
  private final Bodies bodies;

  AgedEvents(Database database, Bodies bodies) {
    this.database = database;
    this.bodies = bodies;
  }

  /// Where the walk goes on.
  ///
  /// @param seq the next to be deleted in this conversation; 0 once it is done with
  private record Place(byte[] conversation, long seq) {
    static Place parse(@Nullable String text) {
      if (text == null) {
        return new Place(new byte[0], 0);
      }
      String[] parts = text.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("no place in a walk through the conversations");
      }
      return new Place(HexFormat.of().parseHex(parts[0]), Long.parseLong(parts[1]));
    }

    static String text(ConversationId conversation, long seq) {
      return HexFormat.of().formatHex(conversation.bytes()) + ":" + seq;
    }
  }

  /// What is too old in one conversation: from the first row that is there to the last that goes.
  private record Aged(ConversationId id, long from, long to) {
    boolean isNothing() {
      return to < from;
    }

    long events() {
      return to - from + 1;
    }
  }

  AgedPage page(WalkEvents asked) {
    return switch (asked.act()) {
      case COUNT -> database.read(session -> counted(session, asked));
      case ERASE -> deleted(asked);
    };
  }

  private static AgedPage counted(Session session, WalkEvents asked) {
    List<Line> conversations = following(session, asked);
    Counts found = Counts.NONE;
    for (Line line : conversations) {
      Aged aged = aged(session, line, asked);
      if (!aged.isNothing()) {
        found =
            found.plus(
                Holds.cover(session, aged.id())
                    ? new Counts(0, 0, 0, 0, 1)
                    : new Counts(1, aged.events(), 0, 0, 0));
      }
    }
    return new AgedPage(found, next(conversations, asked));
  }

  private static List<Line> following(Session session, WalkEvents asked) {
    return session.lines(
        CONVERSATION + "> ? ORDER BY id LIMIT ?",
        Place.parse(asked.after()).conversation(),
        asked.limit());
  }

  private static @Nullable String next(List<Line> conversations, WalkEvents asked) {
    return conversations.size() < asked.limit()
        ? null
        : Place.text(conversations.getLast().conversation("id"), 0);
  }

  private AgedPage deleted(WalkEvents asked) {
    Place place = Place.parse(asked.after());
    if (place.seq() > 0) {
      return database
          .glance(session -> session.line(CONVERSATION + "= ?", place.conversation()))
          .map(line -> batch(goneOn(line, place.seq()), Counts.NONE, asked))
          // It was abandoned meanwhile, and is gone as a whole.
          .orElseGet(() ->
              new AgedPage(Counts.NONE, Place.text(ConversationId.of(place.conversation()), 0)));
    }
    List<Line> conversations = database.glance(session -> following(session, asked));
    Counts found = Counts.NONE;
    for (Line line : conversations) {
      Aged aged = database.glance(session -> aged(session, line, asked));
      if (aged.isNothing()) {
        continue;
      }
      if (rises(aged)) {
        return batch(aged, found, asked);
      }
      found = found.plus(new Counts(0, 0, 0, 0, 1));
    }
    return new AgedPage(found, next(conversations, asked));
  }

  private static Aged goneOn(Line line, long seq) {
    return new Aged(line.conversation("id"), seq, line.number("kept_from") - 1);
  }

  /// Whether the floor is above all that goes; not if it is held.
  private boolean rises(Aged aged) {
    return database.write(
        Durability.KEPT,
        session -> {
          if (Holds.cover(session, aged.id())) {
            return false;
          }
          session.write(
              "UPDATE bm_conversations SET kept_from = ? WHERE id = ? AND kept_from < ?",
              aged.to() + 1,
              aged.id(),
              aged.to() + 1);
          return true;
        });
  }

  private AgedPage batch(Aged aged, Counts found, WalkEvents asked) {
    long to = Math.min(aged.to(), aged.from() + asked.limit() - 1);
    boolean isLast = to == aged.to();
    boolean isDeleted =
        database.write(
            Durability.SOON,
            session -> {
              if (Holds.cover(session, aged.id())) {
                return false;
              }
              delete(session, aged.id(), aged.from(), to);
              if (isLast) {
                deleteKeys(session, aged.id());
                destroyKeys(session, aged.id(), aged.to() + 1);
              }
              return true;
            });
    if (!isDeleted) {
      return new AgedPage(found.plus(new Counts(0, 0, 0, 0, 1)), Place.text(aged.id(), 0));
    }
    return new AgedPage(
        found.plus(new Counts(isLast ? 1 : 0, Math.max(0, to - aged.from() + 1), 0, 0, 0)),
        Place.text(aged.id(), isLast ? 0 : to + 1));
  }

  private static void delete(Session session, ConversationId id, long from, long to) {
    List<Line> events =
        session.lines(
            "SELECT DISTINCT type, message_id, call_id FROM bm_events WHERE conversation_id = ?"
                + " AND seq BETWEEN ? AND ?",
            id,
            from,
            to);
    session.writeAll(
        // What was edited later lives as long as the edit.
        "DELETE FROM bm_messages WHERE conversation_id = ? AND id = ? AND sent_seq <= ?"
            + " AND (edited_seq IS NULL OR edited_seq <= ?)",
        events.stream()
            .filter(line -> line.bytesOrNull("message_id") != null)
            .map(line -> Values.of(id, line.bytes("message_id"), to, to))
            .toList());
    EventRows.deleteCalls(
        session,
        events.stream()
            .filter(line -> line.integer("type") == Codes.CALL_ENDED)
            .map(line -> Values.of(line.bytes("call_id")))
            .toList());
    EventRows.delete(session, id, from, to);
  }

  /// Of epochs of which no event is left: whoever has kept envelopes cannot open them any more,
  /// even with the key file.
  private static void deleteKeys(Session session, ConversationId id) {
    session.write(
        "DELETE FROM bm_keys WHERE conversation_id = ? AND epoch < (SELECT COALESCE(MIN(e.epoch),"
            + " MIN(c.epoch)) FROM bm_conversations c LEFT JOIN bm_events e"
            + " ON e.conversation_id = c.id AND e.seq = c.kept_from WHERE c.id = ?)",
        id,
        id);
  }

  /// Of bodies of which none is left: whatever backup still has them, nobody reads them there.
  private void destroyKeys(Session session, ConversationId id, long keptFrom) {
    for (long key : bodies.superseded(id, keptFrom)) {
      boolean isUsed =
          session
              .line(
                  "SELECT id FROM bm_messages WHERE conversation_id = ? AND body_key = ? LIMIT 1",
                  id,
                  key)
              .isPresent();
      if (!isUsed) {
        bodies.destroy(id, key);
      }
    }
  }

  private static Aged aged(Session session, Line line, WalkEvents asked) {
    ConversationId id = line.conversation("id");
    long kept = line.number("kept_from");
    Optional<Line> first =
        session.line(
            // All columns of the index, so that H2 too sees that it has this order already.
            "SELECT conversation_id, seq, committed_at FROM bm_events WHERE conversation_id = ?"
                + " ORDER BY conversation_id, seq LIMIT 1",
            id);
    if (first.isEmpty()) {
      return new Aged(id, 1, 0);
    }
    long from = first.get().number("seq");
    @Nullable Duration age = age(line, asked.ages());
    if (age == null) {
      return new Aged(id, from, kept - 1);
    }
    Instant before = asked.at().minus(age);
    boolean isYoung = !first.get().instant("committed_at").isBefore(before);
    return new Aged(
        id,
        from,
        isYoung
            ? kept - 1
            : lastBefore(session, id, before, Math.max(from, kept - 1), line.number("head")));
  }

  /// The shorter one of what holds for its kind and of its own.
  private static @Nullable Duration age(Line line, Ages ages) {
    @Nullable Duration ofKind = of(Codes.conversationKind(line.integer("kind")), ages);
    @Nullable Long own = line.numberOrNull("kept_for");
    if (own == null) {
      return ofKind;
    }
    Duration its = Duration.ofMillis(own);
    return ofKind == null || its.compareTo(ofKind) < 0 ? its : ofKind;
  }

  private static @Nullable Duration of(ConversationKind kind, Ages ages) {
    return switch (kind) {
      case DIRECT -> ages.direct();
      case GROUP -> ages.groups();
      case ROOM -> ages.rooms();
    };
  }

  /// Times never go back within a conversation, and seqs have no gaps: so the last event of before
  /// a time is found by looking at a few.
  ///
  /// @param low one that goes
  private static long lastBefore(
      Session session, ConversationId id, Instant before, long low, long head) {
    long goes = low;
    long stays = head + 1;
    while (stays - goes > 1) {
      long middle = goes + (stays - goes) / 2;
      boolean isOlder =
          session
              .line(
                  "SELECT seq FROM bm_events WHERE conversation_id = ? AND seq = ?"
                      + " AND committed_at < ?",
                  id,
                  middle,
                  before)
              .isPresent();
      if (isOlder) {
        goes = middle;
      } else {
        stays = middle;
      }
    }
    return goes;
  }
}
