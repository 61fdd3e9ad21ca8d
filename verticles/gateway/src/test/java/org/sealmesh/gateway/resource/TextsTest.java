package org.sealmesh.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final int MAX = 16 * 1024;

  @Test
  void bringsTextsIntoOneSpelling() {
    assertThat(Texts.line("  Zoe\u0308 ", 64)).contains("Zo\u00eb");
    assertThat(Texts.message("Zoe\u0308\r\nhi", MAX)).contains("Zo\u00eb\nhi");
  }

  @Test
  void keepsWhatPeopleWrite() {
    for (String text :
        List.of(
            "Ada",
            "O'Neill-Śmith",
            "محمد",
            "שלום",
            "日本語",
            "👩\u200d👩\u200d👧",
            "🇦🇹",
            "a\u0301",
            "<b>&amp;</b>")) {
      assertThat(Texts.line(text, 64)).as(text).isPresent();
      assertThat(Texts.message(text, MAX)).as(text).isPresent();
    }
    assertThat(Texts.message("one\n\ttwo", MAX)).contains("one\n\ttwo");
  }

  @Test
  void refusesControlCharacters() {
    for (int c = 0; c < 0xA0; c++) {
      if (Character.isISOControl(c)) {
        String text = "a" + (char) c + "b";
        assertThat(Texts.line(text, 64)).as("U+%04X", c).isEmpty();
        if (c != '\n' && c != '\t') {
          assertThat(Texts.message(text, MAX)).as("U+%04X", c).isEmpty();
        }
      }
    }
  }

  @Test
  void refusesNamesThatTurnTheDirectionOrTheLine() {
    for (String c : List.of("\u202e", "\u2066", "\u2028", "\u2029")) {
      assertThat(Texts.line("a" + c + "b", 64)).isEmpty();
    }
  }

  @Test
  void refusesHalvesOfSurrogatePairs() {
    for (String half : List.of("\ud800", "\udc00", "a\ud83d", "\udc00\ud800")) {
      assertThat(Texts.line(half, 64)).isEmpty();
      assertThat(Texts.message(half, MAX)).isEmpty();
      assertThat(Texts.wellFormed(half)).isEmpty();
    }
  }

  @Test
  void refusesWhatNobodyCanSee() {
    for (String blank :
        List.of(
            "", " ", "\n\t", "\u00a0", "\u2003", "\u200b", "\u200d\u200c", "\u2800", "\u3164")) {
      assertThat(Texts.line(blank, 64)).as(blank).isEmpty();
      assertThat(Texts.message(blank, MAX)).as(blank).isEmpty();
    }
  }

  @Test
  void countsAMessageInBytesAndALineInCharacters() {
    assertThat(Texts.message("é".repeat(8192), MAX)).isPresent();
    assertThat(Texts.message("é".repeat(8192) + "x", MAX)).isEmpty();
    assertThat(Texts.line("😀".repeat(64), 64)).isPresent();
    assertThat(Texts.line("😀".repeat(65), 64)).isEmpty();
    // One character that NFC takes apart into three: the limit counts what is stored.
    assertThat(Texts.line("\ufb2c".repeat(30), 64)).isEmpty();
  }
}
