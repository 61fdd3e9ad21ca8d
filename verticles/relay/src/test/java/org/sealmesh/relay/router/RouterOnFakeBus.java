package org.sealmesh.relay.router;

import java.util.Set;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;

/// A router that answers on a bus which a test steps by hand.
public final class RouterOnFakeBus {
  public static RouterVerticle start(FakeBus bus, Clock clock, NodeId... nodes) {
    RouterVerticle router =
        new RouterVerticle(
            RouterConfig.DEFAULTS, new LocalDirectory(Set.of(nodes)), bus, clock, Meter.NONE);
    bus.handle(MeshAddresses.ROUTER, router::onMessage);
    return router;
  }

  private RouterOnFakeBus() {}
}
