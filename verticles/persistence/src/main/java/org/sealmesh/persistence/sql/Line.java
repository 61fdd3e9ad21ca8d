package org.sealmesh.persistence.sql;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// One row of an answer, read as the types that the columns stand for.
public final class Line {
  private final Row row;

  Line(Row row) {
    this.row = row;
  }

  public byte[] bytes(String column) {
    byte[] bytes = bytesOrNull(column);
    if (bytes == null) {
      throw new IllegalStateException(column + " is null");
    }
    return bytes;
  }

  public byte @Nullable [] bytesOrNull(String column) {
    Buffer buffer = row.getBuffer(column);
    return buffer == null ? null : buffer.getBytes();
  }

  /// @param of makes the id from its 16 bytes
  public <T> @Nullable T idOrNull(String column, Function<byte[], T> of) {
    byte[] bytes = bytesOrNull(column);
    return bytes == null ? null : of.apply(bytes);
  }

  public UserId user(String column) {
    return UserId.of(bytes(column));
  }

  public RoutingId rid(String column) {
    return RoutingId.of(bytes(column));
  }

  public ConversationId conversation(String column) {
    return ConversationId.of(bytes(column));
  }

  public Seq seq(String column) {
    return new Seq(number(column));
  }

  public Epoch epoch(String column) {
    return new Epoch(integer(column));
  }

  public Instant instant(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  public @Nullable Instant instantOrNull(String column) {
    Long ms = numberOrNull(column);
    return ms == null ? null : Instant.ofEpochMilli(ms);
  }

  /// @param column in milliseconds
  public @Nullable Duration durationOrNull(String column) {
    Long ms = numberOrNull(column);
    return ms == null ? null : Duration.ofMillis(ms);
  }

  public @Nullable Long numberOrNull(String column) {
    return row.getLong(column);
  }

  public long number(String column) {
    Long value = numberOrNull(column);
    if (value == null) {
      throw new IllegalStateException(column + " is null");
    }
    return value;
  }

  public int integer(String column) {
    return Math.toIntExact(number(column));
  }

  public @Nullable String textOrNull(String column) {
    return row.getString(column);
  }

  public String text(String column) {
    String text = textOrNull(column);
    if (text == null) {
      throw new IllegalStateException(column + " is null");
    }
    return text;
  }

  /// Text that is kept as UTF-8 bytes.
  public @Nullable String utf8OrNull(String column) {
    byte[] bytes = bytesOrNull(column);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
