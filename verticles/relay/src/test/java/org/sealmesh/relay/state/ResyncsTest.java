package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResyncsTest {
  private final Resyncs<Integer> resyncs = new Resyncs<>(3);

  @Test
  void givesEachItsTurnWithinTheWindow() {
    resyncs.want(List.of(1, 2, 3, 4, 5, 6, 7));
    assertThat(resyncs.next()).containsExactly(1, 2, 3);
    assertThat(resyncs.next()).containsExactly(4, 5, 6);
    assertThat(resyncs.next()).containsExactly(7);
    assertThat(resyncs.next()).isEmpty();
  }

  @Test
  void givesATurnAgainToWhoHadOneBeforeTheNewWishAndNoSecondOneToTheOthers() {
    resyncs.want(List.of(1, 2, 3));
    assertThat(resyncs.next()).containsExactly(1);
    resyncs.want(List.of(1, 2, 3));
    assertThat(resyncs.next()).containsExactly(2);
    assertThat(resyncs.next()).containsExactly(3);
    assertThat(resyncs.next()).containsExactly(1);
    assertThat(resyncs.size()).isZero();
  }

  @Test
  void forgetsWhoIsGone() {
    resyncs.want(List.of(1, 2));
    resyncs.forget(1);
    assertThat(resyncs.next()).containsExactly(2);
  }

  @Test
  void tellsAllAtOnceWithoutAWindow() {
    Resyncs<Integer> atOnce = new Resyncs<>(0);
    atOnce.want(List.of(1, 2, 3));
    assertThat(atOnce.next()).containsExactly(1, 2, 3);
  }
}
