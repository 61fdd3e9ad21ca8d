package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Copies of a person's data, made by finished processes that are killed meanwhile.
///
/// `-Dsealmesh.export.messages=1000000` for the full size.
@Tag("process")
class ExportProcessTest extends SiteOnDisk {
  private static final int MESSAGES = Integer.getInteger("sealmesh.export.messages", 50_000);
  private static final Map<String, String> QUICK =
      Map.of(
          "SEALMESH_PRIVACY_LEASE", "2s",
          "SEALMESH_PRIVACY_RENEW_EVERY", "1s",
          "SEALMESH_PRIVACY_LOOK_EVERY", "200ms",
          // What the database keeps in memory would grow with what it is asked.
          "SEALMESH_PERSISTENCE_H2_CACHE_KIB", "1024",
          // She asks how far it is more often than a person may.
          "SEALMESH_GATEWAY_LIMITS_READS_BURST", "100000",
          // So that there is time to kill it.
          "SEALMESH_PRIVACY_PAGE_ENTRIES", Integer.toString(Math.clamp(MESSAGES / 500, 1, 500)));

  /// Far below what the messages of a copy take, and above what a page of them and the pool of
  /// connections do.
  private static final long MEMORY_BYTES_MAX = 12 << 20;

  @Test
  void aKilledOneIsTheSameAsAnUndisturbedOne() throws Exception {
    Visitor ann = livedSite(MESSAGES);
    JsonNode undisturbed;
    try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
      ann = ann.at(node.awaitReady().getPort());
      long idle = liveBytes(node);
      String export = requested(ann);
      await(ann, of -> of.getInteger("done") >= 0.5 * MESSAGES);
      long half = liveBytes(node);
      await(ann, of -> of.getInteger("done") >= MESSAGES);
      long written = liveBytes(node);
      JsonObject ready = await(ann, of -> of.getString("state").equals("ready"));
      byte[] archive = download(node, ann, export);
      assertThat(archive).hasSize(ready.getInteger("bytes"));
      undisturbed = entries(archive);
      System.out.printf(
          "a copy of %d messages, %d bytes: live heap %d KiB before, %d at the half, %d near the end%n",
          MESSAGES, archive.length, idle >> 10, half >> 10, written >> 10);
      assertThat(Math.max(half, written) - idle).isLessThan(MEMORY_BYTES_MAX);
      assertThat(ann.request("DELETE", "/exports/" + export, null, Map.of()).status())
          .isEqualTo(204);
      assertThat(folder.resolve("exports").resolve(export)).doesNotExist();
      stop(node);
    }
    assertThat(undisturbed.get("events").get("items").size()).isGreaterThan(MESSAGES);
    assertThat(killed(ann)).isEqualTo(undisturbed);
  }

  /// Killed at a quarter, at the half, and near the end.
  private JsonNode killed(Visitor person) throws Exception {
    Visitor ann = person;
    String export = null;
    for (double share : new double[] {0.25, 0.5, 0.95}) {
      try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
        ann = ann.at(node.awaitReady().getPort());
        String asked = requested(ann);
        assertThat(export == null || export.equals(asked)).isTrue();
        export = asked;
        JsonObject reached = await(ann, of -> of.getInteger("done") >= share * MESSAGES);
        assertThat(reached.getString("state")).isEqualTo("running");
        node.kill();
      }
    }
    try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
      ann = ann.at(node.awaitReady().getPort());
      JsonObject ready = await(ann, of -> of.getString("state").equals("ready"));
      assertThat(ready.getString("id")).isEqualTo(export);
      byte[] archive = download(node, ann, export);
      try (Stream<Path> files = Files.list(folder.resolve("exports").resolve(export))) {
        assertThat(files).hasSize(1);
      }
      stop(node);
      return entries(archive);
    }
  }

  @Test
  void saysThatTheDiskIsFullAndKeepsNothingOfIt() throws Exception {
    Path exports = Files.createDirectory(folder.resolve("exports"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", exports.toString())
            .redirectErrorStream(true)
            .start();
    assumeTrue(mount.waitFor() == 0, "no small disk can be mounted here: that takes root");
    try {
      Visitor ann = livedSite(5_000);
      try (NodeProcess node = NodeProcess.allRoles(folder, QUICK)) {
        ann = ann.at(node.awaitReady().getPort());
        String export = requested(ann);
        JsonObject failed = await(ann, of -> of.getString("state").equals("failed"));
        assertThat(failed.getString("failure")).isEqualTo("disk-full");
        assertThat(ann.post("/exports/" + export + "/link", null).status()).isEqualTo(409);
        assertThat(exports).isEmptyDirectory();
        assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
        stop(node);
      }
    } finally {
      new ProcessBuilder("umount", exports.toString()).start().waitFor();
    }
  }

  private Visitor livedSite(int messages) throws Exception {
    return LongTalk.of(http, folder, "ann", messages).one();
  }

  private static String requested(Visitor ann) {
    return ann.post("/exports", null).expect(202).json().getString("id");
  }

  /// Her only one, once it is like that; in between it never falls back.
  private static JsonObject await(Visitor ann, Predicate<JsonObject> expected)
      throws InterruptedException {
    long deadline = System.nanoTime() + 600_000_000_000L;
    int done = 0;
    while (System.nanoTime() < deadline) {
      JsonArray exports = ann.get("/exports").expect(200).json().getJsonArray("exports");
      assertThat(exports).hasSize(1);
      JsonObject export = exports.getJsonObject(0);
      assertThat(export.getInteger("done")).isGreaterThanOrEqualTo(done);
      done = export.getInteger("done");
      if (expected.test(export)) {
        return export;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("it did not come so far");
  }

  private byte[] download(NodeProcess node, Visitor ann, String export) throws Exception {
    String path =
        ann.post("/exports/" + export + "/link", null).expect(201).json().getString("path");
    URI site = URI.create("http://127.0.0.1:" + node.awaitReady().getPort());
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(site.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-disposition").orElseThrow())
        .startsWith("attachment");
    return answer.body();
  }

  /// What the copy says, but for when it was asked for.
  private static JsonNode entries(byte[] archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        if (file.getName().equals("export.json") || file.getName().equals("index.html")) {
          files.put(file.getName(), content);
        }
      }
    }
    assertThat(new String(files.get("index.html"), StandardCharsets.UTF_8)).endsWith("</html>\n");
    ObjectNode groups =
        (ObjectNode) new ObjectMapper().readTree(files.get("export.json")).elements().next();
    groups.remove("about");
    groups.remove("exports");
    return groups;
  }

  /// What is reachable on the heap of the process: a full collection comes first.
  private static long liveBytes(NodeProcess node) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.pid()),
                "GC.class_histogram")
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).isZero();
    String total = histogram.strip().substring(histogram.strip().lastIndexOf('\n') + 1);
    assertThat(total).startsWith("Total");
    return Long.parseLong(total.split("\\s+")[2]);
  }

  private static void stop(NodeProcess node) throws InterruptedException {
    node.terminate();
    node.awaitExit();
  }
}
