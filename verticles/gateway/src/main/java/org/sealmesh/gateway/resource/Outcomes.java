package org.sealmesh.gateway.resource;

import static org.sealmesh.gateway.http.ProblemType.CALL_OVER;
import static org.sealmesh.gateway.http.ProblemType.CLIENT_ID_REUSED;
import static org.sealmesh.gateway.http.ProblemType.ERASURE_NOT_READY;
import static org.sealmesh.gateway.http.ProblemType.EXPORT_NOT_READY;
import static org.sealmesh.gateway.http.ProblemType.FORBIDDEN;
import static org.sealmesh.gateway.http.ProblemType.LOGIN_TAKEN;
import static org.sealmesh.gateway.http.ProblemType.NOT_FOUND;
import static org.sealmesh.gateway.http.ProblemType.NO_MEDIA_SERVER;
import static org.sealmesh.gateway.http.ProblemType.ON_HOLD;
import static org.sealmesh.gateway.http.ProblemType.TOKEN_REUSED;
import static org.sealmesh.gateway.http.ProblemType.TURNED_AWAY;
import static org.sealmesh.gateway.http.ProblemType.WRONG_CREDENTIALS;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.AccountCommand.AccountCreation;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.LoginTaken;
import org.sealmesh.origin.persistence.AccountCommand.NoSuchAccount;
import org.sealmesh.origin.persistence.AccountCommand.Session;
import org.sealmesh.origin.persistence.AccountCommand.SessionOpened;
import org.sealmesh.origin.persistence.AccountCommand.SessionOpening;
import org.sealmesh.origin.persistence.AccountCommand.TokenReused;
import org.sealmesh.origin.persistence.AccountCommand.TooManySessions;
import org.sealmesh.origin.persistence.BlockCommand.Blocked;
import org.sealmesh.origin.persistence.BlockCommand.Blocking;
import org.sealmesh.origin.persistence.BlockCommand.NoSuchPerson;
import org.sealmesh.origin.persistence.BlockCommand.TooManyBlocks;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.ConversationCommand.Creation;
import org.sealmesh.origin.persistence.ConversationCommand.MemberListing;
import org.sealmesh.origin.persistence.ConversationCommand.NameListing;
import org.sealmesh.origin.persistence.ConversationCommand.Search;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.EventReading;
import org.sealmesh.origin.persistence.KeyCommand.EpochKey;
import org.sealmesh.origin.persistence.KeyCommand.Keys;
import org.sealmesh.origin.persistence.KeyCommand.MemberKeys;
import org.sealmesh.origin.persistence.KeyCommand.NoMember;
import org.sealmesh.origin.persistence.LobbyCommand;
import org.sealmesh.origin.privacy.Erasure;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// The one place where what became of a command turns into an answer: a switch for each sealed
/// outcome, so that a new one does not compile until somebody has decided what browsers hear.
final class Outcomes {

  /// @throws Refused if there is no user to sign in
  static User user(AccountCreation outcome) {
    return switch (outcome) {
      case AccountReady ready -> ready.user();
      case LoginTaken taken -> throw refused(LOGIN_TAKEN);
      case TokenReused reused -> throw refused(TOKEN_REUSED);
    };
  }

  /// @throws Refused if the user has too many sessions, or was erased meanwhile
  static Session session(SessionOpening outcome) {
    return switch (outcome) {
      case SessionOpened opened -> opened.session();
      case NoSuchAccount erased -> throw refused(WRONG_CREDENTIALS);
      case TooManySessions full -> throw new Refused(Problems.limitReached(full.max()));
    };
  }

  static Answer conversation(Creation outcome) {
    return switch (outcome) {
      case ConversationCommand.Created made -> Answer.created(made.conversation());
      case ConversationCommand.Exists there -> Answer.ok(there.conversation());
      case ConversationCommand.UnknownUsers unknown -> Problems.of(NOT_FOUND);
      case ConversationCommand.TooManyMembers full -> Problems.limitReached(full.max());
      case ConversationCommand.TooManyConversations full -> Problems.limitReached(full.max());
      case ConversationCommand.NotWanted unwanted -> Problems.of(FORBIDDEN);
      case ConversationCommand.CreateConflict conflict -> Problems.of(CLIENT_ID_REUSED);
    };
  }

  static Answer conversation(Search outcome) {
    return switch (outcome) {
      case ConversationCommand.Found found -> Answer.ok(found.conversation());
      case ConversationCommand.NotFound none -> Problems.of(NOT_FOUND);
    };
  }

  static Answer members(MemberListing outcome) {
    return switch (outcome) {
      case ConversationCommand.MemberPage page -> Answer.ok(page);
      case ConversationCommand.NotMember none -> Problems.of(NOT_FOUND);
    };
  }

