package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.disclosure.Connection;
import org.sealmesh.gateway.disclosure.Connections;
import org.sealmesh.gateway.disclosure.Disclosure;
import org.sealmesh.gateway.disclosure.DisclosureConfig;
import org.sealmesh.gateway.disclosure.Stored;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;

/// What visitors are told is what is so: the list of connections and the page's policy are one, and
/// every setting that it depends on shows in it.
class DisclosureTest {
  private static final Secret SECRET = new Secret("0123456789abcdef");

  @Test
  void thePolicyAllowsWhatIsListedAndNothingElse() {
    GatewayConfig config =
        site(
            List.of("/socket", "wss://relay-1.example:8443/socket", "wss://relay-2.example/socket"),
            calls(false, true),
            DisclosureConfig.defaults());
    Connections connections = Connections.of(config);
    assertThat(connections.all())
        .extracting(c -> c.purpose() + " " + c.url())
        .containsExactly(
            "SITE null",
            "RELAY wss://relay-1.example:8443/socket",
            "RELAY wss://relay-2.example/socket",
            "PEER null",
            "STUN stun:stun.example:3478",
            "TURN turn:turn.example:3478",
            "MEDIA null");
    assertThat(connectSources(connections.policy()))
        .containsExactlyInAnyOrderElementsOf(
            connections.all().stream().flatMap(Connection::sources).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "'self'",
            "wss://relay-1.example:8443",
            "https://relay-1.example:8443",
            "wss://relay-2.example",
            "https://relay-2.example");
    assertThat(connections.all())
        .filteredOn(Connection::isEnforced)
        .extracting(Connection::purpose)
        .containsOnly(Connection.Purpose.SITE, Connection.Purpose.RELAY);
  }

  @Test
  void aPathIsThePagesOwnHost() {
    Connections connections =
        Connections.of(site(List.of("/socket"), calls(false, false), DisclosureConfig.defaults()));
    assertThat(connectSources(connections.policy())).containsExactly("'self'");
  }

  @Test
  void withTurnAloneNobodyIsTalkedToDirectly() {
    assertThat(
            Connections.of(
                    site(List.of("/socket"), calls(true, false), DisclosureConfig.defaults()))
                .all())
        .extracting(Connection::purpose)
        .doesNotContain(Connection.Purpose.PEER, Connection.Purpose.MEDIA)
        .contains(Connection.Purpose.TURN);
  }

  @Test
  void everyKindOfWhatIsKeptIsTold() {
    Disclosure told = Disclosure.of(GatewayConfig.defaults(), RunningGateway.STORAGE);
    assertThat(told.stored())
        .extracting(Stored::what)
        .containsExactlyInAnyOrder(Stored.What.values());
    assertThat(told.stored())
        .filteredOn(s -> s.what() == Stored.What.DIRECT)
        .extracting(Stored::keptFor)
        .containsExactly(Duration.ofDays(365));
    assertThat(told.stored())
        .filteredOn(s -> s.what() == Stored.What.ROOMS)
        .extracting(Stored::keptFor)
        .containsOnlyNulls();
  }

  /// Which kind a table of docs/data.md is told as; the site's own tables have nothing of people.
  private static final Map<String, Stored.What> KIND_OF =
      Map.ofEntries(
          Map.entry("bm_users", Stored.What.ACCOUNTS),
          Map.entry("bm_sessions", Stored.What.SESSIONS),
          Map.entry("bm_sso_tokens", Stored.What.SESSIONS),
          Map.entry("bm_conversations", Stored.What.GROUPS),
          Map.entry("bm_participants", Stored.What.MEMBERSHIPS),
          Map.entry("bm_bans", Stored.What.BLOCKS),
          Map.entry("bm_messages", Stored.What.DIRECT),
          Map.entry("bm_events", Stored.What.DIRECT),
          Map.entry("bm_event_members", Stored.What.GROUPS),
          Map.entry("bm_keys", Stored.What.KEYS),
          Map.entry("bm_client_ids", Stored.What.REQUESTS),
          Map.entry("bm_creations", Stored.What.REQUESTS),
          Map.entry("bm_outbox", Stored.What.REQUESTS),
          Map.entry("bm_calls", Stored.What.DIRECT),
          Map.entry("bm_call_participants", Stored.What.CALL_RECORDS),
          Map.entry("bm_call_parties", Stored.What.CALL_RECORDS),
          Map.entry("bm_call_admissions", Stored.What.CALL_RECORDS),
          Map.entry("bm_blocks", Stored.What.BLOCKS),
          Map.entry("bm_holds", Stored.What.HOLDS),
          Map.entry("bm_audit", Stored.What.RECORDS),
          Map.entry("bm_privacy_jobs", Stored.What.RECORDS));

