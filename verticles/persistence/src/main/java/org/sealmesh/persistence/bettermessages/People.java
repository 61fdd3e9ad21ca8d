package org.sealmesh.persistence.bettermessages;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.User;
import org.sealmesh.persistence.CaseKey;
import org.sealmesh.persistence.Codes;
import org.sealmesh.persistence.bettermessages.Tally.Kind;

/// Whoever took part: people of WordPress as the site's own sign-in would have brought them, so
/// that each is found when she comes; guests without a session; and for whoever is gone a number
/// that names nobody. Of those who never took part nothing is taken over.
final class People {
  private static final int NAME_CHARS_MAX = 64;
  private static final int EMAIL_CHARS_MAX = 254;
  private static final String COLUMNS =
      "id, rid, kind, login, login_key, name, name_key, password_hash, email, sso_subject,"
          + " created_at";

  private static final String PEOPLE =
      "SELECT p.id, p.first_at, u.ID AS account, u.user_login, u.display_name,"
          + " CAST(u.user_registered AS CHAR) AS registered, g.id AS guest, g.name, g.email FROM"
          + " (SELECT id, MIN(first_at) AS first_at FROM"
          + " (SELECT user_id AS id, NULL AS first_at FROM #bm_message_recipients"
          + " UNION ALL SELECT m.sender_id, MIN("
          + SourceTimes.sql("m")
          + ") FROM #bm_message_messages m WHERE COALESCE(m.is_pending, 0) = 0"
          + " GROUP BY m.sender_id"
          + " UNION ALL SELECT user_id, NULL FROM #bm_moderation WHERE type = 'ban') every"
          + " WHERE id <> 0 GROUP BY id) p"
          + " LEFT JOIN #users u ON u.ID = p.id"
          + " LEFT JOIN #bm_guests g ON g.id = -p.id"
          + " AND (g.deleted_at IS NULL OR g.deleted_at = 0)"
          + " ORDER BY p.id";

  private final Source source;
  private final Target target;
  private final DerivedIds ids;
  private final String subjectPrefix;
  private final Instant now;
  private final Tally tally;

  People(
      Source source,
      Target target,
      DerivedIds ids,
      String subjectPrefix,
      Instant now,
      Tally tally) {
    this.source = source;
    this.target = target;
    this.ids = ids;
    this.subjectPrefix = subjectPrefix;
    this.now = now;
    this.tally = tally;
  }

  void write() throws SQLException {
    source.each(PEOPLE, this::write);
    target.flush();
  }

  private void write(ResultSet row) throws SQLException {
    long number = row.getLong("id");
    row.getLong("account");
    if (!row.wasNull()) {
      member(row, number);
      return;
    }
    row.getLong("guest");
    if (!row.wasNull()) {
      guest(row, number);
      return;
    }
    tally.count(Kind.GONE);
    insert(number, Codes.ERASED, "", null, null, Instant.EPOCH);
  }

  private void member(ResultSet row, long number) throws SQLException {
    tally.count(Kind.PEOPLE);
    String name = named(row.getString("display_name"), row.getString("user_login"));
    Instant registered = SourceTimes.date(row.getString("registered"));
    insert(
        number,
        Codes.of(User.Kind.SSO),
        name,
        null,
        (subjectPrefix + number).getBytes(StandardCharsets.UTF_8),
        registered == null ? now : registered);
  }

  /// She came when she first wrote: by that time she is erased by age.
  private void guest(ResultSet row, long number) throws SQLException {
    tally.count(Kind.GUESTS);
    long first = row.getLong("first_at");
    boolean wrote = !row.wasNull() && first > 0;
    String email = row.getString("email");
    String address = email == null ? "" : Spelling.line(email, EMAIL_CHARS_MAX);
    insert(
        number,
        Codes.of(User.Kind.GUEST),
        named(row.getString("name"), null),
        address.isEmpty() ? null : address,
        null,
        wrote ? SourceTimes.ofSql(first) : now);
  }

  private static String named(@Nullable String name, @Nullable String otherwise) {
    for (String one : new @Nullable String[] {name, otherwise}) {
      String line = one == null ? "" : Spelling.line(PlainText.of(one), NAME_CHARS_MAX);
      if (!line.isEmpty()) {
        return line;
      }
    }
    return "?";
  }

  private void insert(
      long number,
      int kind,
      String name,
      @Nullable String email,
      byte @Nullable [] subject,
      Instant created)
      throws SQLException {
    target.insert(
        "bm_users",
        COLUMNS,
        ids.user(number),
        ids.rid(),
        kind,
        null,
        null,
        name,
        CaseKey.sortable(name),
        null,
        email,
        subject,
        created);
  }
}
