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
    String conversation = conversation(entry);
    if (!conversation.equals(heading)) {
      heading = conversation;
      print("<h2>" + escaped(heading) + "</h2>\n");
    }
    print("<dl>");
    for (Entry.Datum datum : entry.data()) {
      if (!isHeading(entry, datum)) {
        print("<dt>" + escaped(datum.name()) + "</dt><dd>" + escaped(datum.value()) + "</dd>");
      }
    }
    print("</dl>\n");
  }

  /// Events are told under the names of their conversations.
  private static boolean isHeading(Entry entry, Entry.Datum datum) {
    return entry.section() == Section.EVENTS && datum.name().equals("Conversation");
  }

  private static String conversation(Entry entry) {
    return entry.data().stream()
        .filter(datum -> isHeading(entry, datum))
        .map(Entry.Datum::value)
        .findFirst()
        .orElse("");
  }

  void end() throws IOException {
    close();
    opener.begin("index.html");
    print(head("Your data"));
    print("<p>A copy of what this site keeps of " + escaped(person.shown()) + ", as of ");
    print("<time>" + asOf + "</time>. The same for software is in <code>export.json</code>.</p>\n");
    for (Map.Entry<Section, List<String>> section : pages.entrySet()) {
      Labels labels = Labels.of(section.getKey());
      print("<h2>" + labels.title() + "</h2>\n<p>" + labels.description() + " ");
      print(counts.get(section.getKey()) + " in all.</p>\n<p class=\"pages\">");
      List<String> names = section.getValue();
      for (int i = 0; i < names.size(); i++) {
        String shown = names.size() == 1 ? "Show" : Integer.toString(i + 1);
        print("<a href=\"" + names.get(i) + "\">" + shown + "</a> ");
      }
      print("</p>\n");
    }
    closeFile();
  }

  private void begin(Section section) throws IOException {
    Labels labels = Labels.of(section);
    List<String> names = pages.computeIfAbsent(section, s -> new ArrayList<>());
    String name = "%s-%05d.html".formatted(labels.group(), names.size() + 1);
    names.add(name);
    opener.begin(name);
    print(head(labels.title()));
    print("<p><a href=\"index.html\">Your data</a> · page " + names.size() + "</p>\n");
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
    print("</main></body></html>\n");
    out.flush();
    zip.closeEntry();
  }

  private static String head(String title) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width"><title>%s</title>
    <style>
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
    h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem;
      margin: 0; padding: .6rem 0; border-top: 1px solid color-mix(in srgb, currentColor 18%%, transparent); }
    dt { opacity: .7; font-size: .85rem; } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    .pages a { display: inline-block; min-width: 2rem; padding: .2rem 0; }
    @media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
    </style></head><body><main><h1>%s</h1>
    """
        .formatted(title, title);
  }

  private void print(String html) throws IOException {
    out.write(html.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
