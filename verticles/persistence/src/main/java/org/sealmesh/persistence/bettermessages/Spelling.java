package org.sealmesh.persistence.bettermessages;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings texts into the spelling in which the site's API takes them: what it would refuse in them
/// is taken out.
final class Spelling {
  private static final Pattern BLANKS_AT_END = Pattern.compile("[ \\t\\x{A0}]++(?=\\n|$)");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}+");

  /// A name or a title: one line, cut if it is too long.
  ///
  /// @return empty if nothing of it can be seen
  static String line(String text, int charsMax) {
    String clean =
        clean(text.replaceAll("\\s+", " "), false).replaceAll("[\\x{2028}\\x{2029}]", " ").strip();
    int chars = Math.min(charsMax, clean.codePointCount(0, clean.length()));
    return visible(clean.substring(0, clean.offsetByCodePoints(0, chars)).strip());
  }

  /// A message, as long as it may be.
  ///
  /// @return empty if nothing of it can be seen
  static String lines(String text) {
    String clean = clean(text.replace("\r\n", "\n").replace('\r', '\n'), true);
    String ended = BLANKS_AT_END.matcher(clean).replaceAll("");
    return visible(EMPTY_LINES.matcher(ended).replaceAll("\n\n").strip());
  }

  /// The beginning, if it has more bytes in UTF-8.
  static String cut(String text, int bytesMax) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= bytesMax) {
      return text;
    }
    int left = bytesMax - "…".getBytes(StandardCharsets.UTF_8).length;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (left < 0) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end) + "…";
  }

  /// @return null if the bytes are no UTF-8
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      return null;
    }
  }

  private static String clean(String text, boolean isOfLines) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(c ->
            switch (Character.getType(c)) {
              case Character.CONTROL -> isOfLines && (c == '\n' || c == '\t');
              case Character.SURROGATE -> false;
              default -> isOfLines || !isTurn(c);
            })
        .forEach(clean::appendCodePoint);
    return Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  private static boolean isTurn(int c) {
    return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  private static String visible(String text) {
    boolean isVisible =
        text.codePoints()
            .anyMatch(c ->
                switch (Character.getType(c)) {
                  case Character.SPACE_SEPARATOR,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR,
                      Character.FORMAT,
                      Character.CONTROL,
                      Character.UNASSIGNED ->
                      false;
                  default ->
                      c != 0x2800 && c != 0x3164 && c != 0x115F && c != 0x1160 && c != 0xFFA0;
                });
    return isVisible ? text : "";
  }

  private Spelling() {}
}
