package org.sealmesh.persistence.bettermessages;

import java.sql.SQLException;
import java.util.Map;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Rows that belong to nothing, and what the plug-in knows that has no place here.
final class Leftovers {
  private static final Map<String, Kind> META =
      Map.of(
          "starred_by_user", Kind.STARS,
          "pinned_by", Kind.PINS,
          "user_reports", Kind.REPORTS,
          "edit_history", Kind.EDITED);

  private static final Map<String, Kind> MENTIONS =
      Map.of("mention", Kind.MENTIONS, "reply", Kind.REPLIES, "reaction", Kind.REACTIONS);

  private final Source source;
  private final Tally tally;

  Leftovers(Source source, Tally tally) {
    this.source = source;
    this.tally = tally;
  }

  void countBad() throws SQLException {
    source.each(
        "SELECT m.id FROM #bm_message_messages m LEFT JOIN #bm_threads t ON t.id = m.thread_id"
            + " WHERE t.id IS NULL ORDER BY m.id",
        row -> tally.bad(Kind.NO_THREAD, Long.toString(row.getLong("id"))));
    source.each(
        "SELECT r.user_id, r.thread_id FROM #bm_message_recipients r"
            + " LEFT JOIN #bm_threads t ON t.id = r.thread_id"
            + " WHERE t.id IS NULL ORDER BY r.user_id, r.thread_id",
        row ->
            tally.bad(
                Kind.NO_THREAD_OF_RECIPIENT,
                row.getLong("user_id") + "/" + row.getLong("thread_id")));
  }

  void count() throws SQLException {
    each(META, "SELECT meta_key AS k, COUNT(*) AS n FROM #bm_message_meta GROUP BY meta_key");
    each(MENTIONS, "SELECT type AS k, COUNT(*) AS n FROM #bm_mentions GROUP BY type");
    source.each(
        "SELECT COALESCE(SUM(is_muted <> 0), 0) AS muted, COALESCE(SUM(is_pinned <> 0), 0) AS"
            + " pinned FROM #bm_message_recipients",
        row -> {
          tally.count(Kind.MUTED, row.getLong("muted"));
          tally.count(Kind.PINNED_THREADS, row.getLong("pinned"));
        });
    source.each(
        "SELECT COUNT(*) AS n FROM #bm_moderation WHERE type <> 'ban'",
        row -> tally.count(Kind.OTHER_MODERATION, row.getLong("n")));
    source.each(
        "SELECT COUNT(*) AS n FROM #users",
        row -> tally.count(Kind.OTHER_PEOPLE, row.getLong("n") - tally.of(Kind.PEOPLE)));
  }

  private void each(Map<String, Kind> kinds, String sql) throws SQLException {
    source.each(
        sql,
        row -> {
          Kind kind = kinds.get(String.valueOf(row.getString("k")));
          if (kind != null) {
            tally.count(kind, row.getLong("n"));
          }
        });
  }
}
