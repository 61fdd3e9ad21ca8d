package org.sealmesh.relay;

import java.util.function.Consumer;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.Attachment;
import org.sealmesh.relay.state.BeaconNews;
import org.sealmesh.relay.state.OriginPresence;

/// Whether an origin is heard, by this relay or by another one of the mesh, and what browsers and
/// the other relays are told of it. Runs on the relay's own event loop.
final class OriginWatch {
  private final Bus bus;
  private final Clock clock;
  private final Attachment attachment;
  private final Consumer<Consumer<SocketShard>> shards;
  private final OriginPresence presence;
  private final BeaconNews news = new BeaconNews();
  private volatile Health.State health = Health.State.READY;

  /// @param attachment what newcomers are told
  /// @param shards runs a task in all of them
  OriginWatch(
      RelayConfig config,
      Bus bus,
      Clock clock,
      Attachment attachment,
      Consumer<Consumer<SocketShard>> shards) {
    this.bus = bus;
    this.clock = clock;
    this.attachment = attachment;
    this.shards = shards;
    this.presence = new OriginPresence(config.originSilenceMax());
  }

  /// Origins may dial this process from now on.
  void expect() {
    onChange(presence.expect());
    health = presence.isAwaited() ? Health.State.NOT_READY : Health.State.READY;
  }

  /// Not ready from [#expect] until an origin is heard for the first time: browsers that came
  /// before would only be told to poll, and other relays may do better. Silence after that changes
  /// nothing, since it may be as silent everywhere. May be asked on any thread.
  Health.State health() {
    return health;
  }

  /// An origin was heard over an uplink of this process: so the others of the mesh are told.
  void onBeacon() {
    onHeard();
    if (news.onBeacon(clock.nanoTime())) {
      passOn();
    }
  }

  /// An origin was heard, here or by another relay that reaches this one.
  void onHeard() {
    onChange(presence.onBeacon(clock.nanoTime()));
    health = Health.State.READY;
  }

  void onTick() {
    long nowNs = clock.nanoTime();
    onChange(presence.onTick(nowNs));
    if (news.onTick(nowNs)) {
      passOn();
    }
  }

  private void passOn() {
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.OriginHeard());
  }

  private void onChange(OriginPresence.Change change) {
    switch (change) {
      case NONE -> {}
      // Whoever is here polls, and so does whoever comes.
      case DETACHED -> {
        attachment.detach();
        shards.accept(shard -> shard.tellAll(new ServerFrame.Detached()));
      }
      // Whoever is here fetches what it missed, but not all at once: the origin has just come back.
      case ATTACHED -> {
        attachment.attach();
        shards.accept(SocketShard::resync);
      }
    }
  }
}
