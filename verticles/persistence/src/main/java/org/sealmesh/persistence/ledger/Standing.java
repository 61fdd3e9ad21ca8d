package org.sealmesh.persistence.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;

/// A conversation's own row, as it stands while it is locked.
///
/// @param headAt when the head was committed: times never go back within a conversation
/// @param rosterVersion grows with every change of members
public record Standing(
    ConversationId id,
    RoutingId rid,
    ConversationKind kind,
    @Nullable String title,
    UserId owner,
    Seq head,
    Instant headAt,
    Epoch epoch,
    int memberCount,
    long rosterVersion) {

  Standing withHead(Seq newHead, Instant at) {
    return new Standing(
        id, rid, kind, title, owner, newHead, at, epoch, memberCount, rosterVersion);
  }

  Standing withTitle(String newTitle) {
    return new Standing(
        id, rid, kind, newTitle, owner, head, headAt, epoch, memberCount, rosterVersion);
  }

  Standing withEpoch(Epoch newEpoch) {
    return new Standing(
        id, rid, kind, title, owner, head, headAt, newEpoch, memberCount, rosterVersion);
  }

  Standing withMembers(int newCount, long newRosterVersion) {
    return new Standing(
        id, rid, kind, title, owner, head, headAt, epoch, newCount, newRosterVersion);
  }
}
