package org.sealmesh.relay.router.state;

import java.time.Duration;
import org.sealmesh.relay.state.BeaconNews;
import org.sealmesh.relay.state.OriginPresence;

/// Whether a simulated node hears an origin: the production's `OriginPresence` and `BeaconNews`,
/// and what `OriginWatch` does with them.
final class SimulatedPresence {
  /// Longer than twice [BeaconNews#EVERY], and much shorter than an event is tried.
  static final Duration PATIENCE = Duration.ofSeconds(7);

  private final OriginPresence presence = new OriginPresence(PATIENCE);
  private final BeaconNews news = new BeaconNews();
  private final SimulatedNetwork network;
  private final Runnable passOn;
  private final Runnable resync;
  private boolean isDetached;
  private long attachedMs = -1;

  /// @param passOn tells the other relays of an origin
  /// @param resync tells the sockets of this one
  SimulatedPresence(SimulatedNetwork network, Runnable passOn, Runnable resync) {
    this.network = network;
    this.passOn = passOn;
    this.resync = resync;
  }

  void expect() {
    onChange(presence.expect());
  }

  void onBeacon() {
    onHeard();
    if (news.onBeacon(network.nowNs())) {
      passOn.run();
    }
  }

  /// Another relay has heard an origin.
  void onHeard() {
    onChange(presence.onBeacon(network.nowNs()));
  }

  void onTick() {
    onChange(presence.onTick(network.nowNs()));
    if (news.onTick(network.nowNs())) {
      passOn.run();
    }
  }

  private void onChange(OriginPresence.Change change) {
    switch (change) {
      case NONE -> {}
      case DETACHED -> isDetached = true;
      case ATTACHED -> {
        isDetached = false;
        attachedMs = network.nowMs();
        resync.run();
      }
    }
  }

  /// No socket is told to `resync` meanwhile.
  boolean isDetached() {
    return isDetached;
  }

  /// Whether its sockets have been or will be told to `resync` after this time.
  boolean bringsSyncAfter(long timeMs) {
    return isDetached || attachedMs > timeMs;
  }
}
