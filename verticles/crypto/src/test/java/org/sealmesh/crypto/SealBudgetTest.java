package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SealBudgetTest {
  private final SealBudget budget = new SealBudget();

  @Test
  void sealsAsOftenAsWasReserved() {
    assertThat(budget.take()).isFalse();
    assertThat(budget.add(2, 2)).isEqualTo(SealBudget.Next.GO_ON);
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }

  @Test
  void addsUpReservations() {
    budget.add(1, 1);
    budget.add(1, 2);

    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }

  @Test
  void asksForAnotherEpochInTime() {
    assertThat(budget.add(4096, SealBudget.TURN_AT - 1)).isEqualTo(SealBudget.Next.GO_ON);
    assertThat(budget.add(4096, SealBudget.TURN_AT)).isEqualTo(SealBudget.Next.TURN_EPOCH);
    assertThat(budget.add(4096, 1L << 31)).isEqualTo(SealBudget.Next.TURN_EPOCH);
    assertThat(SealBudget.TURN_AT).isLessThan(1L << 31);
  }

  @Test
  void sealsNoMoreOnceNoncesCouldMeet() {
    budget.add(1, SealBudget.NEVER_BEYOND);
    assertThat(budget.take()).isTrue();

    assertThatThrownBy(() -> budget.add(1, SealBudget.NEVER_BEYOND + 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(budget.take()).isFalse();
  }
}
