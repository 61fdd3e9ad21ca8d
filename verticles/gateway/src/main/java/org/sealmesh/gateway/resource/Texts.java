package org.sealmesh.gateway.resource;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/// What people write: brought into one spelling, and refused if it could not be shown as it is.
///
/// Texts become NFC. Control characters are refused, and in names and titles also those that turn
/// the writing direction, with which one name can be made to look like another. Half a surrogate
/// pair is no character and is refused everywhere.
final class Texts {
  /// A name of a user or the title of a conversation: one line, trimmed.
  static Optional<String> line(String text, int charsMax) {
    return wellFormed(text)
        .map(String::strip)
        .filter(t -> t.codePointCount(0, t.length()) <= charsMax)
        .filter(t -> t.codePoints().noneMatch(c -> isControl(c) || isLineBreak(c) || isTurn(c)))
        .filter(Texts::isVisible);
  }

  /// A message: lines and tabs are kept.
  static Optional<String> message(String text, int bytesMax) {
    return wellFormed(text)
        .map(t -> t.replace("\r\n", "\n"))
        .filter(t -> t.getBytes(StandardCharsets.UTF_8).length <= bytesMax)
        .filter(t -> t.codePoints().noneMatch(c -> isControl(c) && c != '\n' && c != '\t'))
        .filter(Texts::isVisible);
  }

  /// A password, a login as it was typed, or the beginning of a name: in one spelling, else as it
  /// is.
  static Optional<String> wellFormed(String text) {
    boolean halves = text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    return halves ? Optional.empty() : Optional.of(Normalizer.normalize(text, Normalizer.Form.NFC));
  }

  private static boolean isVisible(String text) {
    return text.codePoints()
        .anyMatch(c ->
            switch (Character.getType(c)) {
              case Character.SPACE_SEPARATOR,
                  Character.LINE_SEPARATOR,
                  Character.PARAGRAPH_SEPARATOR,
                  Character.FORMAT,
                  Character.CONTROL,
                  Character.UNASSIGNED ->
                  false;
              default -> c != 0x2800 && c != 0x3164 && c != 0x115F && c != 0x1160 && c != 0xFFA0;
            });
  }

  private static boolean isControl(int c) {
    return Character.getType(c) == Character.CONTROL;
  }

  private static boolean isLineBreak(int c) {
    return c == 0x2028 || c == 0x2029;
  }

  private static boolean isTurn(int c) {
    return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  private Texts() {}
}
