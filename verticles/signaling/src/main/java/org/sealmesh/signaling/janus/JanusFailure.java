package org.sealmesh.signaling.janus;

import org.sealmesh.mesh.media.MediaAnswer.Why;

/// Janus did not do it. Says why by number alone: its texts name rooms and sessions.
final class JanusFailure extends Exception {
  private static final long serialVersionUID = 1;

  static final int UNAUTHORIZED = 403;
  static final int NO_SUCH_SESSION = 458;
  static final int NO_SUCH_HANDLE = 459;
  static final int JOIN_FIRST = 424;
  static final int NO_SUCH_ROOM = 426;
  static final int ROOM_EXISTS = 427;
  static final int NAME_TAKEN = 436;

  /// Of ours: it did not answer, or could not be asked.
  static final int UNANSWERED = 0;

  /// Of ours: Janus waits for the answer to an offer that got lost between two connections, and
  /// offers nothing more.
  static final int OFFER_LOST = -2;

  private final int code;

  JanusFailure(int code) {
    super("code " + code, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  static boolean is(Throwable failure, int code) {
    return failure instanceof JanusFailure it && it.code == code;
  }

  /// Whether the party is to come in anew.
  boolean isOfOneForgotten() {
    return code == NO_SUCH_SESSION || code == NO_SUCH_HANDLE || code == OFFER_LOST;
  }

  Why why() {
    return switch (code) {
      case UNAUTHORIZED, 433 -> Why.BAD_TOKEN;
      case NO_SUCH_SESSION, NO_SUCH_HANDLE, OFFER_LOST, NO_SUCH_ROOM, JOIN_FIRST -> Why.NOT_JOINED;
      case 428 -> Why.NO_SUCH_PARTY;
      case 432 -> Why.FULL;
      // Of the core: 465 to 468; of the plugin: an offer or answer that has no place, or is none.
      case 431, 437, 464, 465, 466, 467, 468, 469 -> Why.BAD_DESCRIPTION;
      default -> Why.UNAVAILABLE;
    };
  }
}
