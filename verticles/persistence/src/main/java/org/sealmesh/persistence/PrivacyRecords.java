package org.sealmesh.persistence;

import java.time.Duration;
import java.util.List;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.PrivacyRecordCommand;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.OwnAgesFound;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.RequestsFound;
import org.sealmesh.origin.privacy.OwnAge;
import org.sealmesh.origin.privacy.PersonRequest;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// What administrators see of what was asked for and done about people's data.
final class PrivacyRecords {
  private static final String OF_PEOPLE =
      "(%d, %d, %d)"
          .formatted(
              Codes.of(JobCommand.Kind.EXPORT),
              Codes.of(JobCommand.Kind.COUNT),
              Codes.of(JobCommand.Kind.ERASE));

  private final Database database;

  PrivacyRecords(Database database) {
    this.database = database;
  }

  Object on(PrivacyRecordCommand command) {
    return switch (command) {
      case PrivacyRecordCommand.ListRequests c -> {
        RetentionStore.requireLimit(c.limit());
        yield database.glance(session -> requests(session, c.limit()));
      }
      case PrivacyRecordCommand.ListAudit c -> {
        RetentionStore.requireLimit(c.limit());
        yield database.glance(session -> Audit.list(session, c));
      }
      case PrivacyRecordCommand.ListOwnAges c -> {
        RetentionStore.requireLimit(c.limit());
        yield database.glance(session -> ages(session, c.limit()));
      }
    };
  }

  /// There are few: they expire. One whose kind a later version knows is not told.
  private static RequestsFound requests(Session session, int limit) {
    List<Line> lines =
        session.lines(
            "SELECT j.id, j.kind, j.state, j.requested_at, j.done, j.total, u.name"
                + " FROM bm_privacy_jobs j LEFT JOIN bm_users u ON u.id = j.user_id"
                + " AND u.kind <> "
                + Codes.ERASED
                + " WHERE j.kind IN "
                + OF_PEOPLE
                + " ORDER BY j.requested_at DESC, j.id");
    return new RequestsFound(lines.stream().limit(limit).map(PrivacyRecords::request).toList());
  }

  private static PersonRequest request(Line line) {
    return new PersonRequest(
        JobId.of(line.bytes("id")),
        kind(Codes.jobKind(line.integer("kind"))),
        Codes.exportState(line.integer("state")),
        line.instant("requested_at"),
        line.number("done"),
        line.number("total"),
        line.textOrNull("name"));
  }

  private static PersonRequest.Kind kind(JobCommand.Kind kind) {
    return switch (kind) {
      case EXPORT -> PersonRequest.Kind.EXPORT;
      case COUNT -> PersonRequest.Kind.ERASURE_ASKED;
      case ERASE -> PersonRequest.Kind.ERASURE;
      case PREVIEW, RETENTION ->
          throw new IllegalStateException("the site's own jobs are nobody's");
    };
  }

  private static OwnAgesFound ages(Session session, int limit) {
    return new OwnAgesFound(
        session
            .lines(
                "SELECT id, kind, title, kept_for FROM bm_conversations"
                    + " WHERE kept_for IS NOT NULL ORDER BY kept_for, id LIMIT ?",
                limit)
            .stream()
            .map(line ->
                new OwnAge(
                    line.conversation("id"),
                    Codes.conversationKind(line.integer("kind")),
                    line.textOrNull("title"),
                    Duration.ofMillis(line.number("kept_for"))))
            .toList());
  }
}
