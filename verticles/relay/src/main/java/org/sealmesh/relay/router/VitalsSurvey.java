package org.sealmesh.relay.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;

/// Asks the relays of a cluster how they are. Who does not say so in time is named, so that a node
/// that hangs is seen and does not hold up the others' answers.
final class VitalsSurvey {
  private final Bus bus;
  private final Clock clock;
  private final Duration patience;

  /// @param patience how long a relay has for its answer
  VitalsSurvey(Bus bus, Clock clock, Duration patience) {
    this.bus = bus;
    this.clock = clock;
    this.patience = patience;
  }

  /// Never fails.
  Future<RouterMessage.MeshVitals> of(Collection<NodeId> members) {
    Map<NodeId, NodeVitals> answers = new TreeMap<>(Comparator.comparing(NodeId::value));
    Promise<RouterMessage.MeshVitals> done = Promise.promise();
    Runnable finish = () -> done.tryComplete(seen(members, answers));
    Clock.Timer deadline = clock.after(patience, finish);
    List<Future<NodeVitals>> asked =
        members.stream()
            .map(node ->
                bus.ask(MeshAddresses.relay(node), new RelayMessage.GetVitals())
                    .onSuccess(vitals -> answers.put(node, vitals)))
            .toList();
    Future.join(asked).onComplete(all -> finish.run());
    return done.future().onComplete(seen -> deadline.cancel());
  }

  private static RouterMessage.MeshVitals seen(
      Collection<NodeId> members, Map<NodeId, NodeVitals> answers) {
    List<NodeId> silent =
        members.stream()
            .filter(node -> !answers.containsKey(node))
            .sorted(Comparator.comparing(NodeId::value))
            .toList();
    return new RouterMessage.MeshVitals(List.copyOf(answers.values()), silent, List.of());
  }
}
