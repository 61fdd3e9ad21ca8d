package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.token.SignedToken;

class SignedRevocationsTest {
  private static final Instant SOON = Instant.parse("2030-01-01T00:00:00Z");

  private final SignedRevocations signed = new SignedRevocations(3);

  @Test
  void givesThemPageByPageOldestFirst() {
    add("a", "b", "c");
    SignedRevocations.Page first = signed.after(0, 2);
    assertThat(first.tokens()).containsExactly(token("a"), token("b"));
    SignedRevocations.Page second = signed.after(first.last(), 2);
    assertThat(second.tokens()).containsExactly(token("c"));
    assertThat(signed.after(second.last(), 2).tokens()).isEmpty();
  }

  @Test
  void missesNoneWhenThePageBeforeHasExpired() {
    signed.add(token("a"), SOON);
    signed.add(token("b"), SOON.plusSeconds(1));
    signed.add(token("c"), SOON.plusSeconds(2));
    long last = signed.after(0, 1).last();
    signed.expire(SOON);
    assertThat(signed.holds(token("a"))).isFalse();
    assertThat(signed.after(last, 5).tokens()).containsExactly(token("b"), token("c"));
  }

  @Test
  void keepsEachOnce() {
    add("a", "a");
    assertThat(signed.after(0, 5).tokens()).containsExactly(token("a"));
    assertThat(signed.holds(token("a"))).isTrue();
  }

  @Test
  void handsTheOldestOnNoLongerWhenItIsFull() {
    add("a", "b", "c", "d");
    assertThat(signed.after(0, 5).tokens()).containsExactly(token("b"), token("c"), token("d"));
    assertThat(signed.holds(token("a"))).isFalse();
    add("a");
    assertThat(signed.holds(token("a"))).isTrue();
  }

  private void add(String... tokens) {
    for (String text : tokens) {
      signed.add(token(text), SOON);
    }
  }

  private static SignedToken token(String text) {
    return new SignedToken(text);
  }
}
