package org.sealmesh.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.GatewayConfig.TokenConfig;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.SiteCommand;

class RevocationsTest {
  private static final RouterMessage.FannedOut ALL = new RouterMessage.FannedOut(Set.of());
  private static final RouterMessage.FannedOut NOT_ALL =
      new RouterMessage.FannedOut(Set.of(new NodeId("deaf")));

  private final FakeClock clock = new FakeClock();
  private final FakeBus bus = new FakeBus();
  private final TestSigner signer = new TestSigner(1);
  private final TokenConfig config =
      new TokenConfig(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(2), 3);
  private final Revocations revocations = new Revocations(new Origin(bus), bus, clock, config);
  private RouterMessage.FannedOut routerSays = ALL;
  private boolean cryptoFails;

  @BeforeEach
  void answer() {
    bus.handle(
        OriginAddresses.PERSISTENCE,
        asked ->
            Future.succeededFuture(
                new SiteCommand.Site(org.sealmesh.gateway.fixture.Origin.TIMELINE)));
    bus.handle(
        OriginAddresses.CRYPTO,
        asked ->
            cryptoFails
                ? Future.failedFuture(new IllegalStateException("away"))
                : Future.succeededFuture(
                    new CryptoMessage.Signed(signer.sign(((CryptoMessage.Sign) asked).claims()))));
    bus.handle(MeshAddresses.ROUTER, asked -> Future.succeededFuture(routerSays));
  }

  @Test
  void isDoneWhenEveryRelayHasHeard() {
    Future<Void> revoked = revoke();
    assertThat(revoked.isComplete()).isFalse();
    bus.run();
    assertThat(revoked.succeeded()).isTrue();
    assertThat(clock.timers()).isZero();
  }

  @Test
  void asksAgainWhileARelayHasNotHeard() {
    routerSays = NOT_ALL;
    Future<Void> revoked = revoke();
    bus.run();
    assertThat(revoked.isComplete()).isFalse();
    routerSays = ALL;
    pass(Duration.ofSeconds(1));
    assertThat(revoked.succeeded()).isTrue();
    assertThat(bus.said(RouterMessage.Revoke.class)).hasSize(2);
    assertThat(clock.timers()).isZero();
  }

  @Test
  void letsTheCallerGoAfterAWhileAndGoesOn() {
    routerSays = NOT_ALL;
    Future<Void> revoked = revoke();
    pass(Duration.ofSeconds(2));
    assertThat(revoked.succeeded()).isTrue();
    int sofar = bus.said(RouterMessage.Revoke.class).size();
    pass(Duration.ofSeconds(30));
    assertThat(bus.said(RouterMessage.Revoke.class).size()).isGreaterThan(sofar);
    routerSays = ALL;
    pass(Duration.ofSeconds(30));
    assertThat(clock.timers()).isZero();
  }

  @Test
  void isOfTheTimeItWasDecidedHoweverLateItIsSigned() {
    long decided = clock.now().toEpochMilli();
    cryptoFails = true;
    Future<Void> revoked = revoke();
    pass(Duration.ofMinutes(3));
    assertThat(revoked.succeeded()).isTrue();
    cryptoFails = false;
    pass(Duration.ofSeconds(30));
    List<CryptoMessage.Sign> signs = bus.said(CryptoMessage.Sign.class);
    Claims.Revocation claims = (Claims.Revocation) signs.getLast().claims();
    assertThat(claims.generation()).isEqualTo(decided);
    assertThat(claims.expires()).isEqualTo(clockAt(decided).plus(Duration.ofMinutes(11)));
    assertThat(bus.said(RouterMessage.Revoke.class)).hasSize(1);
  }

  @Test
  void givesUpWhenNoTicketCanBeLeft() {
    routerSays = NOT_ALL;
    revoke();
    pass(Duration.ofMinutes(11));
    assertThat(clock.timers()).isZero();
    int last = bus.said(RouterMessage.Revoke.class).size();
    assertThat(last).isBetween(10, 40);
    pass(Duration.ofMinutes(5));
    assertThat(bus.said(RouterMessage.Revoke.class)).hasSize(last);
  }

  @Test
  void keepsABoundedNumberWaiting() {
    routerSays = NOT_ALL;
    for (int i = 0; i < 10; i++) {
      revoke();
    }
    bus.run();
    // Each of the three that wait has a timer; the others were asked once, and their callers go.
    assertThat(clock.timers()).isEqualTo(3 + 3);
    assertThat(bus.said(RouterMessage.Revoke.class)).hasSize(10);
  }

  private static java.time.Instant clockAt(long epochMs) {
    return java.time.Instant.ofEpochMilli(epochMs);
  }

  private Future<Void> revoke() {
    return revocations.passes(
        org.sealmesh.gateway.fixture.Origin.BEN.rid(),
        org.sealmesh.gateway.fixture.Origin.TALK_RID);
  }

  /// In steps, since what is asked in between is answered in between.
  private void pass(Duration time) {
    bus.run();
    for (Duration left = time; left.isPositive(); left = left.minusMillis(250)) {
      clock.advance(Duration.ofMillis(250));
      bus.run();
    }
  }
}
