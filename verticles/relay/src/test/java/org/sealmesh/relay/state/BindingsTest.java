package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.RoutingId;

class BindingsTest {
  private final Bindings<Browser> bindings = new Bindings<>();
  private final RoutingId room = rid(1);
  private final RoutingId other = rid(2);

  @Test
  void reachesASocketOnceHoweverManyTargetsItHolds() {
    Browser both = new Browser();
    Browser one = new Browser();
    bindings.bind(both, room);
    bindings.bind(both, other);
    bindings.bind(one, other);
    assertThat(reached(room, other)).containsExactlyInAnyOrder(both, one);
    assertThat(reached(room, room)).containsExactly(both);
  }

  @Test
  void bindsAndUnbindsOnce() {
    Browser browser = new Browser();
    assertThat(bindings.bind(browser, room)).isTrue();
    assertThat(bindings.bind(browser, room)).isFalse();
    assertThat(bindings.unbind(browser, room)).isTrue();
    assertThat(bindings.unbind(browser, room)).isFalse();
    assertThat(reached(room)).isEmpty();
  }

  @Test
  void forgetsASocketEverywhere() {
    Browser gone = new Browser();
    Browser stays = new Browser();
    bindings.bind(gone, room);
    bindings.bind(stays, room);
    bindings.bind(gone, other);
    assertThat(bindings.unbindAll(gone)).containsExactlyInAnyOrder(room, other);
    assertThat(reached(room, other)).containsExactly(stays);
    assertThat(bindings.count()).isEqualTo(1);
  }

  @Test
  void agreesWithASetOfPairsWhateverTheOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Browser> browsers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      browsers.add(new Browser());
    }
    Set<Pair> model = new HashSet<>();
    for (int step = 0; step < 5_000; step++) {
      Browser browser = browsers.get(random.nextInt(browsers.size()));
      Pair pair = new Pair(browser, rid(random.nextInt(6)));
      switch (random.nextInt(8)) {
        case 0 -> {
          bindings.unbindAll(browser);
          model.removeIf(p -> p.browser == browser);
        }
        case 1, 2, 3 ->
            assertThat(bindings.unbind(browser, pair.rid)).isEqualTo(model.remove(pair));
        default -> assertThat(bindings.bind(browser, pair.rid)).isEqualTo(model.add(pair));
      }
      List<RoutingId> targets = List.of(rid(random.nextInt(6)), rid(random.nextInt(6)));
      assertThat(reached(targets.toArray(RoutingId[]::new)))
          .as("seed %s, step %s", seed, step)
          .doesNotHaveDuplicates()
          .hasSameElementsAs(
              model.stream()
                  .filter(p -> targets.contains(p.rid))
                  .map(Pair::browser)
                  .distinct()
                  .toList());
      assertThat(bindings.count()).isEqualTo(model.size());
    }
  }

  private List<Browser> reached(RoutingId... targets) {
    List<Browser> reached = new ArrayList<>();
    bindings.forEach(List.of(targets), reached::add);
    return reached;
  }

  private static RoutingId rid(int number) {
    return new RoutingId(new UUID(0, number));
  }

  private static final class Browser extends Bindings.Holder {}

  private record Pair(Browser browser, RoutingId rid) {}
}
