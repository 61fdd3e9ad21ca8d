package org.sealmesh.mesh.uplink;

/// One end of an uplink, as bytes. Belongs to one event loop.
///
/// What is written arrives in order or the connection ends. There is no back-pressure here: who
/// writes keeps a bound on what is unanswered.
public interface FrameSocket {
  /// Writes one frame. After the end it is lost without notice.
  ///
  /// @param frame at most [org.sealmesh.mesh.Limits#FRAME_BYTES_MAX]
  void write(byte[] frame);

  /// Ends the connection. From here on the receiver hears of nothing but [Receiver#onClosed], also
  /// of what has arrived already.
  void close();

  /// Hears what the far end says.
  interface Receiver {
    /// A whole frame of at most 64 KiB arrived.
    void onFrame(byte[] frame);

    /// Something arrived that is no frame of an uplink. The receiver is to close.
    void onViolation(Violation violation);

    /// The connection is gone, whoever ended it. The last call.
    void onClosed();
  }
}
