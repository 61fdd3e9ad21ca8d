package org.sealmesh.persistence.bettermessages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealmesh.persistence.bettermessages.SourceThread.Person;
import org.sealmesh.persistence.bettermessages.SourceThread.Recipient;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Reads the plug-in's conversations, one after the other, and of each its messages, one after the
/// other. Whenever it reads them it finds the same.
final class ThreadReader {
  static final int BODY_BYTES_MAX = 16 * 1024;
  private static final int TITLE_CHARS_MAX = 128;
  private static final int THREADS = 500;

  /// Whether somebody is still known to WordPress, or a guest to the plug-in.
  private static final String IS_THERE =
      "(u.ID IS NOT NULL OR g.id IS NOT NULL) AS is_there FROM %s p"
          + " LEFT JOIN #users u ON u.ID = p.id"
          + " LEFT JOIN #bm_guests g ON g.id = -p.id"
          + " AND (g.deleted_at IS NULL OR g.deleted_at = 0)";

  private static final String RECIPIENTS =
      "SELECT p.id, p.unread_count, p.is_deleted, "
          + IS_THERE.formatted(
              "(SELECT user_id AS id, unread_count, is_deleted FROM #bm_message_recipients"
                  + " WHERE thread_id = ?)")
          + " ORDER BY p.id";

  private static final String SENDERS =
      "SELECT p.id, "
          + IS_THERE.formatted(
              "(SELECT m.sender_id AS id, MIN("
                  + SourceTimes.sql("m")
                  + ") AS first_at, MIN(m.id) AS first_id FROM #bm_message_messages m"
                  + " WHERE m.thread_id = ? AND m.sender_id <> 0 AND COALESCE(m.is_pending, 0) = 0"
                  + " GROUP BY m.sender_id)")
          + " ORDER BY p.first_at, p.first_id";

  private static final String MESSAGES =
      "SELECT m.id, m.sender_id, m.message, m.created_at, CAST(m.date_sent AS CHAR) AS date_sent,"
          + " COALESCE(m.is_pending, 0) AS is_pending,"
          + " (SELECT a.meta_value FROM #bm_message_meta a WHERE a.bm_message_id = m.id"
          + " AND a.meta_key = 'attachments' ORDER BY a.meta_id LIMIT 1) AS attachments,"
          + " (SELECT COUNT(*) FROM #bm_message_meta v WHERE v.bm_message_id = m.id"
          + " AND v.meta_key = 'bpbm_voice_messages') AS voices"
          + " FROM #bm_message_messages m WHERE m.thread_id = ? ORDER BY "
          + SourceTimes.sql("m")
          + ", m.id";

  /// Texts and numbers in what PHP writes of a list.
  private static final Pattern PHP_TEXT = Pattern.compile("s:\\d+:\"([^\"]*)\";");

  private static final Pattern PHP_ENTRY =
      Pattern.compile("i:\\d+;(?:i:(-?\\d{1,18})|s:\\d+:\"(-?\\d{1,18})\");");

  private final Source source;
  private final Instant now;
  private final Tally tally;

  /// @param now nothing can have been written later than a day from now: clocks differ
  /// @param tally gets to know of everything that is not read as it is
  ThreadReader(Source source, Instant now, Tally tally) {
    this.source = source;
    this.now = now;
    this.tally = tally;
  }

  /// What is done with each conversation.
  interface Visitor {
    void on(SourceThread thread) throws SQLException;
  }

