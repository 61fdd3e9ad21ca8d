package org.sealmesh.persistence;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.persistence.ConversationReader.Mine;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads events: history, sync and its tag.
final class EventStore {
  static final int PAGE_MAX = 200;

  private final Database database;
  private final Timeline timeline;

  EventStore(Database database, Timeline timeline) {
    this.database = database;
    this.timeline = timeline;
  }

  EventCommand.EventReading read(EventCommand.ReadEvents command) {
    if (command.limit() < 1 || command.limit() > PAGE_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + PAGE_MAX + " events");
    }
    return database.read(session -> {
      Optional<Conversation> found =
          ConversationReader.find(session, command.user(), command.conversation());
      if (found.isEmpty()) {
        return new EventCommand.NotReadable();
      }
      Conversation conversation = found.get();
      Span span = Span.of(conversation, command.after(), command.before(), command.limit());
      return new EventCommand.EventPage(
          events(session, conversation, span),
          conversation.head(),
          conversation.floor(),
          span.more());
    });
  }

  /// The seqs of a page. They have no gaps, so that counting needs no query.
  ///
  /// @param more whether there are others beyond, in the direction asked
  private record Span(long from, long to, boolean more) {

    static Span of(Conversation c, @Nullable Seq after, @Nullable Seq before, int limit) {
      long lowest = Math.max(c.floor().value(), after == null ? 0 : after.value() + 1);
      long highest = Math.min(c.head().value(), before == null ? Seq.MAX : before.value() - 1);
      if (after != null) {
        long to = Math.min(highest, lowest + limit - 1);
        return new Span(lowest, to, to < highest);
      }
      long from = Math.max(lowest, highest - limit + 1);
      return new Span(from, highest, from > lowest);
    }
  }

  EventCommand.Synced sync(EventCommand.Sync command) {
    boolean sameHistory = timeline.equals(command.timeline());
    Map<String, Seq> heads = sameHistory ? command.heads() : Map.of();
    return database.read(session -> {
      List<Mine> mine = ConversationReader.all(session, command.user());
      long[] missing = new long[mine.size()];
      for (int i = 0; i < missing.length; i++) {
        Conversation c = mine.get(i).conversation();
        missing[i] = missing(c, heads.get(c.id().text()), command.eventsOfUnknownMax());
      }
      int[] shares = SyncShares.of(missing, command.eventsMax());
      List<EventCommand.SyncedConversation> synced = new ArrayList<>(missing.length);
      for (int i = 0; i < missing.length; i++) {
        Conversation c = mine.get(i).conversation();
        Seq head = heads.get(c.id().text());
        Span span =
            head == null
                ? new Span(
                    c.head().value() - shares[i] + 1,
                    c.head().value(),
                    shares[i] == 0 && missing[i] > 0)
                : new Span(first(c, head), first(c, head) + shares[i] - 1, shares[i] < missing[i]);
        synced.add(
            new EventCommand.SyncedConversation(
                c, events(session, c, span), span.more(), mine.get(i).pointers()));
      }
      return new EventCommand.Synced(timeline, synced);
    });
  }

  private static long missing(Conversation c, @Nullable Seq head, int unknownMax) {
    return head == null
        ? Math.min(unknownMax, c.head().value() - c.floor().value() + 1)
        : Math.max(0, c.head().value() - first(c, head) + 1);
  }

  private static long first(Conversation c, Seq head) {
    return Math.max(c.floor().value(), head.value() + 1);
  }

  private static List<Event> events(Session session, Conversation c, Span span) {
    return EventReader.read(session, c.id(), c.kind(), span.from(), span.to());
  }

  /// Everything that sync shows has a number here that changes with it: the head with every event,
  /// `shown_version` with pointers and names, the floor with each new membership.
  EventCommand.SyncTag tag(EventCommand.GetSyncTag command) {
    List<Line> lines =
        database.read(session ->
            session.lines(
                "SELECT c.id, c.head, c.kept_from, c.epoch, c.shown_version, p.floor_seq"
                    + " FROM bm_participants p JOIN bm_conversations c"
                    + " ON c.id = p.conversation_id"
                    + " WHERE p.user_id = ? AND p.until_epoch = 0 ORDER BY p.conversation_id",
                command.user()));
    MessageDigest digest = sha256();
    digest.update(timeline.bytes());
    for (Line line : lines) {
      digest.update(line.bytes("id"));
      ByteBuffer numbers = ByteBuffer.allocate(5 * Long.BYTES);
      for (String column : List.of("head", "kept_from", "epoch", "shown_version", "floor_seq")) {
        numbers.putLong(line.number(column));
      }
      digest.update(numbers.array());
    }
    byte[] half = Arrays.copyOf(digest.digest(), 16);
    return new EventCommand.SyncTag(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
