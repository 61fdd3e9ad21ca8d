package org.sealmesh.origin.persistence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;

/// The lobby of a group's call (docs/PROTOCOL.md §10): while there is one, members who were not in
/// the call yet wait until a host lets them in. Each command says a whole thing, so that the same
/// again changes nothing.
public sealed interface LobbyCommand extends PersistenceMessage {

  /// A member who has to wait does so, and is forgotten if she does not say so again soon.
  record Knock(UserId user, CallId call) implements LobbyCommand, Ask<Knocking> {}

  /// A host looks who waits.
  record FindLobby(UserId host, CallId call) implements LobbyCommand, Ask<LobbySearch> {}

  /// A host turns the lobby on or off. Who is in the call stays, and may come back.
  record SetLobby(UserId host, CallId call, Lobby lobby)
      implements LobbyCommand, Ask<LobbySearch> {}

  /// A host lets a member in, or turns her away, as long as the call lasts; the last word holds.
  /// Turned away, she may not come back while there is a lobby, if she was in the call or not.
  record AnswerKnock(UserId host, CallId call, UserId user, Verdict verdict)
      implements LobbyCommand, Ask<LobbySearch> {}

  /// Whether there is one.
  enum Lobby {
    @JsonProperty("on")
    ON,
    @JsonProperty("off")
    OFF
  }

  /// What a host says to somebody who waits.
  enum Verdict {
    @JsonProperty("admitted")
    ADMITTED,
    @JsonProperty("turned-away")
    TURNED_AWAY
  }

  /// The outcome of [Knock]; [NoSuchCall] as for who is no member.
  sealed interface Knocking permits Knocked, LobbyFull, NoSuchCall {}

  /// She waits, or need not any more: asking for the call tells which.
  record Knocked() implements Knocking {}

  /// As many wait as may.
  record LobbyFull(int max) implements Knocking {}

  /// The outcome of what hosts ask. All but [LobbyFound] have changed nothing.
  sealed interface LobbySearch
      permits LobbyFound, HostsOnly, GroupsOnly, CallIsOver, NoSuchMember, NoSuchCall {}

  /// The lobby as it is now.
  ///
  /// @param waiting who has waited longest first
  record LobbyFound(Lobby lobby, List<Waiting> waiting) implements LobbySearch {
    public LobbyFound {
      waiting = List.copyOf(waiting);
    }
  }

  record Waiting(UserId user, Instant since) {}

  /// The user is no host, or the one whom it is about is.
  record HostsOnly() implements LobbySearch {}

  /// A call of two has no lobby.
  record GroupsOnly() implements LobbySearch {}

  record CallIsOver() implements LobbySearch {}

  /// The one whom it is about is not in the conversation.
  record NoSuchMember() implements LobbySearch {}
}
