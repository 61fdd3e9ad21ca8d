package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Conversation keys, wrapped: here nobody can open them.
final class KeyStore {
  private final Database database;

  KeyStore(Database database) {
    this.database = database;
  }

  Object on(KeyCommand command) {
    return switch (command) {
      case KeyCommand.KeysForMember c -> keysForMember(c);
      case KeyCommand.ReserveSeals c -> reserve(c);
      case KeyCommand.TurnEpoch c -> turn(c);
      case KeyCommand.ListKeys c -> list(c);
      case KeyCommand.Rewrap c -> rewrap(c);
    };
  }

  private KeyCommand.MemberKeys keysForMember(KeyCommand.KeysForMember command) {
    if (command.epochs().size() > KeyCommand.KeysForMember.EPOCHS_MAX) {
      throw new IllegalArgumentException("too many epochs");
    }
    return database.read(session -> {
      List<Line> memberships =
          session.lines(
              "SELECT p.from_epoch, p.until_epoch, c.epoch FROM bm_participants p"
                  + " JOIN bm_conversations c ON c.id = p.conversation_id"
                  + " WHERE p.conversation_id = ? AND p.user_id = ?",
              command.conversation(),
              command.user());
      if (memberships.stream().noneMatch(m -> m.integer("until_epoch") == 0)) {
        return new KeyCommand.NoMember();
      }
      List<KeyCommand.EpochKey> keys = new ArrayList<>();
      for (Epoch epoch : command.epochs().stream().sorted(KeyStore::compare).toList()) {
        if (memberships.stream().anyMatch(m -> covers(m, epoch))) {
          find(session, command.conversation(), epoch, "")
              .ifPresent(key -> keys.add(new KeyCommand.EpochKey(epoch, wrapped(key))));
        }
      }
      return new KeyCommand.Keys(keys);
    });
  }

  private static boolean covers(Line membership, Epoch epoch) {
    int until = membership.integer("until_epoch");
    return epoch.value() >= membership.integer("from_epoch")
        // A key may be stored before its epoch begins, for those who are members then.
        && epoch.value() <= (until == 0 ? membership.integer("epoch") : until);
  }

  private KeyCommand.Reservation reserve(KeyCommand.ReserveSeals command) {
    return database.write(
        Durability.KEPT,
        session -> {
          Optional<Line> key =
              find(session, command.conversation(), command.epoch(), " FOR UPDATE");
          if (key.isEmpty()) {
            return new KeyCommand.NoKey();
          }
          long total = Math.addExact(key.get().number("reserved_seals"), command.count());
          session.write(
              "UPDATE bm_keys SET reserved_seals = ? WHERE conversation_id = ? AND epoch = ?",
              total,
              command.conversation(),
              command.epoch());
          return new KeyCommand.Reserved(wrapped(key.get()), total);
        });
  }

  private KeyCommand.EpochTurned turn(KeyCommand.TurnEpoch command) {
    return database.write(
        Durability.KEPT,
        session -> {
          Line locked =
              session
                  .line(
                      "SELECT epoch, turn_due_at FROM bm_conversations WHERE id = ? FOR UPDATE",
                      command.conversation())
                  .orElseThrow(() -> new IllegalArgumentException("no such conversation"));
          Epoch current = locked.epoch("epoch");
          if (!current.equals(command.ended())) {
            return new KeyCommand.EpochTurned(current);
          }
          session.write(
              "UPDATE bm_conversations SET epoch = ?, turn_due_at = NULL WHERE id = ?",
              current.next(),
              command.conversation());
          if (locked.instantOrNull("turn_due_at") == null) {
            session.write(
                "INSERT INTO bm_keys (conversation_id, epoch, wrapped, reserved_seals)"
                    + " VALUES (?, ?, ?, 0)",
                command.conversation(),
                current.next(),
                command.nextKey());
          }
          return new KeyCommand.EpochTurned(current.next());
        });
  }

  private KeyCommand.KeyPage list(KeyCommand.ListKeys command) {
    KeyCommand.KeyName after = command.after();
    List<Line> lines =
        database.read(session ->
            after == null
                ? session.lines(
                    "SELECT conversation_id, epoch, wrapped FROM bm_keys"
                        + " ORDER BY conversation_id, epoch LIMIT ?",
                    command.limit() + 1)
                : session.lines(
                    "SELECT conversation_id, epoch, wrapped FROM bm_keys"
                        + " WHERE conversation_id > ? OR (conversation_id = ? AND epoch > ?)"
                        + " ORDER BY conversation_id, epoch LIMIT ?",
                    after.conversation(),
                    after.conversation(),
                    after.epoch(),
                    command.limit() + 1));
    return new KeyCommand.KeyPage(
        lines.stream().limit(command.limit()).map(KeyStore::stored).toList(),
        lines.size() > command.limit());
  }

  private KeyCommand.Rewrapped rewrap(KeyCommand.Rewrap command) {
    return database.write(
        Durability.KEPT,
        session -> {
          String stands =
              session
                  .line("SELECT key_file FROM bm_site WHERE id = 1 FOR UPDATE")
                  .orElseThrow()
                  .textOrNull("key_file");
          // Once done, doing it again changes nothing, so a repeated request is let through.
          if (!command.from().equals(stands) && !command.to().equals(stands)) {
            throw new IllegalStateException("the database belongs to another key file");
          }
          session.writeAll(
              "UPDATE bm_keys SET wrapped = ? WHERE conversation_id = ? AND epoch = ?",
              command.keys().stream()
                  .map(k -> Values.of(k.key(), k.name().conversation(), k.name().epoch()))
                  .toList());
          session.write("UPDATE bm_site SET key_file = ? WHERE id = 1", command.to());
          return new KeyCommand.Rewrapped(command.keys().size());
        });
  }

  private static Optional<Line> find(
      Session session,
      org.sealmesh.origin.ConversationId conversation,
      Epoch epoch,
      String locking) {
    return session.line(
        "SELECT wrapped, reserved_seals FROM bm_keys WHERE conversation_id = ? AND epoch = ?"
            + locking,
        conversation,
        epoch);
  }

  private static KeyCommand.StoredKey stored(Line line) {
    return new KeyCommand.StoredKey(
        new KeyCommand.KeyName(line.conversation("conversation_id"), line.epoch("epoch")),
        wrapped(line));
  }

  private static WrappedKey wrapped(Line line) {
    return new WrappedKey(line.bytes("wrapped"));
  }

  private static int compare(Epoch a, Epoch b) {
    return Integer.compare(a.value(), b.value());
  }
}
