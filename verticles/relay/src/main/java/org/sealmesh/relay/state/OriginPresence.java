package org.sealmesh.relay.state;

import java.time.Duration;

/// Whether an origin was heard lately, at this relay or at another one of the mesh that reaches
/// this one: what an origin has for browsers takes the same way.
///
/// A relay that nobody has told of an origin takes it for granted that one is there: its own
/// process may be it. From the first beacon on, or once it is told to expect one, silence counts.
public final class OriginPresence {
  private final long patienceNs;
  private State state = State.UNWATCHED;
  private long heardNs;

  /// @param patience how long after a beacon the origin counts as here
  public OriginPresence(Duration patience) {
    this.patienceNs = patience.toNanos();
  }

  /// What a beacon or the lack of one changed.
  public enum Change {
    NONE,
    /// No origin is heard: browsers should poll.
    DETACHED,
    /// An origin is heard, for the first time or again: browsers should sync.
    ATTACHED
  }

  private enum State {
    UNWATCHED,
    AWAITED,
    HERE,
    AWAY
  }

  /// Origins have a way to this relay from now on; none has used it so far.
  public Change expect() {
    if (state != State.UNWATCHED) {
      return Change.NONE;
    }
    state = State.AWAITED;
    return Change.DETACHED;
  }

  /// Whether an origin is expected, and none was ever heard.
  public boolean isAwaited() {
    return state == State.AWAITED;
  }

  /// A beacon was heard, here or elsewhere in the mesh.
  public Change onBeacon(long nowNs) {
    heardNs = nowNs;
    State before = state;
    state = State.HERE;
    return switch (before) {
      case AWAITED, AWAY -> Change.ATTACHED;
      case UNWATCHED, HERE -> Change.NONE;
    };
  }

  /// Time has passed; asked about once a second.
  public Change onTick(long nowNs) {
    if (state != State.HERE || nowNs - heardNs < patienceNs) {
      return Change.NONE;
    }
    state = State.AWAY;
    return Change.DETACHED;
  }
}
