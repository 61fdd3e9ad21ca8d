package org.sealmesh.mesh;

import org.sealmesh.bus.Address;

/// Every address of the mesh zone.
public final class MeshAddresses {
  /// The router; on an origin without relays of its own, the uplink stands in for it.
  public static final Address<RouterMessage> ROUTER =
      new Address<>("sealmesh.router", RouterMessage.class);

  /// The relay of one node.
  public static Address<RelayMessage> relay(NodeId node) {
    return new Address<>("sealmesh.relay." + node.value(), RelayMessage.class);
  }

  private MeshAddresses() {}
}
