package org.sealmesh.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.limit.SignInThrottle.Pace;

class SignInThrottleTest {
  private final FakeClock clock = new FakeClock();
  private final SignInThrottle throttle =
      new SignInThrottle(
          new Pace(3, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofHours(1)),
          new Pace(5, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofHours(1)),
          50,
          clock::nanoTime);

  @Test
  void waitsTwiceAsLongAfterEachFailure() {
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.begin("ada", "address " + i)).isZero();
    }
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      assertThat(throttle.begin("ada", "x" + seconds)).isEqualTo(Duration.ofSeconds(seconds));
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(throttle.begin("ada", "x" + seconds)).isEqualTo(Duration.ofMillis(1));
      clock.advance(Duration.ofMillis(1));
      assertThat(throttle.begin("ada", "y" + clock.nanoTime())).isZero();
    }
  }

  @Test
  void slowsAnAddressThatTriesManyLogins() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin("login " + i, "one")).isZero();
    }
    assertThat(throttle.begin("another", "one")).isEqualTo(Duration.ofSeconds(1));
    assertThat(throttle.begin("another", "two")).isZero();
  }

  @Test
  void takesALoginInAnyCaseForTheSame() {
    throttle.begin("ada", "1");
    throttle.begin("ADA", "2");
    throttle.begin("Ada", "3");
    assertThat(throttle.begin("aDa", "4")).isPositive();
  }

  @Test
  void countsAttemptsThatHaveNotEnded() {
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.begin("ada", "address " + i)).isZero();
    }
    assertThat(throttle.begin("ada", "address 9")).isPositive();
  }

  @Test
  void startsAfreshAfterASuccess() {
    for (int i = 0; i < 3; i++) {
      throttle.begin("ada", "home");
    }
    throttle.succeeded("ada", "home");
    assertThat(throttle.begin("ada", "home")).isZero();
  }

  @Test
  void aSuccessDoesNotClearTheAddress() {
    for (int i = 0; i < 5; i++) {
      throttle.begin("login " + i, "one");
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(throttle.begin("mine", "one")).isZero();
    throttle.succeeded("mine", "one");
    assertThat(throttle.begin("login 9", "one")).isPositive();
  }

  @Test
  void anAttemptThatCouldNotBeJudgedDoesNotCount() {
    for (int i = 0; i < 20; i++) {
      assertThat(throttle.begin("ada", "home")).isZero();
      throttle.abandoned("ada", "home");
    }
    assertThat(throttle.entries()).isZero();
  }

  @Test
  void forgetsAfterALongSilence() {
    for (int i = 0; i < 5; i++) {
      throttle.begin("ada", "home");
    }
    clock.advance(Duration.ofHours(1));
    assertThat(throttle.begin("ada", "home")).isZero();
  }

  @Test
  void remembersABoundedNumber() {
    for (int i = 0; i < 10_000; i++) {
      throttle.begin("login " + i, "address " + i);
    }
    assertThat(throttle.entries()).isEqualTo(100);
  }
}
