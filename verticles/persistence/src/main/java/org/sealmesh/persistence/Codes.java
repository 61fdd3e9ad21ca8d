package org.sealmesh.persistence;

import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.LobbyCommand.Verdict;
import org.sealmesh.origin.privacy.AuditEntry;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.LegalHold;

/// The numbers that stand for names in the tables. They never change their meaning.
public final class Codes {
  /// Rows of `bm_events`.
  public static final int CREATED = 1;

  static final int RENAMED = 2;
  static final int ADDED = 3;
  public static final int REMOVED = 4;
  public static final int SENT = 5;
  static final int EDITED = 6;
  static final int DELETED = 7;
  static final int CALL_STARTED = 8;
  static final int CALL_ENDED = 9;
  static final int PERSON_ERASED = 10;

  /// Rows of `bm_users` that are nobody's any more: no [User] is read from them.
  public static final int ERASED = 4;

  public static int of(ConversationKind kind) {
    return switch (kind) {
      case DIRECT -> 1;
      case GROUP -> 2;
      case ROOM -> 3;
    };
  }

  static ConversationKind conversationKind(int code) {
    return switch (code) {
      case 1 -> ConversationKind.DIRECT;
      case 2 -> ConversationKind.GROUP;
      case 3 -> ConversationKind.ROOM;
      default -> throw unknown(code);
    };
  }

  /// The highest of them: what a later version knows besides is not told here.
  static final int AUDIT_ACT_MAX = 5;

  static int of(AuditEntry.Act act) {
    return switch (act) {
      case HOLD_SET -> 1;
      case HOLD_LIFTED -> 2;
      case AGE_SET -> 3;
      case AGE_UNSET -> 4;
      case PREVIEWED -> 5;
    };
  }

  static AuditEntry.Act auditAct(int code) {
    return switch (code) {
      case 1 -> AuditEntry.Act.HOLD_SET;
      case 2 -> AuditEntry.Act.HOLD_LIFTED;
      case 3 -> AuditEntry.Act.AGE_SET;
      case 4 -> AuditEntry.Act.AGE_UNSET;
      case 5 -> AuditEntry.Act.PREVIEWED;
      default -> throw unknown(code);
    };
  }

  public static int of(User.Kind kind) {
    return switch (kind) {
      case LOCAL -> 1;
      case GUEST -> 2;
      case SSO -> 3;
    };
  }

  static User.Kind userKind(int code) {
    return switch (code) {
      case 1 -> User.Kind.LOCAL;
      case 2 -> User.Kind.GUEST;
      case 3 -> User.Kind.SSO;
      default -> throw unknown(code);
    };
  }

  static int of(ErasedMessages messages) {
    return switch (messages) {
      case DELETED -> 1;
      case KEPT -> 2;
    };
  }

  static ErasedMessages erasedMessages(int code) {
    return switch (code) {
      case 1 -> ErasedMessages.DELETED;
      case 2 -> ErasedMessages.KEPT;
      default -> throw unknown(code);
    };
  }

  static int of(JobCommand.Kind kind) {
    return switch (kind) {
      case EXPORT -> 1;
      case COUNT -> 2;
      case ERASE -> 3;
      case PREVIEW -> 4;
      case RETENTION -> 5;
    };
  }

  static JobCommand.Kind jobKind(int code) {
    return switch (code) {
      case 1 -> JobCommand.Kind.EXPORT;
      case 2 -> JobCommand.Kind.COUNT;
      case 3 -> JobCommand.Kind.ERASE;
      case 4 -> JobCommand.Kind.PREVIEW;
      case 5 -> JobCommand.Kind.RETENTION;
      default -> throw unknown(code);
    };
  }

  static int of(LegalHold.Kind kind) {
    return switch (kind) {
      case CONVERSATION -> 1;
      case PERSON -> 2;
    };
  }

  static LegalHold.Kind holdKind(int code) {
    return switch (code) {
      case 1 -> LegalHold.Kind.CONVERSATION;
      case 2 -> LegalHold.Kind.PERSON;
      default -> throw unknown(code);
    };
  }

  public static int of(RemovalReason reason) {
    return switch (reason) {
      case LEFT -> 1;
      case REMOVED -> 2;
      case BANNED -> 3;
    };
  }

  static RemovalReason removalReason(int code) {
    return switch (code) {
      case 1 -> RemovalReason.LEFT;
      case 2 -> RemovalReason.REMOVED;
      case 3 -> RemovalReason.BANNED;
      default -> throw unknown(code);
    };
  }

  static int of(CallMedia media) {
    return switch (media) {
      case AUDIO -> 1;
      case VIDEO -> 2;
    };
  }

  static CallMedia callMedia(int code) {
    return switch (code) {
      case 1 -> CallMedia.AUDIO;
      case 2 -> CallMedia.VIDEO;
      default -> throw unknown(code);
    };
  }

  static int of(CallEndReason reason) {
    return switch (reason) {
      case HUNG_UP -> 1;
      case REJECTED -> 2;
      case BUSY -> 3;
      case CANCELLED -> 4;
      case NO_ANSWER -> 5;
      case FAILED -> 6;
      case LOST -> 7;
    };
  }

  static CallEndReason callEndReason(int code) {
    return switch (code) {
      case 1 -> CallEndReason.HUNG_UP;
      case 2 -> CallEndReason.REJECTED;
      case 3 -> CallEndReason.BUSY;
      case 4 -> CallEndReason.CANCELLED;
      case 5 -> CallEndReason.NO_ANSWER;
      case 6 -> CallEndReason.FAILED;
      case 7 -> CallEndReason.LOST;
      default -> throw unknown(code);
    };
  }

  static int of(SettledBy settledBy) {
    return switch (settledBy) {
      case CONFIRMED -> 1;
      case TIMED_OUT -> 2;
      case REPORTED -> 3;
    };
  }

  static SettledBy settledBy(int code) {
    return switch (code) {
      case 1 -> SettledBy.CONFIRMED;
      case 2 -> SettledBy.TIMED_OUT;
      case 3 -> SettledBy.REPORTED;
      default -> throw unknown(code);
    };
  }

  static int of(Verdict verdict) {
    return switch (verdict) {
      case ADMITTED -> 1;
      case TURNED_AWAY -> 2;
    };
  }

  static Verdict verdict(int code) {
    return switch (code) {
      case 1 -> Verdict.ADMITTED;
      case 2 -> Verdict.TURNED_AWAY;
      default -> throw unknown(code);
    };
  }

  static int of(Export.State state) {
    return switch (state) {
      case WAITING -> 1;
      case RUNNING -> 2;
      case READY -> 3;
      case FAILED -> 4;
    };
  }

  static Export.State exportState(int code) {
    return switch (code) {
      case 1 -> Export.State.WAITING;
      case 2 -> Export.State.RUNNING;
      case 3 -> Export.State.READY;
      case 4 -> Export.State.FAILED;
      default -> throw unknown(code);
    };
  }

  static int of(Export.Failure failure) {
    return switch (failure) {
      case DISK_FULL -> 1;
      case TROUBLE -> 2;
    };
  }

  static Export.Failure exportFailure(int code) {
    return switch (code) {
      case 1 -> Export.Failure.DISK_FULL;
      case 2 -> Export.Failure.TROUBLE;
      default -> throw unknown(code);
    };
  }

  static IllegalStateException unknown(int code) {
    return new IllegalStateException("unknown code " + code + ": written by a later version");
  }

  private Codes() {}
}
