package org.sealmesh.persistence.bettermessages;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.persistence.CaseKey;
import org.sealmesh.persistence.Codes;
import org.sealmesh.persistence.PairKey;
import org.sealmesh.persistence.bettermessages.SourceThread.Recipient;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Writes one conversation after the other as a site would have that had them from the beginning:
/// who made it, what was written, who has left, how far each has read, and its keys.
final class ConversationWriter {
  private final ThreadReader reader;
  private final Target target;
  private final DerivedIds ids;
  private final Sealing sealing;
  private final Instant now;
  private final Tally tally;

  ConversationWriter(
      ThreadReader reader,
      Target target,
      DerivedIds ids,
      Sealing sealing,
      Instant now,
      Tally tally) {
    this.reader = reader;
    this.target = target;
    this.ids = ids;
    this.sealing = sealing;
    this.now = now;
    this.tally = tally;
  }

  void write(SourceThread thread) throws SQLException {
    byte @Nullable [] pair = Shape.isOfTwo(thread) ? pair(thread) : null;
    boolean isTaken = pair != null && isTaken(pair);
    Optional<Shape> shape = Shape.of(thread, isTaken);
    if (shape.isEmpty()) {
      tally.count(Kind.NOBODY_LEFT);
      return;
    }
    tally.count(Kind.SECOND_OF_PAIR, isTaken ? 1 : 0);
    new Conversation(thread, shape.get(), isTaken ? null : pair).write();
  }

  private byte[] pair(SourceThread thread) {
    return PairKey.of(
        ids.user(thread.recipients().getFirst().id()),
        ids.user(thread.recipients().getLast().id()));
  }

  private boolean isTaken(byte[] pair) throws SQLException {
    return target.has("SELECT 1 FROM bm_conversations WHERE pair_key = ?", pair);
  }

  private final class Conversation {
    private final SourceThread thread;
    private final Shape shape;
    private final byte @Nullable [] pair;
    private final ConversationId id;
    private final ReadMarks marks = new ReadMarks();
    private Instant last = Instant.EPOCH;
    private long head;

    Conversation(SourceThread thread, Shape shape, byte @Nullable [] pair) {
      this.thread = thread;
      this.shape = shape;
      this.pair = pair;
      this.id = ids.conversation(thread.id());
    }

    void write() throws SQLException {
      reader.messages(thread, this::message);
      if (head == 0) {
        begin(now);
      }
      for (long person : shape.former()) {
        end(person);
      }
      int epochs = shape.former().isEmpty() ? 1 : 2;
      for (int epoch = 1; epoch <= epochs; epoch++) {
        key(epoch);
      }
      for (Recipient member : shape.members()) {
        participant(member.id(), 0, marks.readBy(member.id(), member.unread(), head));
      }
      bans();
      row(epochs);
      tally.count(
          switch (shape.kind()) {
            case DIRECT -> Kind.DIRECT;
            case GROUP -> Kind.GROUPS;
            case ROOM -> Kind.ROOMS;
          });
    }

    private void begin(Instant at) throws SQLException {
      last = at;
      event(Codes.CREATED, ids.user(shape.owner()), null, null, null, title());
      if (shape.kind() != ConversationKind.ROOM) {
        for (Recipient member : shape.members()) {
          names(member.id());
        }
        for (long person : shape.former()) {
          names(person);
        }
      }
    }

    private void names(long person) throws SQLException {
      target.insert("bm_event_members", "conversation_id, seq, user_id", id, 1, ids.user(person));
    }

    private void message(SourceMessage message) throws SQLException {
      if (head == 0) {
        begin(message.at());
      }
      last = message.at();
      MessageId messageId = ids.message();
      UserId sender = ids.user(message.sender());
      event(Codes.SENT, sender, messageId, null, null, null);
      target.insert(
          "bm_messages",
          "conversation_id, id, sender_id, client_id, sent_seq, reply_to, body",
          id,
          messageId,
          sender,
          ids.message(),
          head,
          null,
          message.text().getBytes(StandardCharsets.UTF_8));
      marks.wrote(message.sender());
      tally.count(Kind.MESSAGES);
    }

    /// She is a member no more since the last that was said: when it was nobody has written down.
    private void end(long person) throws SQLException {
      boolean isBanned = thread.bans().contains(person);
      RemovalReason reason = isBanned ? RemovalReason.BANNED : RemovalReason.LEFT;
      UserId actor = ids.user(isBanned ? shape.owner() : person);
      event(Codes.REMOVED, actor, null, ids.user(person), Codes.of(reason), null);
      participant(person, 1, head);
      tally.count(Kind.FORMER);
    }

    private void event(
        int type,
        UserId actor,
        @Nullable MessageId message,
        @Nullable UserId member,
        @Nullable Integer reason,
        @Nullable String title)
        throws SQLException {
      head++;
      target.insert(
          "bm_events",
          "conversation_id, seq, type, epoch, committed_at, actor_id, message_id, member_id,"
              + " reason, title",
          id,
          head,
          type,
          1,
          last,
          actor,
          message,
          member,
          reason,
          title);
    }

    /// @param until the last epoch of somebody who has left; 0 of a member
    private void participant(long person, int until, long read) throws SQLException {
      target.insert(
          "bm_participants",
          "conversation_id, user_id, floor_seq, from_epoch, until_epoch, delivered_seq, read_seq",
          id,
          ids.user(person),
          1,
          1,
          until,
          read,
          read);
    }

    private void key(int epoch) throws SQLException {
      target.insert(
          "bm_keys",
          "conversation_id, epoch, wrapped, reserved_seals",
          id,
          epoch,
          sealing.mint(id).bytes(),
          0);
    }

    private void bans() throws SQLException {
      if (shape.kind() == ConversationKind.DIRECT) {
        return;
      }
      for (long person : thread.bans()) {
        target.insert("bm_bans", "conversation_id, user_id, banned_at", id, ids.user(person), now);
        tally.count(Kind.BANS);
      }
    }

    private void row(int epoch) throws SQLException {
      String title = title();
      boolean isRoom = shape.kind() == ConversationKind.ROOM;
      target.insert(
          "bm_conversations",
          "id, rid, kind, title, title_key, owner_id, pair_key, head, head_at, kept_from, epoch,"
              + " member_count, roster_version, shown_version",
          id,
          ids.rid(),
          Codes.of(shape.kind()),
          title,
          isRoom && title != null ? CaseKey.sortable(title) : null,
          ids.user(shape.owner()),
          pair,
          head,
          last,
          1,
          epoch,
          shape.members().size(),
          1,
          1);
    }

    /// Groups and rooms have one; the number of a thread says nothing of anybody.
    private @Nullable String title() {
      if (shape.kind() == ConversationKind.DIRECT) {
        return null;
      }
      return thread.subject().isEmpty() ? "#" + thread.id() : thread.subject();
    }
  }
}
