package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.persistence.MariaDbServer;
import org.sealmesh.persistence.WordPressSource;

/// A WordPress site's conversations are taken over by the finished program, and the same people
/// find them when they come by their site's own sign-in.
@Tag("process")
class ImportProcessTest extends SiteOnDisk {
  private static final String SECRET = "what the site and its chat share, and nobody else";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private WordPressSource wordPress;
  private Path from;

  @BeforeEach
  void fill() throws Exception {
    wordPress = new WordPressSource(MariaDbServer.shared());
    wordPress.person(17, "ann", "Ann of WordPress");
    wordPress.person(18, "bob", "Bob");
    wordPress.thread(1, "thread", "", 17, 18);
    wordPress.message(1, 1, 18, 17_000_000_001_234L, "<p>Hello <b>Ann</b></p>");
    wordPress.message(2, 1, 17, 17_000_000_101_234L, "Hello Bob 🦭");
    wordPress.message(3, 1, 18, 17_000_000_201_234L, "How are you?");
    wordPress.unread(1, 17, 1);
    Files.writeString(folder.resolve("wordpress.password"), MariaDbServer.PASSWORD + "\n");
    Files.writeString(folder.resolve("sso.secret"), SECRET);
    from = settings(false);
  }

  private Path settings(boolean skipBadRows) throws Exception {
    String lines =
        """
        better-messages:
          url: %s
          user: %s
          passwordFile: %s
          subjectPrefix: "user-"
          skipBadRows: %s
        """
            .formatted(
                wordPress.url(),
                wordPress.reader(),
                folder.resolve("wordpress.password"),
                skipBadRows);
    return Files.writeString(folder.resolve("from.yml"), lines);
  }

  private Map<String, String> withSso() {
    return Map.of(
        "SEALMESH_GATEWAY_SIGN_IN_WAYS", "password,guest,sso",
        "SEALMESH_GATEWAY_SSO_KEY_FILE", folder.resolve("sso.secret").toString(),
        "SEALMESH_GATEWAY_SSO_ALGORITHM", "hs256");
  }

  @Test
  void whoeverSignsInByTheSiteReadsHerMessages() throws Exception {
    Path data = folder.resolve("data");
    assertThat(done(data, "import", from.toString()))
        .contains("2 people; 1 conversations of two; 3 messages")
        .doesNotContain("Hello");
    try (NodeProcess node = NodeProcess.allRoles(data, withSso())) {
      URI site = node.awaitReady();
      JsonObject ann = signedIn(site, 17, "Ann of WordPress");
      JsonObject bob = signedIn(site, 18, "Bob");
      String token = ann.getString("token");
      JsonObject synced =
          post(site, "/sync", token, new JsonObject().put("heads", new JsonArray()));
      JsonObject found = synced.getJsonArray("conversations").getJsonObject(0);
      assertThat(texts(found)).containsExactly("Hello Ann", "Hello Bob 🦭", "How are you?");
      assertThat(read(found, ann)).isEqualTo(3);
      assertThat(read(found, bob)).isEqualTo(4);
      String id = found.getJsonObject("conversation").getString("id");
      JsonObject keys = get(site, "/conversations/" + id + "/keys?epoch=1", token);
      assertThat(keys.getJsonArray("keys")).hasSize(1);
      post(
          site,
          "/conversations/" + id + "/messages",
          token,
          Visitor.body().put("body", "It goes on"));
      JsonObject after =
          post(
              site,
              "/sync",
              bob.getString("token"),
              new JsonObject().put("heads", new JsonArray()));
      assertThat(texts(after.getJsonArray("conversations").getJsonObject(0)))
          .endsWith("It goes on");
      node.assertEndsInOrder();
    }
    assertThat(refused(data, "import", from.toString())).contains("is not empty").hasLineCount(1);
  }

