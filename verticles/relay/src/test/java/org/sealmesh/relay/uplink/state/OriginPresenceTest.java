package org.sealmesh.relay.uplink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.relay.uplink.state.OriginPresence.Change;

class OriginPresenceTest {
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  private final OriginPresence presence = new OriginPresence(Duration.ofSeconds(10));

  @Test
  void beginsAsAway() {
    assertThat(presence.isHere()).isFalse();
    assertThat(presence.onTick(2 * PATIENCE)).isEqualTo(Change.NONE);
  }

  @Test
  void saysOnceThatTheOriginIsHereAndOnceThatItIsGone() {
    assertThat(presence.onBeacon(1)).isEqualTo(Change.ATTACHED);
    assertThat(presence.onBeacon(2)).isEqualTo(Change.NONE);
    assertThat(presence.onTick(PATIENCE + 1)).isEqualTo(Change.NONE);
    assertThat(presence.onTick(PATIENCE + 2)).isEqualTo(Change.DETACHED);
    assertThat(presence.onTick(PATIENCE + 3)).isEqualTo(Change.NONE);
    assertThat(presence.onBeacon(PATIENCE + 4)).isEqualTo(Change.ATTACHED);
  }

  @Test
  void staysHereAsLongAsAnyoneIsHeard() {
    presence.onBeacon(0);
    for (long t = 0; t < 10; t++) {
      presence.onBeacon(t * PATIENCE / 2);
      assertThat(presence.onTick(t * PATIENCE / 2 + 1)).isEqualTo(Change.NONE);
    }
    assertThat(presence.isHere()).isTrue();
  }
}
