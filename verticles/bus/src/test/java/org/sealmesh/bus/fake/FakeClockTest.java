package org.sealmesh.bus.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Clock;

class FakeClockTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> ran = new ArrayList<>();

  @Test
  void standsStillUntilAdvanced() {
    var before = clock.now();
    assertThat(clock.now()).isEqualTo(before);

    clock.advance(Duration.ofSeconds(5));
    assertThat(clock.now()).isEqualTo(before.plusSeconds(5));
    assertThat(clock.nanoTime()).isEqualTo(5_000_000_000L);
  }

  @Test
  void runsTimersInTheOrderTheyAreDue() {
    clock.after(Duration.ofSeconds(3), () -> ran.add("third"));
    clock.after(Duration.ofSeconds(1), () -> ran.add("first"));
    clock.after(Duration.ofSeconds(1), () -> ran.add("second"));

    clock.advance(Duration.ofMillis(999));
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).containsExactly("first", "second", "third");
    assertThat(clock.timers()).isZero();
  }

  @Test
  void tellsATimerTheTimeAtWhichItWasDue() {
    var start = clock.now();
    clock.after(Duration.ofSeconds(1), () -> ran.add(Duration.between(start, clock.now()) + ""));

    clock.advance(Duration.ofSeconds(10));
    assertThat(ran).containsExactly("PT1S");
  }

  @Test
  void runsWhatATimerSchedules() {
    clock.after(
        Duration.ofSeconds(1), () -> clock.after(Duration.ofSeconds(1), () -> ran.add("inner")));

    clock.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("inner");
  }

  @Test
  void repeatsUntilCancelled() {
    Clock.Timer timer = clock.every(Duration.ofSeconds(1), () -> ran.add("tick"));

    clock.advance(Duration.ofMillis(3_500));
    assertThat(ran).hasSize(3);
    timer.cancel();
    timer.cancel();
    clock.advance(Duration.ofSeconds(10));
    assertThat(ran).hasSize(3);
    assertThat(clock.timers()).isZero();
  }

  @Test
  void letsATimerCancelItself() {
    Clock.Timer[] timer = new Clock.Timer[1];
    timer[0] =
        clock.every(
            Duration.ofSeconds(1),
            () -> {
              ran.add("once");
              timer[0].cancel();
            });

    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).containsExactly("once");
  }
}
