package org.sealmesh.relay.state;

/// Whether an origin is heard. Changed by one thread, read by all event loops.
///
/// A process that has its origin on its own bus always hears it.
public final class Attachment {
  private volatile boolean isDetached;

  public void detach() {
    isDetached = true;
  }

  public void attach() {
    isDetached = false;
  }

  /// Browsers are told as soon as they are welcomed.
  public boolean isDetached() {
    return isDetached;
  }
}
