package org.sealmesh.mesh.frame;

/// Why a relay closes a socket. The range tells the browser what to do (docs/PROTOCOL.md §6).
public enum CloseCode {
  GOING_AWAY(4000, "going away"),
  IDLE(4001, "idle"),
  HELLO_LATE(4002, "no hello in time"),
  INTERNAL_ERROR(4003, "internal error"),
  NODE_FULL(4004, "node full"),
  TOO_SLOW(4008, "too slow to read"),
  TOO_FAST(4009, "too fast to write"),

  TICKET_EXPIRED(4030, "ticket expired"),
  TICKET_REFUSED(4031, "ticket refused"),
  TICKET_REVOKED(4032, "ticket revoked"),

  BAD_FRAME(4060, "bad frame"),
  UNSUPPORTED_VERSION(4061, "unsupported version"),
  FRAME_TOO_LARGE(4062, "frame too large"),
  TOO_MANY_SOCKETS(4063, "too many sockets of this user");

  private final short code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = (short) code;
    this.reason = reason;
  }

  public short code() {
    return code;
  }

  /// Sent with the code, for people who debug. Says nothing about the user.
  public String reason() {
    return reason;
  }

  public Advice advice() {
    if (code < 4030) {
      return Advice.RETRY;
    }
    return code < 4060 ? Advice.NEW_TICKET : Advice.STOP;
  }

  /// What the browser does next.
  public enum Advice {
    RETRY,
    NEW_TICKET,
    STOP
  }
}
