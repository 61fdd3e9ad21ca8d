package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
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
      assertThat(after.get("timeline")).isNotEqualTo(before.get("timeline"));
      assertThat(after.get("conversations")).isEqualTo(before.get("conversations"));
      stop(node);
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

  private String job(String name) throws InterruptedException {
    try (NodeProcess job = NodeProcess.job(folder, name)) {
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
