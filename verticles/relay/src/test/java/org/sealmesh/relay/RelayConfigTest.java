package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.relay.RelayConfig.Drain;
import org.sealmesh.relay.RelayConfig.Leaving;

class RelayConfigTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void wantsWhoeverStopsTheProcessToWaitUntilItsBrowsersHaveLeft() {
    RelayConfig config = RelayConfig.DEFAULTS;
    Duration longest = config.leavingMax();
    assertThat(longest).isEqualTo(Duration.ofSeconds(20 + 10 + 20 + 5 + 2));
    assertThatCode(() -> config.requireStopTimeout(longest.plus(SECOND)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> config.requireStopTimeout(longest))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("process.stopTimeout (57 s)")
        .hasMessageContaining("relay.drain.window")
        .hasMessageContaining("relay.drain.grace");
  }

  @Test
  void letsBrowsersSpreadByThemselvesWithinATurn() {
    Duration grace = Duration.ofSeconds(10);
    assertThat(new Drain(Duration.ofSeconds(20), grace, Leaving.GOAWAY).farewell(SECOND))
        .isEqualTo(new ServerFrame.GoAway(1_000));
    assertThat(new Drain(Duration.ZERO, grace, Leaving.MOVED).farewell(SECOND))
        .isEqualTo(new ServerFrame.Moved(0));
  }

  @Test
  void boundsHowLongBrowsersMayTake() {
    for (Duration wrong : new Duration[] {SECOND.negated(), Duration.ofMinutes(11)}) {
      assertThatThrownBy(() -> new Drain(wrong, SECOND, Leaving.GOAWAY))
          .hasMessageContaining("drain.window");
      assertThatThrownBy(() -> new Drain(SECOND, wrong, Leaving.GOAWAY))
          .hasMessageContaining("drain.grace");
    }
  }
}
