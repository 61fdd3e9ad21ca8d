package org.sealmesh.relay.uplink;

/// Hears whether this process is reached by an origin. Called on the uplink server's event loop, in
/// turn: first [#onDetached], when the server starts, since no origin has been heard by then.
public interface OriginListener {
  /// No beacon has come for a while: whatever the origin has for browsers does not come this way.
  void onDetached();

  /// A beacon came. What happened meanwhile was missed.
  void onAttached();

  /// Hears nothing.
  static OriginListener none() {
    return new OriginListener() {
      @Override
      public void onDetached() {}

      @Override
      public void onAttached() {}
    };
  }
}
