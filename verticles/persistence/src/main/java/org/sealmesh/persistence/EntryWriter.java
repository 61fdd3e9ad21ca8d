package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.event.Event;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.content.StoredBody;
import org.sealmesh.persistence.ledger.Entries;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Writes what was decided: one statement for each table, however many changes there are.
final class EntryWriter {
  private final Holder holder;
  private final Bodies bodies;
  private final String insertOutbox;

  /// @param clockMs the database's time as an expression
  /// @param lease how long new outbox rows are this process's alone
  EntryWriter(Holder holder, Bodies bodies, String clockMs, Duration lease) {
    this.holder = holder;
    this.bodies = bodies;
    this.insertOutbox =
        "INSERT INTO bm_outbox (conversation_id, seq, committed_at, holder, lease_until)"
            + " VALUES (?, ?, ?, ?, "
            + clockMs
            + " + "
            + lease.toMillis()
            + ")";
  }

  /// This process, for as long as it runs: leases from an earlier life are not its own.
  record Holder(UUID value) implements Id {}

  void write(Session session, ConversationId id, Entries entries, Instant now) {
    writeMessages(session, id, entries);
    writeEvents(session, id, entries.events());
    writeMembers(session, id, entries, now);
    CallRows.write(session, id, entries);
    session.writeAll(
        "INSERT INTO bm_keys (conversation_id, epoch, wrapped, reserved_seals)"
            + " VALUES (?, ?, ?, 0)",
        entries.keys().stream().map(k -> Values.of(id, k.epoch(), k.key())).toList());
    session.writeAll(
        "INSERT INTO bm_client_ids (client_id, sender_id, conversation_id, request_hash, seq,"
            + " epoch, committed_at, message_id, removed_rid, call_id, hash_key)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entries.answers().stream().map(a -> answer(id, a)).toList());
  }

  private void writeMessages(Session session, ConversationId id, Entries entries) {
    session.writeAll(
        "INSERT INTO bm_messages (conversation_id, id, sender_id, client_id, sent_seq, reply_to,"
            + " body, body_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        entries.messages().stream().map(m -> message(id, m.sent())).toList());
    if (!entries.messages().isEmpty() && !entries.bodies().isEmpty()) {
      // What was sent and edited within the batch: its row must be there to be edited.
      session.settle();
    }
    session.writeAll(
        "UPDATE bm_messages SET body = ?, body_key = ?, edited_seq = ?"
            + " WHERE conversation_id = ? AND id = ?",
        entries.bodies().stream().map(b -> body(id, b)).toList());
  }

  private Values message(ConversationId id, Event.Sent sent) {
    StoredBody stored = bodies.stored(id, sent.messageId(), sent.seq().value(), sent.body());
    return Values.of(
        id,
        sent.messageId(),
        sent.actor(),
        sent.clientId(),
        sent.seq(),
        sent.replyTo(),
        stored.bytes(),
        stored.key());
  }

  private Values body(ConversationId id, Entries.NewBody body) {
    StoredBody stored = bodies.stored(id, body.message(), body.seq().value(), body.body());
    return Values.of(stored.bytes(), stored.key(), body.seq(), id, body.message());
  }

  private void writeEvents(Session session, ConversationId id, List<Entries.NewEvent> events) {
    session.writeAll(
        "INSERT INTO bm_events (conversation_id, seq, type, epoch, committed_at, actor_id,"
            + " message_id, member_id, reason, title, call_id)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        events.stream().map(e -> event(id, e)).toList());
    session.writeAll(
        "INSERT INTO bm_event_members (conversation_id, seq, user_id) VALUES (?, ?, ?)",
        named(id, events));
    session.writeAll(
        insertOutbox,
        events.stream().map(e -> Values.of(id, e.event().seq(), e.event().at(), holder)).toList());
  }

  private static Values event(ConversationId id, Entries.NewEvent entry) {
    return switch (entry.event()) {
      case Event.Created e ->
          event(id, entry, Codes.CREATED, e.actor(), null, null, null, e.title());
      case Event.Renamed e ->
          event(id, entry, Codes.RENAMED, e.actor(), null, null, null, e.title());
      case Event.MembersAdded e -> event(id, entry, Codes.ADDED, e.actor(), null, null, null, null);
      case Event.MemberRemoved e ->
          event(id, entry, Codes.REMOVED, e.actor(), null, e.member(), Codes.of(e.reason()), null);
      case Event.Sent e -> event(id, entry, Codes.SENT, e.actor(), e.messageId(), null, null, null);
      case Event.Edited e ->
          event(id, entry, Codes.EDITED, e.actor(), e.messageId(), null, null, null);
      case Event.Deleted e ->
          event(id, entry, Codes.DELETED, e.actor(), e.messageId(), null, null, null);
      case Event.CallStarted e -> event(id, entry, Codes.CALL_STARTED, e.actor(), e.callId());
      case Event.CallEnded e -> event(id, entry, Codes.CALL_ENDED, e.actor(), e.callId());
      case Event.PersonErased e ->
          event(
              id, entry, Codes.PERSON_ERASED, e.actor(), null, null, Codes.of(e.messages()), null);
      case Event.Tombstone e -> throw new IllegalArgumentException("a tombstone is never written");
    };
  }

  /// Of a call: what else there is to say of it stands in its own row.
  private static Values event(
      ConversationId id, Entries.NewEvent entry, int type, Id actor, Id call) {
    return row(id, entry, type, actor, null, null, null, null, call);
  }

  private static Values event(
      ConversationId id,
      Entries.NewEvent entry,
      int type,
      Id actor,
      @Nullable Id message,
      @Nullable Id member,
      @Nullable Integer reason,
      @Nullable String title) {
    return row(id, entry, type, actor, message, member, reason, title, null);
  }

  private static Values row(
      ConversationId id, Entries.NewEvent entry, int type, @Nullable Object... rest) {
    Event event = entry.event();
    List<@Nullable Object> values =
        new ArrayList<>(List.of(id, event.seq(), type, entry.epoch(), event.at()));
    values.addAll(Arrays.asList(rest));
    return Values.of(values.toArray());
  }

  private static List<Values> named(ConversationId id, List<Entries.NewEvent> events) {
    List<Values> named = new ArrayList<>();
    for (Entries.NewEvent entry : events) {
      List<Member> members =
          switch (entry.event()) {
            case Event.Created e -> e.members();
            case Event.MembersAdded e -> e.members();
            case Event.Renamed e -> List.of();
            case Event.MemberRemoved e -> List.of();
            case Event.Sent e -> List.of();
            case Event.Edited e -> List.of();
            case Event.Deleted e -> List.of();
            case Event.CallStarted e -> List.of();
            case Event.CallEnded e -> List.of();
            case Event.PersonErased e -> List.of();
            case Event.Tombstone e -> List.of();
          };
      members.forEach(m -> named.add(Values.of(id, entry.event().seq(), m.id())));
    }
    return named;
  }

  private static void writeMembers(
      Session session, ConversationId id, Entries entries, Instant now) {
    session.writeAll(
        "INSERT INTO bm_participants (conversation_id, user_id, floor_seq, from_epoch,"
            + " until_epoch, delivered_seq, read_seq) VALUES (?, ?, ?, ?, 0, ?, ?)",
        entries.joined().stream().map(j -> joined(id, j)).toList());
    if (!entries.joined().isEmpty() && !entries.ended().isEmpty()) {
      // One who joined and left within the batch: her row must be there to be ended.
      session.settle();
    }
    session.writeAll(
        "UPDATE bm_participants SET until_epoch = ?"
            + " WHERE conversation_id = ? AND user_id = ? AND floor_seq = ?",
        entries.ended().stream().map(e -> Values.of(e.until(), id, e.user(), e.floor())).toList());
    session.writeAll(
        "INSERT INTO bm_bans (conversation_id, user_id, banned_at) VALUES (?, ?, ?)",
        entries.banned().stream().map(user -> Values.of(id, user, now)).toList());
  }

  /// What came before her is neither delivered nor unread.
  private static Values joined(ConversationId id, Entries.Joined joined) {
    long before = joined.participant().floor().value() - 1;
    return Values.of(
        id, joined.participant().id(), joined.participant().floor(), joined.from(), before, before);
  }

  private Values answer(ConversationId id, Entries.NewAnswer answer) {
    var appended = answer.answer().appended();
    byte[] hash = answer.answer().requestHash();
    // Of a request that had a body.
    StoredBody mark =
        appended.messageId() == null
            ? new StoredBody(hash, null)
            : bodies.mark(id, appended.seq().value(), hash);
    return Values.of(
        answer.request().clientId(),
        answer.request().sender(),
        id,
        mark.bytes(),
        appended.seq(),
        appended.epoch(),
        appended.at(),
        appended.messageId(),
        appended.removedRid(),
        appended.callId(),
        mark.key());
  }
}
