package org.sealmesh.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.Holdings;

/// The shards of a node, and tasks for some of them or all. May be used from any event loop.
final class NodeShards {
  private final List<SocketShard> shards = new CopyOnWriteArrayList<>();

  /// @param make makes the one of this index
  synchronized SocketShard add(IntFunction<SocketShard> make) {
    if (shards.size() == Holdings.SHARDS_MAX) {
      throw new IllegalStateException("a relay has at most 64 shards");
    }
    SocketShard shard = make.apply(shards.size());
    shards.add(shard);
    return shard;
  }

  Future<Void> inAll(Consumer<SocketShard> task) {
    return in(~0L, task);
  }

  /// Runs the task on the loop of every shard whose bit is set; completes after the last one.
  Future<Void> in(long mask, Consumer<SocketShard> task) {
    List<SocketShard> chosen =
        shards.stream().filter(shard -> (mask & 1L << shard.index()) != 0).toList();
    if (chosen.isEmpty()) {
      return Future.succeededFuture();
    }
    AtomicInteger left = new AtomicInteger(chosen.size());
    Promise<Void> done = Promise.promise();
    for (SocketShard shard : chosen) {
      shard.execute(() -> {
        try {
          task.accept(shard);
        } catch (RuntimeException bug) {
          done.tryFail(bug);
          return;
        }
        if (left.decrementAndGet() == 0) {
          done.complete();
        }
      });
    }
    return done.future();
  }
}
