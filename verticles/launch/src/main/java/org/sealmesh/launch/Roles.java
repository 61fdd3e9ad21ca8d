package org.sealmesh.launch;

import io.vertx.core.Future;
import org.sealmesh.launch.config.Settings;

/// What one kind of process is made of.
public interface Roles {
  /// Reads the sections that the roles know, and refuses what does not fit together. Nothing is
  /// opened yet, so that a typing error costs nothing.
  ///
  /// @param process what holds for every role
  Start configure(ProcessConfig process, Settings settings);

  /// Starts the roles, in order.
  interface Start extends AutoCloseable {
    /// Completes once every role answers, with the address that people open; or, in a process that
    /// does one thing and ends, with what came of it.
    Future<String> start(Site site);

    /// How the Vert.x of the process is made, before anything is started in it.
    default VertxStart vertx() {
      return VertxStart.ALONE;
    }

    /// Gives back what is held outside Vert.x, after every verticle has stopped.
    @Override
    void close();
  }
}
