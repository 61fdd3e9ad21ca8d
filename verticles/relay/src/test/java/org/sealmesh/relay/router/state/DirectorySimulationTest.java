package org.sealmesh.relay.router.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// Histories of a mesh in which messages are lost, late and doubled, nodes are cut off, killed and
/// started, and a member lies. A failure names its seed.
class DirectorySimulationTest {
  /// The simulation of the outbox lives the same mesh, and four times as many.
  private static final int HISTORIES =
      Math.max(1, Integer.getInteger("sealmesh.histories", 600) / 4);

  @ParameterizedTest
  @EnumSource
  void leavesNoHiddenGapAndWelcomesNobodyTooEarly(Weather weather) {
    long first = Long.getLong("sealmesh.seed", 1);
    for (long seed = first; seed < first + HISTORIES; seed++) {
      assertThat(DirectoryWorld.withSteadyOrigin(seed, weather, Set.of()).live())
          .as("%s, seed %d (-Dsealmesh.seed=%2$d -Dsealmesh.histories=1)", weather, seed)
          .isEmpty();
    }
  }

  /// Or the promise above would say nothing. In a storm, so much is told anew that a welcome which
  /// came too early is mended by chance; in fair weather nothing mends it.
  @ParameterizedTest
  @CsvSource({"BIND_BEFORE_WELCOME, FAIR", "REASSERTION, STORM", "HEAD_CHECK, DISASTER"})
  void findsAHistoryThatBreaksThePromiseWhenADefenceIsTakenOut(Without defence, Weather weather) {
    Optional<String> found =
        LongStream.range(1, 200)
            .mapToObj(seed -> DirectoryWorld.withSteadyOrigin(seed, weather, Set.of(defence)))
            .flatMap(world -> world.live().stream())
            .filter(what -> what.contains("hidden gap"))
            .findFirst();
    assertThat(found).as("without %s", defence).isPresent();
  }
}