  private static final Set<String> OF_THE_SITE = Set.of("bm_site", "bm_schema_history");

  /// That page is held to the schema by a test of its own.
  @Test
  void everyTableIsToldAsSomething() throws IOException {
    Set<String> tables =
        Pattern.compile("^\\| `(bm_[a-z_]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("../../docs/data.md")))
            .results()
            .map(found -> found.group(1))
            .filter(table -> !OF_THE_SITE.contains(table))
            .collect(Collectors.toSet());
    assertThat(KIND_OF.keySet()).isEqualTo(tables);
    assertThat(Disclosure.of(GatewayConfig.defaults(), RunningGateway.STORAGE).stored())
        .filteredOn(stored -> stored.place() == Stored.Place.DATABASE)
        .extracting(Stored::what)
        .containsAll(KIND_OF.values());
  }

  @Test
  void isForAnybodyAndSaysWhatEveryAnswerSays() {
    GatewayConfig config =
        site(
            List.of("wss://relay.example/socket"),
            calls(false, true),
            new DisclosureConfig(
                Optional.of("Example Ltd, 1 Road, Town"),
                Optional.empty(),
                Optional.of("https://example.org/privacy"),
                Optional.of("Town"),
                Optional.empty(),
                Optional.empty()));
    try (RunningGateway gateway = new RunningGateway(config)) {
      Reply reply = gateway.send(HttpMethod.GET, "/api/v1/disclosure", Map.of(), null);
      JsonObject told = reply.http().bodyAsJsonObject();
      assertThat(told.getString("contentSecurityPolicy"))
          .isEqualTo(reply.http().getHeader("Content-Security-Policy"))
          .contains("wss://relay.example ");
      assertThat(told.getString("operator")).isEqualTo("Example Ltd, 1 Road, Town");
      assertThat(told.containsKey("contact")).isFalse();
      assertThat(told.getJsonObject("places")).isEqualTo(new JsonObject().put("origin", "Town"));
      assertThat(told.getString("calls")).isEqualTo("groups");
      assertThat(told.getString("database")).isEqualTo("embedded");
      JsonArray stored = told.getJsonArray("stored");
      assertThat(stored)
          .contains(
              new JsonObject()
                  .put("what", "direct")
                  .put("place", "database")
                  .put("keptFor", Duration.ofDays(365).toMillis()),
              new JsonObject().put("what", "groups").put("place", "database"));
      assertThat(told.encode()).doesNotContain(SECRET.value());
    }
  }

  @Test
  void refusesWordsThatAreNone() {
    Optional<String> none = Optional.empty();
    for (String words : List.of("", " ", "x".repeat(201))) {
      assertThatThrownBy(
              () -> new DisclosureConfig(Optional.of(words), none, none, none, none, none))
          .hasMessageContaining("disclosure.operator");
    }
    for (String url : List.of("example.org", "javascript:alert(1)", "https://me@example.org/")) {
      assertThatThrownBy(() -> new DisclosureConfig(none, none, Optional.of(url), none, none, none))
          .hasMessageContaining("disclosure.policy");
    }
  }

  private static List<String> connectSources(String policy) {
    return Arrays.stream(policy.split("; "))
        .filter(rule -> rule.startsWith("connect-src "))
        .flatMap(rule -> Arrays.stream(rule.substring("connect-src ".length()).split(" ")))
        .toList();
  }

  private static CallConfig calls(boolean relayOnly, boolean groups) {
    return new CallConfig(
        List.of("stun:stun.example:3478"),
        List.of("turn:turn.example:3478"),
        Optional.of(SECRET),
        Duration.ofHours(2),
        relayOnly,
        new MediaConfig(groups ? Optional.of(SECRET) : Optional.empty(), Duration.ofHours(2)),
        60);
  }

  private static GatewayConfig site(
      List<String> relays, CallConfig calls, DisclosureConfig disclosure) {
    GatewayConfig d = GatewayConfig.defaults();
    return new GatewayConfig(
        d.siteName(),
        d.host(),
        0,
        Set.of(),
        Set.of(),
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
        calls,
        d.administrators(),
        disclosure);
  }
}
