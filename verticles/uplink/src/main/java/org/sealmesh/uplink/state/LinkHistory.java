package org.sealmesh.uplink.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.LinkVitals.State;
import org.sealmesh.mesh.NodeVitals;

/// How one link has fared, for an operator's eyes. Decides nothing.
///
/// Of what the relay says of itself only the last report is kept, and it stays when the link is
/// lost: how old it is goes with it. Belongs to one event loop.
public final class LinkHistory {
  private State state = State.DOWN;
  private long sinceNs;
  private long refused;
  private long lost;
  private long losses;
  private @Nullable NodeVitals reported;
  private long heardNs;

  public LinkHistory(long nowNs) {
    this.sinceNs = nowNs;
  }

  /// The relay takes requests from now on.
  void onUp(long nowNs) {
    state = State.UP;
    sinceNs = nowNs;
  }

  /// The connection is gone. Tries that came to nothing change nothing: it was down before.
  void onDown(long nowNs) {
    if (state == State.UP) {
      state = State.DOWN;
      sinceNs = nowNs;
      losses++;
    }
  }

  /// The relay answered a beacon.
  void onHeard(NodeVitals vitals, long nowNs) {
    reported = vitals;
    heardNs = nowNs;
  }

  /// There was no room for a request.
  void onRefused() {
    refused++;
  }

  /// What became of a request is not known.
  void onLost() {
    lost++;
  }

  /// @param unanswered requests that wait now
  LinkVitals vitals(String mesh, String relay, long unanswered, long nowNs) {
    return new LinkVitals(
        mesh,
        relay,
        state,
        Duration.ofNanos(nowNs - sinceNs),
        unanswered,
        refused,
        lost,
        losses,
        reported,
        reported == null ? null : Duration.ofNanos(nowNs - heardNs));
  }
}
