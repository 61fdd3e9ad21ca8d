package org.sealmesh.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who has to wait for which flush.
final class FlushGateTest {
  private final List<Promise<Void>> flushes = new ArrayList<>();
  private final FlushGate gate =
      new FlushGate(() -> {
        Promise<Void> flush = Promise.promise();
        flushes.add(flush);
        return flush.future();
      });

  private Future<Void> commit() {
    gate.commitBegins();
    gate.commitEnds();
    return gate.passed();
  }

  @Test
  void nobodyWaitsWhereNothingWasCommitted() {
    assertThat(gate.passed().succeeded()).isTrue();
    assertThat(flushes).isEmpty();
  }

  @Test
  void oneFlushServesAllWhoGatheredWhileAnotherRan() {
    Future<Void> first = commit();
    Future<Void> second = commit();
    Future<Void> third = commit();
    assertThat(flushes).hasSize(1);
    flushes.get(0).complete();
    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete()).isFalse();
    assertThat(flushes).hasSize(2);
    flushes.get(1).complete();
    assertThat(second.succeeded() && third.succeeded()).isTrue();
    assertThat(gate.passed().succeeded()).isTrue();
    assertThat(flushes).hasSize(2);
  }

  @Test
  void aReaderWaitsForACommitThatSheMayHaveSeen() {
    gate.commitBegins();
    Future<Void> reader = gate.passed();
    assertThat(reader.isComplete()).isFalse();
    flushes.get(0).complete();
    assertThat(reader.succeeded()).isTrue();
    gate.commitEnds();
    // That flush may have been too early for it.
    assertThat(gate.passed().isComplete()).isFalse();
  }

  @Test
  void aFlushThatFailsFailsThoseWhoWaitedForItAndNoOthers() {
    Future<Void> first = commit();
    Future<Void> second = commit();
    flushes.get(0).fail("disk");
    assertThat(first.failed()).isTrue();
    flushes.get(1).complete();
    assertThat(second.succeeded()).isTrue();
  }
}