  /// All of them, in the order of their ids.
  void each(Visitor visitor) throws SQLException {
    List<Head> page = page(Long.MIN_VALUE);
    while (!page.isEmpty()) {
      for (Head head : page) {
        visitor.on(thread(head));
      }
      page = page(page.getLast().id);
    }
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

  private SourceThread thread(Head head) throws SQLException {
    List<Recipient> recipients = new ArrayList<>();
    Set<Long> once = new HashSet<>();
    source.each(
        RECIPIENTS,
        row -> {
          Recipient recipient = recipient(row);
          if (recipient.id() == 0) {
            tally.bad(Kind.BAD_RECIPIENT, "0/" + head.id);
          } else if (once.add(recipient.id())) {
            recipients.add(recipient);
          }
        },
        head.id);
    List<Person> senders = new ArrayList<>();
    source.each(SENDERS, row -> senders.add(person(row)), head.id);
    return new SourceThread(
        head.id, head.type, head.subject, recipients, senders, moderators(head.id), bans(head.id));
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(row.getLong("id"), row.getBoolean("is_there"));
  }

  /// A conversation that she has put away has nothing unread.
  private static Recipient recipient(ResultSet row) throws SQLException {
    long unread = row.getBoolean("is_deleted") ? 0 : Math.max(0, row.getLong("unread_count"));
    return new Recipient(person(row), unread);
  }

  private List<Long> moderators(long thread) throws SQLException {
    List<Long> moderators = new ArrayList<>();
    source.each(
        "SELECT meta_value FROM #bm_thread_meta WHERE bm_thread_id = ?"
            + " AND meta_key = 'moderators' ORDER BY meta_id",
        row -> {
          String value = row.getString("meta_value");
          Matcher entries = PHP_ENTRY.matcher(value == null ? "" : value);
          while (entries.find()) {
            String number = entries.group(1) == null ? entries.group(2) : entries.group(1);
            moderators.add(Long.parseLong(number));
          }
        },
        thread);
    return moderators;
  }

  private Set<Long> bans(long thread) throws SQLException {
    Set<Long> bans = new HashSet<>();
    source.each(
        "SELECT user_id, CAST(expiration AS CHAR) AS ends FROM #bm_moderation"
            + " WHERE thread_id = ? AND type = 'ban' ORDER BY user_id",
        row -> {
          Instant end = SourceTimes.end(row.getString("ends"));
          if (end == null || end.isAfter(now)) {
            bans.add(row.getLong("user_id"));
            tally.count(Kind.BANS_WITH_END, end == null ? 0 : 1);
          }
        },
        thread);
    return bans;
  }

  /// The messages of one conversation that can be shown.
  void messages(long thread, SourceMessage.Sink sink) throws SQLException {
    Instant[] last = {Instant.EPOCH};
    source.each(
        MESSAGES,
        row -> {
          SourceMessage read = message(row, last[0]);
          if (read != null) {
            last[0] = read.at();
            sink.on(read);
          }
        },
        thread);
  }

  private @Nullable SourceMessage message(ResultSet row, Instant last) throws SQLException {
    long id = row.getLong("id");
    long sender = row.getLong("sender_id");
    if (row.getBoolean("is_pending")) {
      tally.count(Kind.PENDING);
      return null;
    }
    if (sender == 0) {
      tally.count(Kind.NOTICES);
      return null;
    }
    byte[] bytes = row.getBytes("message");
    String html = bytes == null ? "" : Spelling.utf8(bytes);
    if (html == null) {
      tally.bad(Kind.BAD_TEXT, Long.toString(id));
      return null;
    }
    Instant at =
        SourceTimes.at(
            row.getLong("created_at"), row.getString("date_sent"), now.plusSeconds(86_400));
    if (at == null) {
      tally.bad(Kind.BAD_TIME, Long.toString(id));
      return null;
    }
    String text = text(html, row);
    if (text.isEmpty()) {
      tally.count(Kind.EMPTY);
      return null;
    }
    String cut = Spelling.cut(text, BODY_BYTES_MAX);
    tally.count(Kind.CUT, cut.equals(text) ? 0 : 1);
    return new SourceMessage(id, sender, Collections.max(List.of(at, last)), cut);
  }

  /// What she wrote, and the names of what she sent with it.
  private String text(String html, ResultSet row) throws SQLException {
    List<String> files = files(row.getString("attachments"));
    tally.count(Kind.ATTACHMENTS, files.size());
    List<String> parts = new ArrayList<>();
    parts.add(PlainText.of(html));
    files.forEach(name -> parts.add("[" + (name.isEmpty() ? "file" : name) + "]"));
    if (row.getLong("voices") > 0) {
      tally.count(Kind.VOICES);
      parts.add("[voice message]");
    }
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static List<String> files(@Nullable String attachments) {
    List<String> files = new ArrayList<>();
    Matcher texts = PHP_TEXT.matcher(attachments == null ? "" : attachments);
    while (texts.find()) {
      files.add(PlainText.fileName(texts.group(1)));
    }
    return files;
  }
}
