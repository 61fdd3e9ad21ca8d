package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// How the events of one sync answer are spread.
final class SyncSharesTest {

  @Test
  void everyoneGetsWhatSheMissesIfThereIsEnough() {
    assertThat(SyncShares.of(new long[] {3, 0, 5}, 8)).containsExactly(3, 0, 5);
    assertThat(SyncShares.of(new long[] {}, 8)).isEmpty();
  }

  @Test
  void theSmallAreServedWholeAndTheLargeShareTheRest() {
    assertThat(SyncShares.of(new long[] {1000, 2, 1000}, 12)).containsExactly(5, 2, 5);
  }

  @Test
  void thereMayBeFewerEventsThanConversations() {
    assertThat(SyncShares.of(new long[] {9, 9, 9, 9}, 3)).containsExactly(1, 1, 1, 0);
    assertThat(SyncShares.of(new long[] {9, 9}, 0)).containsExactly(0, 0);
  }

  @Test
  void givesAllThereIsAndNeverMoreThanIsMissing() {
    Random random = new Random(3);
    for (int round = 0; round < 1000; round++) {
      long[] missing = random.longs(random.nextInt(20), 0, 50).toArray();
      int budget = random.nextInt(300);
      int[] shares = SyncShares.of(missing, budget);
      for (int i = 0; i < missing.length; i++) {
        assertThat((long) shares[i]).isBetween(0L, missing[i]);
      }
      assertThat((long) Arrays.stream(shares).sum())
          .isEqualTo(Math.min(budget, Arrays.stream(missing).sum()));
    }
  }
}
