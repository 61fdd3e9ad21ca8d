package org.sealmesh.relay.socket;

import org.sealmesh.relay.state.Bindings;
import org.sealmesh.relay.state.SocketState;

/// One browser's socket as its shard sees it.
final class Socket extends Bindings.Holder {
  private static final long NOT_CLOSING = -1;

  private final long id;
  private final SocketState state;
  private final SocketWriter writer;
  private final FrameAssembler assembler = new FrameAssembler();
  private long closingSinceNs = NOT_CLOSING;
  private boolean isSettled;

  Socket(long id, SocketState state, SocketWriter writer) {
    this.id = id;
    this.state = state;
    this.writer = writer;
  }

  /// Unique in this process; says nothing to anyone else.
  long id() {
    return id;
  }

  SocketState state() {
    return state;
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
