package org.sealmesh.gateway.resource;

import java.util.Optional;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;

/// Limits that the contract cannot express, with the place that is named when one is crossed.
final class Read {
  static final int NAME_CHARS_MAX = 64;
  static final int TITLE_CHARS_MAX = 128;
  static final int EMAIL_CHARS_MAX = 254;
  static final int BODY_BYTES_MAX = 16 * 1024;

  static String name(String text) {
    return orRefused(Texts.line(text, NAME_CHARS_MAX), "body/name");
  }

  static String title(String text) {
    return orRefused(Texts.line(text, TITLE_CHARS_MAX), "body/title");
  }

  static String message(String text) {
    return orRefused(Texts.message(text, BODY_BYTES_MAX), "body/body");
  }

  static String email(String text) {
    return orRefused(Texts.line(text, EMAIL_CHARS_MAX), "body/email");
  }

  static String wellFormed(String text, String place) {
    return orRefused(Texts.wellFormed(text), place);
  }

  private static String orRefused(Optional<String> text, String place) {
    return text.orElseThrow(() -> new Refused(Problems.badRequest(place)));
  }

  private Read() {}
}
