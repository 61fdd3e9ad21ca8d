package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.RoutingId;

class HoldingsTest {
  private final Holdings holdings = new Holdings();
  private final RoutingId room = new RoutingId(new UUID(0, 1));
  private final RoutingId other = new RoutingId(new UUID(0, 2));

  @Test
  void tellsTheFirstShareAndTheLast() {
    assertThat(holdings.add(room, 1)).isTrue();
    assertThat(holdings.add(room, 0)).isFalse();
    assertThat(holdings.add(room, 1)).isFalse();
    assertThat(holdings.count(room)).isEqualTo(3);
    assertThat(holdings.remove(room, 1)).isFalse();
    assertThat(holdings.remove(room, 0)).isFalse();
    assertThat(holdings.remove(room, 1)).isTrue();
    assertThat(holdings.size()).isZero();
  }

  @Test
  void namesTheShardsThatHoldAnyOfTheTargets() {
    holdings.add(room, 0);
    holdings.add(other, 63);
    assertThat(holdings.shards(List.of(room))).isEqualTo(1);
    assertThat(holdings.shards(List.of(room, other))).isEqualTo(1 | 1L << 63);
    holdings.remove(room, 0);
    assertThat(holdings.shards(List.of(room))).isZero();
  }

  @Test
  void refusesAShareBackThatNobodyHeld() {
    holdings.add(room, 0);
    assertThatThrownBy(() -> holdings.remove(room, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> holdings.remove(other, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> holdings.add(room, 64)).isInstanceOf(IllegalArgumentException.class);
  }
}