  static Answer names(NameListing outcome) {
    return switch (outcome) {
      case ConversationCommand.Names names -> Answer.ok(names);
      case ConversationCommand.NotMember none -> Problems.of(NOT_FOUND);
    };
  }

  static Answer events(EventReading outcome) {
    return switch (outcome) {
      case EventCommand.EventPage page -> Answer.ok(page);
      case EventCommand.NotReadable none -> Problems.of(NOT_FOUND);
    };
  }

  /// @param status of the success: 201 for what is new, 200 for what changes
  static Answer appended(Appending outcome, int status) {
    return switch (outcome) {
      case EventCommand.Appended done ->
          new Answer.Content(
              status,
              new AppendedBody(done.seq(), done.epoch(), done.at(), done.messageId()),
              Map.of());
      case EventCommand.Unchanged same -> Answer.done();
      case EventCommand.NoSuchConversation none -> Problems.of(NOT_FOUND);
      case EventCommand.NoSuchMessage none -> Problems.of(NOT_FOUND);
      case EventCommand.NoSuchUser none -> Problems.of(NOT_FOUND);
      case EventCommand.Forbidden not -> Problems.of(FORBIDDEN);
      case EventCommand.GroupFull full -> Problems.limitReached(full.max());
      case EventCommand.ClientIdReused reused -> Problems.of(CLIENT_ID_REUSED);
      case EventCommand.CallIsOpen open -> throw new IllegalStateException("nobody was called");
      case EventCommand.NoMediaServer none -> throw new IllegalStateException("nobody was called");
      case EventCommand.CallFull full -> throw new IllegalStateException("nobody was called");
    };
  }

  /// @throws Refused if there is no call
  static Opening opening(Appending outcome) {
    return switch (outcome) {
      case EventCommand.Appended done when done.callId() != null -> new Opening(done.callId(), 201);
      case EventCommand.CallIsOpen open -> new Opening(open.call(), 200);
      case EventCommand.NoSuchConversation none -> throw refused(NOT_FOUND);
      case EventCommand.Forbidden not -> throw refused(FORBIDDEN);
      case EventCommand.NoMediaServer none -> throw refused(NO_MEDIA_SERVER);
      case EventCommand.ClientIdReused reused -> throw refused(CLIENT_ID_REUSED);
      case EventCommand.Appended other -> throw noCall();
      case EventCommand.Unchanged same -> throw noCall();
      case EventCommand.NoSuchMessage none -> throw noCall();
      case EventCommand.NoSuchUser none -> throw noCall();
      case EventCommand.GroupFull full -> throw noCall();
      case EventCommand.CallFull full -> throw noCall();
    };
  }

  private static IllegalStateException noCall() {
    return new IllegalStateException("opening a call makes one, finds one or is refused");
  }

  /// @param status 201 for a new call, 200 for the one that was open
  record Opening(CallId call, int status) {}

  /// @throws Refused if the user may not see it
  static CallFound call(CallSearch outcome) {
    return switch (outcome) {
      case CallFound found -> found;
      case NoSuchCall none -> throw refused(NOT_FOUND);
    };
  }

  /// @throws Refused if nothing was taken of what she says
  static CallFound confirmed(Confirming outcome) {
    return switch (outcome) {
      case CallFound found -> found;
      case NoSuchCall none -> throw refused(NOT_FOUND);
      case CallCommand.HostsOnly hosts -> throw refused(FORBIDDEN);
      case CallCommand.NotAdmitted not -> throw refused(FORBIDDEN);
      case CallCommand.GroupsOnly groups -> throw new Refused(Problems.badRequest("body/what"));
      case CallCommand.TooManyPresent full -> throw new Refused(Problems.callFull(full.max()));
    };
  }

  /// @throws Refused if it is over, or the user may not take part
  static CallFound openCall(CallSearch outcome) {
    CallFound found = call(outcome);
    if (found.standing() == CallCommand.Standing.BLOCKED) {
      throw refused(FORBIDDEN);
    }
    if (found.call().endedAt() != null) {
      throw refused(CALL_OVER);
    }
    if (found.standing() == CallCommand.Standing.TURNED_AWAY) {
      throw refused(TURNED_AWAY);
    }
    return found;
  }

  /// @throws Refused if she cannot wait
  static void knocked(LobbyCommand.Knocking outcome) {
    switch (outcome) {
      case LobbyCommand.Knocked knocked -> {}
      case LobbyCommand.LobbyFull full -> throw new Refused(Problems.callFull(full.max()));
      case NoSuchCall none -> throw refused(NOT_FOUND);
    }
  }

