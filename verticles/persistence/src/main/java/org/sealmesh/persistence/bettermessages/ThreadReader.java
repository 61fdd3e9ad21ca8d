package org.sealmesh.persistence.bettermessages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealmesh.persistence.bettermessages.SourceThread.Person;
import org.sealmesh.persistence.bettermessages.SourceThread.Recipient;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Reads the plug-in's conversations, one after the other. Whenever it reads them it finds the
/// same.
final class ThreadReader {
  private static final int TITLE_CHARS_MAX = 128;
  private static final int THREADS = 100;
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

  /// Whether somebody is still known to WordPress, or a guest to the plug-in.
  private static final String IS_THERE =
      "(u.ID IS NOT NULL OR g.id IS NOT NULL) AS is_there FROM %s p"
          + " LEFT JOIN #users u ON u.ID = p.id"
          + " LEFT JOIN #bm_guests g ON g.id = -p.id"
          + " AND (g.deleted_at IS NULL OR g.deleted_at = 0)";

  private static final String RECIPIENTS =
      "SELECT p.thread_id, p.id, p.unread_count, p.is_deleted, "
          + IS_THERE.formatted(
              "(SELECT user_id AS id, thread_id, unread_count, is_deleted"
                  + " FROM #bm_message_recipients WHERE thread_id BETWEEN ? AND ?)")
          + " ORDER BY p.thread_id, p.id";

  private static final String SENDERS =
      "SELECT p.thread_id, p.id, "
          + IS_THERE.formatted(
              "(SELECT m.thread_id, m.sender_id AS id, MIN("
                  + SourceTimes.sql("m")
                  + ") AS first_at, MIN(m.id) AS first_id FROM #bm_message_messages m"
                  + " WHERE m.thread_id BETWEEN ? AND ? AND m.sender_id <> 0"
                  + " AND COALESCE(m.is_pending, 0) = 0 GROUP BY m.thread_id, m.sender_id)")
          + " ORDER BY p.thread_id, p.first_at, p.first_id";

  /// Numbers in what PHP writes of a list.
  private static final Pattern PHP_ENTRY =
      Pattern.compile("i:\\d+;(?:i:(-?\\d{1,18})|s:\\d+:\"(-?\\d{1,18})\");");

  private final Source source;
  private final Instant now;
  private final int groupMembersMax;
  private final Tally tally;
  private final MessageReader messages;

  /// @param now nothing can have been written much later
  /// @param groupMembersMax larger ones are bad rows
  /// @param tally gets to know of everything that is not read as it is
  ThreadReader(Source source, Instant now, int groupMembersMax, Tally tally) {
    this.source = source;
    this.now = now;
    this.groupMembersMax = groupMembersMax;
    this.tally = tally;
    this.messages = new MessageReader(source, now.plus(CLOCKS_DIFFER), tally);
  }

  /// What is done with each conversation.
  interface Visitor {
    void on(SourceThread thread) throws SQLException;
  }

  /// All of them, in the order of their ids.
  void each(Visitor visitor) throws SQLException {
    List<Head> page = page(Long.MIN_VALUE);
    while (!page.isEmpty()) {
      for (SourceThread thread : new Page(page).read()) {
        if (Shape.members(thread) > groupMembersMax && !Shape.isRoom(thread)) {
          // Nobody may come into a group unasked, so it becomes no room either.
          tally.bad(Kind.TOO_LARGE, Long.toString(thread.id()));
        } else {
          visitor.on(thread);
        }
      }
      page = page(page.getLast().id);
    }
  }

  /// The messages of one of them that can be shown.
  void messages(SourceThread thread, SourceMessage.Sink sink) throws SQLException {
    messages.each(thread.id(), sink);
  }

  private record Head(long id, @Nullable String type, String subject) {}

  private List<Head> page(long after) throws SQLException {
    List<Head> page = new ArrayList<>();
    source.each(
        "SELECT id, type, subject FROM #bm_threads WHERE id > ? ORDER BY id LIMIT " + THREADS,
        row -> page.add(new Head(row.getLong("id"), row.getString("type"), subject(row))),
        after);
    return page;
  }

  private static String subject(ResultSet row) throws SQLException {
    String subject = row.getString("subject");
    return subject == null ? "" : Spelling.line(PlainText.of(subject), TITLE_CHARS_MAX);
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(row.getLong("id"), row.getBoolean("is_there"));
  }

  /// What is known of some conversations, by four questions for all of them.
  private final class Page {
    private final List<Head> heads;
    private final Map<Long, Map<Long, Recipient>> recipients = new HashMap<>();
    private final Map<Long, List<Person>> senders = new HashMap<>();
    private final Map<Long, List<Long>> moderators = new HashMap<>();
    private final Map<Long, Set<Long>> bans = new HashMap<>();

    Page(List<Head> heads) {
      this.heads = heads;
    }

    List<SourceThread> read() throws SQLException {
      each(RECIPIENTS, this::recipient);
      each(
          SENDERS,
          row ->
              senders
                  .computeIfAbsent(row.getLong("thread_id"), none -> new ArrayList<>())
                  .add(person(row)));
      each(
          "SELECT bm_thread_id AS thread_id, meta_value FROM #bm_thread_meta"
              + " WHERE bm_thread_id BETWEEN ? AND ? AND meta_key = 'moderators' ORDER BY meta_id",
          this::moderators);
      each(
          "SELECT thread_id, user_id, CAST(expiration AS CHAR) AS ends FROM #bm_moderation"
              + " WHERE thread_id BETWEEN ? AND ? AND type = 'ban'",
          this::ban);
      return heads.stream().map(this::thread).toList();
    }

    private void each(String sql, Source.Reader reader) throws SQLException {
      source.each(sql, reader, heads.getFirst().id, heads.getLast().id);
    }

    private SourceThread thread(Head head) {
      return new SourceThread(
          head.id,
          head.type,
          head.subject,
          List.copyOf(recipients.getOrDefault(head.id, Map.of()).values()),
          senders.getOrDefault(head.id, List.of()),
          moderators.getOrDefault(head.id, List.of()),
          bans.getOrDefault(head.id, Set.of()));
    }

    /// A conversation that she has put away has nothing unread.
    private void recipient(ResultSet row) throws SQLException {
      long thread = row.getLong("thread_id");
      Person person = person(row);
      if (person.id() == 0) {
        tally.bad(Kind.BAD_RECIPIENT, "0/" + thread);
        return;
      }
      long unread = row.getBoolean("is_deleted") ? 0 : Math.max(0, row.getLong("unread_count"));
      recipients
          .computeIfAbsent(thread, none -> new LinkedHashMap<>())
          .putIfAbsent(person.id(), new Recipient(person, unread));
    }

    private void moderators(ResultSet row) throws SQLException {
      String value = row.getString("meta_value");
      Matcher entries = PHP_ENTRY.matcher(value == null ? "" : value);
      while (entries.find()) {
        String number = entries.group(1) == null ? entries.group(2) : entries.group(1);
        moderators
            .computeIfAbsent(row.getLong("thread_id"), none -> new ArrayList<>())
            .add(Long.parseLong(number));
      }
    }

    private void ban(ResultSet row) throws SQLException {
      Instant end = SourceTimes.end(row.getString("ends"));
      if (end == null || end.isAfter(now)) {
        boolean isNew =
            bans.computeIfAbsent(row.getLong("thread_id"), none -> new HashSet<>())
                .add(row.getLong("user_id"));
        tally.count(Kind.BANS_WITH_END, isNew && end != null ? 1 : 0);
      }
    }
  }
}
