package org.sealmesh.persistence.ledger;

import java.util.Map;
import java.util.Set;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.EventCommand.Appended;

/// What the changes of one batch ask about, read under the lock before any is decided.
///
/// @param answers what these requests were answered when they came before
/// @param messages those that are edited, deleted or replied to, as far as they exist
/// @param users those who are added or join, as far as they exist
/// @param banned of those, who may not join
/// @param full of those, who are in as many conversations as they may
/// @param calls the open one, if another is to be opened or a member removed, and those that
///   something is said of
public record Facts(
    Map<Request, Answer> answers,
    Map<MessageId, Message> messages,
    Map<UserId, Member> users,
    Set<UserId> banned,
    Set<UserId> full,
    Map<CallId, CallStanding> calls) {

  /// Names a request for as long as client ids are kept.
  public record Request(UserId sender, ClientId clientId) {}

  /// The first answer, and the hash of what was asked.
  public record Answer(byte[] requestHash, Appended appended) {}

  /// @param sentSeq the event that it came with
  public record Message(MessageId id, UserId sender, Seq sentSeq, State state) {
    Message deleted() {
      return new Message(id, sender, sentSeq, State.DELETED);
    }
  }

  /// Whether a message still has its body.
  public enum State {
    THERE,
    DELETED
  }
}
