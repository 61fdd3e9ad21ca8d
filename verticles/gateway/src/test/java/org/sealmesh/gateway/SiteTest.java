package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.http.OperationCheck;

/// The app's files, the headers of every answer, and the pages of other sites.
class SiteTest {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "font-src 'self'; connect-src 'self' wss://relay.example:8443 "
          + "https://relay.example:8443; manifest-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "require-trusted-types-for 'script'";

  @TempDir private static Path folder;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws IOException {
    Path web = Files.createDirectories(folder.resolve("web"));
    Files.writeString(web.resolve("index.html"), "<!doctype html>");
    Files.writeString(web.resolve("app-4F2K9QZX.js"), "1");
    Files.writeString(web.resolve("icon.svg"), "<svg/>");
    Files.writeString(web.resolve(".hidden"), "secret");
    Files.writeString(folder.resolve("outside.txt"), "secret");
    GatewayConfig d = RunningGateway.generous();
    GatewayConfig config =
        new GatewayConfig(
            d.siteName(),
            d.host(),
            0,
            Set.of(),
            Set.of("https://embed.example"),
            List.of("/socket", "wss://relay.example:8443/socket"),
            Optional.of(web),
            Duration.ofDays(365),
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
    Mounts health =
        new Mounts(
            router -> router.get("/health/live").handler(c -> c.response().end("up")),
            options -> options);
    gateway = new RunningGateway(config, health);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void servesTheApp() {
    Reply index = get("/");
    assertThat(index.http().bodyAsString()).isEqualTo("<!doctype html>");
    assertThat(index.http().getHeader("Cache-Control")).isEqualTo("no-cache");
    Reply script = get("/app-4F2K9QZX.js");
    assertThat(script.http().getHeader("Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(script.http().getHeader("Content-Type")).startsWith("text/javascript");
    assertThat(get("/icon.svg").http().getHeader("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void answersThatAFileHasNotChanged() {
    Reply first = get("/icon.svg");
    Reply second =
        gateway.send(
            HttpMethod.GET,
            "/icon.svg",
            Map.of("If-Modified-Since", first.http().getHeader("Last-Modified")),
            null);
    assertThat(second.status()).isEqualTo(304);
  }

  @Test
  void servesNothingElse() {
    for (String path :
        List.of(
            "/../outside.txt",
            "/%2e%2e/outside.txt",
            "/..%2foutside.txt",
            "/.hidden",
            "/missing-4F2K9QZX.js",
            "//etc/passwd",
            "/%00")) {
      Reply reply = get(path);
      assertThat(reply.problem()).as(path).isIn("not-found", "bad-request");
      assertThat(reply.http().getHeader("Cache-Control")).as(path).isNotEqualTo("immutable");
      assertThat(reply.http().bodyAsString()).doesNotContain("secret", "root:");
    }
  }

  @Test
  void everyAnswerIsSafeToShowAndSetsNoCookie() {
    Map<String, OperationCheck> operations =
        gateway.contract.operations().stream()
            .collect(Collectors.toMap(OperationCheck::id, o -> o));
    for (Samples.Sample sample : Samples.all(gateway.signer)) {
      Reply reply =
          sample.body() == null
              ? gateway.send(
                  operations.get(sample.operationId()).method(),
                  "/api/v1" + sample.path(),
                  RunningGateway.session(),
                  null)
              : gateway.withBody(
                  operations.get(sample.operationId()).method(), sample.path(), sample.body());
      assertThat(reply.status()).isEqualTo(sample.status());
      isSafe(reply);
      assertThat(reply.http().getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(reply.http().getHeader("Date")).endsWith("GMT");
    }
    for (String path : List.of("/", "/icon.svg", "/app-4F2K9QZX.js", "/missing", "/%zz")) {
      isSafe(get(path));
    }
    isSafe(gateway.get("/nowhere"));
    isSafe(gateway.post("/sync", "{"));
  }

  private static void isSafe(Reply reply) {
    assertThat(reply.http().headers().contains("Set-Cookie")).isFalse();
    assertThat(reply.http().getHeader("Content-Security-Policy")).isEqualTo(POLICY);
    assertThat(reply.http().getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.http().getHeader("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.http().getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(reply.http().getHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(reply.http().getHeader("Permissions-Policy")).contains("geolocation=()");
    assertThat(reply.http().getHeader("Strict-Transport-Security")).isEqualTo("max-age=31536000");
  }

  @Test
  void leavesWhatOthersHaveMountedToThem() {
    Reply reply = get("/health/live");
    assertThat(reply.http().bodyAsString()).isEqualTo("up");
  }

  @Test
  void letsOnlyNamedSitesCallTheApi() {
    Reply allowed = from("https://embed.example", HttpMethod.GET);
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.http().getHeader("Access-Control-Allow-Origin"))
        .isEqualTo("https://embed.example");
    assertThat(allowed.http().getHeader("Access-Control-Expose-Headers")).contains("ETag");
    assertThat(allowed.http().getHeader("Vary")).isEqualToIgnoringCase("Origin");
    assertThat(allowed.http().headers().contains("Access-Control-Allow-Credentials")).isFalse();
    Reply preflight = from("https://embed.example", HttpMethod.OPTIONS);
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.http().getHeader("Access-Control-Allow-Methods")).contains("PATCH");
    for (String other : List.of("https://evil.example", "null", "https://embed.example.evil")) {
      assertThat(from(other, HttpMethod.GET).http().headers().names())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
      assertThat(from(other, HttpMethod.OPTIONS).problem()).isEqualTo("method-not-allowed");
    }
  }

  private Reply from(String origin, HttpMethod method) {
    Map<String, String> headers = new HashMap<>(RunningGateway.session());
    headers.put("Origin", origin);
    return gateway.send(method, "/api/v1/session", headers, null);
  }

  private Reply get(String path) {
    return gateway.send(HttpMethod.GET, path, Map.of(), null);
  }
}
