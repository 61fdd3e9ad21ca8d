package org.sealmesh.relay.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.TestOrigin;
import org.sealmesh.relay.uplink.state.Challenge;

/// Diallers, honest and rogue, over real TLS. Each attack is also seen to get further when the one
/// defence against it is taken away.
@Tag("long")
class UplinkServerTest {
  private static final NodeVitals VITALS =
      new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60);
  private static final String MESH = "eu";
  private static final UnaryOperator<HttpServerOptions> AS_IT_IS = UnaryOperator.identity();

  private static final List<Sighting> SEEN =
      List.of(
          new Sighting(new PartyId(new UUID(1, 2)), Duration.ofSeconds(9), Duration.ofSeconds(1)));

  @TempDir static Path folder;
  private static UplinkTls relay;
  private static UplinkTls originTls;
  private static UplinkTls strangers;

  private final Vertx vertx = Vertx.vertx();
  private final Clock clock = new VertxClock(vertx);
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final TokenVerifier verifier = new TokenVerifier(origin.signers(), clock::now);
  private final FakeMeter meter = new FakeMeter();
  private final AtomicInteger routerAsked = new AtomicInteger();
  private final BlockingQueue<String> presence = new LinkedBlockingQueue<>();
  private final VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 1000);
  private final RoutingId anna = origin.rid();

  @BeforeAll
  static void issue() throws Exception {
    TestAuthority authority = new TestAuthority(Files.createDirectory(folder.resolve("site")));
    relay = authority.issue("relay");
    originTls = authority.issue("origin");
    TestAuthority other = new TestAuthority(Files.createDirectory(folder.resolve("other")));
    UplinkTls theirs = other.issue("origin");
    // They trust the relay, so that it is the relay that must not trust them.
    strangers = new UplinkTls(theirs.certificate(), theirs.key(), relay.authority());
  }

  @AfterEach
  void close() {
    TestNode.await(vertx.close());
  }

  @Test
  void letsTheOriginAskTheRouterOnceItHasProvenItself() throws Exception {
    TestDialler dialler = TestNode.await(TestDialler.dial(vertx, originTls, defended()));
    assertThat(presence.poll(60, TimeUnit.SECONDS)).isEqualTo("opening");
    proveItself(dialler);
    dialler.say(fanOut(1));
    assertThat(dialler.expect(RelayFrame.FannedOut.class).unacked())
        .containsExactly(new NodeId("n"));
    dialler.say(new OriginFrame.Revoke(2, revocation()));
    assertThat(dialler.expect(RelayFrame.FannedOut.class).id()).isEqualTo(2);
    dialler.say(new OriginFrame.Beacon(3));
    assertThat(dialler.expect(RelayFrame.Heard.class)).isEqualTo(new RelayFrame.Heard(3, VITALS));
    assertThat(presence.poll(60, TimeUnit.SECONDS)).isEqualTo("beacon");
    dialler.say(new OriginFrame.Sight(4, new CallId(new UUID(1, 1))));
    assertThat(dialler.expect(RelayFrame.Seen.class)).isEqualTo(new RelayFrame.Seen(4, SEEN));
    assertThat(routerAsked).hasValue(3);
  }

  @Test
  void tellsOfTheBeaconsOfEveryUplinkAndClosesASilentOne() throws Exception {
    silenceMax = Duration.ofSeconds(2);
    TestDialler dialler = TestNode.await(TestDialler.dial(vertx, originTls, defended()));
    proveItself(dialler);
    dialler.say(new OriginFrame.Beacon(1));
    dialler.expect(RelayFrame.Heard.class);
    dialler.expectClosed();
    TestDialler back = TestNode.await(TestDialler.dial(vertx, originTls, server.port()));
    proveItself(back);
    back.say(new OriginFrame.Beacon(1));
    for (String expected : List.of("opening", "beacon", "beacon")) {
      assertThat(presence.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
    }
  }

  @Test
  void refusesADiallerWithoutACertificate() {
    assertThat(failure(TestDialler.dial(vertx, defended(), this::withoutCertificate))).isNotNull();
    assertThat(routerAsked).hasValue(0);

    int open = server(options -> options.setClientAuth(ClientAuth.NONE), this::real);
    TestNode.await(TestDialler.dial(vertx, open, this::withoutCertificate))
        .expect(RelayFrame.Challenge.class);
  }

  private io.vertx.core.http.WebSocketClientOptions withoutCertificate(
      io.vertx.core.http.WebSocketClientOptions options) {
    return originTls.client(options, Duration.ofMinutes(1)).setKeyCertOptions(null);
  }

  @Test
  void refusesACertificateOfAnotherAuthority() {
    assertThat(failure(TestDialler.dial(vertx, strangers, defended()))).isNotNull();
    assertThat(routerAsked).hasValue(0);

    int open = server(this::trustingBoth, this::real);
    TestNode.await(TestDialler.dial(vertx, strangers, open)).expect(RelayFrame.Challenge.class);
  }

  private HttpServerOptions trustingBoth(HttpServerOptions options) {
    Path other = folder.resolve("other").resolve("authority.pem");
    options.setTrustOptions(
        new PemTrustOptions()
            .addCertPath(relay.authority().toString())
            .addCertPath(other.toString()));
    return options;
  }

  @Test
  void hearsNothingBeforeTheAnswer() {
    TestDialler dialler = dialled(defended());
    dialler.expect(RelayFrame.Challenge.class);
    dialler.say(fanOut(1));
    dialler.expectClosed();
    assertThat(routerAsked).hasValue(0);

    // Without the check whatever stands where the answer belongs opens the door.
    attack(
        server(AS_IT_IS, (token, asked) -> true),
        challenge -> new OriginFrame.Answer(new SignedToken("a.b.c")));
  }

  @Test
  void refusesAnAnswerThatTheOriginDidNotSign() {
    TestOrigin stranger = new TestOrigin(2, clock::now);
    refused(asked -> answer(stranger, MESH, asked));
    attack(server(AS_IT_IS, (token, asked) -> true), asked -> answer(stranger, MESH, asked));
  }

  @Test
  void refusesAnAnswerToAnEarlierChallenge() {
    TestDialler first = dialled(defended());
    Asked earlier = asked(first);
    OriginFrame.Answer answer = answer(origin, MESH, earlier);
    first.say(answer);
    first.expect(RelayFrame.Open.class);

    refused(asked -> answer);
    attack(
        server(AS_IT_IS, (token, asked) -> claims(token, c -> c.audience().equals(MESH))),
        asked -> answer);
  }

  @Test
  void refusesAnAnswerThatWasMadeForAnotherConnection() {
    // A rogue relay hands this relay's challenge on to the origin, and the answer back.
    TestDialler toTheRogue = dialled(defended());
    Fresh elsewhere = asked(toTheRogue).binding();
    refused(asked -> answer(origin, MESH, new Asked(asked.nonce(), elsewhere)));
    attack(
        server(AS_IT_IS, (token, asked) -> claims(token, c -> c.nonce().equals(asked.nonce()))),
        asked -> answer(origin, MESH, new Asked(asked.nonce(), elsewhere)));
  }

  @Test
  void refusesAnAnswerForAnotherMesh() {
    refused(asked -> answer(origin, "us", asked));
    attack(
        server(
            AS_IT_IS,
            (token, asked) ->
                claims(
                    token,
                    c -> c.nonce().equals(asked.nonce()) && c.binding().equals(asked.binding()))),
        asked -> answer(origin, "us", asked));
  }

  @Test
  void refusesAnAnswerThatHasExpired() {
    refused(this::oldAnswer);
    TokenVerifier asleep = new TokenVerifier(origin.signers(), () -> Instant.EPOCH);
    attack(
        server(
            AS_IT_IS,
            (token, asked) -> asleep.uplink(token) instanceof Verification.Valid<Claims.Uplink>),
        this::oldAnswer);
  }

  private OriginFrame.Answer oldAnswer(Asked asked) {
    Instant then = clock.now().minus(Duration.ofMinutes(1));
    return new OriginFrame.Answer(
        origin.sign(new Claims.Uplink(MESH, asked.nonce(), asked.binding(), then, then)));
  }

  @Test
  void waitsForTheAnswerNoLongerThanItMust() {
    answerWithin = Duration.ofSeconds(1);
    TestDialler dialler = dialled(defended());
    dialler.expect(RelayFrame.Challenge.class);
    dialler.expectClosed();
    assertThat(routerAsked).hasValue(0);
    assertThat(meter.value("sealmesh_uplink_server_violation_not_the_origin")).isEqualTo(1);
  }

  @Test
  void closesOnEverythingThatIsNoFrameOfAnUplink() {
    List<WebSocketFrame> foreign =
        List.of(
            WebSocketFrame.textFrame("{}", true),
            WebSocketFrame.binaryFrame(Buffer.buffer("part"), false),
            WebSocketFrame.pingFrame(Buffer.buffer("ping")),
            WebSocketFrame.binaryFrame(Buffer.buffer(new byte[100]), true),
            WebSocketFrame.binaryFrame(Buffer.buffer(new byte[50 << 20]), true));
    int port = defended();
    for (WebSocketFrame frame : foreign) {
      TestDialler dialler = dialled(port);
      proveItself(dialler);
      dialler.socket().writeFrame(frame);
      dialler.expectClosed();
    }
    assertThat(routerAsked).hasValue(0);
    assertThat(meter.value("sealmesh_uplink_server_violation_foreign_frame")).isEqualTo(3);
    assertThat(meter.value("sealmesh_uplink_server_violation_malformed")).isEqualTo(1);
    assertThat(meter.value("sealmesh_uplink_server_violation_too_large")).isEqualTo(1);
  }

  @Test
  void takesNoMoreDiallersThanItMay() {
    int port = defended();
    for (int i = 0; i < DIALLERS_MAX; i++) {
      dialled(port).expect(RelayFrame.Challenge.class);
    }
    assertThat(failure(TestDialler.dial(vertx, originTls, port))).isNotNull();
  }

  @Test
  void servesNothingElse() {
    int port = defended();
    var client =
        vertx.createHttpClient(
            new io.vertx.core.http.HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setKeyCertOptions(
                    new io.vertx.core.net.PemKeyCertOptions()
                        .addCertPath(originTls.certificate().toString())
                        .addKeyPath(originTls.key().toString()))
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(originTls.authority().toString())));
    for (String path : List.of("/", "/socket", "/metrics")) {
      int status =
          TestNode.await(
              client
                  .request(io.vertx.core.http.HttpMethod.GET, port, "127.0.0.1", path)
                  .compose(request -> request.send())
                  .map(response -> response.statusCode()));
      assertThat(status).as(path).isEqualTo(404);
    }
  }

  private static final int DIALLERS_MAX = 8;
  private Duration answerWithin = Duration.ofSeconds(60);
  private Duration silenceMax = Duration.ofSeconds(60);
  private UplinkServer server;

  /// What a dialler can know when it answers.
  private record Asked(Fresh nonce, Fresh binding) {}

  private int defended() {
    return server(AS_IT_IS, this::real);
  }

  private boolean real(SignedToken token, Asked asked) {
    return Challenge.of(verifier, MESH, asked.nonce(), asked.binding()).isAnsweredBy(token);
  }

  private boolean claims(SignedToken token, Predicate<Claims.Uplink> check) {
    return verifier.uplink(token) instanceof Verification.Valid<Claims.Uplink>(var claims)
        && check.test(claims);
  }

  private int server(
      UnaryOperator<HttpServerOptions> options, BiFunction<SignedToken, Asked, Boolean> check) {
    if (server == null) {
      TestNode.await(bus.handle(MeshAddresses.ROUTER, this::onRouter));
    }
    UplinkServerConfig d = UplinkServerConfig.DEFAULTS;
    UplinkServerConfig config =
        new UplinkServerConfig(
            MESH, "127.0.0.1", 0, relay, DIALLERS_MAX, d.creditMax(), answerWithin, silenceMax);
    OriginListener listener =
        new OriginListener() {
          @Override
          public void onOpening() {
            presence.add("opening");
          }

          @Override
          public void onBeacon() {
            presence.add("beacon");
          }
        };
    SecureRandom random = new SecureRandom();
    server =
        new UplinkServer(
            config,
            bus,
            clock,
            meter,
            listener,
            () -> VITALS,
            new UplinkServer.Doors() {
              @Override
              public HttpServerOptions options() {
                return options.apply(
                    relay.server(new HttpServerOptions(), config.silenceMax().multipliedBy(2)));
              }

              @Override
              public Challenge challenge(org.sealmesh.mesh.uplink.WebSocketFrames frames) {
                byte[] bytes = new byte[Fresh.BYTES];
                random.nextBytes(bytes);
                Asked asked = new Asked(new Fresh(bytes), frames.binding().value());
                return new Challenge() {
                  @Override
                  public Fresh nonce() {
                    return asked.nonce();
                  }

                  @Override
                  public boolean isAnsweredBy(SignedToken token) {
                    return check.apply(token, asked);
                  }
                };
              }
            });
    TestNode.await(vertx.deployVerticle(server));
    return server.port();
  }

  private Future<?> onRouter(RouterMessage message) {
    routerAsked.incrementAndGet();
    return Future.succeededFuture(
        message instanceof RouterMessage.Sight
            ? new Sighted(SEEN)
            : new RouterMessage.FannedOut(Set.of(new NodeId("n"))));
  }

  private TestDialler dialled(int port) {
    return TestNode.await(TestDialler.dial(vertx, originTls, port));
  }

  private Asked asked(TestDialler dialler) {
    Fresh nonce = dialler.expect(RelayFrame.Challenge.class).nonce();
    return new Asked(nonce, dialler.binding());
  }

  private void proveItself(TestDialler dialler) {
    dialler.say(answer(origin, MESH, asked(dialler)));
    dialler.expect(RelayFrame.Open.class);
  }

  /// The answer is refused as things are, and the router is never asked.
  private void refused(java.util.function.Function<Asked, OriginFrame.Answer> answering) {
    int before = routerAsked.get();
    TestDialler dialler = dialled(defended());
    dialler.say(answering.apply(asked(dialler)));
    dialler.say(fanOut(1));
    dialler.expectClosed();
    assertThat(routerAsked).hasValue(before);
  }

  /// The same answer gets to the router where the defence is missing.
  private void attack(int port, java.util.function.Function<Asked, OriginFrame.Answer> answering) {
    TestDialler dialler = dialled(port);
    dialler.say(answering.apply(asked(dialler)));
    dialler.expect(RelayFrame.Open.class);
    int before = routerAsked.get();
    dialler.say(fanOut(1));
    dialler.expect(RelayFrame.FannedOut.class);
    assertThat(routerAsked).hasValue(before + 1);
  }

  private OriginFrame.Answer answer(TestOrigin signer, String mesh, Asked asked) {
    Instant now = clock.now();
    return new OriginFrame.Answer(
        signer.sign(
            new Claims.Uplink(
                mesh, asked.nonce(), asked.binding(), now, now.plus(Duration.ofSeconds(30)))));
  }

  private OriginFrame.FanOut fanOut(long id) {
    return new OriginFrame.FanOut(id, List.of(anna), origin.envelope(anna, 1));
  }

  private SignedToken revocation() {
    return origin.sign(origin.revocation(origin.ticket(anna)));
  }

  private static Throwable failure(Future<?> future) {
    try {
      TestNode.await(future);
      return null;
    } catch (AssertionError late) {
      throw late;
    } catch (Throwable refused) {
      return refused;
    }
  }
}
