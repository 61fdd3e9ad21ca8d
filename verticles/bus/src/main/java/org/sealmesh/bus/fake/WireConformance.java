package org.sealmesh.bus.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.wire.RecordCodec;
import org.sealmesh.bus.wire.Wire;

/// What every message must fulfil: it comes back from the wire as it went, and a reader refuses it
/// when a member is unknown, missing or null. Throws an [AssertionError] that names the record.
public final class WireConformance {
  private static final int ROUNDS = 10;

  private final SeededRecords records;

  public WireConformance(SeededRecords records) {
    this.records = records;
  }

  /// Every record and enum that can travel to or from the address, at any depth.
  public static Set<Class<?>> reachable(Address<?> address) {
    Set<Class<?>> found = new LinkedHashSet<>();
    RecordCodec.vocabulary(address).forEach(type -> reach(type, found));
    return found;
  }

  /// Every record and enum among the members of a sealed type, at any depth.
  public static Set<Class<?>> reachable(Class<?> sealed) {
    Set<Class<?>> found = new LinkedHashSet<>();
    reach(sealed, found);
    return found;
  }

  private static void reach(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(t -> reach(t, found));
    } else if (type instanceof Class<?> plain) {
      if (plain.isSealed() && plain.isInterface()) {
        Arrays.stream(plain.getPermittedSubclasses()).forEach(member -> reach(member, found));
      } else if (plain.isEnum()) {
        found.add(plain);
      } else if (plain.isRecord() && found.add(plain)) {
        for (RecordComponent component : plain.getRecordComponents()) {
          reach(component.getGenericType(), found);
        }
      }
    }
  }

  /// Checks one class with several values of it.
  public <T> void check(Class<T> type) {
    for (int round = 0; round < ROUNDS; round++) {
      T value = records.next(type);
      try {
        for (Wire wire : new Wire[] {Wire.json(), Wire.cbor()}) {
          same(value, wire.read(wire.write(value), type));
          strict(wire, value, type);
        }
        throughTheBus(value, type);
      } catch (IOException | Wire.Malformed e) {
        throw new AssertionError(type + " does not come back: " + describe(value), e);
      }
    }
  }

  /// Checks that a value comes back when its sealed type is asked for.
  public <T> void checkMembersOf(Class<T> sealed) {
    for (Class<?> member : sealed.getPermittedSubclasses()) {
      for (int round = 0; round < ROUNDS; round++) {
        Object value = records.next(member);
        try {
          for (Wire wire : new Wire[] {Wire.json(), Wire.cbor()}) {
            same(value, wire.read(wire.write(value), sealed));
          }
        } catch (Wire.Malformed e) {
          throw new AssertionError(member + " does not come back as " + sealed, e);
        }
      }
    }
  }

  private static <T> void throughTheBus(T value, Class<T> type) {
    RecordCodec<T> codec = new RecordCodec<>(type);
    Buffer buffer = Buffer.buffer("before");
    codec.encodeToWire(buffer, value);
    same(value, codec.decodeFromWire("before".length(), buffer.appendString("after")));
  }

  private static void strict(Wire wire, Object value, Class<?> type) throws IOException {
    JsonNode tree = wire.mapper().readTree(wire.write(value));
    if (!(tree instanceof ObjectNode object)) {
      return;
    }
    refuse(wire, object.deepCopy().put("unheardOf", 1), type, "an unknown member");
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      String name = component.getName();
      ObjectNode without = object.deepCopy();
      without.remove(name);
      refuse(wire, without, type, "no " + name);
      refuse(wire, object.deepCopy().putNull(name), type, "null for " + name);
    }
  }

  private static void refuse(Wire wire, ObjectNode bad, Class<?> type, String what)
      throws IOException {
    try {
      wire.read(wire.mapper().writeValueAsBytes(bad), type);
    } catch (Wire.Malformed expected) {
      return;
    }
    throw new AssertionError(type + " was read with " + what);
  }

  private static void same(Object sent, Object received) {
    if (!sent.getClass().equals(received.getClass())
        || !describe(sent).equals(describe(received))) {
      throw new AssertionError("sent " + describe(sent) + "\nreceived " + describe(received));
    }
  }

  /// Everything in a value, in a text: unlike `toString`, which hides what is secret, and unlike
  /// `equals`, which takes arrays for their identity.
  static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> Arrays.toString(bytes);
      case Record record -> {
        StringBuilder text = new StringBuilder(record.getClass().getSimpleName()).append('(');
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          text.append(component.getName()).append('=');
          text.append(describe(read(component, record))).append(", ");
        }
        yield text.append(')').toString();
      }
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> e.getKey() + ":" + describe(e.getValue()))
              .collect(Collectors.toCollection(TreeSet::new))
              .toString();
      case Set<?> set ->
          set.stream()
              .map(WireConformance::describe)
              .collect(Collectors.toCollection(TreeSet::new))
              .toString();
      case Collection<?> list -> list.stream().map(WireConformance::describe).toList().toString();
      default -> {
        // Ours, with equal bytes behind it: what it writes tells it apart.
        boolean plain = value.getClass().getPackageName().startsWith("java.");
        yield plain || value instanceof Enum<?>
            ? value.toString()
            : Arrays.toString(Wire.json().write(value));
      }
    };
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
