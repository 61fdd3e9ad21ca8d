package org.sealmesh.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sealmesh.persistence.ledger.Lanes.Admission;

/// Who waits where, and for how many.
final class LanesTest {
  private final Lanes<String, Integer> lanes = new Lanes<>(3, 4, 6);

  @Test
  void theFirstOpensALaneAndTheOthersWaitInIt() {
    assertThat(lanes.offer("a", 1)).isEqualTo(Admission.OPENED);
    assertThat(lanes.offer("a", 2)).isEqualTo(Admission.WAITS);
    assertThat(lanes.offer("b", 3)).isEqualTo(Admission.OPENED);
    assertThat(lanes.take("a")).containsExactly(1, 2);
    // Whoever comes while the batch is committed does not open it again.
    assertThat(lanes.offer("a", 4)).isEqualTo(Admission.WAITS);
    assertThat(lanes.take("a")).containsExactly(4);
    assertThat(lanes.take("a")).isEmpty();
    assertThat(lanes.offer("a", 5)).isEqualTo(Admission.OPENED);
  }

  @Test
  void aBatchIsBoundedAndKeepsTheOrder() {
    for (int i = 1; i <= 4; i++) {
      lanes.offer("a", i);
    }
    assertThat(lanes.take("a")).containsExactly(1, 2, 3);
    assertThat(lanes.waiting()).isEqualTo(1);
    assertThat(lanes.take("a")).containsExactly(4);
  }

  @Test
  void refusesBeyondItsBounds() {
    for (int i = 1; i <= 4; i++) {
      lanes.offer("a", i);
    }
    assertThat(lanes.offer("a", 5)).isEqualTo(Admission.FULL);
    assertThat(lanes.offer("b", 6)).isEqualTo(Admission.OPENED);
    assertThat(lanes.offer("b", 7)).isEqualTo(Admission.WAITS);
    assertThat(lanes.offer("c", 8)).isEqualTo(Admission.FULL);
    lanes.take("a");
    assertThat(lanes.offer("c", 8)).isEqualTo(Admission.OPENED);
  }
}
