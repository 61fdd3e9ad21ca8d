package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.outbox.Entries.pointer;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.persistence.PointerMoved;

class PointerQueueTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_893_456_000);

  private final PointerQueue queue = new PointerQueue(2);

  @Test
  void keepsTheNewestOfAUserAndConversation() {
    queue.add(pointer(1, 1, 3, NOW));
    queue.add(pointer(1, 1, 8, NOW.plusSeconds(2)));
    queue.add(pointer(1, 1, 5, NOW.plusSeconds(1)));

    PointerMoved newest = queue.poll();
    assertThat(newest.pointer().read()).isEqualTo(new Seq(8));
    assertThat(newest.pointer().delivered()).isEqualTo(new Seq(9));
    assertThat(newest.at()).isEqualTo(NOW.plusSeconds(2));
    assertThat(queue.poll()).isNull();
  }

  @Test
  void dropsNewcomersBeyondItsBoundAndStillTakesNewerOnes() {
    assertThat(queue.add(pointer(1, 1, 1, NOW))).isZero();
    assertThat(queue.add(pointer(1, 2, 1, NOW))).isZero();
    assertThat(queue.add(pointer(2, 1, 1, NOW))).isEqualTo(1);
    assertThat(queue.add(pointer(1, 2, 2, NOW))).isZero();

    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).isEqualTo(pointer(1, 1, 1, NOW));
    assertThat(queue.poll()).isEqualTo(pointer(1, 2, 2, NOW));
  }
}
