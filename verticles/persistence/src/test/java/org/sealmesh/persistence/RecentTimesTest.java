package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.persistence.VitalsCommand.CommitTimes;

class RecentTimesTest {
  private static final long SEED = 20_300_107;

  private final RecentTimes times = new RecentTimes();
  private long nowNs = -Duration.ofHours(1).toNanos();

  @Test
  void saysNothingOfWhatDidNotHappen() {
    assertThat(times.recent(nowNs)).isEqualTo(new CommitTimes(60, 0, 0, 0, 0));
  }

  @Test
  void isExactAboutTheOnlyOne() {
    times.add(Duration.ofMillis(7), nowNs);
    assertThat(times.recent(nowNs)).isEqualTo(new CommitTimes(60, 1, 7_000, 7_000, 7_000));
  }

  @Test
  void isAtMostAFifthAboveTheTruth() {
    Random random = new Random(SEED);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long micros = (long) Math.exp(random.nextDouble() * Math.log(30_000_000));
      all.add(micros);
      times.add(Duration.ofNanos(micros * 1000), nowNs);
    }
    Collections.sort(all);
    CommitTimes recent = times.recent(nowNs);
    assertThat(recent.commits()).as("seed %d", SEED).isEqualTo(10_000);
    within(all.get(4_999), recent.medianMicros());
    within(all.get(9_899), recent.p99Micros());
    assertThat(recent.maxMicros()).isEqualTo(all.getLast());
  }

  private static void within(long truth, long said) {
    assertThat(said).as("seed %d", SEED).isBetween(truth, (long) Math.max(50, truth * 1.21 + 1));
  }

  @Test
  void seesTheSlowOneAmongAHundred() {
    for (int i = 0; i < 98; i++) {
      times.add(Duration.ofMillis(1), nowNs);
    }
    times.add(Duration.ofMillis(900), nowNs);
    times.add(Duration.ofMillis(900), nowNs);
    assertThat(times.recent(nowNs).medianMicros()).isLessThan(1_300);
    assertThat(times.recent(nowNs).p99Micros()).isEqualTo(900_000);
  }

  @Test
  void forgetsAfterAMinute() {
    times.add(Duration.ofSeconds(3), nowNs);
    nowNs += Duration.ofSeconds(54).toNanos();
    times.add(Duration.ofMillis(1), nowNs);
    assertThat(times.recent(nowNs).commits()).isEqualTo(2);
    nowNs += Duration.ofSeconds(10).toNanos();
    assertThat(times.recent(nowNs)).isEqualTo(new CommitTimes(60, 1, 1_000, 1_000, 1_000));
    nowNs += Duration.ofHours(1).toNanos();
    assertThat(times.recent(nowNs).commits()).isZero();
  }

  @Test
  void takesWhatIsBeyondAllSense() {
    times.add(Duration.ofDays(1), nowNs);
    times.add(Duration.ZERO, nowNs);
    assertThat(times.recent(nowNs).maxMicros()).isEqualTo(Duration.ofDays(1).toNanos() / 1000);
    assertThat(times.recent(nowNs).medianMicros()).isEqualTo(50);
  }
}
