package org.sealmesh.relay.router;

import java.util.Random;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;

/// A router that answers on a bus which a test steps by hand.
public final class RouterOnFakeBus {
  /// Of a node that shares no cluster.
  public static RouterVerticle start(FakeBus bus, Clock clock, NodeId node) {
    return start(bus, clock, Members.alone(node), RouterConfig.DEFAULTS, Meter.NONE);
  }

  /// @param bus of this node's process
  static RouterVerticle start(
      FakeBus bus, Clock clock, Members members, RouterConfig config, Meter meter) {
    Random random = new Random(members.self().value().hashCode());
    RouterVerticle router =
        new RouterVerticle(config, members, bus, clock, random::nextLong, meter);
    router.prepare();
    bus.handle(MeshAddresses.ROUTER, router::onMessage);
    return router;
  }

  private RouterOnFakeBus() {}
}
