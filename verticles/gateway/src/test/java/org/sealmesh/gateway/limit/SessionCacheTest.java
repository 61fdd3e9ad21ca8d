package org.sealmesh.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.http.TokenHash;
import org.sealmesh.origin.persistence.AccountCommand.Session;

class SessionCacheTest {
  private final FakeClock clock = new FakeClock();
  private final Session session = Origin.session(clock.now());
  private final TokenHash token = TokenHash.of("a");
  private final SessionCache cache = new SessionCache(Duration.ofSeconds(5), 3, clock::nanoTime);

  @Test
  void remembersForAFewSeconds() {
    cache.keep(token, session, cache.mark());
    clock.advance(Duration.ofMillis(4_999));
    assertThat(cache.find(token)).contains(session);
    clock.advance(Duration.ofMillis(1));
    assertThat(cache.find(token)).isEmpty();
    assertThat(cache.size()).isZero();
  }

  @Test
  void doesNotRememberLongerBecauseItIsUsed() {
    cache.keep(token, session, cache.mark());
    for (int second = 0; second < 5; second++) {
      assertThat(cache.find(token)).isPresent();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(cache.find(token)).isEmpty();
  }

  @Test
  void isEmptyAfterSigningOut() {
    cache.keep(token, session, cache.mark());
    cache.drop(token);
    assertThat(cache.find(token)).isEmpty();
  }

  @Test
  void aLookUpThatBeganBeforeASignOutIsNotKept() {
    long mark = cache.mark();
    cache.drop(token);
    cache.keep(token, session, mark);
    assertThat(cache.find(token)).isEmpty();
  }

  @Test
  void remembersABoundedNumber() {
    for (int i = 0; i < 100; i++) {
      cache.keep(TokenHash.of("token " + i), session, cache.mark());
    }
    assertThat(cache.size()).isEqualTo(3);
  }
}
