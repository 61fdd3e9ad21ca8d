package org.sealmesh.persistence;

import java.time.Duration;
import java.util.List;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// What is kept of a person herself, apart from her conversations.
final class PersonAccount {
  static PersonPage profile(Session session, ReadPerson asked) {
    List<Line> lines =
        session.lines(
            "SELECT id, rid, kind, login, name, password_hash, email, sso_subject, created_at"
                + " FROM bm_users WHERE id = ?",
            asked.user());
    return EntryBuilder.page(
        asked,
        lines,
        "id",
        line ->
            new EntryBuilder()
                .with("Name", line.text("name"))
                .with("Login", line.textOrNull("login"))
                .with("E-mail", line.textOrNull("email"))
                .with("Known to the site's own sign-in as", line.utf8OrNull("sso_subject"))
                .with("Kind", kind(line))
                .with(
                    "Password", line.textOrNull("password_hash") == null ? null : "kept as a hash")
                .with("Since", line.instant("created_at"))
                .with("Id", line.user("id").text())
                .with("Name towards relays", line.rid("rid").text())
                .as(asked, line.user("id").text()));
  }

  private static String kind(Line line) {
    User.Kind kind = Codes.userKind(line.integer("kind"));
    return switch (kind) {
      case LOCAL -> "an account of this site";
      case GUEST -> "a guest";
      case SSO -> "signed in by the site";
    };
  }

  static PersonPage sessions(Session session, ReadPerson asked) {
    List<Line> lines =
        session.lines(
            "SELECT device_id, opened_at, expires_at FROM bm_sessions WHERE user_id = ? AND device_id > ?"
                + " ORDER BY device_id LIMIT ?",
            asked.user(),
            EntryBuilder.after(asked),
            asked.limit() + 1);
    return EntryBuilder.page(
        asked,
        lines,
        "device_id",
        line -> {
          String device = DeviceId.of(line.bytes("device_id")).text();
          return new EntryBuilder()
              .with("Device", device)
              .with("Signed in since", line.instantOrNull("opened_at"))
              .with("Signed in until", line.instant("expires_at"))
              .as(asked, device);
        });
  }

  static PersonPage blocks(Session session, ReadPerson asked) {
    return EntryBuilder.keyed(
        session,
        asked,
        "SELECT b.blocked_id, b.blocked_at, u.name FROM bm_blocks b"
            + " LEFT JOIN bm_users u ON u.id = b.blocked_id"
            + " WHERE b.blocker_id = ? AND b.blocked_id > ? AND b.blocked_at <= ?",
        "blocked_id",
        line ->
            new EntryBuilder()
                .with("Blocked", line.textOrNull("name"))
                .with("Since", line.instant("blocked_at"))
                .as(asked, line.user("blocked_id").text()));
  }

  static PersonPage bans(Session session, ReadPerson asked) {
    return EntryBuilder.keyed(
        session,
        asked,
        "SELECT b.conversation_id, b.banned_at, c.title FROM bm_bans b"
            + " LEFT JOIN bm_conversations c ON c.id = b.conversation_id"
            + " WHERE b.user_id = ? AND b.conversation_id > ? AND b.banned_at <= ?",
        "conversation_id",
        line ->
            new EntryBuilder()
                .with("Conversation", line.textOrNull("title"))
                .with("Banned at", line.instant("banned_at"))
                .as(asked, line.conversation("conversation_id").text()));
  }

  static PersonPage exports(Session session, ReadPerson asked) {
    return EntryBuilder.keyed(
        session,
        asked,
        "SELECT id, kind, requested_at FROM bm_privacy_jobs"
            + " WHERE user_id = ? AND id > ? AND requested_at <= ?",
        "id",
        line ->
            new EntryBuilder()
                .with("What", job(line))
                .with("Asked for at", line.instant("requested_at"))
                .as(asked, JobId.of(line.bytes("id")).text()));
  }

  static PersonPage audit(Session session, ReadPerson asked) {
    return EntryBuilder.keyed(
        session,
        asked,
        "SELECT id, done_at, act, subject, kept_for FROM bm_audit"
            + " WHERE actor_id = ? AND id > ? AND done_at <= ? AND act <= "
            + Codes.AUDIT_ACT_MAX,
        "id",
        line -> {
          byte[] subject = line.bytesOrNull("subject");
          Long keptFor = line.numberOrNull("kept_for");
          return new EntryBuilder()
              .with("What", act(line))
              .with("About", subject == null ? null : SubjectId.of(subject).text())
              .with(
                  "To be kept for", keptFor == null ? null : Duration.ofMillis(keptFor).toString())
              .with("Done at", line.instant("done_at"))
              .as(asked, JobId.of(line.bytes("id")).text());
        });
  }

  private static String act(Line line) {
    return switch (Codes.auditAct(line.integer("act"))) {
      case HOLD_SET -> "a legal hold was set";
      case HOLD_LIFTED -> "a legal hold was lifted";
      case AGE_SET -> "a conversation was given an age of its own";
      case AGE_UNSET -> "a conversation's own age was taken away";
      case PREVIEWED -> "what would be deleted by age was counted";
    };
  }

  private static String job(Line line) {
    return switch (Codes.jobKind(line.integer("kind"))) {
      case EXPORT -> "a copy of her data";
      case COUNT, ERASE -> "to be erased";
      case PREVIEW, RETENTION ->
          throw new IllegalStateException("the site's own jobs are nobody's");
    };
  }

  private PersonAccount() {}
}
