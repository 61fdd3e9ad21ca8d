package org.sealmesh.persistence;

import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.MemberAgain;
import org.sealmesh.origin.persistence.ErasureCommand.WalkTrace;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.persistence.ErasureCommand.Walking;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.persistence.sql.Session;

/// The traces of a person that are rows of their own, a bounded number of them in each transaction.
final class TraceRows {
  /// Requests are looked through by the first byte of their client ids, which are random: no index
  /// has their senders, since every message would have to be entered in it.
  private static final int SLICES = 256;

  private static final int SLICES_OF_PAGE = 16;

  static Walked copies(Session session, WalkTrace asked) {
    return rows(
        session,
        asked,
        "bm_privacy_jobs WHERE user_id = ? AND kind = " + Codes.of(JobCommand.Kind.EXPORT));
  }

  static Walked devices(Session session, WalkTrace asked) {
    return rows(session, asked, "bm_sessions WHERE user_id = ?");
  }

  static Walked blocks(Session session, WalkTrace asked) {
    Walked hers = rows(session, asked, "bm_blocks WHERE blocker_id = ?");
    Walked others = rows(session, asked, "bm_blocks WHERE blocked_id = ?");
    return both(hers, others);
  }

  /// Of parties and lobbies there are as many as she is in, or before, now: a handful, which nobody
  /// counts.
  static Walked calls(Session session, WalkTrace asked) {
    if (asked.act() == Act.ERASE) {
      session.write("DELETE FROM bm_call_parties WHERE user_id = ?", asked.user());
      session.write("DELETE FROM bm_call_admissions WHERE user_id = ?", asked.user());
    }
    return rows(session, asked, "bm_call_participants WHERE user_id = ?");
  }

  private static Walked both(Walked a, Walked b) {
    @Nullable String next = a.next() == null ? b.next() : a.next();
    return new Walked(a.found() + b.found(), 0, next);
  }

  /// @param of a table, and which rows of it by the person's id
  private static Walked rows(Session session, WalkTrace asked, String of) {
    UserId user = asked.user();
    return switch (asked.act()) {
      case COUNT ->
          new Walked(
              session.lines("SELECT COUNT(*) AS n FROM " + of, user).getFirst().number("n"),
              0,
              null);
      case ERASE -> {
        int gone = session.count("DELETE FROM " + of + " LIMIT " + asked.limit(), user);
        // Those that are left come first next time.
        yield new Walked(gone, 0, gone < asked.limit() ? null : "more");
      }
    };
  }

  /// Also of others who removed her: what she was called in the mesh stands there. A conversation
  /// that was told of her knows it by such a request, so that none may be left to tell.
  static Walking requests(Session session, WalkTrace asked) {
    if (asked.act() == Act.COUNT) {
      return new Walked(0, 0, null);
    }
    UserId user = asked.user();
    if (isMember(session, user)) {
      return new MemberAgain();
    }
    RoutingId rid =
        session.line("SELECT rid FROM bm_users WHERE id = ?", user).orElseThrow().rid("rid");
    int from = asked.after() == null ? 0 : Integer.parseInt(asked.after());
    int to = from + SLICES_OF_PAGE;
    for (int slice = from; slice < to; slice++) {
      byte[] first = new byte[] {(byte) slice};
      String within = within(slice);
      // The longest id that begins like this, and the same again where nothing follows.
      byte[] last = slice + 1 < SLICES ? new byte[] {(byte) (slice + 1)} : first;
      session.count(
          "DELETE FROM bm_client_ids WHERE sender_id = ? AND " + within, user, first, last);
      session.count(
          "UPDATE bm_client_ids SET removed_rid = NULL WHERE removed_rid = ? AND " + within,
          rid,
          first,
          last);
    }
    if (to >= SLICES) {
      session.write("DELETE FROM bm_creations WHERE creator_id = ?", user);
    }
    return new Walked(0, 0, to < SLICES ? String.valueOf(to) : null);
  }

  private static String within(int slice) {
    return slice + 1 < SLICES
        ? "client_id >= ? AND client_id < ?"
        : "client_id >= ? AND client_id >= ?";
  }

  /// A direct conversation keeps its two; what is told of her there is that she is nobody.
  static Walking account(Session session, WalkTrace asked, RoutingId fresh) {
    UserId user = asked.user();
    if (asked.act() == Act.COUNT) {
      return new Walked(0, 0, null);
    }
    BlockStore.lock(session, user);
    if (isMember(session, user)) {
      return new MemberAgain();
    }
    session.write("DELETE FROM bm_bans WHERE user_id = ?", user);
    session.write("DELETE FROM bm_participants WHERE user_id = ? AND until_epoch <> 0", user);
    session.write(
        "UPDATE bm_participants SET delivered_seq = floor_seq - 1, read_seq = floor_seq - 1"
            + " WHERE user_id = ?",
        user);
    session.write("UPDATE bm_users SET rid = ?, created_at = 0 WHERE id = ?", fresh, user);
    ErasureStore.showOtherwise(session, user);
    return new Walked(0, 0, null);
  }

  private static boolean isMember(Session session, UserId user) {
    return session
        .line(
            "SELECT p.conversation_id FROM bm_participants p"
                + " JOIN bm_conversations c ON c.id = p.conversation_id"
                + " WHERE p.user_id = ? AND p.until_epoch = 0 AND c.kind <> "
                + Codes.of(ConversationKind.DIRECT)
                + " LIMIT 1",
            user)
        .isPresent();
  }

  private TraceRows() {}
}
