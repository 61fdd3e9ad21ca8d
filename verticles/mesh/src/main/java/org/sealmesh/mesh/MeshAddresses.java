package org.sealmesh.mesh;

import org.sealmesh.bus.Address;

/// Every address of the mesh zone.
public final class MeshAddresses {
  /// The router of this process, which alone may ask it; on an origin without relays of its own,
  /// the uplink stands in for it.
  public static final Address<RouterMessage> ROUTER =
      new Address<>("sealmesh.router", RouterMessage.class);

  /// The signaling of this process, for its relay alone.
  public static final Address<SignalingMessage> SIGNALING =
      new Address<>("sealmesh.signaling", SignalingMessage.class);

  /// The relay of one node, for the routers of all.
  public static Address<RelayMessage> relay(NodeId node) {
    return Address.clustered("sealmesh.relay." + node.value(), RelayMessage.class);
  }

  /// The router of one node, for the routers of the others.
  public static Address<PeerMessage> peer(NodeId node) {
    return Address.clustered("sealmesh.router." + node.value(), PeerMessage.class);
  }

  private MeshAddresses() {}
}
