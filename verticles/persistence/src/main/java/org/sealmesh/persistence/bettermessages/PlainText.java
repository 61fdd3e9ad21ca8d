package org.sealmesh.persistence.bettermessages;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/// What a person reads of HTML, in the spelling in which this site takes messages: lines are kept,
/// links say where they lead, pictures say what they are called, and nothing is ever run or
/// fetched.
final class PlainText {
  /// Of what is longer, the beginning is looked at: more than fits into any message.
  private static final int HTML_CHARS_MAX = 1 << 20;

  private static final Set<String> UNREAD =
      Set.of("script", "style", "template", "iframe", "object", "svg", "math", "head");

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "li",
          "ul",
          "ol",
          "blockquote",
          "pre",
          "table",
          "tr",
          "hr",
          "section",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "figure",
          "article",
          "dl",
          "dt",
          "dd");

  private final StringBuilder text = new StringBuilder();

  /// @return empty if there is nothing to see
  static String of(String html) {
    String bounded = html.substring(0, Math.min(html.length(), HTML_CHARS_MAX));
    PlainText reading = new PlainText();
    Jsoup.parseBodyFragment(bounded).body().filter(reading.new Walk());
    return Spelling.lines(reading.text.toString());
  }

  /// The name of the file that a URL leads to.
  ///
  /// @return empty if it names none
  static String fileName(String url) {
    String path = url.split("[?#]", 2)[0];
    String last = path.substring(path.lastIndexOf('/') + 1);
    try {
      // A plus is a plus in a path.
      last = URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException asItIs) {
      return Spelling.line(last, 128);
    }
    return Spelling.line(last, 128);
  }

  private final class Walk implements NodeFilter {
    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode words) {
        words(words.getWholeText());
        return FilterResult.CONTINUE;
      }
      String name = node.nodeName();
      if (UNREAD.contains(name)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      if (BLOCKS.contains(name)) {
        breakLine();
      }
      switch (name) {
        case "br" -> text.append('\n');
        case "li" -> text.append("- ");
        case "img" -> text.append(picture(node));
        case "td", "th" -> text.append(' ');
        default -> {}
      }
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element link && node.nodeName().equals("a")) {
        leadsTo(link);
      } else if (BLOCKS.contains(node.nodeName())) {
        breakLine();
      }
      return FilterResult.CONTINUE;
    }
  }

  /// Lines are kept as they are, but for those that only part the tags in the source.
  private void words(String words) {
    boolean begins = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
    if (!(begins && words.isBlank() && words.contains("\n"))) {
      text.append(words);
    }
  }

  private void breakLine() {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
  }

  private static String picture(Node image) {
    String alt = image.attr("alt").strip();
    if (!alt.isEmpty()) {
      return alt;
    }
    String source = image.attr("src");
    String name = source.startsWith("data:") ? "" : fileName(source);
    return "[" + (name.isEmpty() ? "image" : name) + "]";
  }

  /// Unless its words say so already.
  private void leadsTo(Element link) {
    String to = link.attr("href").strip();
    boolean leads = to.matches("(?is)(https?://|mailto:).+");
    if (leads && !Normalizer.normalize(link.text(), Normalizer.Form.NFC).strip().equals(to)) {
      text.append(" (").append(to.replaceAll("\\s+", "%20")).append(')');
    }
  }

  private PlainText() {}
}
