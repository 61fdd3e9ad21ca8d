package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ServerFrame;

class RelayOverSocketsTest {
  private final TestNode node = new TestNode(RelayConfig.DEFAULTS, 2);
  private final TestOrigin origin = node.origin;

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void deliversOneEnvelopeToAllSocketsOfTwoUsers() {
    RoutingId anna = origin.rid();
    RoutingId ben = origin.rid();
    List<TestBrowser> browsers =
        List.of(
            node.welcomed(origin.ticket(anna)),
            node.welcomed(origin.ticket(anna)),
            node.welcomed(origin.ticket(ben)));
    Envelope envelope = origin.envelope(origin.rid(), 1);

    RouterMessage.FannedOut answer =
        node.fanOut(new RouterMessage.FanOut(List.of(anna, ben), envelope));

    assertThat(answer.unacked()).isEmpty();
    for (TestBrowser browser : browsers) {
      assertThat(browser.untilPong()).containsExactly(new ServerFrame.Event(envelope));
    }
  }
}
