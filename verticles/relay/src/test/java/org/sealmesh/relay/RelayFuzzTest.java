package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.relay.router.RouterOnFakeBus;
import org.sealmesh.relay.socket.FakeBrowser;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.FakeTokens;

/// Whatever a browser sends, in either format and in whatever order with time, answers of the
/// router, deliveries and revocations: nothing is thrown, nothing is written after a close, and
/// nothing stays bound when the socket has gone.
class RelayFuzzTest {
  @Test
  void survivesRandomStreams() {
    for (long seed = 1; seed <= 1_000; seed++) {
      byte[] stream = new byte[400];
      new Random(seed).nextBytes(stream);
      try {
        survives(stream);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @FuzzTest
  void survives(byte[] stream) {
    Run run = new Run(ByteBuffer.wrap(stream));
    while (run.in.hasRemaining()) {
      run.step();
    }
    run.finish();
  }

  private static final class Run {
    private static final NodeId NODE = new NodeId("node-1");

    private final ByteBuffer in;
    private final FakeBus bus = new FakeBus();
    private final FakeClock clock = new FakeClock();
    private final TestOrigin origin = new TestOrigin(1, clock::now);
    private final FakeTokens tokens = new FakeTokens();
    private final Relay relay =
        new Relay(
            NODE,
            RelayConfig.DEFAULTS,
            bus,
            clock,
            tokens,
            new RelayMetrics(Meter.NONE),
            Runnable::run);
    private final SocketShard shard = relay.newShard(Runnable::run);
    private final Claims.Ticket ticket = origin.ticket(origin.rid());
    private final RoutingId[] rooms = {origin.rid(), origin.rid(), ticket.user()};
    private FakeBrowser browser = FakeBrowser.open(shard);

    Run(ByteBuffer in) {
      this.in = in;
      RouterOnFakeBus.start(bus, clock, NODE);
      bus.handle(
          MeshAddresses.relay(NODE),
          message ->
              switch (message) {
                case RelayMessage.Deliver deliver -> relay.onDeliver(deliver);
                case RelayMessage.DeliverSignal deliver -> relay.onDeliverSignal(deliver);
                case RelayMessage.DeliverCall deliver -> relay.onDeliverCall(deliver);
                case RelayMessage.DeliverMedia deliver -> relay.onDeliverMedia(deliver);
                case RelayMessage.Revoke revoke -> relay.onRevoke(revoke);
                case RelayMessage.Recall recall -> relay.onRecall(recall);
                case RelayMessage.Resync resync -> relay.onResync();
                case RelayMessage.OriginHeard heard -> {
                  relay.origins().onHeard();
                  yield Future.succeededFuture();
                }
                case RelayMessage.Sight(var call) -> relay.calls().sight(call);
                case RelayMessage.GetVitals get -> Future.succeededFuture(relay.vitals(1));
              });
    }

    void step() {
      switch (next() % 12) {
        case 0 -> browser.say(bytes());
        case 1 -> browser.sayFirstPart(bytes());
        case 2 -> browser.sayLastPart(bytes());
        case 3, 4 -> browser.say(frame());
        case 5 -> browser.say(damaged(browser.write(frame())));
        case 6 -> bus.step();
        case 7 -> bus.run();
        case 8 -> clock.advance(Duration.ofSeconds(next()));
        case 9 -> tell(new RouterMessage.FanOut(List.of(room()), origin.envelope(room(), 1)));
        case 10 -> tell(new RouterMessage.Revoke(tokens.token(revocation())));
        default -> reconnect();
      }
    }

    private ClientFrame frame() {
      return switch (next() % 6) {
        case 0 -> new ClientFrame.Hello(tokens.token(ticket));
        case 1 -> new ClientFrame.Refresh(tokens.token(origin.refreshed(ticket)));
        case 2 -> new ClientFrame.Join(next(), tokens.token(origin.pass(ticket, room())));
        case 3 -> new ClientFrame.Leave(room());
        case 4 -> {
          RoutingId room = room();
          yield new ClientFrame.Send(room, origin.signal(ticket, room));
        }
        default -> new ClientFrame.Ping();
      };
    }

    private Claims.Revocation revocation() {
      RoutingId room = next() % 2 == 0 ? null : room();
      return origin.revocation(ticket.user(), null, room);
    }

    private byte[] damaged(byte[] frame) {
      frame[next() % frame.length] ^= (byte) (1 << next() % 8);
      return frame;
    }

    private void tell(RouterMessage message) {
      bus.tell(MeshAddresses.ROUTER, message);
    }

    private void reconnect() {
      browser.vanish();
      FrameFormat[] formats = FrameFormat.values();
      browser = FakeBrowser.open(shard, formats[next() % formats.length]);
    }

    void finish() {
      browser.vanish();
      bus.run();
      assertThat(relay.sockets()).hasValue(0);
      List<RoutingId> bound = new ArrayList<>();
      bus.said(RouterMessage.Bind.class).forEach(bind -> bound.add(bind.rid()));
      bus.said(RouterMessage.Unbind.class).forEach(unbind -> bound.remove(unbind.rid()));
      assertThat(bound).isEmpty();
    }

    private RoutingId room() {
      return rooms[next() % rooms.length];
    }

    private byte[] bytes() {
      byte[] bytes = new byte[Math.min(next(), in.remaining())];
      in.get(bytes);
      return bytes;
    }

    private int next() {
      return in.hasRemaining() ? in.get() & 0xFF : 0;
    }
  }
}
