package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.outbox.OutboxMessage.Rows;

class BacklogTest {
  private final Backlog backlog = new Backlog(Duration.ofSeconds(9));

  @Test
  void doesNotKnowBeforeItIsTold() {
    assertThat(backlog.rows(0)).isNull();
    assertThat(backlog.waiting(0)).isZero();
    assertThat(backlog.oldestSeconds(0)).isZero();
  }

  @Test
  void saysWhatTheDatabaseSaidAndHowLongAgo() {
    backlog.onMeasured(7, Duration.ofMillis(1200), 0);
    assertThat(backlog.rows(seconds(3)))
        .isEqualTo(new Rows(7, Duration.ofMillis(1200), Duration.ofSeconds(3)));
    assertThat(backlog.waiting(seconds(3))).isEqualTo(7);
    assertThat(backlog.oldestSeconds(seconds(3))).isEqualTo(2);
  }

  @Test
  void growsOlderWhileNobodyCanBeAsked() {
    backlog.onMeasured(1, Duration.ofSeconds(1), 0);
    assertThat(backlog.oldestSeconds(seconds(9))).isEqualTo(1);
    assertThat(backlog.oldestSeconds(seconds(10))).isEqualTo(11);
    backlog.onMeasured(0, Duration.ZERO, seconds(10));
    assertThat(backlog.oldestSeconds(seconds(60))).isZero();
  }

  private static long seconds(int n) {
    return Duration.ofSeconds(n).toNanos();
  }
}
