package org.sealmesh.relay.router.state;

import org.sealmesh.mesh.RoutingId;

/// Where the events of a simulated mesh come from, and where its browsers sync. What it draws, it
/// draws from the mesh's seed.
///
/// [SteadyPublisher] is a model that never fails. The simulation of the outbox puts processes with
/// the production's outbox in its place.
public interface Publisher {
  /// Begins: called once.
  void start();

  /// Somebody writes to the conversation.
  void publish(RoutingId rid);

  /// The last seq that was committed, 0 if none was.
  long head(RoutingId rid);

  /// Whether a browser that syncs now has an answer.
  boolean answersSyncs();

  /// Something befalls it.
  void disturb();

  /// One of its processes reaches no relay for so long, and the others do.
  void cutOneOff(long lastsMs);

  /// From now on nothing does, and what has stopped starts again.
  void calm();

  /// Tells the mesh what of its own promises is not kept at the end.
  void checkTheEnd();
}
