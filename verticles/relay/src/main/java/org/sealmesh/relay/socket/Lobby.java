package org.sealmesh.relay.socket;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.relay.state.Admission;

/// What the shards ask of their node. May be called from any event loop; answers come on the
/// shard's.
public interface Lobby {
  /// The node is up: a socket may be opened.
  boolean isServing();

  /// How many sockets the node has, shared by all shards.
  AtomicInteger sockets();

  /// A socket that was counted is gone.
  void onGone();

  /// Makes a shard for an event loop.
  SocketShard newShard(Executor shardLoop);

  /// Binds a user's routing id for one more socket. Whoever is admitted owes a [#release].
  void admit(SocketShard shard, RoutingId user, Consumer<Admission> answer);

  /// Binds a conversation's routing id for one more socket. Whoever is admitted owes a [#release].
  void join(SocketShard shard, RoutingId conversation, Consumer<Admission> answer);

  /// Gives back what one admission gave.
  void release(SocketShard shard, RoutingId rid);

  /// Sends a signal on its way to the other sockets of its conversation.
  void relay(Signal signal, long source);

  /// The way to the node's signaling.
  CallGate calls();
}
