package org.sealmesh.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapEvent;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The event bus' place in the cluster, which outlives what a hostile member leaves behind.
///
/// Whoever is a member can write into the two maps by which processes find each other, and nothing
/// stops that while it is one. When a member goes, the library builds them anew; but it reads them
/// first, so that one entry it cannot read would keep every process unreachable for as long as the
/// cluster lives, and an address that was given to nobody would stay so. Hence they are looked
/// through before: a map with anything in it that is no member's is cleared as a whole, and every
/// process that hears of that writes its own entries again, whoever did it.
final class SweptHazelcast extends HazelcastClusterManager {
  static final String REGISTRATIONS = "__vertx.subs";
  static final String NODES = "__vertx.nodeInfo";

  private static final Logger LOG = LoggerFactory.getLogger(SweptHazelcast.class);

  /// What the library keeps in each of them.
  private static final Map<String, String> VALUES =
      Map.of(
          REGISTRATIONS,
          "io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo",
          NODES,
          "io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo");

  /// Who holds it sweeps; the next one then finds what others have written meanwhile, and leaves
  /// that.
  private static final String TURN = "sealmesh.sweep";

  /// Longer than a sweep takes. Whoever does not get its turn by then goes on without.
  private static final long PATIENCE_SECONDS = 5;

  /// For one that hangs while it has the turn.
  private static final long LEASE_SECONDS = 30;

  private final HazelcastInstance hazelcast;

  /// Blocks: not on an event loop.
  SweptHazelcast(HazelcastInstance hazelcast) {
    super(hazelcast);
    this.hazelcast = hazelcast;
    registrations().addEntryListener(new Cleared(), false);
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    sweep(event.getMember().getAttribute(HazelcastSettings.BUS_ID_ATTRIBUTE));
    super.memberRemoved(event);
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleState.MERGED) {
      sweep(null);
    }
    super.stateChanged(event);
  }

  /// @param gone whose entries the library takes out itself
  private void sweep(@Nullable String gone) {
    IMap<Object, Object> nodes = hazelcast.getMap(NODES);
    try {
      if (isActive() && nodes.tryLock(TURN, PATIENCE_SECONDS, SECONDS, LEASE_SECONDS, SECONDS)) {
        try {
          if (!isSound(NODES, nodes::entrySet)) {
            nodes.clear();
          }
          if (!isSound(REGISTRATIONS, registrations()::entrySet) || isAnyOfNobody(gone)) {
            registrations().clear();
            LOG.warn("a member has left false addresses behind: all are written anew");
          }
        } finally {
          nodes.unlock(TURN);
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } catch (HazelcastInstanceNotActiveException leaving) {
      // This process is on its way out itself, and nobody looks for it any more.
      LOG.debug("not looked through any more");
    } catch (RuntimeException | TimeoutException unfinished) {
      // What the library does next must be done all the same.
      String kind = unfinished.getClass().getSimpleName();
      LOG.warn("the addresses of the cluster could not be looked through: {}", kind);
    }
  }

  /// Whether all that is in a map can be read, and is what belongs there.
  private static boolean isSound(String map, Supplier<Set<Map.Entry<Object, Object>>> entries) {
    try {
      return entries.get().stream()
          .allMatch(entry ->
              entry.getKey() instanceof String
                  && entry.getValue().getClass().getName().equals(VALUES.get(map)));
    } catch (HazelcastSerializationException | SecurityException | ClassCastException unreadable) {
      return false;
    }
  }

  /// Whether an address is given to a process that is no member.
  private boolean isAnyOfNobody(@Nullable String gone) throws TimeoutException {
    Set<String> known = new HashSet<>(getNodes());
    if (gone != null) {
      known.add(gone);
    }
    for (Object address : registrations().keySet()) {
      Promise<List<RegistrationInfo>> found = Promise.promise();
      getRegistrations((String) address, found);
      for (RegistrationInfo one : found.future().await(PATIENCE_SECONDS, SECONDS)) {
        if (!known.contains(one.nodeId())) {
          return true;
        }
      }
    }
    return false;
  }

  private MultiMap<Object, Object> registrations() {
    return hazelcast.getMultiMap(REGISTRATIONS);
  }

  /// The addresses are gone, by whomever: those of this process are written again.
  private final class Cleared extends EntryAdapter<Object, Object> {
    @Override
    public void mapCleared(MapEvent event) {
      SweptHazelcast.super.stateChanged(new LifecycleEvent(LifecycleState.MERGED));
    }
  }
}
