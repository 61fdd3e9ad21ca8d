package org.sealmesh.relay.uplink;

/// Hears of the origins that reach this process. Called on the uplink server's event loop.
public interface OriginListener {
  /// The port is about to open: no origin has been heard by then. Called once, first.
  void onOpening();

  /// A beacon came, over whichever uplink.
  void onBeacon();

  /// Hears nothing.
  static OriginListener none() {
    return new OriginListener() {
      @Override
      public void onOpening() {}

      @Override
      public void onBeacon() {}
    };
  }
}
