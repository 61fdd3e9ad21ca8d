package org.sealmesh.persistence.bettermessages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person reads of HTML, and of what pretends to be.
class PlainTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello | Hello",
        "<p>one</p><p>two</p> | one⏎two",
        "<p>one</p>⏎<p>two</p> | one⏎two",
        "one<br>two<br/><br />three | one⏎two⏎⏎three",
        "one⏎two | one⏎two",
        "a<br><br><br><br><br>b | a⏎⏎b",
        "Tom &amp; Ann &lt;3 &#128512; &nbsp;x | Tom & Ann <3 😀 \u00A0x",
        "&amp;lt;b&amp;gt; | &lt;b&gt;",
        "<ul><li>one</li><li>two</li></ul> | - one⏎- two",
        "see <a href=\"https://a.example/x?y=1&amp;z\">this</a>! | see this (https://a.example/x?y=1&z)!",
        "<a href=\"https://a.example/\">https://a.example/</a> | https://a.example/",
        "<a href=\"javascript:alert(1)\">click</a> | click",
        "<a href=\"mailto:a@example.org\">mail</a> | mail (mailto:a@example.org)",
        "<img class=\"emoji\" alt=\"🦭\" src=\"x.svg\"> and <img src=\"/up/cat%20one.png?x=1\"> | 🦭 and [cat one.png]",
        "<img src=\"data:image/png;base64,AAAA\"> | [image]",
        "a<script>alert(1)</script>b<style>p{}</style>c<!-- d --> | abc",
        "<svg><text>no</text></svg><iframe src=x>no</iframe>yes | yes",
        "<scr<script>ipt>alert(1)</script> | ipt>alert(1)",
        "<blockquote>said<blockquote>before</blockquote></blockquote>now | said⏎before⏎now",
        "a < b and c > d | a < b and c > d",
        "<p>unclosed <b>bold | unclosed bold",
      })
  void readsWhatAPersonReads(String html, String text) {
    assertThat(PlainText.of(html.replace('⏎', '\n'))).isEqualTo(text.replace('⏎', '\n'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "<p></p>",
        "<br>",
        "<!-- only a comment -->",
        "&nbsp;",
        "\u200B\u200D",
        "<script>alert(1)</script>",
        "\u0000\u0007",
        "<p>\u3164</p>"
      })
  void findsNothingWhereThereIsNothingToSee(String html) {
    assertThat(PlainText.of(html)).isEmpty();
  }

  @Test
  void takesOutWhatTheSiteWouldRefuse() {
    assertThat(PlainText.of("a\u0000b\u0007c\uD83Dd\r\ne\tf")).isEqualTo("abc" + "d\ne\tf");
    assertThat(PlainText.of("e\u0301")).isEqualTo("é");
  }

  @Test
  void readsHugeAndDeepHtmlInTime() {
    for (String part :
        new String[] {"<div>", "<b><p>", "<blockquote>", "<a href=x>", "<table><tr><td>", "&lt;"}) {
      String html = part.repeat(300_000) + "end";
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> assertThat(PlainText.of(html)).isNotNull(), part);
    }
    assertThat(PlainText.of("x".repeat(3_000_000))).hasSize(1 << 20);
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(Spelling.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Spelling.cut("abcdefg", 6)).isEqualTo("abc…");
    assertThat(Spelling.cut("🦭🦭", 7)).isEqualTo("🦭…");
    String cut = Spelling.cut("🦭".repeat(9000), 16 * 1024);
    assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(16 * 1024 - 4, 16 * 1024);
  }

  @Test
  void makesOneLineOfNames() {
    assertThat(Spelling.line("  Ann\n\tSmith ", 64)).isEqualTo("Ann Smith");
    assertThat(Spelling.line("A\u202Enn\u0000\u2028B", 64)).isEqualTo("Ann B");
    assertThat(Spelling.line("🦭".repeat(70), 64)).isEqualTo("🦭".repeat(64));
    assertThat(Spelling.line("\u200B", 64)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/up/2024/photo.jpg, photo.jpg",
    "https://a.example/up/a%20b+c.pdf?x=1#y, a b+c.pdf",
    "https://a.example/up/%zz.pdf, %zz.pdf",
    "https://a.example/up/, ''",
    "photo.jpg, photo.jpg"
  })
  void namesTheFileOfAUrl(String url, String name) {
    assertThat(PlainText.fileName(url)).isEqualTo(name);
  }
}
