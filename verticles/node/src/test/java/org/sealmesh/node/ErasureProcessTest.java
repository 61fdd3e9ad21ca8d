package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Somebody is erased by finished processes that are killed meanwhile; then nothing of her is in
/// the database, the folders or what the processes printed.
@Tag("process")
class ErasureProcessTest extends SiteOnDisk {
  private static final int MESSAGES = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LOGIN = "zoe-canary";
  private static final String PASSWORD = "correct horse";
  private static final Map<String, String> QUICK =
      Map.of(
          "SEALMESH_PRIVACY_LEASE", "1s",
          "SEALMESH_PRIVACY_RENEW_EVERY", "500ms",
          "SEALMESH_PRIVACY_LOOK_EVERY", "100ms",
          "SEALMESH_GATEWAY_LIMITS_READS_BURST", "100000",
          // So that there is time to kill it.
          "SEALMESH_PRIVACY_PAGE_ENTRIES", "20");

  private final List<String> printed = new ArrayList<>();

  @Test
  void aKilledOneLeavesNothingOfHer() throws Exception {
    LongTalk talk = LongTalk.of(http, folder, LOGIN, MESSAGES);
    assertThat(database()).contains(LOGIN);
    confirmedAndKilled(talk);
    for (double share : new double[] {0.25, 0.6}) {
      killedAt(talk, share);
    }
    try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
      Visitor ben = talk.other().at(node.awaitReady().getPort());
      await(PATIENCE, () -> metric(node, "sealmesh_privacy_erasures_total") == 1);
      verifyTranscript(ben, talk);
      assertThat(talk.one().at(node.awaitReady().getPort()).get("/session").status())
          .isEqualTo(401);
      stop(node);
    }
    assertNothingIsLeft(talk);
  }

  /// She has a copy of her data, counts, mistakes her password, and confirms; the process is killed
  /// as soon as it has said yes.
  private void confirmedAndKilled(LongTalk talk) throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
      int port = node.awaitReady().getPort();
      Visitor zoe = talk.one().at(port);
      zoe.post("/exports", null).expect(202);
      await(PATIENCE, () -> isReady(zoe));
      JsonObject wish = zoe.post("/erasure", null).expect(202).json();
      JsonObject early = new JsonObject().put("erasure", wish.getString("id"));
      await(PATIENCE, () -> wish(zoe).getString("state").equals("counted"));
      JsonObject counted = wish(zoe);
      assertThat(counted.getJsonObject("counts").getInteger("messages"))
          .isEqualTo(MESSAGES / 2 + 1);
      assertThat(counted.getString("messages")).isEqualTo("deleted");
      assertThat(zoe.post("/erasure/confirmation", early).status()).isEqualTo(403);
      JsonObject wrong = early.copy().put("password", "a guess of mine");
      assertThat(zoe.post("/erasure/confirmation", wrong).status()).isEqualTo(403);
      zoe.post("/erasure/confirmation", early.copy().put("password", PASSWORD)).expect(204);
      kill(node);
    }
  }

  private static JsonObject wish(Visitor zoe) {
    return zoe.get("/erasure").expect(200).json().getJsonObject("erasure");
  }

  private static boolean isReady(Visitor zoe) {
    JsonArray exports = zoe.get("/exports").expect(200).json().getJsonArray("exports");
    return exports.getJsonObject(0).getString("state").equals("ready");
  }

  /// Killed once so much of what she wrote is gone.
  private void killedAt(LongTalk talk, double share) throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
      int port = node.awaitReady().getPort();
      Visitor ben = talk.other().at(port);
      assertThat(talk.one().at(port).get("/session").status()).isEqualTo(401);
      // Even numbers are hers; two events came before them.
      long seq = 2 + 2 * (long) (share * MESSAGES / 2);
      await(PATIENCE, () -> type(ben, talk, seq).equals("tombstone"));
      assertThat(type(ben, talk, MESSAGES)).isEqualTo("message.sent");
      kill(node);
    }
  }

  private static String type(Visitor ben, LongTalk talk, long seq) {
    return events(ben, talk, seq - 1, 1).getJsonObject(0).getString("type");
  }

  private static JsonArray events(Visitor ben, LongTalk talk, long after, int limit) {
    return ben.get(
            "/conversations/%s/events?after=%d&limit=%d"
                .formatted(talk.conversation(), after, limit))
        .expect(200)
        .json()
        .getJsonArray("events");
  }

  /// No seq is missing, Ben's messages are whole, and hers are tombstones.
  private static void verifyTranscript(Visitor ben, LongTalk talk) {
    long seq = 0;
    int hers = 0;
    JsonArray page = events(ben, talk, 0, 200);
    String last = "";
    while (!page.isEmpty()) {
      for (int i = 0; i < page.size(); i++) {
        JsonObject event = page.getJsonObject(i);
        assertThat(event.getLong("seq")).isEqualTo(++seq);
        last = event.getString("type");
        if (last.equals("message.sent")) {
          assertThat(event.getString("actor")).isEqualTo(ben.id());
          assertThat(event.getString("body")).startsWith("Message ");
        }
        hers += last.equals("tombstone") ? 1 : 0;
      }
      page = events(ben, talk, seq, 200);
    }
    assertThat(seq).isEqualTo(MESSAGES + 3);
    assertThat(hers).isEqualTo(MESSAGES / 2 + 1);
    assertThat(last).isEqualTo("person.erased");
    assertThat(ben.send(talk.conversation(), "are you there?").status()).isEqualTo(403);
  }

  private void assertNothingIsLeft(LongTalk talk) throws Exception {
    List<String> secrets = List.of(LOGIN, "ZOE-CANARY", "the first");
    Path later = Files.createDirectory(folder.resolve("later"));
    try (NodeProcess job =
        NodeProcess.job(folder, "backup", later.resolve("database").toString())) {
      assertThat(job.awaitExit()).as(job.errors()).isZero();
    }
    String database = database() + ManyMessages.in(later).script();
    for (String secret : secrets) {
      String inHex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
      assertThat(database).as("the database").doesNotContain(secret, inHex);
      assertThat(String.join("\n", printed)).as("what was printed").doesNotContain(secret);
    }
    assertThat(String.join("\n", printed)).doesNotContain(talk.one().id());
    assertThat(folder.resolve("exports")).isEmptyDirectory();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).filter(f -> !isDatabase(f)).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        secrets.forEach(secret -> assertThat(content).as(file.toString()).doesNotContain(secret));
      }
    }
  }

  /// Its bytes are looked at as the database shows them: what was deleted is overwritten by and by.
  /// Not those of a backup that was made later.
  private boolean isDatabase(Path file) {
    return file.startsWith(folder.resolve("database"));
  }

  private String database() throws Exception {
    return ManyMessages.in(folder).script();
  }

  private void kill(NodeProcess node) throws InterruptedException {
    node.kill();
    printed.add(node.output() + node.errors());
  }

  private void stop(NodeProcess node) throws InterruptedException {
    node.terminate();
    node.awaitExit();
    printed.add(node.output() + node.errors());
  }

  private static double metric(NodeProcess node, String name) {
    try {
      return node.get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
