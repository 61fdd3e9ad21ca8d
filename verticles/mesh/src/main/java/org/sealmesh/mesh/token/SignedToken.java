package org.sealmesh.mesh.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.sealmesh.mesh.Limits;

/// A compact JWT as it came in: nothing is checked but its length and alphabet.
///
/// Printing shows no value: whoever holds a ticket is let in with it.
public record SignedToken(@JsonValue String compact) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SignedToken {
    if (compact.isEmpty() || compact.length() > Limits.TOKEN_CHARS_MAX) {
      throw new IllegalArgumentException("a token has 1 to 1,024 characters");
    }
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '.';
      if (!allowed) {
        throw new IllegalArgumentException("a token has characters of base64url and dots only");
      }
    }
  }

  @Override
  public String toString() {
    return "SignedToken(…)";
  }
}
