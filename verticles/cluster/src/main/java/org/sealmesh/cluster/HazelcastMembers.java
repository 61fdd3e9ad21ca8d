package org.sealmesh.cluster;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// The members of the cluster by the names they publish.
///
/// Hazelcast speaks from several threads; here all of it gets one order, in which every watcher
/// hears it. [Merged] is told in the half that gives itself up, which is the smaller one; the other
/// hears the newcomers join. A member is here as soon as the cluster has it, and may need a moment
/// more until its verticles answer.
final class HazelcastMembers implements Members, InitialMembershipListener, LifecycleListener {
  private final HazelcastInstance hazelcast;
  private final Vertx vertx;
  private final Identity self;
  private final Runnable foreign;
  private final MemberView view;
  private final List<Watcher> watchers = new ArrayList<>();

  /// @param foreign run for every member that is none of this zone's; such a one is never listed
  HazelcastMembers(HazelcastInstance hazelcast, Vertx vertx, Identity self, Runnable foreign) {
    this.hazelcast = hazelcast;
    this.vertx = vertx;
    this.self = self;
    this.foreign = foreign;
    this.view = new MemberView(self.node());
  }

  private record Watcher(Context context, Consumer<Change> consumer) {}

  /// From here on it follows the cluster.
  void follow() {
    hazelcast.getLifecycleService().addLifecycleListener(this);
    hazelcast.getCluster().addMembershipListener(this);
  }

  @Override
  public NodeId self() {
    return self.node();
  }

  @Override
  public synchronized Set<NodeId> now() {
    return view.now();
  }

  @Override
  public synchronized void watch(Consumer<Change> watcher) {
    watchers.add(new Watcher(vertx.getOrCreateContext(), watcher));
  }

  @Override
  public void init(InitialMembershipEvent event) {
    event.getMembers().forEach(this::admit);
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    admit(event.getMember());
  }

  @Override
  public synchronized void memberRemoved(MembershipEvent event) {
    tell(view.onRemoved(event.getMember().getUuid()));
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleState.MERGED) {
      Set<Member> members = hazelcast.getCluster().getMembers();
      if (!members.stream().allMatch(this::isOurs)) {
        foreign.run();
      }
      Map<UUID, NodeId> current =
          members.stream()
              .filter(this::isOurs)
              .collect(Collectors.toMap(Member::getUuid, HazelcastMembers::node));
      onMerged(current);
    }
  }

  private synchronized void onMerged(Map<UUID, NodeId> current) {
    tell(view.onMerged(current));
  }

  private void admit(Member member) {
    if (!isOurs(member)) {
      foreign.run();
      return;
    }
    synchronized (this) {
      tell(view.onAdded(member.getUuid(), node(member)));
    }
  }

  private boolean isOurs(Member member) {
    return Identity.of(member).filter(them -> them.zone() == self.zone()).isPresent();
  }

  private static NodeId node(Member member) {
    return Identity.of(member).orElseThrow().node();
  }

  /// Under the lock, so that all watchers hear the same order.
  private void tell(List<Change> changes) {
    for (Change change : changes) {
      for (Watcher watcher : watchers) {
        watcher.context().runOnContext(turn -> watcher.consumer().accept(change));
      }
    }
  }
}
