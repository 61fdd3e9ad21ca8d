package org.sealmesh.persistence;

import java.time.Instant;
import java.util.List;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.privacy.AuditEntry.Act;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.persistence.sql.Session;

/// What must not be deleted by age, nor because somebody wants to be erased.
final class Holds {

  static Found set(Session session, RetentionCommand.SetHold asked, Audit audit, Instant now) {
    String subjects =
        switch (asked.kind()) {
          case CONVERSATION -> "SELECT id FROM bm_conversations WHERE id = ?";
          case PERSON -> "SELECT id FROM bm_users WHERE id = ? AND kind <> " + Codes.ERASED;
        };
    // Nobody is erased, and no second hold begins, between the look and the hold.
    if (session.line(subjects + " FOR UPDATE", asked.subject()).isEmpty()) {
      return Found.NOT_THERE;
    }
    if (session.line("SELECT kind FROM bm_holds WHERE subject = ?", asked.subject()).isEmpty()) {
      session.write(
          "INSERT INTO bm_holds (subject, kind, held_at) VALUES (?, ?, ?)",
          asked.subject(),
          Codes.of(asked.kind()),
          now);
      audit.write(session, asked.by(), Act.HOLD_SET, asked.kind(), asked.subject(), null);
    }
    return Found.THERE;
  }

  static Found lift(Session session, RetentionCommand.LiftHold asked, Audit audit) {
    int lifted =
        session.count(
            "DELETE FROM bm_holds WHERE subject = ? AND kind = ?",
            asked.subject(),
            Codes.of(asked.kind()));
    if (lifted == 0) {
      return Found.NOT_THERE;
    }
    audit.write(session, asked.by(), Act.HOLD_LIFTED, asked.kind(), asked.subject(), null);
    return Found.THERE;
  }

  static List<LegalHold> list(Session session, int limit) {
    return session
        .lines(
            "SELECT h.kind, h.subject, h.held_at, "
                + Audit.NAME
                + " FROM bm_holds h"
                + Audit.NAMES.formatted("h")
                + " ORDER BY h.held_at, h.subject LIMIT ?",
            limit)
        .stream()
        .map(line ->
            new LegalHold(
                Codes.holdKind(line.integer("kind")),
                SubjectId.of(line.bytes("subject")),
                line.instant("held_at"),
                line.textOrNull("subject_name")))
        .toList();
  }

  /// Whether the conversation is held, or somebody who is in it or was.
  static boolean cover(Session session, ConversationId conversation) {
    return isHeld(session, conversation.bytes())
        || session
            .line(
                "SELECT h.subject FROM bm_holds h JOIN bm_participants p"
                    + " ON p.conversation_id = ? AND p.user_id = h.subject LIMIT 1",
                conversation)
            .isPresent();
  }

  /// Whether she is held, or a conversation that she is in or was.
  static boolean cover(Session session, UserId user) {
    return isHeld(session, user.bytes())
        || session
            .line(
                "SELECT h.subject FROM bm_holds h JOIN bm_participants p"
                    + " ON p.user_id = ? AND p.conversation_id = h.subject LIMIT 1",
                user)
            .isPresent();
  }

  private static boolean isHeld(Session session, byte[] subject) {
    return session.line("SELECT kind FROM bm_holds WHERE subject = ?", subject).isPresent();
  }

  private Holds() {}
}
