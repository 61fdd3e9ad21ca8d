package org.sealmesh.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.util.Set;

/// Loads what the cluster itself is made of, and [Failures]; refuses every other class that a
/// member names: tasks, entry processors, map stores and values of its choice.
///
/// It refuses with a [SecurityException]: after a [ClassNotFoundException] Hazelcast would try the
/// thread's own loader, which finds everything.
final class ListedClasses extends ClassLoader {
  private static final Set<String> PREFIXES = Set.of("com.hazelcast.", "javax.cache.");

  /// What the event bus keeps in the shared maps.
  private static final Set<String> NAMES =
      Set.of(
          "io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo",
          "io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo");

  ListedClasses() {
    super("sealmesh-cluster", HazelcastInstance.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!NAMES.contains(name)
        && !Failures.CLASSES.contains(name)
        && PREFIXES.stream().noneMatch(name::startsWith)) {
      throw new SecurityException("a member may not have this class loaded");
    }
    return super.loadClass(name, resolve);
  }
}
