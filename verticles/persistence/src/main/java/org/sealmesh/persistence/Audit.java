package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.AuditFound;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.ListAudit;
import org.sealmesh.origin.privacy.AuditEntry;
import org.sealmesh.origin.privacy.AuditEntry.Act;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// What administrators did. Each entry is written in the transaction of what it tells: there is
/// neither one without the other.
final class Audit {
  /// What a subject is called, whichever it is; an erased person and a direct conversation have no
  /// name.
  static final String NAMES =
      " LEFT JOIN bm_users s ON s.id = %1$s.subject AND s.kind <> "
          + Codes.ERASED
          + " LEFT JOIN bm_conversations c ON c.id = %1$s.subject";

  static final String NAME = "COALESCE(s.name, c.title) AS subject_name";

  private final Clock clock;
  private final Ids ids;

  Audit(Clock clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  void write(Session session, UserId by, Act act) {
    write(session, by, act, null, null, null);
  }

  void write(
      Session session,
      UserId by,
      Act act,
      LegalHold.@Nullable Kind kind,
      @Nullable Id subject,
      @Nullable Duration keptFor) {
    session.write(
        "INSERT INTO bm_audit (done_at, id, act, actor_id, subject, subject_kind, kept_for)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        clock.now(),
        ids.job(),
        Codes.of(act),
        by,
        subject,
        kind == null ? null : (Integer) Codes.of(kind),
        keptFor == null ? null : (Long) keptFor.toMillis());
  }

  static AuditFound list(Session session, ListAudit asked) {
    Instant before = asked.before();
    List<Line> lines =
        session.lines(
            "SELECT a.done_at, a.act, a.actor_id, a.subject, a.subject_kind, a.kept_for,"
                + " u.name AS actor_name, "
                + NAME
                + " FROM bm_audit a LEFT JOIN bm_users u ON u.id = a.actor_id AND u.kind <> "
                + Codes.ERASED
                + NAMES.formatted("a")
                + " WHERE a.done_at < ? AND a.act <= "
                + Codes.AUDIT_ACT_MAX
                + " ORDER BY a.done_at DESC, a.id LIMIT ?",
            before == null ? (Object) Long.MAX_VALUE : before,
            asked.limit() + 1);
    boolean more = lines.size() > asked.limit();
    List<AuditEntry> entries = lines.stream().map(Audit::entry).toList();
    return new AuditFound(more ? whole(entries) : entries, more);
  }

  /// Without the last one, which was read to know whether there are more, and those of its time;
  /// all of them if the page is of one time only.
  private static List<AuditEntry> whole(List<AuditEntry> entries) {
    Instant cut = entries.getLast().at();
    List<AuditEntry> kept = entries.stream().filter(entry -> entry.at().isAfter(cut)).toList();
    return kept.isEmpty() ? entries : kept;
  }

  private static AuditEntry entry(Line line) {
    Long kind = line.numberOrNull("subject_kind");
    Long keptFor = line.numberOrNull("kept_for");
    return new AuditEntry(
        line.instant("done_at"),
        Codes.auditAct(line.integer("act")),
        line.user("actor_id"),
        line.textOrNull("actor_name"),
        kind == null ? null : Codes.holdKind(Math.toIntExact(kind)),
        kind == null ? null : SubjectId.of(line.bytes("subject")),
        line.textOrNull("subject_name"),
        keptFor == null ? null : Duration.ofMillis(keptFor));
  }
}
