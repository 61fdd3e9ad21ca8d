package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.relay.state.OriginPresence.Change;

class OriginPresenceTest {
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final OriginPresence presence = new OriginPresence(Duration.ofSeconds(10));

  @Test
  void takesForGrantedThatAnOriginIsThereUntilItHasHeardOfOne() {
    assertThat(presence.onTick(2 * PATIENCE)).isEqualTo(Change.NONE);
    assertThat(presence.onBeacon(2 * PATIENCE)).isEqualTo(Change.NONE);
    assertThat(presence.onTick(3 * PATIENCE)).isEqualTo(Change.DETACHED);
    assertThat(presence.onBeacon(3 * PATIENCE)).isEqualTo(Change.ATTACHED);
  }

  @Test
  void beginsAsAwayWhereOriginsAreExpected() {
    assertThat(presence.expect()).isEqualTo(Change.DETACHED);
    assertThat(presence.expect()).isEqualTo(Change.NONE);
    assertThat(presence.onTick(2 * PATIENCE)).isEqualTo(Change.NONE);
  }

  @Test
  void awaitsAnOriginUntilOneWasHeardOnce() {
    assertThat(presence.isAwaited()).isFalse();
    presence.expect();
    assertThat(presence.isAwaited()).isTrue();
    presence.onBeacon(0);
    assertThat(presence.isAwaited()).isFalse();
    assertThat(presence.onTick(PATIENCE)).isEqualTo(Change.DETACHED);
    assertThat(presence.isAwaited()).isFalse();
  }

  @Test
  void saysOnceThatTheOriginIsHereAndOnceThatItIsGone() {
    presence.expect();
    assertThat(presence.onBeacon(1)).isEqualTo(Change.ATTACHED);
    assertThat(presence.onBeacon(2)).isEqualTo(Change.NONE);
    assertThat(presence.onTick(PATIENCE + 1)).isEqualTo(Change.NONE);
    assertThat(presence.onTick(PATIENCE + 2)).isEqualTo(Change.DETACHED);
    assertThat(presence.onTick(PATIENCE + 3)).isEqualTo(Change.NONE);
    assertThat(presence.onBeacon(PATIENCE + 4)).isEqualTo(Change.ATTACHED);
  }

  @Test
  void staysHereAsLongAsAnyoneIsHeard() {
    for (long t = 0; t < 10; t++) {
      presence.onBeacon(t * PATIENCE / 2);
      assertThat(presence.onTick(t * PATIENCE / 2 + 1)).isEqualTo(Change.NONE);
    }
  }

  /// Five relays, of which one or two hear an origin; then some are cut off from the rest. Who is
  /// left with one that hears it stays attached, the others are detached, and all are attached
  /// again when the parts are one.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 20_300_104})
  void meansThatNoRelayThatCanBeReachedHearsAnOrigin(long seed) {
    Random random = new Random(seed);
    List<SimulatedRelay> relays = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      relays.add(new SimulatedRelay(i < 1 + random.nextInt(2)));
    }
    Set<SimulatedRelay> cutOff = new HashSet<>();
    run(relays, cutOff, 0, 30);
    assertThat(relays).as("seed %d", seed).noneMatch(relay -> relay.isDetached);

    relays.stream().filter(relay -> random.nextBoolean()).forEach(cutOff::add);
    run(relays, cutOff, 30, 60);
    for (SimulatedRelay relay : relays) {
      boolean hears =
          relays.stream()
              .anyMatch(r -> r.hearsOrigin && cutOff.contains(r) == cutOff.contains(relay));
      assertThat(relay.isDetached).as("seed %d", seed).isEqualTo(!hears);
    }
    run(relays, Set.of(), 60, 90);
    assertThat(relays).as("seed %d", seed).noneMatch(relay -> relay.isDetached);
  }

  private static void run(
      List<SimulatedRelay> relays, Set<SimulatedRelay> cutOff, int fromSecond, int toSecond) {
    for (long second = fromSecond; second < toSecond; second++) {
      long nowNs = second * SECOND;
      for (SimulatedRelay relay : relays) {
        boolean beacon = relay.hearsOrigin && second % 3 == 0;
        if (beacon) {
          relay.apply(relay.presence.onBeacon(nowNs));
        }
        if (beacon ? relay.news.onBeacon(nowNs) : relay.news.onTick(nowNs)) {
          relays.stream()
              .filter(other -> other != relay && cutOff.contains(other) == cutOff.contains(relay))
              .forEach(other -> other.apply(other.presence.onBeacon(nowNs)));
        }
        relay.apply(relay.presence.onTick(nowNs));
      }
    }
  }

  private static final class SimulatedRelay {
    private final OriginPresence presence = new OriginPresence(Duration.ofSeconds(10));
    private final BeaconNews news = new BeaconNews();
    private final boolean hearsOrigin;
    private boolean isDetached;

    SimulatedRelay(boolean hearsOrigin) {
      this.hearsOrigin = hearsOrigin;
      apply(presence.expect());
    }

    void apply(Change change) {
      isDetached =
          switch (change) {
            case NONE -> isDetached;
            case DETACHED -> true;
            case ATTACHED -> false;
          };
    }
  }
}
