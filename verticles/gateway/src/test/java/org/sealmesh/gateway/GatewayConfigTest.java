package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.GatewayConfig.LimitsConfig;
import org.sealmesh.gateway.GatewayConfig.Registration;
import org.sealmesh.gateway.GatewayConfig.SessionConfig;
import org.sealmesh.gateway.GatewayConfig.SignInConfig;
import org.sealmesh.gateway.GatewayConfig.SignInWay;
import org.sealmesh.gateway.GatewayConfig.SsoAlgorithm;
import org.sealmesh.gateway.GatewayConfig.SsoConfig;
import org.sealmesh.gateway.GatewayConfig.SyncConfig;
import org.sealmesh.gateway.GatewayConfig.TokenConfig;
import org.sealmesh.gateway.fixture.RunningGateway;

class GatewayConfigTest {
  private final GatewayConfig defaults = GatewayConfig.defaults();

  @Test
  void hasDefaultsThatExposeNothing() {
    assertThat(defaults.host()).isEqualTo("127.0.0.1");
    assertThat(defaults.trustedProxies()).isEmpty();
    assertThat(defaults.allowedOrigins()).isEmpty();
    assertThat(defaults.signIn().ways()).doesNotContain(SignInWay.SSO);
  }

  @Test
  void namesTheSettingThatIsWrong() {
    refused("port", () -> site(70_000, Set.of(), Set.of(), List.of("/socket")));
    refused("trustedProxies", () -> site(1, Set.of("proxy"), Set.of(), List.of("/socket")));
    refused("allowedOrigins", () -> site(1, Set.of(), Set.of("*"), List.of("/socket")));
    refused("allowedOrigins", () -> site(1, Set.of(), Set.of("https://a.example/"), List.of("/s")));
    refused("relays", () -> site(1, Set.of(), Set.of(), List.of()));
    refused("relays", () -> site(1, Set.of(), Set.of(), List.of("https://relay.example")));
    refused("relays", () -> site(1, Set.of(), Set.of(), List.of("//relay.example/socket")));
  }

  @Test
  void wantsAKeyForTheSitesOwnSignIn() {
    SignInConfig d = defaults.signIn();
    SignInConfig withSso =
        new SignInConfig(
            Set.of(SignInWay.SSO),
            Registration.CLOSED,
            d.loginFree(),
            d.loginWaitMax(),
            d.addressFree(),
            d.addressWaitMax(),
            d.firstWait(),
            d.forgetAfter(),
            d.rememberedMax());
    refused("sso.keyFile", () -> withSignIn(withSso, defaults.sso()));
    SsoConfig key =
        new SsoConfig(
            Optional.of(Path.of("site.pem")),
            SsoAlgorithm.EDDSA,
            "us",
            Duration.ZERO,
            Duration.ofMinutes(1));
    assertThat(withSignIn(withSso, key).signIn().ways()).containsExactly(SignInWay.SSO);
  }

  @Test
  void refusesNestedSettingsOutOfRange() {
    refused("sessions", () -> new SessionConfig(Duration.ZERO, Duration.ZERO, 1));
    refused("sessions", () -> new SessionConfig(Duration.ofDays(1), Duration.ofHours(1), 1));
    refused("limits", () -> new LimitsConfig(0, 1, 1, 1, 1, 1, 1, 1));
    refused("limits", () -> new LimitsConfig(1, 0, 1, 1, 1, 1, 1, 1));
    refused("limits", () -> new LimitsConfig(1, Double.NaN, 1, 1, 1, 1, 1, 1));
    refused(
        "tokens",
        () ->
            new TokenConfig(
                Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(1), 1));
    refused("sync", () -> new SyncConfig(0, 1));
    refused(
        "sso",
        () ->
            new SsoConfig(
                Optional.empty(), SsoAlgorithm.EDDSA, "us", Duration.ZERO, Duration.ofMinutes(6)));
  }

