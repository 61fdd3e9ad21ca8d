package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.outbox.SimulatedSite.Lack;
import org.sealmesh.relay.router.state.DirectoryWorld;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;
import org.sealmesh.relay.router.state.Without;

/// The whole way of an event from its commit to the browsers, in histories of two origin processes
/// on one database and a mesh of relays: the production's outbox at one end, the production's
/// directory at the other. A failure names its seed.
class JoinedSimulationTest {
  private static final int HISTORIES = Integer.getInteger("sealmesh.histories", 600);
  private static final int MUTANTS = 200;

  /// Whatever is committed reaches every browser, or the browser is told to look.
  @ParameterizedTest
  @EnumSource
  void bringsEveryCommittedEventToEveryBrowser(Weather weather) {
    long first = Long.getLong("sealmesh.seed", 1);
    for (long seed = first; seed < first + HISTORIES; seed++) {
      assertThat(live(seed, weather, Set.of(), Set.of()))
          .as("%s, seed %d (-Dsealmesh.seed=%2$d -Dsealmesh.histories=1)", weather, seed)
          .isEmpty();
    }
  }

  /// An origin was taken to be there on a word that came seconds late; an event whose turn came
  /// when it was about to be given up was lost at its only try.
  @ParameterizedTest
  @ValueSource(longs = {119_272, 236_873})
  void bringsWhatWasNotBroughtOnce(long seed) {
    assertThat(live(seed, Weather.STORM, Set.of(), Set.of())).isEmpty();
  }

  /// Or the promise above would say nothing.
  @ParameterizedTest
  @CsvSource({"BIND_BEFORE_WELCOME, FAIR", "REASSERTION, STORM", "HEAD_CHECK, DISASTER"})
  void findsAHiddenGapWithout(Without without, Weather weather) {
    assertThat(LongStream.rangeClosed(1, MUTANTS))
        .as("without %s", without)
        .anyMatch(seed -> hasGap(live(seed, weather, Set.of(without), Set.of())));
  }

  @ParameterizedTest
  @EnumSource
  void findsAHiddenGapWhenTheOutboxLacks(Lack lack) {
    assertThat(LongStream.rangeClosed(1, MUTANTS))
        .as("without %s", lack)
        .anyMatch(seed -> hasGap(live(seed, Weather.STORM, Set.of(), Set.of(lack))));
  }

  private static boolean hasGap(List<String> failures) {
    return failures.stream().anyMatch(what -> what.contains("hidden gap"));
  }

  static List<String> live(long seed, Weather weather, Set<Without> without, Set<Lack> lacking) {
    return new DirectoryWorld(
            seed,
            weather,
            without,
            SimulatedSite.PROCESSES,
            mesh -> new SimulatedSite(mesh, lacking))
        .live();
  }
}
