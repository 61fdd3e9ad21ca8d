package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.RelayConfig;

class SignalBudgetTest {
  private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
  private static final RoutingId ROOM = new RoutingId(new UUID(0, 1));
  private static final RoutingId PAIR = new RoutingId(new UUID(0, 2));

  private final SignalBudget budget = new SignalBudget(new RelayConfig.Signals(1, 1, 100, 400));

  @Test
  void takesNoMoreOfACrowdedConversationThanItsBudget() {
    assertThat(admitted(ROOM, 100, 10, 0)).isEqualTo(4);
    assertThat(admitted(ROOM, 100, 10, SECOND_NS)).isEqualTo(1);
    assertThat(admitted(ROOM, 10, 100, 3 * SECOND_NS)).isEqualTo(20);
  }

  /// Or nobody would ever be seen typing there.
  @Test
  void takesOneThatIsDearerThanTheBudgetAndThenWaits() {
    assertThat(admitted(ROOM, 1_000, 10, 0)).isEqualTo(1);
    assertThat(admitted(ROOM, 1_000, 10, 6 * SECOND_NS)).isZero();
    assertThat(admitted(ROOM, 1_000, 10, 7 * SECOND_NS)).isEqualTo(1);
  }

  @Test
  void takesNothingFromOtherConversations() {
    admitted(ROOM, 1_000, 10, 0);
    assertThat(admitted(PAIR, 2, 10, 0)).isEqualTo(10);
  }

  @Test
  void forgetsWhoHasPaid() {
    admitted(ROOM, 200, 1, 0);
    admitted(PAIR, 2, 1, 0);
    budget.onTick(SECOND_NS);
    assertThat(budget.size()).isEqualTo(1);
    budget.onTick(2 * SECOND_NS);
    assertThat(budget.size()).isZero();
  }

  private int admitted(RoutingId conversation, int sockets, int signals, long nowNs) {
    int admitted = 0;
    for (int i = 0; i < signals; i++) {
      admitted += budget.admits(conversation, sockets, nowNs) ? 1 : 0;
    }
    return admitted;
  }
}
