package org.sealmesh.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;

class TokenBucketsTest {
  private final FakeClock clock = new FakeClock();
  private final TokenBuckets<String> buckets =
      new TokenBuckets<>(new Allowance(3, 2), 100, clock::nanoTime);

  @Test
  void givesABurstAndThenSoManyPerSecond() {
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isEqualTo(Duration.ofMillis(500));
    clock.advance(Duration.ofMillis(499));
    assertThat(buckets.take("a")).isEqualTo(Duration.ofMillis(1));
    clock.advance(Duration.ofMillis(1));
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void countsEachKeyByItself() {
    for (int i = 0; i < 3; i++) {
      buckets.take("a");
    }
    assertThat(buckets.take("a")).isPositive();
    assertThat(buckets.take("b")).isZero();
  }

  @Test
  void neverHoldsMoreThanABurst() {
    buckets.take("a");
    clock.advance(Duration.ofDays(1));
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void aPeekTakesNothing() {
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.peek("a")).isZero();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isZero();
    }
    assertThat(buckets.peek("a")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void remembersABoundedNumberOfKeys() {
    for (int i = 0; i < 10_000; i++) {
      buckets.take("key " + i);
    }
    assertThat(buckets.keys()).isEqualTo(100);
  }

  @Test
  void givesNoMoreThanItsRateWhateverTheOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int taken = 0;
    Duration elapsed = Duration.ZERO;
    for (int i = 0; i < 5_000; i++) {
      Duration step = Duration.ofMillis(random.nextInt(400));
      clock.advance(step);
      elapsed = elapsed.plus(step);
      taken += buckets.take("a").isZero() ? 1 : 0;
    }
    assertThat(taken).as("seed %d", seed).isLessThanOrEqualTo(3 + (int) (elapsed.toMillis() / 500));
  }
}
