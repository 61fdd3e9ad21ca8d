package org.sealmesh.uplink.state;

/// How much may be unanswered at a time, in requests and in bytes: all that a far end which reads
/// slowly, or answers nothing, can make this process hold.
public final class Window {
  private final int requestsMax;
  private final int bytesMax;
  private int granted;
  private int requests;
  private int bytes;

  public Window(int requestsMax, int bytesMax) {
    this.requestsMax = requestsMax;
    this.bytesMax = bytesMax;
    this.granted = requestsMax;
  }

  /// The far end takes so many at a time, or fewer if we do.
  public void grant(int creditMax) {
    granted = Math.min(requestsMax, creditMax);
  }

  /// @return false if it does not fit: then nothing is taken
  public boolean tryTake(int frameBytes) {
    if (requests >= granted || bytes + frameBytes > bytesMax) {
      return false;
    }
    requests++;
    bytes += frameBytes;
    return true;
  }

  public void give(int frameBytes) {
    requests--;
    bytes -= frameBytes;
  }

  /// The connection is gone, and with it whatever was unanswered.
  public void clear() {
    requests = 0;
    bytes = 0;
    granted = requestsMax;
  }

  public int requests() {
    return requests;
  }

  public int bytes() {
    return bytes;
  }
}
