package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.persistence.BodyCommand;
import org.sealmesh.origin.persistence.BodyCommand.BringInLine;
import org.sealmesh.origin.persistence.BodyCommand.BroughtInLine;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.content.StoredBody;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Brings bodies in line with the setting, in the order of the table's key.
final class BodyStore {
  static final int LIMIT_MAX = 1000;

  private final Database database;
  private final Bodies bodies;

  BodyStore(Database database, Bodies bodies) {
    this.database = database;
    this.bodies = bodies;
  }

  Object on(BodyCommand command) {
    return switch (command) {
      case BringInLine c -> bringInLine(c);
    };
  }

  private BroughtInLine bringInLine(BringInLine command) {
    if (command.limit() < 1 || command.limit() > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to 1,000 messages");
    }
    Place after = Place.parse(command.after());
    return database.write(
        Durability.KEPT,
        session -> {
          List<Line> lines = following(session, after, command.limit());
          List<Values> changed = new ArrayList<>();
          for (Line line : lines) {
            Values anew = anew(line);
            if (anew != null) {
              changed.add(anew);
            }
          }
          session.writeAll(
              "UPDATE bm_messages SET body = ?, body_key = ? WHERE conversation_id = ? AND id = ?",
              changed);
          return new BroughtInLine(
              changed.size(),
              lines.size() < command.limit() ? null : Place.of(lines.getLast()).text());
        });
  }

  private static List<Line> following(Session session, Place after, int limit) {
    return session.lines(
        "SELECT conversation_id, id, sent_seq, edited_seq, body, body_key FROM bm_messages"
            + " WHERE conversation_id > ? OR (conversation_id = ? AND id > ?)"
            + " ORDER BY conversation_id, id LIMIT ?",
        after.conversation(),
        after.conversation(),
        after.message(),
        limit);
  }

  /// @return null if it stands as it should, or if nobody can read it any more
  private @Nullable Values anew(Line line) {
    ConversationId conversation = line.conversation("conversation_id");
    MessageId message = MessageId.of(line.bytes("id"));
    Long key = line.numberOrNull("body_key");
    boolean isSealed = key != null;
    if (isSealed == bodies.isSealing()) {
      return null;
    }
    String text = bodies.text(conversation, message, new StoredBody(line.bytesOrNull("body"), key));
    if (text == null) {
      return null;
    }
    Long edited = line.numberOrNull("edited_seq");
    long seq = edited == null ? line.number("sent_seq") : edited;
    StoredBody stored = bodies.stored(conversation, message, seq, text);
    return Values.of(stored.bytes(), stored.key(), conversation, message);
  }

  /// The message after which a page begins.
  private record Place(byte[] conversation, byte[] message) {
    static Place parse(@Nullable String text) {
      if (text == null) {
        return new Place(new byte[0], new byte[0]);
      }
      String[] parts = text.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("no place in a walk through the messages");
      }
      return new Place(HexFormat.of().parseHex(parts[0]), HexFormat.of().parseHex(parts[1]));
    }

    static Place of(Line line) {
      return new Place(line.bytes("conversation_id"), line.bytes("id"));
    }

    String text() {
      HexFormat hex = HexFormat.of();
      return hex.formatHex(conversation) + ":" + hex.formatHex(message);
    }
  }
}
