package org.sealmesh.bus.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.Base64;

/// Reads bytes in their one spelling: a byte string in CBOR, base64url without padding and without
/// stray bits in JSON. Jackson's own reader also takes lists of numbers and several alphabets.
final class BytesReader extends StdDeserializer<byte[]> {
  private static final long serialVersionUID = 1;

  private final Spelling spelling;

  BytesReader(Spelling spelling) {
    super(byte[].class);
    this.spelling = spelling;
  }

  @Override
  public byte[] deserialize(JsonParser in, DeserializationContext context) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
      return in.getBinaryValue();
    }
    if (spelling == Spelling.BYTE_STRING || in.currentToken() != JsonToken.VALUE_STRING) {
      return (byte[]) context.handleUnexpectedToken(byte[].class, in);
    }
    String text = in.getText();
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // Told below, like every other spelling that is not the one.
    }
    throw new IOException("bytes are base64url without padding");
  }

  /// How a format writes bytes.
  enum Spelling {
    BASE64URL,
    BYTE_STRING
  }
}
