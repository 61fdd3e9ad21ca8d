package org.sealmesh.origin.persistence;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;

/// What is kept of calls: who, when, how long and why over (docs/PROTOCOL.md §9, §10). Media never.
///
/// A call is opened as any event is: [Change.OpenCall].
public sealed interface CallCommand extends PersistenceMessage {

  /// One call, for a member of its conversation.
  record FindCall(UserId user, CallId call) implements CallCommand, Ask<CallSearch> {}

  /// What somebody in a call says of it. The same again changes nothing, and neither does what does
  /// not fit how the call stands: the answer shows the record as it is then, durably.
  ///
  /// @param party which client object of the user says so
  /// @param ago how long ago it was so when it was said; it counts from when the call was opened at
  ///   the earliest
  record ConfirmCall(UserId user, CallId call, PartyId party, Word word, Duration ago)
      implements CallCommand, Ask<Confirming> {
    /// Longer than a network is away that somebody still waits for.
    public static final Duration AGO_MAX = Duration.ofHours(4);

    public ConfirmCall {
      if (ago.isNegative() || ago.compareTo(AGO_MAX) > 0) {
        throw new IllegalArgumentException("a confirmation is at most four hours late");
      }
    }
  }

  /// What is confirmed.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Present.class, name = "present"),
    @JsonSubTypes.Type(value = Left.class, name = "left"),
    @JsonSubTypes.Type(value = Ended.class, name = "ended")
  })
  sealed interface Word {}

  /// The call was answered; a group's: the party has come into it.
  record Answered() implements Word {}

  /// The party is in it.
  record Present() implements Word {}

  /// The party is in it no more. Only of a group's call: one of two is over then.
  record Left() implements Word {}

  /// It is over; a group's: for all, and only a host can say so.
  record Ended(CallEndReason reason) implements Word {
    public Ended {
      if (reason == CallEndReason.LOST) {
        throw new IllegalArgumentException("who says that a call is lost has not lost it");
      }
    }
  }

  /// The outcome of [FindCall].
  sealed interface CallSearch {}

  /// The outcome of [ConfirmCall]. All but [CallFound] have changed nothing.
  sealed interface Confirming {}

  /// @param rid of the conversation
  /// @param role what the user is in it
  /// @param peerRid of the other member; null in a group's call
  /// @param standing whether the user may take part
  record CallFound(
      CallRecord call, RoutingId rid, CallRole role, @Nullable RoutingId peerRid, Standing standing)
      implements CallSearch, Confirming {}

  /// The user, who is no host, cannot end the call for all.
  record HostsOnly() implements Confirming {}

  /// Nobody leaves a call of two: it is over then.
  record GroupsOnly() implements Confirming {}

  /// As many users are in it as may be at a time.
  record TooManyPresent(int max) implements Confirming {}

  /// A host has to let her in first, or will not: she cannot be in it.
  record NotAdmitted() implements Confirming {}

  /// How others take the user. Blocking concerns calls of two alone, lobbies those of groups.
  enum Standing {
    WELCOME,
    /// By the other one of the two.
    BLOCKED,
    /// There is a lobby, and a host has not let her in.
    WAITING,
    /// There is a lobby, and a host has sent her away.
    TURNED_AWAY
  }

  /// There is none of that id, or the user is not in its conversation: these two are not told
  /// apart.
  record NoSuchCall()
      implements CallSearch, Confirming, LobbyCommand.Knocking, LobbyCommand.LobbySearch {}

  /// What is known of a call.
  ///
  /// @param answeredAt null if nobody has answered
  /// @param endedAt null while it is open; with it, `reason` and `settledBy` are there too
  /// @param participants those who were in it, in the order in which they came: of two the caller,
  ///   and who has answered; of a group's at most [#PARTICIPANTS_MAX], those who are in it before
  ///   those who are not any more
  record CallRecord(
      CallId id,
      ConversationId conversation,
      ConversationKind kind,
      CallMedia media,
      UserId caller,
      Instant openedAt,
      @Nullable Instant answeredAt,
      @Nullable Instant endedAt,
      @Nullable CallEndReason reason,
      @Nullable SettledBy settledBy,
      List<CallParticipant> participants) {
    /// A whole group. Through a room's call all its members may come in turn, and each confirmation
    /// is answered with the record.
    public static final int PARTICIPANTS_MAX = 256;

    public CallRecord {
      participants = List.copyOf(participants);
    }
  }

  /// @param joinedAt when she came in first
  /// @param leftAt null while the user is in it; else when she left last
  record CallParticipant(UserId user, Instant joinedAt, @Nullable Instant leftAt) {}

  /// Who said how a call ended.
  enum SettledBy {
    /// Somebody in it.
    @JsonProperty("confirmed")
    CONFIRMED,
    /// The origin, since nobody did.
    @JsonProperty("timed-out")
    TIMED_OUT,
    /// The origin, and when it was is what relays have seen while it could not be reached: no more
    /// than their word.
    @JsonProperty("reported")
    REPORTED
  }
}
