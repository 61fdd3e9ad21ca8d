package org.sealmesh.relay.state;

import java.util.HashMap;
import java.util.Map;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.RelayConfig;

/// What the signals of one conversation may cost this node: a delivery for each socket that gets
/// one. What each socket may send is bounded apart; this is for conversations with so many members
/// that a few signals of one of them, or one of each, would keep the node busy.
///
/// Remembers the conversations that have had signals lately, until those cost nothing any more;
/// asked only for what the node holds. Belongs to the relay's own event loop.
public final class SignalBudget {
  private final RelayConfig.Signals config;
  private final Map<RoutingId, RateLimit> spent = new HashMap<>();

  public SignalBudget(RelayConfig.Signals config) {
    this.config = config;
  }

  /// Whether a signal may be delivered, which then counts.
  ///
  /// @param conversation one that this node holds
  /// @param sockets how many would get it
  public boolean admits(RoutingId conversation, int sockets, long nowNs) {
    return spent
        .computeIfAbsent(
            conversation,
            added -> new RateLimit(config.deliveriesPerSecond(), config.deliveriesBurst(), nowNs))
        .tryOverdraw(sockets, nowNs);
  }

  /// Forgets those whose signals cost nothing any more.
  public void onTick(long nowNs) {
    spent.values().removeIf(limit -> limit.isFull(nowNs));
  }

  /// Conversations that are remembered.
  int size() {
    return spent.size();
  }
}
