package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
  private final RateLimit limit = new RateLimit(2, 3, 0);

  @Test
  void givesItsBurstAtOnceAndThenItsRate() {
    assertThat(taken(0, 5)).isEqualTo(3);
    assertThat(taken(SECOND_NS, 5)).isEqualTo(2);
    assertThat(taken(SECOND_NS * 3 / 2, 5)).isEqualTo(1);
  }

  @Test
  void neverSavesMoreThanItsBurst() {
    assertThat(taken(SECOND_NS * 1_000_000, 10)).isEqualTo(3);
  }

  @Test
  void saysWhenToTryAgain() {
    taken(0, 4);
    assertThat(limit.untilNext()).isEqualTo(Duration.ofMillis(500));
    assertThat(limit.tryTake(limit.untilNext().toNanos())).isTrue();
  }

  @Test
  void givesNothingForATimeThatRunsBackwards() {
    taken(SECOND_NS, 3);
    assertThat(taken(0, 1)).isZero();
    assertThat(taken(SECOND_NS, 1)).isZero();
  }

  private int taken(long nowNs, int wanted) {
    int got = 0;
    for (int i = 0; i < wanted; i++) {
      got += limit.tryTake(nowNs) ? 1 : 0;
    }
    return got;
  }
}
