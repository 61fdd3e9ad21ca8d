package org.sealmesh.signaling.state;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal.Type;

/// Where a party stands in its call, as its node has seen it (docs/PROTOCOL.md §9, "States").
enum Stage {
  NEW,
  RINGING,
  /// The callee's party has accepted, and has not been chosen yet.
  ACCEPTED,
  CONNECTING,
  ACTIVE,
  ENDED;

  private static final Set<Stage> ANSWERED = EnumSet.of(CONNECTING, ACTIVE);

  static Stage of(@Nullable CallPhase phase) {
    return switch (phase) {
      case null -> NEW;
      case RINGING -> RINGING;
      case ACCEPTED -> ACCEPTED;
      case CONNECTING -> CONNECTING;
      case ACTIVE -> ACTIVE;
    };
  }

  /// Where a party stands that has said this.
  ///
  /// @return empty if it has no place here
  Optional<Stage> afterSaying(Type type, CallRole role) {
    return Optional.ofNullable(
        switch (role) {
          case CALLER -> callerSays(type);
          case CALLEE -> calleeSays(type);
          case HOST, PARTICIPANT -> memberSays(type);
        });
  }

  private @Nullable Stage callerSays(Type type) {
    return switch (type) {
      case INVITE -> to(RINGING, NEW, RINGING);
      // Said again to a party that did not hear it.
      case SELECT_ANSWER -> this == ACTIVE ? ACTIVE : to(CONNECTING, RINGING, CONNECTING);
      case CANCEL -> to(ENDED, NEW, RINGING, ENDED);
      case RINGING, ACCEPT, REJECT, BUSY, RESTART_ICE, PRESENT, MEDIA_KEY, WANT_MEDIA_KEY -> null;
      case LEAVE, DESCRIPTION, CANDIDATES, CONNECTED, SENDING, SYNC_STATE -> eitherSays(type);
    };
  }

  private @Nullable Stage calleeSays(Type type) {
    return switch (type) {
      case RINGING -> to(RINGING, NEW, RINGING);
      case ACCEPT -> to(ACCEPTED, NEW, RINGING, ACCEPTED);
      case REJECT, BUSY -> to(ENDED, NEW, RINGING, ACCEPTED, ENDED);
      // It has made its offer, and need not wait to be chosen.
      case CANDIDATES -> this == ACCEPTED ? ACCEPTED : eitherSays(type);
      case RESTART_ICE -> stay(ANSWERED);
      case INVITE, SELECT_ANSWER, CANCEL, PRESENT, MEDIA_KEY, WANT_MEDIA_KEY -> null;
      case LEAVE -> this == ACCEPTED ? ENDED : eitherSays(type);
      case DESCRIPTION, CONNECTED, SENDING, SYNC_STATE -> eitherSays(type);
    };
  }

  private @Nullable Stage eitherSays(Type type) {
    return switch (type) {
      case LEAVE -> to(ENDED, CONNECTING, ACTIVE, ENDED);
      case CONNECTED -> to(ACTIVE, CONNECTING, ACTIVE);
      case SYNC_STATE -> stay(EnumSet.of(RINGING, ACCEPTED, CONNECTING, ACTIVE));
      case DESCRIPTION, CANDIDATES, SENDING -> stay(ANSWERED);
      case INVITE,
          RINGING,
          ACCEPT,
          SELECT_ANSWER,
          REJECT,
          BUSY,
          CANCEL,
          RESTART_ICE,
          PRESENT,
          MEDIA_KEY,
          WANT_MEDIA_KEY ->
          null;
    };
  }

  /// In a group's call one is there, until one leaves.
  private @Nullable Stage memberSays(Type type) {
    return switch (type) {
      case PRESENT, MEDIA_KEY, WANT_MEDIA_KEY, SENDING -> to(ACTIVE, NEW, ACTIVE);
      // Said to each of the others.
      case LEAVE -> to(ENDED, NEW, ACTIVE, ENDED);
      case INVITE,
          RINGING,
          ACCEPT,
          SELECT_ANSWER,
          REJECT,
          BUSY,
          CANCEL,
          DESCRIPTION,
          CANDIDATES,
          RESTART_ICE,
          CONNECTED,
          SYNC_STATE ->
          null;
    };
  }

  /// Where a party stands that has been told this by the other side.
  ///
  /// @param isForIt whether the signal names this very party
  Stage afterHearing(Type type, CallRole role, boolean isForIt) {
    return switch (type) {
      case SELECT_ANSWER -> role == CallRole.CALLEE ? chosen(isForIt) : this;
      case CANCEL -> role == CallRole.CALLEE && !ANSWERED.contains(this) ? ENDED : this;
      case LEAVE -> isForIt && !role.isOfGroup() ? ENDED : this;
      case INVITE,
          RINGING,
          ACCEPT,
          REJECT,
          BUSY,
          DESCRIPTION,
          CANDIDATES,
          RESTART_ICE,
          CONNECTED,
          SENDING,
          SYNC_STATE,
          PRESENT,
          MEDIA_KEY,
          WANT_MEDIA_KEY ->
          this;
    };
  }

  private Stage chosen(boolean isForIt) {
    if (!isForIt) {
      return ENDED;
    }
    return this == ACCEPTED ? CONNECTING : this;
  }

  /// Whether one is in the call, and not only asked into it.
  boolean isAnswered() {
    return ANSWERED.contains(this);
  }

  private @Nullable Stage to(Stage next, Stage... from) {
    for (Stage stage : from) {
      if (stage == this) {
        return next;
      }
    }
    return null;
  }

  private @Nullable Stage stay(Set<Stage> among) {
    return among.contains(this) ? this : null;
  }
}
