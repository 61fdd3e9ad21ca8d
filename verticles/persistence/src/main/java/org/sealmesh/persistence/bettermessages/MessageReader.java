package org.sealmesh.persistence.bettermessages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Reads the messages of one conversation, one after the other, in the order of their times.
final class MessageReader {
  private static final int BODY_BYTES_MAX = 16 * 1024;

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

  /// Texts in what PHP writes of a list.
  private static final Pattern PHP_TEXT = Pattern.compile("s:\\d+:\"([^\"]*)\";");

  private final Source source;
  private final Instant latest;
  private final Tally tally;

  /// @param latest nothing can have been written later
  MessageReader(Source source, Instant latest, Tally tally) {
    this.source = source;
    this.latest = latest;
    this.tally = tally;
  }

  /// Those that can be shown.
  void each(long thread, SourceMessage.Sink sink) throws SQLException {
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
    Instant at = SourceTimes.at(row.getLong("created_at"), row.getString("date_sent"), latest);
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
