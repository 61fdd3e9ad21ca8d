package org.sealmesh.persistence.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;

/// A conversation's own row, as it stands while it is locked.
///
/// @param log how far its events go
/// @param turn the epoch, and whether it is about to turn
/// @param rosterVersion grows with every change of members
/// @param openCall the one call that is open in it, or null
public record Standing(
    ConversationId id,
    RoutingId rid,
    ConversationKind kind,
    @Nullable String title,
    UserId owner,
    Log log,
    Turn turn,
    int memberCount,
    long rosterVersion,
    @Nullable CallId openCall) {

  /// @param keptFrom the first seq that is kept: what is below has grown too old, whether or not it
  ///   is deleted already
  /// @param headAt when the head was committed: times never go back within a conversation
  public record Log(Seq keptFrom, Seq head, Instant headAt) {}

  /// @param epoch the one in use
  /// @param turnedAt when it began
  /// @param due from when on the next change turns it, with a key that is stored already; null if
  ///   no turn waits
  public record Turn(Epoch epoch, Instant turnedAt, @Nullable Instant due) {
    Turn turned(Instant at) {
      return new Turn(epoch.next(), at, null);
    }

    Turn dueAt(Instant at) {
      return new Turn(epoch, turnedAt, at);
    }

    boolean isDue(Instant now) {
      return due != null && !now.isBefore(due);
    }
  }

  public Seq head() {
    return log.head();
  }

  public Instant headAt() {
    return log.headAt();
  }

  public Epoch epoch() {
    return turn.epoch();
  }

  Standing withHead(Seq newHead, Instant at) {
    Log grown = new Log(log.keptFrom(), newHead, at);
    return new Standing(
        id, rid, kind, title, owner, grown, turn, memberCount, rosterVersion, openCall);
  }

  Standing withTitle(String newTitle) {
    return new Standing(
        id, rid, kind, newTitle, owner, log, turn, memberCount, rosterVersion, openCall);
  }

  Standing withTurn(Turn newTurn) {
    return new Standing(
        id, rid, kind, title, owner, log, newTurn, memberCount, rosterVersion, openCall);
  }

  Standing withMembers(int newCount, long newRosterVersion) {
    return new Standing(
        id, rid, kind, title, owner, log, turn, newCount, newRosterVersion, openCall);
  }

  Standing withOpenCall(@Nullable CallId call) {
    return new Standing(id, rid, kind, title, owner, log, turn, memberCount, rosterVersion, call);
  }
}