  @Test
  void takesServersForCallsOnlyWithWhatTheyNeed() {
    List<String> turn = List.of("turn:turn.example.org", "turns:192.0.2.1:443?transport=tcp");
    Optional<Secret> secret = Optional.of(new Secret("sixteen letters!"));
    assertThat(calls(List.of("stun:[2001:db8::1]:3478"), turn, secret, true).relayOnly()).isTrue();
    refused("turnSecretFile", () -> calls(List.of(), turn, Optional.empty(), false));
    refused(
        "turnSecretFile", () -> calls(List.of(), turn, Optional.of(new Secret("short")), false));
    refused("relayOnly", () -> calls(List.of("stun:a"), List.of(), secret, true));
    for (String url : List.of("", "stun:", "https://a", "stun:a b", "stun:a?transport=udp")) {
      refused("stunUrls", () -> calls(List.of(url), turn, secret, false));
    }
    for (String url : List.of("turn:", "stun:a", "turn:a?transport=sctp", "turn://a", "turn:u@a")) {
      refused("turnUrls", () -> calls(List.of(), List.of(url), secret, false));
    }
    refused("turnUrls", () -> calls(List.of(), Collections.nCopies(5, "turn:a"), secret, false));
  }

  @Test
  void takesAMediaServerWhoseTokensOutliveGrants() {
    Optional<Secret> secret = Optional.of(new Secret("sixteen letters!"));
    Duration hour = Duration.ofHours(1);
    refused("tokenSecretFile", () -> new MediaConfig(Optional.of(new Secret("short")), hour));
    refused("tokenLifetime", () -> new MediaConfig(secret, Duration.ofMinutes(9)));
    refused("tokenLifetime", () -> new MediaConfig(secret, Duration.ofHours(25)));
    Duration ticket = defaults.tokens().ticketLifetime();
    assertThat(new MediaConfig(secret, ticket).outlives(ticket)).isTrue();
    assertThat(new MediaConfig(secret, hour).outlives(hour.plusSeconds(1))).isFalse();
    assertThat(MediaConfig.none().outlives(Duration.ofHours(24))).isTrue();
    assertThat(new MediaConfig(secret, hour).toString()).doesNotContain("sixteen");
  }

  private static CallConfig calls(
      List<String> stun, List<String> turn, Optional<Secret> secret, boolean relayOnly) {
    return new CallConfig(
        stun, turn, secret, Duration.ofHours(1), relayOnly, MediaConfig.none(), 1);
  }

  @Test
  void takesLoginNamesForAdministratorsAndNothingElse() {
    GatewayConfig named = RunningGateway.administeredBy(defaults, List.of("Ada", "ben.b-2"));
    assertThat(named.administrators()).containsExactlyInAnyOrder("Ada", "ben.b-2");
    for (String login : List.of("", "a", "Ada Lovelace", "ada@example.org", "x".repeat(33))) {
      refused("administrators", () -> RunningGateway.administeredBy(defaults, List.of(login)));
    }
  }

  private GatewayConfig site(
      int port, Set<String> proxies, Set<String> origins, List<String> relays) {
    GatewayConfig d = defaults;
    return new GatewayConfig(
        d.siteName(),
        d.host(),
        port,
        proxies,
        origins,
        relays,
        d.webRoot(),
        d.hstsMaxAge(),
        d.http(),
        d.sessions(),
        d.signIn(),
        d.limits(),
        d.tokens(),
        d.sync(),
        d.sso(),
        d.calls(),
        d.administrators(),
        d.disclosure());
  }

  private GatewayConfig withSignIn(SignInConfig signIn, SsoConfig sso) {
    GatewayConfig d = defaults;
    return new GatewayConfig(
        d.siteName(),
        d.host(),
        d.port(),
        d.trustedProxies(),
        d.allowedOrigins(),
        d.relays(),
        d.webRoot(),
        d.hstsMaxAge(),
        d.http(),
        d.sessions(),
        signIn,
        d.limits(),
        d.tokens(),
        d.sync(),
        sso,
        d.calls(),
        d.administrators(),
        d.disclosure());
  }

  private static void refused(String setting, Runnable construction) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting);
  }
}
