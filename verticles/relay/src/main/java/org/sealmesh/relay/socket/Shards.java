package org.sealmesh.relay.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The shard of each event loop; the first socket of a loop makes it.
final class Shards {
  private final Lobby lobby;
  private final Map<Thread, SocketShard> shards = new ConcurrentHashMap<>();

  Shards(Lobby lobby) {
    this.lobby = lobby;
  }

  /// @throws IllegalStateException outside an event loop
  SocketShard ofThisLoop() {
    return shards.computeIfAbsent(Thread.currentThread(), this::newShard);
  }

  private SocketShard newShard(Thread thread) {
    if (!Context.isOnEventLoopThread()) {
      throw new IllegalStateException("sockets are served on event loops");
    }
    Context context = Vertx.currentContext();
    return lobby.newShard(task -> context.runOnContext(turn -> task.run()));
  }
}
