package org.sealmesh.relay.socket;

import org.sealmesh.relay.state.Bindings;
import org.sealmesh.relay.state.SocketState;

/// One browser's socket as its shard sees it.
final class Socket extends Bindings.Holder {
  private static final long NOT_CLOSING = -1;

  private final long id;
  private final SocketState state;
  private final Spelling spelling;
  private final SocketWriter writer;
  private final FrameAssembler assembler;
  private long closingSinceNs = NOT_CLOSING;
  private boolean isSettled;

  Socket(long id, SocketState state, Spelling spelling, SocketWriter writer) {
    this.id = id;
    this.state = state;
    this.spelling = spelling;
    this.writer = writer;
    this.assembler = new FrameAssembler(spelling.messageBytesMax());
  }

  /// Unique in this process; says nothing to anyone else.
  long id() {
    return id;
  }

  SocketState state() {
    return state;
  }

  /// What its browser and we write.
  Spelling spelling() {
    return spelling;
  }

  SocketWriter writer() {
    return writer;
  }

  FrameAssembler assembler() {
    return assembler;
  }

  /// @return true the first time
  boolean settle() {
    boolean isFirst = !isSettled;
    isSettled = true;
    return isFirst;
  }

  void startClosing(long nowNs) {
    closingSinceNs = nowNs;
  }

  boolean isClosing() {
    return closingSinceNs != NOT_CLOSING;
  }

  boolean isClosingFor(long ns, long nowNs) {
    return isClosing() && nowNs - closingSinceNs >= ns;
  }
}
