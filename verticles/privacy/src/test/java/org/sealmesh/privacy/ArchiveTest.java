package org.sealmesh.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Entry.Datum;
import org.sealmesh.origin.privacy.Section;

class ArchiveTest {
  private static final Instant AS_OF = Instant.parse("2026-03-04T05:06:07Z");
  private static final String HOSTILE = "</dd><script src=\"//evil.example\"></script>&'";

  private static final Entry PROFILE =
      new Entry(
          Section.PROFILE,
          "p",
          List.of(new Datum("Name", "Ann"), new Datum("E-mail", "ann@example.org")));

  private static Entry message(int number, String conversation, String text) {
    return new Entry(
        Section.EVENTS,
        "m" + number,
        List.of(new Datum("Conversation", conversation), new Datum("Text", text)));
  }

  private static byte[] archive(List<Entry> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Archive.Source source =
        to -> {
          for (Entry entry : entries) {
            to.accept(entry);
          }
        };
    new Archive(source, AS_OF).writeTo(out);
    return out.toByteArray();
  }

  private static Map<String, String> files(byte[] zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry file = in.getNextEntry(); file != null; file = in.getNextEntry()) {
        files.put(file.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void hasTheLayoutOfWordPress() throws IOException {
    Map<String, String> files =
        files(archive(List.of(PROFILE, message(1, "Ben", "Hello"), message(2, "Ben", HOSTILE))));
    JsonNode json = new ObjectMapper().readTree(files.get("export.json"));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("Personal Data Export for ann@example.org");
    JsonNode groups = json.get("Personal Data Export for ann@example.org");
    assertThat(groups.fieldNames()).toIterable().containsExactly("about", "profile", "events");
    for (JsonNode group : groups) {
      assertThat(group.fieldNames())
          .toIterable()
          .containsExactly("group_label", "group_description", "items");
    }
    JsonNode items = groups.get("events").get("items");
    assertThat(items.fieldNames()).toIterable().containsExactly("m1", "m2");
    assertThat(items.get("m2").get(1).get("name").asText()).isEqualTo("Text");
    assertThat(items.get("m2").get(1).get("value").asText()).isEqualTo(HOSTILE);
  }

  @Test
  void hasPagesThatRunAndFetchNothing() throws IOException {
    Map<String, String> files =
        files(archive(List.of(PROFILE, message(1, "Ben & " + HOSTILE, HOSTILE))));
    assertThat(files).containsKeys("index.html", "profile-00001.html", "events-00001.html");
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (file.getKey().endsWith(".html")) {
        assertThat(file.getValue())
            .startsWith("<!doctype html>")
            .contains("default-src 'none'")
            .doesNotContain("<script")
            .endsWith("</html>\n");
      }
    }
    assertThat(files.get("events-00001.html")).contains("&lt;/dd&gt;&lt;script");
    assertThat(files.get("index.html"))
        .contains("href=\"events-00001.html\"")
        .contains("ann@example.org")
        .contains("4 Mar 2026, 05:06 UTC");
  }

  @Test
  void turnsThePageWhenItIsFull() throws IOException {
    List<Entry> entries = new ArrayList<>(List.of(PROFILE));
    for (int i = 0; i < 2_500; i++) {
      entries.add(message(i, i < 1_500 ? "Ben" : "Cat", "number-" + i + "-"));
    }
    Map<String, String> files = files(archive(entries));
    assertThat(files.get("events-00002.html"))
        .contains("number-1000-", "number-1999-", "<h2>Ben</h2>", "<h2>Cat</h2>")
        .doesNotContain("number-999-", "number-2000-");
    assertThat(files.get("index.html")).contains("events-00003.html").contains("<span>2500</span>");
  }

  @Test
  void isTheSameByteForByte() throws IOException {
    List<Entry> entries = List.of(PROFILE, message(1, "Ben", "Hello"));
    assertThat(archive(entries)).isEqualTo(archive(entries));
  }

  @Test
  void isWholeWithNothingInIt() throws IOException {
    Map<String, String> files = files(archive(List.of()));
    assertThat(files).containsOnlyKeys("export.json", "index.html");
    assertThat(new ObjectMapper().readTree(files.get("export.json"))).hasSize(1);
  }
}
