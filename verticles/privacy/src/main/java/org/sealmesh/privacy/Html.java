package org.sealmesh.privacy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// How an archive's pages look. Whatever stems from people is escaped here.
final class Html {
  /// Names of other things, that software follows and people do not: `export.json` has them.
  private static final Set<String> IDS = Set.of("Message", "In reply to", "Call");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static final String FOOT = "</main></body></html>\n";

  /// @param title of ours
  static String head(String title) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width"><title>%1$s</title>
    <style>
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
      --faint: color-mix(in srgb, currentColor 62%%, transparent);
      --line: color-mix(in srgb, currentColor 14%%, transparent);
      --accent: light-dark(#0f5c66, #6cc3cf); }
    body { margin: 0; background: light-dark(#f3f2ed, #14181b); color: light-dark(#1a1d1f, #eceff1); }
    main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
    h1 { margin: 0 0 .25rem; font-size: 1.6rem; } h2 { margin: 2.25rem 0 .5rem; font-size: 1.1rem; }
    p { margin: .25rem 0; } a { color: var(--accent); }
    .lead, time, dt, .note { color: var(--faint); font-size: .9rem; }
    article { padding: .65rem 0; border-top: 1px solid var(--line); }
    article p { white-space: pre-wrap; overflow-wrap: anywhere; }
    article time { float: right; margin-left: 1rem; }
    dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1rem; margin: 0; }
    dd { margin: 0; overflow-wrap: anywhere; }
    ul { list-style: none; margin: 2rem 0; padding: 0; }
    li { padding: 1rem 0; border-top: 1px solid var(--line); }
    li h2 { margin: 0; display: flex; justify-content: space-between; gap: 1rem; }
    li h2 span { font-weight: 400; color: var(--faint); }
    .pages { display: flex; flex-wrap: wrap; gap: .25rem .9rem; font-size: .9rem; }
    @media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
    </style></head><body><main><h1>%1$s</h1>
    """
        .formatted(title);
  }

  /// Events are told as one reads a conversation, all else as a list of names and values.
  static String entry(Entry entry) {
    return entry.section() == Section.EVENTS ? event(entry) : list(entry);
  }

  /// Under which heading it stands; empty for none.
  static String heading(Entry entry) {
    return entry.section() == Section.EVENTS ? entry.value("Conversation") : "";
  }

  private static String event(Entry entry) {
    StringBuilder html = new StringBuilder("<article>");
    html.append("<time>").append(told(entry.value("At"))).append("</time>");
    String from = entry.value("From");
    if (!from.isEmpty()) {
      html.append("<strong>").append(escaped(from)).append("</strong>");
    }
    String text = "";
    for (Entry.Datum datum : entry.data()) {
      switch (datum.name()) {
        case "Conversation", "At", "From" -> {}
        // Followed by an id.
        case "Deleted message", "Call ended" ->
            html.append("<p class=\"note\">").append(datum.name()).append("</p>");
        case "Text" -> text = "<p>" + escaped(datum.value()) + "</p>";
        default -> {
          if (!IDS.contains(datum.name())) {
            html.append("<p class=\"note\">").append(escaped(datum.name())).append(": ");
            html.append(escaped(datum.value())).append("</p>");
          }
        }
      }
    }
    return html.append(text).append("</article>\n").toString();
  }

  private static String list(Entry entry) {
    StringBuilder html = new StringBuilder("<article><dl>");
    for (Entry.Datum datum : entry.data()) {
      html.append("<dt>").append(escaped(datum.name())).append("</dt><dd>");
      html.append(told(datum.value())).append("</dd>");
    }
    return html.append("</dl></article>\n").toString();
  }

  /// A time as people write it; all else as it is.
  private static String told(String value) {
    if (!value.endsWith("Z")) {
      return escaped(value);
    }
    try {
      return time(Instant.parse(value));
    } catch (DateTimeParseException noTime) {
      return escaped(value);
    }
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  static String escaped(String text) {
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

  private Html() {}
}
