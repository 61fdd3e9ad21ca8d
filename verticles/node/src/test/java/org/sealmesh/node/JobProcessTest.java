package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator has done to a stopped site.
@Tag("process")
class JobProcessTest {
  /// Its creation is the only event of a new room.
  private static final int HEAD = 1;

  private static final String CLIENT_ID = "AAAAAAAAAAAAAAAAAAAAAA";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void newKeysOpenWhatTheOldOnesWrapped() throws Exception {
    String token;
    String keysPath;
    JsonNode before;
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      URI site = node.awaitReady();
      token = guest(site);
      keysPath = "/conversations/" + room(site, token).get("id").asText() + "/keys?epoch=1";
      before = get(site, keysPath, token);
      assertThat(before.toString()).contains("epoch");
      refusesWhileItRuns();
      stop(node);
    }
    assertThat(job("rotate-all-keys")).contains("1 conversation keys were wrapped anew");
    assertThat(keysAfterwards(keysPath, token)).isEqualTo(before);
    assertThat(job("forget-old-signers")).contains("forgotten");
    assertThat(keysAfterwards(keysPath, token)).isEqualTo(before);
  }

  @Test
  void tellsWhatRelaysMustKnowBeforeTheSiteStartsAndWhileItRuns() throws Exception {
    String signers = job("show-signers").strip();
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      JsonNode session =
          post(node.awaitReady(), "/sessions", "", "{\"by\":\"guest\",\"name\":\"Ann\"}");
      assertThat(session.at("/session/signers/0/key").asText()).isEqualTo(signers);
      assertThat(job("show-signers").strip()).isEqualTo(signers);
      stop(node);
    }
  }

  @Test
  void aRestoredSiteGivesEverythingAgain() throws Exception {
    String token;
    JsonNode created;
    JsonNode before;
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      URI site = node.awaitReady();
      token = guest(site);
      created = room(site, token);
      before = post(site, "/sync", token, "{\"heads\":[]}");
      stop(node);
    }
    assertThat(job("begin-timeline")).contains("A new timeline has begun");
    String heads =
        "{\"timeline\":\"%s\",\"heads\":[{\"conversation\":\"%s\",\"head\":%d}]}"
            .formatted(before.get("timeline").asText(), created.get("id").asText(), HEAD);
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      JsonNode after = post(node.awaitReady(), "/sync", token, heads);
      verifyRestored(before, after);
      stop(node);
    }
  }

  @Test
  void aSiteThatHasMovedIsTheSame() throws Exception {
    String token;
    JsonNode before;
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      URI site = node.awaitReady();
      token = guest(site);
      room(site, token);
      before = post(site, "/sync", token, "{\"heads\":[]}");
      stop(node);
    }
    Path elsewhere = folder.resolve("elsewhere");
    Path to = folder.resolve("to.yml");
    Files.writeString(to, "persistence: {h2: {dataDir: %s}}\n".formatted(elsewhere));
    assertThat(job("migrate", to.toString())).contains("compared one by one");
    String refused = refused("migrate", to.toString());
    assertThat(refused).contains("the other database is not empty").hasLineCount(1);
    Map<String, String> moved = Map.of("SEALMESH_PERSISTENCE_H2_DATA_DIR", elsewhere.toString());
    try (NodeProcess node = NodeProcess.allRoles(folder, moved)) {
      assertThat(post(node.awaitReady(), "/sync", token, "{\"heads\":[]}")).isEqualTo(before);
      stop(node);
    }
  }

  /// Backed up while it runs and is written to, restored into another folder with its key file.
  @Test
  void aBackupOfARunningSiteIsThatOfAMoment() throws Exception {
    Path backup = folder.resolve("backup");
    String token;
    JsonNode room;
    JsonNode before;
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      URI site = node.awaitReady();
      token = guest(site);
      room = room(site, token);
      before = post(site, "/sync", token, "{\"heads\":[]}");
      String guest = guest(site);
      JsonNode hers = room(site, guest);
      AtomicBoolean enough = new AtomicBoolean();
      Thread writer = Thread.ofVirtual().start(() -> writeUntil(enough, site, guest, hers));
      assertThat(job("backup", backup.toString())).contains("compared one by one");
      enough.set(true);
      writer.join();
      assertThat(refused("backup", backup.toString())).contains("already").hasLineCount(1);
      say(site, token, room, "AAAAAAAAAAAAAAAAAAAAAQ", "after the backup");
      stop(node);
    }
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    assertThat(refusedIn(other, "restore", folder.resolve("none").toString()))
        .contains("there is no backup")
        .hasLineCount(1);
    assertThat(refusedIn(folder, "restore", backup.toString()))
        .contains("is not empty")
        .hasLineCount(1);
    Files.copy(folder.resolve("keys.json"), other.resolve("keys.json"));
    try (NodeProcess job = NodeProcess.job(other, "restore", backup.toString())) {
      assertThat(job.awaitExit()).as(job.errors()).isZero();
      assertThat(job.output()).contains("2 conversations have a new key");
    }
    try (NodeProcess node = NodeProcess.allRoles(other, Map.of())) {
      URI site = node.awaitReady();
      JsonNode after = post(site, "/sync", token, "{\"heads\":[]}");
      verifyRestored(before, after);
      assertThat(say(site, token, room, "AAAAAAAAAAAAAAAAAAAAAQ", "anew").get("epoch").asInt())
          .isEqualTo(2);
      stop(node);
    }
  }

  /// Messages that are older than the setting are sealed too, a backup has none of them, and what
  /// it has is nobody's without the folder of the keys.
  @Test
  void whatIsEncryptedIsInNoBackup() throws Exception {
    Path backup = folder.resolve("backup");
    Path keys = folder.resolve("content-keys");
    Path config = folder.resolve("encrypted.yml");
    Files.writeString(config, "persistence: {content: {encrypted: true}}\n");
    String token;
    JsonNode before;
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      URI site = node.awaitReady();
      token = guest(site);
      say(site, token, room(site, token), Visitor.newClientId(), "canary-of-old");
      before = post(site, "/sync", token, "{\"heads\":[]}");
      assertThat(before.toString()).contains("canary-of-old");
      stop(node);
    }
    assertThat(job("at-rest", "--config", config.toString())).contains("1 messages were written");
    assertThat(job("at-rest", "--config", config.toString())).contains("0 messages were written");
    assertThat(job("backup", backup.toString(), "--config", config.toString()))
        .contains("compared one by one");
    assertThat(bytesBelow(backup)).doesNotContain("canary-of-old");
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    Files.copy(folder.resolve("keys.json"), other.resolve("keys.json"));
    assertThat(refusedIn(other, "restore", backup.toString()))
        .contains("has no content keys")
        .doesNotContain("\tat ");
    Files.move(keys, other.resolve("content-keys"));
    try (NodeProcess job = NodeProcess.job(other, "begin-timeline")) {
      assertThat(job.awaitExit()).as(job.errors()).isZero();
    }
    // Sealed or not, by what a process is told: what is sealed stays readable.
    try (NodeProcess node = NodeProcess.allRoles(other, Map.of())) {
      verifyRestored(before, post(node.awaitReady(), "/sync", token, "{\"heads\":[]}"));
      stop(node);
    }
    try (Stream<Path> files = Files.walk(other.resolve("content-keys"))) {
      for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
        Files.delete(key);
      }
    }
    try (NodeProcess node = NodeProcess.allRoles(other, Map.of())) {
      assertThat(post(node.awaitReady(), "/sync", token, "{\"heads\":[]}").toString())
          .contains("Garden")
          .doesNotContain("canary-of-old");
      stop(node);
    }
  }

  private static String bytesBelow(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /// The same, but for what a restore changes.
  private static void verifyRestored(JsonNode before, JsonNode after) {
    assertThat(after.get("timeline")).isNotEqualTo(before.get("timeline"));
    JsonNode expected = before.get("conversations").deepCopy();
    ObjectNode conversation = (ObjectNode) expected.at("/0/conversation");
    conversation.put("epoch", conversation.get("epoch").asInt() + 1);
    assertThat(after.get("conversations")).isEqualTo(expected);
  }

  private void writeUntil(AtomicBoolean enough, URI site, String token, JsonNode room) {
    for (int i = 0; !enough.get(); i++) {
      try {
        say(site, token, room, Visitor.newClientId(), "Message " + i);
      } catch (Exception failure) {
        throw new AssertionError(failure);
      }
    }
  }

  private JsonNode say(URI site, String token, JsonNode room, String clientId, String text)
      throws Exception {
    return post(
        site,
        "/conversations/" + room.get("id").asText() + "/messages",
        token,
        "{\"clientId\":\"%s\",\"body\":\"%s\"}".formatted(clientId, text));
  }

  @Test
  void movesNowhereIfItIsNotSaidWhere() throws Exception {
    for (String job : List.of("migrate", "backup", "restore")) {
      assertThat(refused(job)).contains("name the ").hasLineCount(1);
    }
    Path to = folder.resolve("to.yml");
    Files.writeString(to, "persistance: {engine: mysql}\n");
    assertThat(refused("migrate", to.toString())).contains("persistance").hasLineCount(1);
    assertThat(refused("migrate", folder.resolve("none.yml").toString())).contains("none.yml");
  }

  private String refused(String... arguments) throws InterruptedException {
    return refusedIn(folder, arguments);
  }

  private static String refusedIn(Path data, String... arguments) throws InterruptedException {
    try (NodeProcess job = NodeProcess.job(data, arguments)) {
      assertThat(job.awaitExit()).isEqualTo(1);
      return job.errors();
    }
  }

  private String guest(URI site) throws Exception {
    return post(site, "/sessions", "", "{\"by\":\"guest\",\"name\":\"Ann\"}").get("token").asText();
  }

  private JsonNode room(URI site, String token) throws Exception {
    String room =
        "{\"kind\":\"room\",\"clientId\":\"%s\",\"title\":\"Garden\"}".formatted(CLIENT_ID);
    return post(site, "/conversations", token, room);
  }

  private void refusesWhileItRuns() throws Exception {
    try (NodeProcess job = NodeProcess.job(folder, "rotate-keys")) {
      assertThat(job.awaitExit()).isEqualTo(1);
      assertThat(job.errors()).contains("in use by another process").hasLineCount(1);
    }
  }

  private String job(String... arguments) throws InterruptedException {
    try (NodeProcess job = NodeProcess.job(folder, arguments)) {
      assertThat(job.awaitExit()).as(job.errors()).isZero();
      return job.output();
    }
  }

  private JsonNode keysAfterwards(String path, String token) throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      JsonNode keys = get(node.awaitReady(), path, token);
      stop(node);
      return keys;
    }
  }

  private static void stop(NodeProcess node) throws InterruptedException {
    node.terminate();
    node.awaitExit();
  }

  private JsonNode post(URI site, String path, String token, String body) throws Exception {
    return send(
        site, path, token, request -> request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode get(URI site, String path, String token) throws Exception {
    return send(site, path, token, HttpRequest.Builder::GET);
  }

  private JsonNode send(
      URI site, String path, String token, UnaryOperator<HttpRequest.Builder> method)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.resolve("/api/v1" + path))
            .header("content-type", "application/json");
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    HttpResponse<String> answer =
        client.send(method.apply(request).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return json.readTree(answer.body());
  }
}
