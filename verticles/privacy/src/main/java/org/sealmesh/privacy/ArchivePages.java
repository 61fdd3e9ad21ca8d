package org.sealmesh.privacy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// The archive for people: pages of so many entries that a browser shows them at once, and an index
/// of them. They ask nobody for anything: style within, no script, no font, no picture.
final class ArchivePages {
  private static final int ENTRIES = 1000;

  private final Opener opener;
  private final ZipOutputStream zip;
  private final OutputStream out;
  private final Archive.Person person;
  private final Instant asOf;
  private final Map<Section, List<String>> pages = new EnumMap<>(Section.class);
  private final Map<Section, Long> counts = new EnumMap<>(Section.class);
  private @Nullable Section open;
  private int onPage;
  private String heading = "";

  /// Begins a file of the archive.
  @FunctionalInterface
  interface Opener {
    void begin(String name) throws IOException;
  }

  ArchivePages(Opener opener, ZipOutputStream zip, Archive.Person person, Instant asOf) {
    this.opener = opener;
    this.zip = zip;
    // Each piece of text by itself would be a call into the compressor.
    this.out = new BufferedOutputStream(zip, 1 << 16);
    this.person = person;
    this.asOf = asOf;
  }

  void add(Entry entry) throws IOException {
    if (open != entry.section() || onPage == ENTRIES) {
      close();
      begin(entry.section());
    }
    onPage++;
    counts.merge(entry.section(), 1L, Long::sum);
    if (!Html.heading(entry).equals(heading)) {
      heading = Html.heading(entry);
      print("<h2>" + Html.escaped(heading) + "</h2>\n");
    }
    print(Html.entry(entry));
  }

  void end() throws IOException {
    close();
    opener.begin("index.html");
    print(Html.head("Your data"));
    print("<p class=\"lead\">What this site keeps of " + Html.escaped(person.shown()));
    print(", as of " + Html.time(asOf) + ". The same for software is in ");
    print("<code>export.json</code>.</p>\n<ul>\n");
    for (Map.Entry<Section, List<String>> section : pages.entrySet()) {
      list(Labels.of(section.getKey()), counts.get(section.getKey()), section.getValue());
    }
    print("</ul>\n");
    closeFile();
  }

  private void list(Labels labels, @Nullable Long count, List<String> names) throws IOException {
    print("<li><h2><a href=\"" + names.getFirst() + "\">" + labels.title() + "</a>");
    print("<span>" + count + "</span></h2><p class=\"lead\">" + labels.description() + "</p>");
    if (names.size() > 1) {
      print("<p class=\"pages\">Pages ");
      for (int i = 0; i < names.size(); i++) {
        print("<a href=\"" + names.get(i) + "\">" + (i + 1) + "</a> ");
      }
      print("</p>");
    }
    print("</li>\n");
  }

  private void begin(Section section) throws IOException {
    Labels labels = Labels.of(section);
    List<String> names = pages.computeIfAbsent(section, s -> new ArrayList<>());
    String name = "%s-%05d.html".formatted(labels.group(), names.size() + 1);
    names.add(name);
    opener.begin(name);
    print(Html.head(labels.title()));
    print(
        "<p class=\"lead\"><a href=\"index.html\">Your data</a> · page " + names.size() + "</p>\n");
    open = section;
    onPage = 0;
    heading = "";
  }

  private void close() throws IOException {
    if (open != null) {
      closeFile();
      open = null;
    }
  }

  private void closeFile() throws IOException {
    print(Html.FOOT);
    out.flush();
    zip.closeEntry();
  }

  private void print(String html) throws IOException {
    out.write(html.getBytes(StandardCharsets.UTF_8));
  }
}
