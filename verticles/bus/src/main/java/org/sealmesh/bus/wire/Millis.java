package org.sealmesh.bus.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// Times and durations as whole milliseconds, 0 … 2^53 − 1.
final class Millis {
  private static final long MAX = (1L << 53) - 1;

  static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(new Writer<>(Instant.class, Instant::toEpochMilli))
        .addDeserializer(Instant.class, new Reader<>(Instant.class, Instant::ofEpochMilli))
        .addSerializer(new Writer<>(Duration.class, Duration::toMillis))
        .addDeserializer(Duration.class, new Reader<>(Duration.class, Duration::ofMillis));
  }

  private static final class Writer<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;
    private final transient ToLongFunction<T> millis;

    Writer(Class<T> type, ToLongFunction<T> millis) {
      super(type);
      this.millis = millis;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(millis.applyAsLong(value));
    }
  }

  private static final class Reader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1;
    private final transient LongFunction<T> ofMillis;

    Reader(Class<T> type, LongFunction<T> ofMillis) {
      super(type);
      this.ofMillis = ofMillis;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.currentToken().isNumeric() || !whole(in.getNumberType())) {
        @SuppressWarnings("unchecked")
        T refused = (T) context.handleUnexpectedToken(handledType(), in);
        return refused;
      }
      long ms = in.getLongValue();
      if (ms < 0 || ms > MAX) {
        throw new IOException("a time is between 0 and 2^53 - 1 milliseconds");
      }
      return ofMillis.apply(ms);
    }

    private static boolean whole(JsonParser.NumberType type) {
      return type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG;
    }
  }

  private Millis() {}
}
