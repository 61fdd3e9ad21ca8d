package org.sealmesh.relay.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;

class LocalDirectoryTest {
  private final NodeId one = new NodeId("one");
  private final NodeId two = new NodeId("two");
  private final RoutingId anna = new RoutingId(new UUID(0, 1));
  private final RoutingId ben = new RoutingId(new UUID(0, 2));
  private final Directory directory = new LocalDirectory(Set.of(one, two));

  @Test
  void namesEachNodeOnceWithTheTargetsItHolds() {
    directory.bind(anna, one);
    directory.bind(ben, one);
    directory.bind(ben, two);
    assertThat(directory.holders(List.of(anna, ben)))
        .isEqualTo(Map.of(one, List.of(anna, ben), two, List.of(ben)));
  }

  @Test
  void forgetsAfterOneUnbindHoweverOftenItWasBound() {
    directory.bind(anna, one);
    directory.bind(anna, one);
    directory.unbind(anna, one);
    assertThat(directory.holders(List.of(anna))).isEmpty();
    directory.unbind(anna, one);
    assertThat(directory.holders(List.of(anna))).isEmpty();
  }

  @Test
  void refusesANodeItDoesNotHave() {
    assertThat(directory.bind(anna, new NodeId("three")).failed()).isTrue();
    assertThat(directory.holders(List.of(anna))).isEmpty();
  }

  @Test
  void namesAllNodesWhateverTheyHold() {
    assertThat(directory.nodes()).containsExactlyInAnyOrder(one, two);
  }
}
