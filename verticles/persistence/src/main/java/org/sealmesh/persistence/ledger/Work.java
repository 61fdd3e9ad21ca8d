package org.sealmesh.persistence.ledger;

import java.time.Instant;
import java.util.List;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.persistence.ledger.CallStanding.Seen;

/// What waits for a conversation's next commit.
public sealed interface Work {
  ConversationId conversation();

  /// A member wants something to happen.
  record Wish(Append append) implements Work {
    @Override
    public ConversationId conversation() {
      return append.conversation();
    }
  }

  /// A member has said something of a call.
  ///
  /// @param heard when
  record Confirmation(ConversationId conversation, ConfirmCall confirm, Instant heard)
      implements Work {}

  /// The time of a call seems to be over.
  ///
  /// @param seen in it, by relays, while nobody could say anything
  record Expiry(ConversationId conversation, CallId call, List<Seen> seen) implements Work {
    public Expiry {
      seen = List.copyOf(seen);
    }
  }
}
