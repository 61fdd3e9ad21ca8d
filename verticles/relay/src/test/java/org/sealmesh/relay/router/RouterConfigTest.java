package org.sealmesh.relay.router;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.StartFailure;

class RouterConfigTest {
  private static final RouterConfig CONFIG = RouterConfig.DEFAULTS;

  @Test
  void wantsAskersToWaitAsLongAsABindMayTake() {
    Duration longest = CONFIG.settleTimeout().plus(CONFIG.peerTimeout());
    assertThatCode(() -> CONFIG.requireAskTimeout(longest.plusMillis(1)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> CONFIG.requireAskTimeout(longest))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("process.askTimeout (7000 ms)")
        .hasMessageContaining("router.settleTimeout")
        .hasMessageContaining("router.peerTimeout");
  }
}
