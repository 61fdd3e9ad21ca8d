package org.sealmesh.persistence.sql;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.WrappedKey;

/// The values of one statement's question marks, from the types that the columns stand for.
public record Values(Tuple tuple) {

  public static Values of(@Nullable Object... values) {
    Tuple tuple = Tuple.tuple();
    for (Object value : values) {
      tuple.addValue(column(value));
    }
    return new Values(tuple);
  }

  private static @Nullable Object column(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Id id -> Buffer.buffer(id.bytes());
      case byte[] bytes -> Buffer.buffer(bytes);
      case WrappedKey key -> Buffer.buffer(key.bytes());
      case Seq seq -> seq.value();
      case Epoch epoch -> epoch.value();
      case Instant instant -> instant.toEpochMilli();
      case String text -> text;
      case Long number -> number;
      case Integer number -> number;
      default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
    };
  }
}
