package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestBrowser;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.uplink.TestDialler;

/// A relay that has the origin sign what it would like signed: the challenge of another relay of
/// the same mesh, so that this one takes it for the origin; or numbers that mean something
/// elsewhere.
@Tag("long")
class PassedOnChallengeTest {
  @TempDir static Path folder;
  private static UplinkTls relayTls;
  private static UplinkTls originTls;

  private final TestNode node = new TestNode(RelayConfig.DEFAULTS, 1);
  private final Vertx rogues = Vertx.vertx();
  private final TestUplink.Server honest = new TestUplink.Server(node, "eu", relayTls, 0);
  private TestDialler toHonest;

  @BeforeAll
  static void issue() {
    TestAuthority site = new TestAuthority(folder);
    relayTls = site.issue("relay");
    originTls = site.issue("origin");
  }

  /// A relay's certificate is one of the site's: it is let in as far as the challenge.
  @BeforeEach
  void dial() {
    toHonest = TestNode.await(TestDialler.dial(rogues, relayTls, honest.port()));
  }

  @AfterEach
  void close() {
    TestNode.await(rogues.close());
    node.close();
  }

  @Test
  void doesNotOpenAnotherRelay() throws Exception {
    toHonest.say(passOn(UnaryOperator.identity()));
    toHonest.say(fanOut(node.origin.rid()));
    toHonest.expectClosed();
  }

  /// Here the origin signs for a connection other than its own.
  @Test
  void opensItIfTheOriginsOwnConnectionIsNotSigned() throws Exception {
    RoutingId anna = node.origin.rid();
    TestBrowser browser = node.welcomed(node.origin.ticket(anna));
    toHonest.say(
        passOn(claims -> {
          Claims.Uplink asked = (Claims.Uplink) claims;
          return new Claims.Uplink(
              asked.audience(),
              asked.nonce(),
              toHonest.binding(),
              asked.issuedAt(),
              asked.expires());
        }));
    toHonest.expect(RelayFrame.Open.class);
    OriginFrame.FanOut forged = fanOut(anna);
    toHonest.say(forged);
    assertThat(browser.expect(ServerFrame.Event.class).data()).isEqualTo(forged.envelope());
  }

  /// Whatever number it chose: the type is signed too.
  @Test
  void isOfNoUseElsewhere() throws Exception {
    SignedToken token = passOn(UnaryOperator.identity()).token();
    TokenVerifier verifier = new TokenVerifier(node.origin.signers(), java.time.Instant::now);
    assertThat(verifier.uplink(token)).isInstanceOf(Verification.Valid.class);
    assertThat(verifier.ticket(token)).isNotInstanceOf(Verification.Valid.class);
    assertThat(verifier.pass(token)).isNotInstanceOf(Verification.Valid.class);
    assertThat(verifier.revocation(token)).isNotInstanceOf(Verification.Valid.class);
  }

  /// The honest relay's challenge, as the origin answered it to the rogue.
  private OriginFrame.Answer passOn(UnaryOperator<Claims> signed) throws Exception {
    Fresh nonce = toHonest.expect(RelayFrame.Challenge.class).nonce();
    CompletableFuture<Buffer> answered = new CompletableFuture<>();
    RogueRelay rogue =
        new RogueRelay(
            rogues,
            relayTls,
            () -> Future.succeededFuture(nonce),
            (socket, answer) -> answered.complete(answer));
    UplinkConfig config = Configs.dialling(originTls, rogue.url("eu"));
    try (TestUplink uplink = new TestUplink(node.origin, config, signed)) {
      byte[] bytes = answered.get(60, TimeUnit.SECONDS).getBytes();
      assertThat(uplink.privateHandlers).hasValue(0);
      return Wire.cbor().read(bytes, OriginFrame.Answer.class);
    }
  }

  private OriginFrame.FanOut fanOut(RoutingId to) {
    return new OriginFrame.FanOut(1, List.of(to), node.origin.envelope(node.origin.rid(), 1));
  }
}
