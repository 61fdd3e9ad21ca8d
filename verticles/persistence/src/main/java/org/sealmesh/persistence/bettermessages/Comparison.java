package org.sealmesh.persistence.bettermessages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.persistence.Codes;

/// Reads both sides of every conversation again: as many messages, each of the same time, by the
/// same person, with the same text.
final class Comparison {
  private final ThreadReader reader;
  private final Target target;
  private final DerivedIds ids;

  Comparison(ThreadReader reader, Target target, DerivedIds ids) {
    this.reader = reader;
    this.target = target;
    this.ids = ids;
  }

  /// @throws StartFailure if they differ
  void of(SourceThread thread) throws SQLException {
    ConversationId id = ids.conversation(thread.id());
    if (isLeftOut(thread, id)) {
      return;
    }
    Sum there = new Sum();
    reader.messages(
        thread,
        message ->
            there.add(
                message.at().toEpochMilli(),
                ids.user(message.sender()).bytes(),
                message.text().getBytes(StandardCharsets.UTF_8)));
    Sum here = new Sum();
    target.each(
        "SELECT e.committed_at, e.actor_id, m.sender_id, m.body FROM bm_events e"
            + " JOIN bm_messages m ON m.conversation_id = e.conversation_id"
            + " AND m.id = e.message_id WHERE e.conversation_id = ? AND e.type = "
            + Codes.SENT
            + " ORDER BY e.seq",
        row -> {
          byte[] sender = row.getBytes("sender_id");
          byte[] actor = row.getBytes("actor_id");
          here.add(
              row.getLong("committed_at"),
              Arrays.equals(sender, actor) ? sender : new byte[0],
              row.getBytes("body"));
        },
        id);
    if (there.count != here.count || !Arrays.equals(there.end(), here.end())) {
      throw new StartFailure(
          "conversation "
              + thread.id()
              + " is not the same on both sides: import again into an empty database");
    }
  }

  private boolean isLeftOut(SourceThread thread, ConversationId id) throws SQLException {
    return Shape.of(thread, false).isEmpty()
        || Shape.of(thread, true).isEmpty()
            && !target.has("SELECT 1 FROM bm_conversations WHERE id = ?", id.bytes());
  }

  private static final class Sum {
    private final MessageDigest digest;
    private long count;

    Sum() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }

    void add(long atMs, byte[] sender, byte[] text) {
      count++;
      digest.update(
          ByteBuffer.allocate(16).putLong(atMs).putInt(sender.length).putInt(text.length).flip());
      digest.update(sender);
      digest.update(text);
    }

    byte[] end() {
      return digest.digest();
    }
  }
}
