package org.sealmesh.crypto;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A password hash with its parameters, in the PHC string format:
/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, both in standard base64 without padding.
record PhcString(int memoryKib, int iterations, int lanes, byte[] salt, byte[] hash) {
  private static final int TEXT_CHARS_MAX = 256;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9]\\d{0,6}),t=([1-9]\\d?),p=([1-9]\\d?)"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /// More than any sensible setting: a hash must not be able to exhaust the process that checks it.
  private static final int MEMORY_KIB_MAX = 256 * 1024;

  private static final int ITERATIONS_MAX = 16;
  private static final int LANES_MAX = 16;

  PhcString {
    // Eight blocks of a KiB for each lane are the least that Argon2 works with (RFC 9106).
    if (lanes < 1
        || lanes > LANES_MAX
        || iterations < 1
        || iterations > ITERATIONS_MAX
        || memoryKib < 8 * lanes
        || memoryKib > MEMORY_KIB_MAX) {
      throw new IllegalArgumentException("Argon2 parameters out of range");
    }
    if (salt.length < 8 || salt.length > 64 || hash.length < 16 || hash.length > 64) {
      throw new IllegalArgumentException("a salt has 8 to 64 bytes, a hash 16 to 64");
    }
  }

  /// @throws IllegalArgumentException if it is no Argon2id hash, or not in its one spelling
  static PhcString parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > TEXT_CHARS_MAX || !matcher.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash in the PHC string format");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    PhcString phc =
        new PhcString(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            base64.decode(matcher.group(4)),
            base64.decode(matcher.group(5)));
    if (!phc.text().equals(text)) {
      throw new IllegalArgumentException("a hash has one spelling");
    }
    return phc;
  }

  String text() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, iterations, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  @Override
  public String toString() {
    return "PhcString(…)";
  }
}
