package org.sealmesh.relay.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.sealmesh.mesh.RoutingId;

/// Which routing ids this node holds, and in which shards: a share for every socket that is bound
/// or about to be.
///
/// Belongs to the relay's own event loop.
public final class Holdings {
  /// So many shards fit the bits of a `long`; a process has one per core.
  public static final int SHARDS_MAX = Long.SIZE;

  private final Map<RoutingId, int[]> shares = new HashMap<>();

  /// Adds a share.
  ///
  /// @return true if the node held none before: the router must be told
  public boolean add(RoutingId rid, int shard) {
    if (shard < 0 || shard >= SHARDS_MAX) {
      throw new IllegalArgumentException("a shard is numbered 0 to 63");
    }
    int[] before = shares.get(rid);
    int[] counts = before == null ? new int[shard + 1] : before;
    if (counts.length <= shard) {
      counts = Arrays.copyOf(counts, shard + 1);
    }
    counts[shard]++;
    if (counts != before) {
      shares.put(rid, counts);
    }
    return before == null;
  }

  /// Takes a share away.
  ///
  /// @return true if it was the node's last: the router must be told
  public boolean remove(RoutingId rid, int shard) {
    int[] counts = shares.get(rid);
    if (counts == null || counts.length <= shard || counts[shard] == 0) {
      throw new IllegalStateException("a share was given back that nobody held");
    }
    counts[shard]--;
    for (int count : counts) {
      if (count > 0) {
        return false;
      }
    }
    shares.remove(rid);
    return true;
  }

  /// How many sockets of this node have a share.
  public int count(RoutingId rid) {
    int[] counts = shares.get(rid);
    int sum = 0;
    if (counts != null) {
      for (int count : counts) {
        sum += count;
      }
    }
    return sum;
  }

  /// The shards that hold any of the routing ids, one bit each.
  public long shards(Collection<RoutingId> rids) {
    long mask = 0;
    for (RoutingId rid : rids) {
      int[] counts = shares.get(rid);
      if (counts != null) {
        for (int shard = 0; shard < counts.length; shard++) {
          mask |= counts[shard] > 0 ? 1L << shard : 0;
        }
      }
    }
    return mask;
  }

  /// How many routing ids are held.
  public int size() {
    return shares.size();
  }
}
