package org.sealmesh.bus.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;

/// Carries one record class over the event bus: by reference inside a process, as CBOR between
/// processes.
///
/// Records are immutable, so local delivery hands over the same instance. A codec decodes its own
/// class only, whatever the bytes say.
public final class RecordCodec<T> implements MessageCodec<T, T> {
  private final Class<T> type;

  public RecordCodec(Class<T> type) {
    if (!type.isRecord() && !type.isEnum()) {
      throw new IllegalArgumentException(type + " must be a record: messages are values");
    }
    this.type = type;
  }

  /// All record classes that may travel to or from an address: the members of its sealed type and
  /// of every reply type that they name with [Ask].
  public static Set<Class<?>> vocabulary(Address<?> address) {
    Set<Class<?>> found = new LinkedHashSet<>();
    collect(address.type(), found);
    for (Class<?> message : Set.copyOf(found)) {
      replyType(message).ifPresent(reply -> collect(reply, found));
    }
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> into) {
    if (type.isSealed()) {
      for (Class<?> member : type.getPermittedSubclasses()) {
        collect(member, into);
      }
    } else {
      into.add(type);
    }
  }

  /// What a message is answered with, if it is an [Ask].
  public static Optional<Class<?>> replyType(Class<?> message) {
    for (Type implemented : message.getGenericInterfaces()) {
      if (implemented instanceof ParameterizedType p && p.getRawType() == Ask.class) {
        return Optional.of((Class<?>) p.getActualTypeArguments()[0]);
      }
    }
    return Optional.empty();
  }

  @Override
  public void encodeToWire(Buffer buffer, T message) {
    byte[] bytes = Wire.cbor().write(message);
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    try {
      return Wire.cbor().read(buffer.getBytes(position + 4, position + 4 + length), type);
    } catch (Wire.Malformed e) {
      throw new IllegalArgumentException(name() + " is malformed on the wire", e);
    }
  }

  @Override
  public T transform(T message) {
    return message;
  }

  @Override
  public String name() {
    return type.getName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
