package org.sealmesh.bus.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;

/// Turns records into JSON or CBOR and back, strictly: unknown members, missing ones, wrong types,
/// doubled keys and trailing bytes are refused with [Malformed]. Only components that a record
/// marks `@Nullable` may be left out or null.
///
/// Bytes are base64url without padding in JSON and byte strings in CBOR; an [Instant] or [Duration]
/// is its milliseconds. Which class is read is always the caller's choice or one of the names a
/// sealed type lists; nothing in the input can name a class.
public final class Wire {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          // Deeper than any record here, shallow enough that a parser's stack never matters.
          .maxNestingDepth(16)
          // An envelope in base64url fits; nothing of ours is longer.
          .maxStringLength(96 * 1024)
          .maxNameLength(64)
          .maxNumberLength(20)
          .build();

  private static final Wire JSON =
      new Wire(
          strict(
              BytesReader.Spelling.BASE64URL,
              JsonMapper.builder(
                  JsonFactory.builder()
                      .streamReadConstraints(LIMITS)
                      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                      .build())));

  private static final Wire CBOR =
      new Wire(
          strict(
              BytesReader.Spelling.BYTE_STRING,
              CBORMapper.builder(
                  CBORFactory.builder()
                      .streamReadConstraints(LIMITS)
                      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                      .build())));

  private final ObjectMapper mapper;

  private Wire(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /// What browsers and people read.
  public static Wire json() {
    return JSON;
  }

  /// What nodes say to each other.
  public static Wire cbor() {
    return CBOR;
  }

  /// @throws IllegalStateException if the record cannot be written: a bug in its definition
  public byte[] write(Object message) {
    try {
      return mapper.writeValueAsBytes(message);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write " + message.getClass().getName(), e);
    }
  }

  /// @throws Malformed if the bytes are not exactly one value of the type
  public <T> T read(byte[] bytes, Class<T> type) throws Malformed {
    try {
      T value = mapper.readValue(bytes, type);
      if (value == null) {
        throw new Malformed("nothing where a value must be");
      }
      return value;
    } catch (IOException | IllegalArgumentException e) {
      throw new Malformed("not a " + type.getSimpleName(), e);
    }
  }

  /// For generic types and for libraries that want Jackson itself, with the same strictness.
  public ObjectMapper mapper() {
    return mapper;
  }

  private static <
          M extends ObjectMapper, B extends com.fasterxml.jackson.databind.cfg.MapperBuilder<M, B>>
      M strict(BytesReader.Spelling bytes, B builder) {
    return builder
        .addModule(Millis.module())
        .addModule(new SimpleModule().addDeserializer(byte[].class, new BytesReader(bytes)))
        .annotationIntrospector(
            AnnotationIntrospector.pair(new NullRules(), new JacksonAnnotationIntrospector()))
        .defaultBase64Variant(Base64Variants.MODIFIED_FOR_URL)
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  /// The input is not what it must be. The message names the expected type and never repeats the
  /// input.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    /// @param message what it was to be; must not repeat the input
    public Malformed(String message) {
      super(message);
    }

    Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
