package org.sealmesh.launch.config;

import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Turns one text of the configuration into a value.
final class Scalars {
  private static final Pattern PLAIN_DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  /// @param where named in the failure, so that the operator finds the place
  static Object parse(String where, Type type, String text) {
    try {
      if (type == String.class) {
        return text;
      } else if (type == int.class || type == Integer.class) {
        return Integer.valueOf(text);
      } else if (type == long.class || type == Long.class) {
        return Long.valueOf(text);
      } else if (type == double.class || type == Double.class) {
        return Double.valueOf(text);
      } else if (type == boolean.class || type == Boolean.class) {
        return truth(text);
      } else if (type == Duration.class) {
        return duration(text);
      } else if (type == Path.class) {
        return Path.of(text);
      } else if (type == URI.class) {
        return URI.create(text);
      } else if (type instanceof Class<?> c && c.isEnum()) {
        return constant(c, text);
      }
    } catch (IllegalArgumentException | DateTimeParseException malformed) {
      throw new ConfigFailure("%s: \"%s\" is not %s".formatted(where, text, expectation(type)));
    }
    throw new IllegalStateException(where + " has a type that no text can give: " + type);
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration duration(String text) {
    Matcher plain = PLAIN_DURATION.matcher(text);
    if (!plain.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(plain.group(1));
    return switch (plain.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> spelled(constant).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static String spelled(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String expectation(Type type) {
    if (type instanceof Class<?> c && c.isEnum()) {
      return Arrays.stream(c.getEnumConstants())
          .map(Scalars::spelled)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == Duration.class) {
      return "a duration such as 250ms, 30s, 10m, 12h or 30d";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Path.class || type == URI.class) {
      return type == Path.class ? "a path" : "a URI";
    }
    return type == double.class || type == Double.class ? "a number" : "a whole number in range";
  }

  private Scalars() {}
}
