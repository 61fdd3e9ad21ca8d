package org.sealmesh.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health.State;
import org.sealmesh.bus.fake.FakeClock;

class HealthTest {
  private final FakeClock clock = new FakeClock();
  private final Health health = new Health(clock);

  @Test
  void isReadyWhenEveryRoleIs() {
    health.watch("relay", () -> Future.succeededFuture(State.READY));
    health.watch("crypto", () -> Future.succeededFuture(State.READY));
    Health.Report report = health.report().result();
    assertThat(report.overall()).isEqualTo(State.READY);
    assertThat(report.roles().keySet()).containsExactly("crypto", "relay");
    assertThat(clock.timers()).isZero();
  }

  @Test
  void isNotReadyBeforeAnyRoleHasStarted() {
    assertThat(health.report().result().overall()).isEqualTo(State.NOT_READY);
  }

  @Test
  void namesTheRoleThatIsNotReadyFailsOrThrows() {
    health.watch("a", () -> Future.succeededFuture(State.READY));
    health.watch("b", () -> Future.succeededFuture(State.NOT_READY));
    health.watch("c", () -> Future.failedFuture("no database"));
    health.watch(
        "d",
        () -> {
          throw new IllegalStateException("bug");
        });
    Health.Report report = health.report().result();
    assertThat(report.overall()).isEqualTo(State.NOT_READY);
    assertThat(report.roles())
        .isEqualTo(
            Map.of(
                "a", State.READY,
                "b", State.NOT_READY,
                "c", State.NOT_READY,
                "d", State.NOT_READY));
  }

  @Test
  void answersInTwoSecondsEvenIfARoleHangs() {
    health.watch("slow", () -> Promise.<State>promise().future());
    Future<Health.Report> report = health.report();
    clock.advance(Duration.ofMillis(1999));
    assertThat(report.isComplete()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(report.result().roles()).containsEntry("slow", State.NOT_READY);
  }

  @Test
  void forgetsARoleThatStopped() {
    health.watch("a", () -> Future.succeededFuture(State.READY));
    assertThatThrownBy(() -> health.watch("a", () -> Future.succeededFuture(State.READY)))
        .hasMessageContaining("watched already");
    health.forget("a");
    assertThat(health.report().result().roles()).isEmpty();
  }
}
