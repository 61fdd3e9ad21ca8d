package org.sealmesh.mesh.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sealmesh.bus.wire.Wire;

/// The one shape that frames have in CBOR (RFC 8949): a map of definite length from texts to whole
/// numbers, texts and byte strings.
///
/// Whatever else CBOR can say (nesting, tags, indefinite lengths, floats, numbers longer than they
/// need to be) is refused before a parser sees it, so that a frame has nearly one spelling and a
/// stranger's announcements cost nothing. Written in the deterministic encoding of RFC 8949 §4.2.1.
final class FlatCbor {
  private static final int WHOLE = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int MAP = 5;

  private static final int MAJOR_SHIFT = 5;
  private static final int IN_1_BYTE = 24;
  private static final int IN_2_BYTES = 25;
  private static final int IN_4_BYTES = 26;
  private static final int IN_8_BYTES = 27;

  /// The order of RFC 8949 §4.2.1: the length stands before the characters, so shorter keys come
  /// first.
  private static final Comparator<Map.Entry<String, JsonNode>> BY_KEY =
      Comparator.comparingInt((Map.Entry<String, JsonNode> member) -> member.getKey().length())
          .thenComparing(Map.Entry::getKey);

  private final byte[] bytes;
  private int at;

  private FlatCbor(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Whether the bytes have this shape, to the last one. Doubled keys and what the members mean are
  /// left to whoever reads them.
  static void check(byte[] bytes) throws Wire.Malformed {
    FlatCbor in = new FlatCbor(bytes);
    long members = in.head(MAP);
    for (long i = 0; i < members; i++) {
      in.skip(in.head(TEXT));
      in.value();
    }
    if (in.at != bytes.length) {
      throw new Wire.Malformed("a frame and nothing after it");
    }
  }

  private void value() throws Wire.Malformed {
    switch (major()) {
      case WHOLE -> head(WHOLE);
      case NEGATIVE -> head(NEGATIVE);
      case BYTES -> skip(head(BYTES));
      case TEXT -> skip(head(TEXT));
      default -> throw new Wire.Malformed("numbers, texts and byte strings");
    }
  }

  private int major() throws Wire.Malformed {
    if (at == bytes.length) {
      throw new Wire.Malformed("a whole frame");
    }
    return (bytes[at] & 0xFF) >> MAJOR_SHIFT;
  }

  /// Reads the head of an item: its length, count or value, in the shortest form it has.
  private long head(int expected) throws Wire.Malformed {
    if (major() != expected) {
      throw new Wire.Malformed("an item of major type " + expected);
    }
    int info = bytes[at++] & 0x1F;
    return switch (info) {
      case IN_1_BYTE -> argument(1, IN_1_BYTE);
      case IN_2_BYTES -> argument(2, 1L << 8);
      case IN_4_BYTES -> argument(4, 1L << 16);
      case IN_8_BYTES -> argument(8, 1L << 32);
      default -> {
        if (info > IN_8_BYTES) {
          throw new Wire.Malformed("a definite length");
        }
        yield info;
      }
    };
  }

  /// @param least what would not fit a shorter form
  private long argument(int length, long least) throws Wire.Malformed {
    if (bytes.length - at < length) {
      throw new Wire.Malformed("a whole frame");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | bytes[at++] & 0xFF;
    }
    // A negative one is beyond 2^63, which no member has.
    if (value < least) {
      throw new Wire.Malformed("numbers in their shortest form");
    }
    return value;
  }

  private void skip(long length) throws Wire.Malformed {
    if (length > bytes.length - at) {
      throw new Wire.Malformed("a whole frame");
    }
    at += (int) length;
  }

  /// @throws IllegalStateException if a frame has a member of another kind: a bug in its definition
  static byte[] write(Object frame) {
    JsonNode tree = Wire.cbor().mapper().valueToTree(frame);
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(tree.properties());
    members.sort(BY_KEY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeHead(out, MAP, members.size());
    for (Map.Entry<String, JsonNode> member : members) {
      writeString(out, TEXT, member.getKey().getBytes(StandardCharsets.UTF_8));
      writeValue(out, member.getValue());
    }
    return out.toByteArray();
  }

  private static void writeValue(ByteArrayOutputStream out, JsonNode value) {
    switch (value.getNodeType()) {
      case BINARY -> writeString(out, BYTES, ((BinaryNode) value).binaryValue());
      case STRING -> writeString(out, TEXT, value.textValue().getBytes(StandardCharsets.UTF_8));
      case NUMBER -> {
        long number = value.longValue();
        writeHead(out, number < 0 ? NEGATIVE : WHOLE, number < 0 ? -1 - number : number);
      }
      case ARRAY, BOOLEAN, MISSING, NULL, OBJECT, POJO ->
          throw new IllegalStateException("a frame has flat members, no " + value.getNodeType());
    }
  }

  private static void writeString(ByteArrayOutputStream out, int major, byte[] content) {
    writeHead(out, major, content.length);
    out.writeBytes(content);
  }

  private static void writeHead(ByteArrayOutputStream out, int major, long argument) {
    if (argument < IN_1_BYTE) {
      out.write(major << MAJOR_SHIFT | (int) argument);
    } else if (argument < 1L << 8) {
      writeHead(out, major, IN_1_BYTE, argument, 1);
    } else if (argument < 1L << 16) {
      writeHead(out, major, IN_2_BYTES, argument, 2);
    } else if (argument < 1L << 32) {
      writeHead(out, major, IN_4_BYTES, argument, 4);
    } else {
      writeHead(out, major, IN_8_BYTES, argument, 8);
    }
  }

  private static void writeHead(
      ByteArrayOutputStream out, int major, int info, long argument, int length) {
    out.write(major << MAJOR_SHIFT | info);
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
      out.write((int) (argument >> shift));
    }
  }
}
