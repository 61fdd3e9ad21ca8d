package org.sealmesh.launch.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Secret;

/// Overlays a record of defaults with what the file and the environment say about its components.
final class RecordBinder {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final String fileName;
  private final Map<String, String> environment;
  private final Set<String> asked;

  /// @param asked gets the name of every environment variable that could have been set
  RecordBinder(String fileName, Map<String, String> environment, Set<String> asked) {
    this.fileName = fileName;
    this.environment = environment;
    this.asked = asked;
  }

  <R extends Record> R bind(String path, @Nullable JsonNode node, R defaults) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(path, node, components);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(path, node, components[i], read(components[i], defaults));
    }
    try {
      return constructor(type, components).newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException reason) {
        throw new ConfigFailure(owner(path, reason) + ": " + reason.getMessage());
      }
      throw new IllegalStateException(type + " failed to validate itself", refused.getCause());
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException(type + " is no configuration record", bug);
    }
  }

  /// A nested record may name itself in its reason: `http.port must be …` of `gateway.http`.
  private static String owner(String path, IllegalArgumentException reason) {
    int dot = path.lastIndexOf('.');
    boolean named =
        dot > 0 && String.valueOf(reason.getMessage()).startsWith(path.substring(dot + 1) + ".");
    return named ? path.substring(0, dot) : path;
  }

  private void refuseUnknown(String path, @Nullable JsonNode node, RecordComponent[] components) {
    if (node == null || node.isNull()) {
      return;
    }
    if (!node.isObject()) {
      throw new ConfigFailure(fileName + ": " + path + " must be a section with keys");
    }
    Set<String> known = new TreeSet<>();
    for (RecordComponent component : components) {
      known.add(isSecret(component) ? component.getName() + "File" : component.getName());
    }
    for (var entry : node.properties()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        if (known.contains(key + "File")) {
          throw new ConfigFailure(
              "%s: %s.%s is a secret: name a file with %2$s.%3$sFile, or set %s"
                  .formatted(fileName, path, key, variable(path + "." + key)));
        }
        throw new ConfigFailure(
            "%s: unknown key %s.%s%s".formatted(fileName, path, key, Nearest.hint(key, known)));
      }
    }
  }

  private @Nullable Object value(
      String path, @Nullable JsonNode node, RecordComponent component, @Nullable Object fallback) {
    String key = path + "." + component.getName();
    JsonNode here = node == null ? null : node.get(component.getName());
    if (isSecret(component)) {
      return secret(key, node, component, fallback);
    }
    if (fallback instanceof Record nested) {
      return bind(key, here, nested);
    }
    String variable = variable(key);
    asked.add(variable);
    String override = environment.get(variable);
    if (override != null) {
      return convert(variable, component.getGenericType(), split(component, override));
    }
    if (here == null || here.isNull()) {
      return fallback;
    }
    return convert(fileName + ": " + key, component.getGenericType(), texts(key, here));
  }

  private @Nullable Object secret(
      String key, @Nullable JsonNode node, RecordComponent component, @Nullable Object fallback) {
    String variable = variable(key);
    asked.add(variable);
    asked.add(variable + "_FILE");
    String direct = environment.get(variable);
    String file = environment.get(variable + "_FILE");
    if (file == null && node != null && node.hasNonNull(component.getName() + "File")) {
      file = node.get(component.getName() + "File").asText();
    }
    if (direct == null && file == null) {
      return fallback;
    }
    Secret secret = new Secret(direct != null ? direct : contents(key, Path.of(file)));
    return component.getType() == Optional.class ? Optional.of(secret) : secret;
  }

  private static String contents(String key, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new ConfigFailure(key + ": cannot read the file " + file);
    }
  }

  /// Scalars as one text, lists as one text per element.
  private List<String> texts(String key, JsonNode node) {
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false).map(e -> scalar(key, e)).toList();
    }
    return List.of(scalar(key, node));
  }

  private String scalar(String key, JsonNode node) {
    if (!node.isValueNode()) {
      throw new ConfigFailure(fileName + ": " + key + " must be a plain value");
    }
    return node.asText();
  }

  private static List<String> split(RecordComponent component, String text) {
    boolean many = component.getType() == List.class || component.getType() == Set.class;
    if (!many) {
      return List.of(text);
    }
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Object convert(String where, Type type, List<String> texts) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      List<Object> all = texts.stream().map(t -> Scalars.parse(where, element, t)).toList();
      if (generic.getRawType() == Set.class) {
        return Set.copyOf(all);
      }
      return generic.getRawType() == Optional.class ? Optional.of(one(where, all)) : all;
    }
    return Scalars.parse(where, type, one(where, texts));
  }

  private static <T> T one(String where, List<T> values) {
    if (values.size() != 1) {
      throw new ConfigFailure(where + " must be one value, not a list");
    }
    return values.getFirst();
  }

  private static boolean isSecret(RecordComponent component) {
    return component.getType() == Secret.class
        || component.getGenericType() instanceof ParameterizedType generic
            && generic.getRawType() == Optional.class
            && generic.getActualTypeArguments()[0] == Secret.class;
  }

  /// `gateway.frameBytesMax` → `SEALMESH_GATEWAY_FRAME_BYTES_MAX`.
  private static String variable(String path) {
    String spaced = HUMP.matcher(path).replaceAll("_").replace('.', '_').replace('-', '_');
    return Settings.PREFIX + spaced.toUpperCase(java.util.Locale.ROOT);
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException("cannot read " + component, bug);
    }
  }

  private static <R> Constructor<R> constructor(Class<R> type, RecordComponent[] components)
      throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<R> canonical = type.getDeclaredConstructor(types);
    canonical.setAccessible(true);
    return canonical;
  }
}
