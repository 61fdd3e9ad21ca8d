package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.outbox.Entries.CONFIG;
import static org.sealmesh.outbox.Entries.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;

class OutboxStateTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_893_456_000);

  private final OutboxState state = new OutboxState(CONFIG);

  @Test
  void sendsOneEventOfAConversationAtATimeAndInOrder() {
    add(entry(1, 1, NOW), entry(1, 2, NOW), entry(1, 3, NOW));

    assertThat(seqs(state.next(0))).containsExactly(1L);
  }

  @Test
  void sendsTheNextOnceTheOneBeforeIsDone() {
    add(entry(1, 3, NOW), entry(1, 2, NOW), entry(1, 4, NOW));

    // 3 came first and is on its way; what came late is sorted in behind it.
    assertThat(seqs(sendAll())).containsExactly(3L, 2L, 4L);
  }

  @Test
  void sendsConversationsSideBySideUpToTheWindow() {
    for (int conversation = 0; conversation < 6; conversation++) {
      add(entry(conversation, 1, NOW));
    }

    List<Delivery> first = state.next(0);
    assertThat(first).hasSize(CONFIG.inFlightMax());
    assertThat(state.next(0)).isEmpty();
    state.done(first.getFirst());
    assertThat(state.next(0)).hasSize(1);
  }

  @Test
  void holdsNoMoreThanItsBound() {
    for (int seq = 1; seq <= CONFIG.entriesMax(); seq++) {
      assertThat(add(entry(1, seq, NOW))).isZero();
    }
    assertThat(add(entry(1, 99, NOW), entry(2, 1, NOW))).isEqualTo(2);
    assertThat(state.room()).isZero();

    // Only a row that is gone makes room: until then it must be renewed and not taken over.
    Delivery first = state.next(0).getFirst();
    state.done(first);
    assertThat(state.room()).isZero();
    List<Row> finished = state.takeFinished();
    state.deleted(finished);
    assertThat(state.room()).isEqualTo(1);
  }

  @Test
  void takesAnEventInOnce() {
    OutboxEntry event = entry(1, 1, NOW);
    add(event, event);
    Delivery delivery = state.next(0).getFirst();
    add(event);
    state.done(delivery);
    add(event);
    assertThat(state.next(0)).isEmpty();
    assertThat(state.takeFinished()).hasSize(1);
    assertThat(state.takeFinished()).isEmpty();

    state.deleted(List.of(delivery.row()));
    add(event);
    assertThat(state.next(0)).hasSize(1);
  }

  @Test
  void givesAwayTheRowsOfAConversationThatItCannotBringOnItsWay() {
    add(entry(1, 1, NOW), entry(1, 2, NOW), entry(2, 1, NOW));
    List<Delivery> sent = state.next(0);
    Delivery stuck = sent.getFirst();
    Delivery reached = sent.getLast();
    for (int i = 0; i < 5; i++) {
      state.partlyDelivered(reached, reached.unacked(), 0);
      state.next(reached.dueNs());
    }
    state.failed(stuck, 0);
    state.failed(stuck, 0);
    assertThat(state.isStuck()).isFalse();
    assertThat(state.leases().kept()).hasSize(3);

    state.failed(stuck, 0);
    assertThat(state.isStuck()).isTrue();
    assertThat(state.leases().kept()).containsExactly(reached.row());
    assertThat(state.leases().givenAway()).hasSize(2).contains(stuck.row());

    state.done(stuck);
    assertThat(state.isStuck()).isFalse();
    assertThat(state.leases().kept()).hasSize(3);
  }

  @Test
  void holdsAConversationWhoseEventNobodyGot() {
    add(entry(1, 1, NOW), entry(1, 2, NOW));

    Delivery first = state.next(0).getFirst();
    assertThat(state.failed(first, 0)).isEqualTo(OutboxState.Outcome.RETRIED_LATER);
    assertThat(state.next(ms(249))).isEmpty();
    assertThat(state.nextDueNs()).hasValue(ms(250));
    assertThat(state.next(ms(250))).containsExactly(first);
    state.done(first);
    assertThat(seqs(state.next(ms(250)))).containsExactly(2L);
  }

  @Test
  void doesNotHoldAConversationForADeadNode() {
    add(entry(1, 1, NOW), entry(1, 2, NOW));

    Delivery first = state.next(0).getFirst();
    state.partlyDelivered(first, first.unacked(), 0);
    Delivery second = state.next(0).getFirst();
    assertThat(second.entry().event().seq().value()).isEqualTo(2);

    // The first is repeated beside it, and its end does not disturb the lane.
    assertThat(state.next(ms(250))).containsExactly(first);
    state.done(first);
    state.done(second);
    assertThat(state.takeFinished()).containsExactly(first.row(), second.row());
    add(entry(1, 3, NOW));
    assertThat(seqs(state.next(ms(250)))).containsExactly(3L);
  }

  @Test
  void waitsLongerAfterEachFailureUpToALimit() {
    add(entry(1, 1, NOW));
    long nowNs = 0;
    Delivery delivery = state.next(0).getFirst();
    for (long wait : new long[] {250, 500, 1000, 2000, 4000, 5000, 5000}) {
      state.failed(delivery, nowNs);
      assertThat(state.nextDueNs()).hasValue(nowNs + ms(wait));
      nowNs += ms(wait);
      assertThat(state.next(nowNs)).containsExactly(delivery);
    }
  }

  @Test
  void givesUpAMinuteAfterTheCommit() {
    add(entry(1, 1, NOW.minusSeconds(20)));
    Delivery delivery = state.next(0).getFirst();

    assertThat(state.failed(delivery, ms(39_999))).isEqualTo(OutboxState.Outcome.RETRIED_LATER);
    state.next(ms(50_000));
    assertThat(state.failed(delivery, ms(50_000))).isEqualTo(OutboxState.Outcome.GIVEN_UP);
    assertThat(state.takeFinished()).containsExactly(delivery.row());
    assertThat(state.nextDueNs()).isEmpty();
  }

  @Test
  void goesOnWithTheNextEventAfterGivingUp() {
    add(entry(1, 1, NOW.minusSeconds(100)), entry(1, 2, NOW));
    Delivery old = state.next(0).getFirst();

    assertThat(state.failed(old, 0)).isEqualTo(OutboxState.Outcome.GIVEN_UP);
    assertThat(seqs(state.next(0))).containsExactly(2L);
  }

  @Test
  void triesAnOldEventOnce() {
    add(entry(1, 1, NOW.minus(Duration.ofDays(3))));

    Delivery old = state.next(0).getFirst();
    state.done(old);
    assertThat(state.takeFinished()).hasSize(1);
  }

  @Test
  void finishesAtOnceWhatNobodyIsToGet() {
    add(entry(1, 1, NOW, 0), entry(1, 2, NOW));

    assertThat(seqs(state.next(0))).containsExactly(2L);
    assertThat(state.takeFinished()).hasSize(1);
  }

  @Test
  void finishesInBatchesAndAgainWhatWasNotDeleted() {
    for (int conversation = 0; conversation < 4; conversation++) {
      add(entry(conversation, 1, NOW));
    }
    state.next(0).forEach(state::done);

    List<Row> batch = state.takeFinished();
    assertThat(batch).hasSize(CONFIG.finishMax());
    assertThat(state.leases().kept()).hasSize(4);
    state.notDeleted(batch);
    assertThat(state.takeFinished()).isEqualTo(batch);
    state.deleted(batch);
    assertThat(state.takeFinished()).hasSize(1);
    assertThat(state.leases().kept()).hasSize(1);
  }

  private List<Delivery> sendAll() {
    List<Delivery> sent = new java.util.ArrayList<>();
    for (List<Delivery> next = state.next(0); !next.isEmpty(); next = state.next(0)) {
      next.forEach(state::done);
      sent.addAll(next);
    }
    return sent;
  }

  private int add(OutboxEntry... entries) {
    return state.add(List.of(entries), NOW, 0);
  }

  private static List<Long> seqs(List<Delivery> deliveries) {
    return deliveries.stream().map(d -> d.entry().event().seq().value()).toList();
  }

  private static long ms(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
