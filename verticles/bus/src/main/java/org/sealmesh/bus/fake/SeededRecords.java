package org.sealmesh.bus.fake;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes records of any kind with contents drawn from a seed: the same seed, the same records.
///
/// Components follow from their types; those marked `@Nullable` are null half of the time. A type
/// whose values have rules of their own is told with [#with]; of the rest, values that a
/// constructor refuses are drawn again.
public final class SeededRecords {
  private static final int TRIES = 200;
  private static final long NUMBER_MAX = (1L << 53) - 1;
  private static final String[] TEXTS = {
    "", "a", "Grüße, 世界 👋", "\"\\\u0000\u2028", "x".repeat(300)
  };

  private final Random random;
  private final Map<Class<?>, Supplier<?>> makers = new HashMap<>();

  public SeededRecords(long seed) {
    random = new Random(seed);
    with(String.class, r -> TEXTS[r.nextInt(TEXTS.length)]);
    with(UUID.class, r -> new UUID(r.nextLong(), r.nextLong()));
    with(Instant.class, r -> Instant.ofEpochMilli(number()));
    with(Duration.class, r -> Duration.ofMillis(r.nextInt(1_000_000)));
    with(byte[].class, r -> bytes(new int[] {16, 32, 0, 1, 200}[r.nextInt(5)]));
    with(Long.class, r -> number());
    with(Integer.class, r -> (int) number() & Integer.MAX_VALUE);
    with(Boolean.class, Random::nextBoolean);
    makers.put(long.class, makers.get(Long.class));
    makers.put(int.class, makers.get(Integer.class));
    makers.put(boolean.class, makers.get(Boolean.class));
  }

  /// From now on values of exactly this type are made so.
  public <T> SeededRecords with(Class<T> type, Function<Random, T> maker) {
    makers.put(type, () -> maker.apply(random));
    return this;
  }

  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /// One value of the type; of a sealed interface, of any of its members.
  public <T> T next(Class<T> type) {
    return type.cast(make(type));
  }

  private Object make(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic);
    }
    Class<?> plain = (Class<?>) type;
    Supplier<?> maker = makers.get(plain);
    if (maker != null) {
      return maker.get();
    }
    if (plain.isEnum()) {
      return pick(Arrays.asList(plain.getEnumConstants()));
    }
    if (plain.isRecord()) {
      return record(plain);
    }
    if (plain.isSealed()) {
      return make(pick(Arrays.asList(plain.getPermittedSubclasses())));
    }
    throw new IllegalArgumentException("no way to make a " + type + ": say one with with()");
  }

  private Object collection(ParameterizedType generic) {
    Type element = generic.getActualTypeArguments()[0];
    int size = random.nextInt(4);
    if (generic.getRawType() == Map.class) {
      Map<Object, Object> map = new HashMap<>();
      for (int i = 0; i < size; i++) {
        map.put("key" + i, make(generic.getActualTypeArguments()[1]));
      }
      return map;
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(make(element));
    }
    return generic.getRawType() == Set.class ? new HashSet<>(list) : list;
  }

  private Object record(Class<?> type) {
    for (int i = 0; i < TRIES; i++) {
      try {
        return construct(type);
      } catch (InvocationTargetException refused) {
        if (!(refused.getCause() instanceof IllegalArgumentException)) {
          throw new IllegalStateException(type + " failed", refused.getCause());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type, e);
      }
    }
    throw new IllegalStateException(type + " refuses everything: say how with with()");
  }

  private Object construct(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      boolean absent =
          components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)
              && random.nextBoolean();
      values[i] = absent ? null : make(components[i].getGenericType());
    }
    Constructor<?> canonical = type.getDeclaredConstructor(types);
    canonical.setAccessible(true);
    return canonical.newInstance(values);
  }

  /// Small ones, the edges, and any.
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(10);
      case 1 -> NUMBER_MAX - random.nextInt(2);
      default -> random.nextLong() & NUMBER_MAX;
    };
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
