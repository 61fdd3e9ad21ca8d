package org.sealmesh.persistence.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.CallFull;
import org.sealmesh.origin.persistence.EventCommand.CallIsOpen;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoMediaServer;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.Unchanged;
import org.sealmesh.persistence.ledger.CallStanding.Said;

/// The calls of a batch: at most one is open in a conversation, and each ends with one event,
/// whoever says so first.
final class CallDecisions {
  private final Ledger ledger;
  private final CallStanding.Bounds bounds;
  private final NewIds ids;
  private final Map<CallId, CallStanding> calls;

  CallDecisions(
      Ledger ledger, Map<CallId, CallStanding> calls, CallStanding.Bounds bounds, NewIds ids) {
    this.ledger = ledger;
    this.bounds = bounds;
    this.ids = ids;
    this.calls = new HashMap<>(calls);
  }

  Appending open(UserId caller, Change.OpenCall wish) {
    boolean isOfTwo = ledger.standing().kind() == ConversationKind.DIRECT;
    if (!isOfTwo && wish.mediaServer() == Change.MediaServer.NONE) {
      return new NoMediaServer();
    }
    if (isOfTwo && !canCallEachOther()) {
      return new Forbidden();
    }
    CallStanding open = openCall();
    CallStanding after = open == null ? null : open.timedOut(ledger.now());
    if (after != null && after.ending() == null) {
      return new CallIsOpen(after.id());
    }
    if (!mayOpen(caller)) {
      return new Forbidden();
    }
    if (open != null && after != null) {
      end(open, after, after.caller());
    }
    CallStanding opened = opened(ids.call(), wish.media(), caller);
    calls.put(opened.id(), opened);
    ledger.entries().noteOpened(opened);
    return ledger.record(
        seq -> new Event.CallStarted(seq, ledger.now(), caller, opened.id(), wish.media()),
        opened.id(),
        opened.id());
  }

  /// Notes to oneself: nobody is there to be called. And who is blocked could not answer. Blocking
  /// concerns calls of two alone: in a group everybody may hear everybody.
  private boolean canCallEachOther() {
    return ledger.standing().memberCount() == 2 && !ledger.roster().isParted();
  }

  /// Into an open call any member may come.
  private boolean mayOpen(UserId caller) {
    return switch (ledger.standing().kind()) {
      case DIRECT, GROUP -> true;
      case ROOM -> ledger.isOwner(caller);
    };
  }

  private CallStanding opened(CallId id, CallMedia media, UserId caller) {
    return switch (ledger.standing().kind()) {
      case DIRECT -> PairCall.opened(id, media, caller, ledger.now(), bounds);
      case GROUP, ROOM -> GroupCall.opened(id, media, caller, ledger.now(), bounds);
    };
  }

  private @Nullable CallStanding openCall() {
    CallId open = ledger.standing().openCall();
    if (open == null) {
      return null;
    }
    CallStanding call = calls.get(open);
    if (call == null) {
      throw new IllegalStateException("the open call was not looked up");
    }
    return call;
  }

  /// @param heard when it was said
  /// @return [Unchanged] if there is no event, whether or not the call is another one now
  Appending confirm(ConfirmCall confirm, Instant heard) {
    CallStanding call = calls.get(confirm.call());
    if (call == null) {
      return new NoSuchConversation();
    }
    Instant at = CallStanding.later(call.openedAt(), heard.minus(confirm.ago()));
    Said said =
        new Said(
            confirm.user(), confirm.party(), confirm.word(), at, CallStanding.later(at, heard));
    return switch (call) {
      case PairCall pair -> confirm(pair, said);
      case GroupCall group -> confirm(group, said);
    };
  }

  private Appending confirm(PairCall call, Said said) {
    return callee(call)
        .map(callee -> become(call, call.heard(said, callee, bounds), said.by()))
        .orElseGet(NoSuchConversation::new);
  }

  private Appending confirm(GroupCall call, Said said) {
    if (call.ending() != null) {
      return new Unchanged();
    }
    return switch (said.word()) {
      // Who says that she is there is there, also if she was not heard of for too long before.
      case Answered answered -> comeIn(call, said);
      case Present present -> comeIn(call, said);
      case Left left -> become(call, call.left(said), said.by());
      case Ended ended ->
          isHost(call, said.by())
              ? become(call, call.closed(said, ended.reason()), said.by())
              : new Forbidden();
    };
  }

  private Appending comeIn(GroupCall call, Said said) {
    return call.isFullFor(said.by(), bounds)
        ? new CallFull(bounds.usersMax())
        : become(call, call.heard(said, bounds), said.by());
  }

  private boolean isHost(GroupCall call, UserId user) {
    return user.equals(call.caller()) || ledger.isOwner(user);
  }

  /// Whoever is no member any more is in no call of the conversation either. Of two, nobody is
  /// removed.
  ///
  /// @param by who has removed her, or she herself
  void removed(UserId member, UserId by) {
    CallStanding open = openCall();
    if (open instanceof GroupCall group) {
      become(group, group.removed(member, ledger.now()), by);
    }
  }

  /// Whoever has found it overdue looked before it was locked: it may have been heard of since.
  Appending expire(Work.Expiry expiry) {
    CallStanding call = calls.get(expiry.call());
    return call == null ? new Unchanged() : become(call, timedOut(call, expiry), call.caller());
  }

  private CallStanding timedOut(CallStanding call, Work.Expiry expiry) {
    return switch (call) {
      case PairCall pair ->
          callee(pair)
              .map(callee -> pair.timedOut(ledger.now(), expiry.seen(), callee))
              .orElseGet(() -> pair.timedOut(ledger.now()));
      case GroupCall group -> group.timedOut(ledger.now(), expiry.seen());
    };
  }

  private Optional<UserId> callee(PairCall call) {
    return ledger.roster().others(call.caller()).findFirst();
  }

  private Appending become(CallStanding before, CallStanding after, UserId by) {
    CallStanding.Ending ending = after.ending();
    if (after.equals(before)) {
      return new Unchanged();
    }
    if (ending != null) {
      return end(before, after, ending.settledBy() == SettledBy.CONFIRMED ? by : after.caller());
    }
    note(before, after);
    return new Unchanged();
  }

  private Appending end(CallStanding before, CallStanding ended, UserId actor) {
    CallStanding.Ending ending = ended.ending();
    if (ending == null) {
      throw new IllegalStateException("a call that ends has an ending");
    }
    note(before, ended);
    CallId open = ledger.standing().openCall();
    return ledger.record(
        seq ->
            new Event.CallEnded(
                seq,
                ledger.now(),
                actor,
                ended.id(),
                ended.media(),
                ended.caller(),
                ending.reason(),
                ended.durationMs()),
        ended.id(),
        ended.id().equals(open) ? null : open);
  }

  private void note(CallStanding before, CallStanding call) {
    calls.put(call.id(), call);
    ledger.entries().noteChanged(before, call);
  }
}
