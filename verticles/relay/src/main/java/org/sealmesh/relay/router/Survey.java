package org.sealmesh.relay.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;

/// Asks the relays of a cluster the same question. Who does not answer in time is left out, so that
/// a node that hangs does not hold up the others' answers.
final class Survey {
  private final Bus bus;
  private final Clock clock;
  private final Duration patience;

  /// @param patience how long a relay has for its answer
  Survey(Bus bus, Clock clock, Duration patience) {
    this.bus = bus;
    this.clock = clock;
    this.patience = patience;
  }

  /// Never fails.
  ///
  /// @return the answers that came, in the order of the nodes' names
  <R, Q extends RelayMessage & Ask<R>> Future<Map<NodeId, R>> ask(
      Collection<NodeId> members, Q question) {
    SortedMap<NodeId, R> answers = new TreeMap<>(Comparator.comparing(NodeId::value));
    Promise<Map<NodeId, R>> done = Promise.promise();
    Runnable finish = () -> done.tryComplete(new TreeMap<>(answers));
    Clock.Timer deadline = clock.after(patience, finish);
    List<Future<R>> asked =
        members.stream()
            .map(node ->
                bus.<R, Q>ask(MeshAddresses.relay(node), question)
                    .onSuccess(answer -> answers.put(node, answer)))
            .toList();
    Future.join(asked).onComplete(all -> finish.run());
    return done.future().onComplete(seen -> deadline.cancel());
  }
}