  /// @throws Refused if the user cannot have it, or change it so
  static LobbyCommand.LobbyFound lobby(LobbyCommand.LobbySearch outcome) {
    return switch (outcome) {
      case LobbyCommand.LobbyFound found -> found;
      case LobbyCommand.HostsOnly hosts -> throw refused(FORBIDDEN);
      case LobbyCommand.GroupsOnly groups -> throw refused(FORBIDDEN);
      case LobbyCommand.CallIsOver over -> throw refused(CALL_OVER);
      case LobbyCommand.NoSuchMember none -> throw refused(NOT_FOUND);
      case NoSuchCall none -> throw refused(NOT_FOUND);
    };
  }

  /// For changes that always make an event.
  ///
  /// @throws IllegalStateException if there is none
  static Answer newEvent(Appending outcome, int status) {
    if (outcome instanceof EventCommand.Unchanged) {
      throw new IllegalStateException("a message always makes an event");
    }
    return appended(outcome, status);
  }

  /// @throws Refused if nobody was blocked
  static Blocked blocked(Blocking outcome) {
    return switch (outcome) {
      case Blocked blocked -> blocked;
      case NoSuchPerson nobody -> throw refused(NOT_FOUND);
      case TooManyBlocks full -> throw new Refused(Problems.limitReached(full.max()));
    };
  }

  /// @throws Refused if the user is not a member
  static List<EpochKey> keys(MemberKeys outcome) {
    return switch (outcome) {
      case Keys keys -> keys.keys();
      case NoMember none -> throw refused(NOT_FOUND);
    };
  }

  /// @throws Refused if she has as many as are kept
  static Answer export(PrivacyMessage.Requesting outcome) {
    return switch (outcome) {
      case PrivacyMessage.Requested begun -> Answer.accepted(begun.export());
      case PrivacyMessage.TooManyExports full ->
          throw new Refused(Problems.limitReached(full.max()));
    };
  }

  /// @throws Refused if there is none
  static Answer exportDeleted(PrivacyMessage.Deleting outcome) {
    return switch (outcome) {
      case PrivacyMessage.Deleted deleted -> Answer.done();
      case PrivacyMessage.NoSuchExport none -> throw refused(NOT_FOUND);
    };
  }

  /// @return until when the link opens the archive
  /// @throws Refused if there is no archive
  static Instant linked(PrivacyMessage.Linking outcome) {
    return switch (outcome) {
      case PrivacyMessage.Linked linked -> linked.expires();
      case PrivacyMessage.NotReady early -> throw refused(EXPORT_NOT_READY);
      case PrivacyMessage.NoSuchExport none -> throw refused(NOT_FOUND);
    };
  }

  /// That there is none is an answer like another: browsers ask whenever somebody looks.
  static Answer erasure(PrivacyMessage.ErasureSearch outcome) {
    return switch (outcome) {
      case PrivacyMessage.ErasureShown shown -> Answer.ok(new ErasureBody(shown.erasure()));
      case PrivacyMessage.NoErasure none -> Answer.ok(new ErasureBody(null));
    };
  }

  /// @throws Refused if she has no such wish
  static Answer erasureCancelled(PrivacyMessage.Cancelling outcome) {
    return switch (outcome) {
      case PrivacyMessage.Cancelled cancelled -> Answer.done();
      case PrivacyMessage.NoErasure none -> throw refused(NOT_FOUND);
    };
  }

  /// @return what she was called in the mesh
  /// @throws Refused if there is nothing to confirm
  static RoutingId erasureConfirmed(PrivacyMessage.Confirming outcome) {
    return switch (outcome) {
      case PrivacyMessage.Confirmed confirmed -> confirmed.rid();
      case PrivacyMessage.NotCounted early -> throw refused(ERASURE_NOT_READY);
      case PrivacyMessage.OnHold held -> throw refused(ON_HOLD);
      case PrivacyMessage.NoErasure none -> throw refused(NOT_FOUND);
    };
  }

  /// @throws Refused if there is nothing that it could be about
  static Answer found(PrivacyMessage.Finding outcome) {
    return switch (outcome) {
      case PrivacyMessage.Found found -> Answer.done();
      case PrivacyMessage.NotFound none -> throw refused(NOT_FOUND);
    };
  }

  /// @throws Refused if the link opens nothing
  static Answer archive(PrivacyMessage.ArchiveSearch outcome) {
    return switch (outcome) {
      case PrivacyMessage.ArchiveFound found ->
          new Answer.Download(
              found.file(),
              "application/zip",
              "personal-data-%s.zip".formatted(found.at().toString().substring(0, 10)));
      case PrivacyMessage.NoSuchArchive none -> throw refused(NOT_FOUND);
    };
  }

  private static Refused refused(ProblemType type) {
    return new Refused(Problems.of(type));
  }

  /// What the contract calls `Appended`: neither routing id leaves the origin this way.
  record AppendedBody(Seq seq, Epoch epoch, Instant at, @Nullable MessageId messageId) {}

  record ErasureBody(@Nullable Erasure erasure) {}

  private Outcomes() {}
}
