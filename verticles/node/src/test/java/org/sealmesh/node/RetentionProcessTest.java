package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Finished processes delete what is too old, are killed meanwhile, and take new messages all the
/// time.
///
/// `-Dsealmesh.retention.messages=1000000` for the full size.
@Tag("process")
class RetentionProcessTest extends SiteOnDisk {
  private static final int MESSAGES = Integer.getInteger("sealmesh.retention.messages", 50_000);
  private static final int YOUNG = 100;

  /// With what came before: the conversation's beginning, and a first message.
  private static final int OLD = MESSAGES + 2;

  private static final Map<String, String> QUICK =
      Map.of(
          "SEALMESH_GATEWAY_ADMINISTRATORS", "ann",
          "SEALMESH_GATEWAY_LIMITS_READS_BURST", "100000",
          "SEALMESH_PRIVACY_LEASE", "2s",
          "SEALMESH_PRIVACY_RENEW_EVERY", "1s",
          "SEALMESH_PRIVACY_LOOK_EVERY", "100ms",
          "SEALMESH_PRIVACY_RETENTION_DIRECT", "7d",
          // So that there is time to kill it.
          "SEALMESH_PRIVACY_RETENTION_BATCH", Integer.toString(Math.clamp(MESSAGES / 300, 1, 1000)),
          "SEALMESH_PRIVACY_RETENTION_REST_FACTOR", "0");

  @Test
  void aKilledRunDeletesWhatThePreviewCounted() throws Exception {
    LongTalk talk = LongTalk.begun(http, folder, "ann");
    talk.write(folder, MESSAGES, Instant.now().minus(Duration.ofDays(10)));
    talk.write(folder, YOUNG, Instant.now().minus(Duration.ofDays(1)));
    preview(talk);
    int sent = 0;
    for (double share : new double[] {0.05, 0.6}) {
      try (NodeProcess node = start(Duration.ZERO)) {
        Visitor ann = talk.one().at(node.awaitReady().getPort());
        Visitor ben = talk.other().at(node.awaitReady().getPort());
        JsonObject run = await(ann, "last", it -> events(it) >= share * OLD);
        assertThat(run.getString("state")).isEqualTo("running");
        // All of it is hidden, however much is deleted.
        assertThat(page(ben, talk, 0).getLong("floor")).isEqualTo(OLD + 1);
        assertThat(page(ben, talk, 0).getJsonArray("events").getJsonObject(0).getLong("seq"))
            .isEqualTo(OLD + 1);
        ann.send(talk.conversation(), "meanwhile").expect(201);
        sent++;
        node.kill();
      }
    }
    try (NodeProcess node = start(Duration.ZERO)) {
      Visitor ann = talk.one().at(node.awaitReady().getPort());
      JsonObject run = await(ann, "last", it -> it.getString("state").equals("done"));
      // What a kill took from the checkpoint was deleted, and is not counted.
      assertThat(events(run)).isBetween((int) (0.9 * OLD), OLD);
      assertThat(run.getJsonObject("counts").getInteger("conversations")).isEqualTo(1);
      node.terminate();
      node.awaitExit();
    }
    assertNothingOldIsLeft(talk, sent);
  }

  /// The two who were away come back to what is kept.
  private void assertNothingOldIsLeft(LongTalk talk, int sent) throws Exception {
    String database = ManyMessages.in(folder).script();
    assertThat(database)
        .doesNotContain(hex("Message 101,"), hex("Message %d,".formatted(MESSAGES)), hex("first"))
        .contains(hex("Message %d,".formatted(YOUNG)), hex("meanwhile"));
    try (NodeProcess node = start(Duration.ofHours(1))) {
      Visitor ben = talk.other().at(node.awaitReady().getPort());
      JsonObject page = page(ben, talk, OLD);
      JsonArray events = page.getJsonArray("events");
      assertThat(events).hasSize(YOUNG + sent);
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.getJsonObject(i).getLong("seq")).isEqualTo(OLD + 1L + i);
        assertThat(events.getJsonObject(i).getString("type")).isEqualTo("message.sent");
      }
      assertThat(page.getLong("head")).isEqualTo((long) OLD + YOUNG + sent);
    }
  }

  /// Counts, and changes nothing; who is no administrator is told nothing.
  private void preview(LongTalk talk) throws Exception {
    try (NodeProcess node = start(Duration.ofHours(1))) {
      Visitor ann = talk.one().at(node.awaitReady().getPort());
      Visitor ben = talk.other().at(node.awaitReady().getPort());
      assertThat(ben.get("/admin/retention").status()).isEqualTo(403);
      assertThat(ben.post("/admin/retention/preview", null).status()).isEqualTo(403);
      ann.post("/admin/retention/preview", null).expect(202);
      JsonObject counted = await(ann, "preview", it -> it.getString("state").equals("done"));
      assertThat(counted.getJsonObject("counts"))
          .isEqualTo(
              new JsonObject()
                  .put("conversations", 1)
                  .put("events", OLD)
                  .put("calls", 0)
                  .put("guests", 0)
                  .put("held", 0));
      assertThat(ann.get("/admin/retention").json().getJsonObject("last")).isNull();
      assertThat(page(ben, talk, 0).getJsonArray("events").getJsonObject(0).getLong("seq"))
          .isEqualTo(1);
      node.terminate();
      node.awaitExit();
    }
  }

  private NodeProcess start(Duration before) {
    Map<String, String> settings = new HashMap<>(QUICK);
    settings.put("SEALMESH_PRIVACY_RETENTION_AFTER_START", before.toSeconds() + "s");
    return NodeProcess.allRoles(folder, settings);
  }

  private static JsonObject page(Visitor user, LongTalk talk, long after) {
    return user.get(
            "/conversations/%s/events?after=%d&limit=200".formatted(talk.conversation(), after))
        .expect(200)
        .json();
  }

  private static int events(JsonObject run) {
    return run.getJsonObject("counts").getInteger("events");
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject await(Visitor administrator, String which, Predicate<JsonObject> like)
      throws InterruptedException {
    AtomicReference<JsonObject> run = new AtomicReference<>();
    await(
        Duration.ofMinutes(30),
        () -> {
          JsonObject all = administrator.get("/admin/retention").expect(200).json();
          run.set(all.getJsonObject(which));
          return run.get() != null && like.test(run.get());
        });
    return run.get();
  }
}
