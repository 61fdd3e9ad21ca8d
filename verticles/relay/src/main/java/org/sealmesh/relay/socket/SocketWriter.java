package org.sealmesh.relay.socket;

import org.sealmesh.mesh.frame.CloseCode;

/// Writes to one socket, on its event loop. Frames leave in the order written, each whole.
///
/// Nothing is written after [#close].
public interface SocketWriter {
  /// Puts a frame into the socket's buffers. Never waits; what the network does not take is counted
  /// by [#outstandingBytes].
  void write(EncodedFrame frame);

  /// What waits in this process for the network to take it, overhead included.
  long outstandingBytes();

  /// Sends what was written, and then the close frame; the browser's answer ends the connection.
  void close(CloseCode code);

  /// Cuts the connection and frees what waits for it.
  void abort();
}