  /// Killed while it writes: nobody starts on that, and nothing is added to it.
  @Test
  void whatWasKilledIsNobodys() throws Exception {
    wordPress.execute(
        "INSERT INTO wp_bm_message_messages (thread_id, sender_id, created_at, message)"
            + " SELECT 1, 17 + seq % 2, 1700000100 + seq, REPEAT('<p>long</p>', 300)"
            + " FROM seq_1_to_30000");
    settings(true);
    Path data = folder.resolve("data");
    try (NodeProcess job = NodeProcess.job(data, "import", from.toString())) {
      await(PATIENCE, () -> wordPress.isAsked("WHERE m.thread_id = "));
      job.kill();
    }
    try (NodeProcess node = NodeProcess.allRoles(data, Map.of())) {
      node.assertRefusesToStart("an import that was not finished");
    }
    assertThat(refused(data, "import", from.toString()))
        .contains("an import that was not finished")
        .hasLineCount(1);
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    Path data = folder.resolve("data");
    assertThat(refused(data, "import")).contains("name the file").hasLineCount(1);
    assertThat(refused(data, "import", folder.resolve("none.yml").toString())).contains("none.yml");
    wordPress.message(9, 77, 17, 1_700_000_000L, "a secret of no thread");
    assertThat(refused(data, "import", from.toString()))
        .contains("1 messages of no conversation: 9")
        .doesNotContain("secret")
        .hasLineCount(1);
    Files.writeString(folder.resolve("wordpress.password"), "wrong");
    assertThat(refused(data, "import", from.toString()))
        .contains("cannot use the WordPress database")
        .doesNotContain("wrong")
        .hasLineCount(1);
    Files.writeString(from, "better-messages: {tablePrefixx: wp_}\n");
    assertThat(refused(data, "import", from.toString()))
        .contains("tablePrefixx")
        .contains("the nearest known one is tablePrefix")
        .hasLineCount(1);
  }

  private static List<String> texts(JsonObject synced) {
    return synced.getJsonArray("events").stream()
        .map(JsonObject.class::cast)
        .filter(event -> event.getString("type").equals("message.sent"))
        .map(event -> event.getString("body"))
        .toList();
  }

  private static long read(JsonObject synced, JsonObject signedIn) {
    String user = signedIn.getJsonObject("session").getJsonObject("user").getString("id");
    return synced.getJsonArray("pointers").stream()
        .map(JsonObject.class::cast)
        .filter(pointer -> pointer.getString("user").equals(user))
        .findFirst()
        .orElseThrow()
        .getLong("read");
  }

  private static String done(Path data, String... arguments) throws InterruptedException {
    try (NodeProcess job = NodeProcess.job(data, arguments)) {
      assertThat(job.awaitExit()).as(job.errors()).isZero();
      return job.output();
    }
  }

  private static String refused(Path data, String... arguments) throws InterruptedException {
    try (NodeProcess job = NodeProcess.job(data, arguments)) {
      assertThat(job.awaitExit()).isEqualTo(1);
      return job.errors();
    }
  }

  private JsonObject signedIn(URI site, long wordPressId, String name) throws Exception {
    JsonObject claims =
        new JsonObject()
            .put("sub", "user-" + wordPressId)
            .put("name", name)
            .put("aud", "sealmesh")
            .put("jti", UUID.randomUUID().toString())
            .put("exp", Instant.now().plusSeconds(60).getEpochSecond());
    String input = part(new JsonObject().put("alg", "HS256")) + "." + part(claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String token = input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
    return post(site, "/sessions", "", new JsonObject().put("by", "sso").put("token", token));
  }

  private static String part(JsonObject json) {
    return base64(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private JsonObject post(URI site, String path, String token, JsonObject body) throws Exception {
    return answer(
        request(site, path, token).POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  private JsonObject get(URI site, String path, String token) throws Exception {
    return answer(request(site, path, token));
  }

  private static HttpRequest.Builder request(URI site, String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.resolve("/api/v1" + path))
            .header("content-type", "application/json");
    return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
  }

  private JsonObject answer(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return new JsonObject(answer.body());
  }
}
