package org.sealmesh.uplink;

import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.FrameSocket;

/// Opens connections to relays. A seam: tests have their own far ends.
interface Dialler {
  /// Begins to dial. The receiver hears frames once the far end is there and has shown its
  /// certificate, and [FrameSocket.Receiver#onClosed] if it never comes to that.
  Connection dial(RelayAddress relay, FrameSocket.Receiver receiver);

  /// A connection that stands or is on its way.
  interface Connection extends FrameSocket {
    /// What the two ends share and nobody else has. Known once a frame has come.
    Fresh binding();
  }
}
