package org.sealmesh.relay.router.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Snapshot;
import org.sealmesh.mesh.RoutingId;

/// What a router's copy of the directory takes.
public final class DirectoryWeight {
  private static final NodeId OTHER = new NodeId("other");

  /// Bytes of live heap for what one other node holds.
  public static long bytes(int rids) {
    Random random = new Random(1);
    Claims claims = new Claims(rids);
    claims.onJoined(OTHER);
    long stream = ((PeerMessage.Obeyed) claims.invite(OTHER, () -> 1)).stream();
    long before = live();
    int parts = (rids + PeerMessage.RIDS_MAX - 1) / PeerMessage.RIDS_MAX;
    for (int part = 0; part < parts; part++) {
      int size = Math.min(PeerMessage.RIDS_MAX, rids - part * PeerMessage.RIDS_MAX);
      List<RoutingId> held = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        held.add(new RoutingId(new UUID(random.nextLong(), random.nextLong())));
      }
      claims.onSnapshot(new Snapshot(OTHER, stream, 1, part, parts, held), true);
    }
    long after = live();
    // What is looked at here cannot have been collected before.
    if (claims.size() != rids) {
      throw new IllegalStateException("not all was taken");
    }
    return after - before;
  }

  private static long live() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private DirectoryWeight() {}
}
