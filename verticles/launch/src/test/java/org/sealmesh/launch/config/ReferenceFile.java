package org.sealmesh.launch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Secret;

/// A file that claims to list every setting of a program with its default, its limits and a reason.
/// Each method looks for one kind of lie and names what it found, one line each.
public final class ReferenceFile {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][A-Za-z0-9]*):.*");
  private static final int INDENT = 2;
  private static final String NUMBER = "(-?[0-9]+(?:ms|s|m|h|d)?)(?=[\\s.,;]|$)";
  private static final Pattern LOWEST =
      Pattern.compile("Limits: (?:at least " + NUMBER + "|" + NUMBER + " …)");
  private static final Pattern HIGHEST =
      Pattern.compile("Limits:[^.]*(?: … |[;:] up to )" + NUMBER);
  private static final Pattern ABOVE = Pattern.compile("Limits: above " + NUMBER);

  private final Path path;
  private final JsonNode root;
  private final Map<String, String> comments;

  private ReferenceFile(Path path, JsonNode root, Map<String, String> comments) {
    this.path = path;
    this.root = root;
    this.comments = comments;
  }

  /// @throws ConfigFailure if it is no YAML
  public static ReferenceFile read(Path path) throws IOException {
    // As a process reads it first: it knows what is no configuration at all.
    Settings.load(Optional.of(path), Map.of());
    String text = Files.readString(path);
    return new ReferenceFile(
        path, new ObjectMapper(new YAMLFactory()).readTree(text), comments(text));
  }

  /// What is in the file and in no section, as a start of the program would say it.
  public List<String> unknown(Map<String, Record> sections) {
    try {
      bind(sections);
      return List.of();
    } catch (ConfigFailure unknown) {
      return List.of(String.valueOf(unknown.getMessage()));
    }
  }

  /// Settings that are not in the file.
  public List<String> missing(Map<String, Record> sections) {
    TreeSet<String> missing = new TreeSet<>(flat(sections).keySet());
    missing.removeAll(leaves().keySet());
    return List.copyOf(missing);
  }

  /// Settings whose value is not the default.
  public List<String> otherwise(Map<String, Record> sections) {
    Map<String, Object> usual = flat(sections);
    Map<String, Object> here = flat(bind(sections));
    List<String> found = new ArrayList<>();
    usual.forEach((setting, value) -> {
      if (!Objects.equals(value, here.get(setting))) {
        found.add(
            "%s is %s in the file and %s by default".formatted(setting, here.get(setting), value));
      }
    });
    leaves()
        .forEach((setting, value) -> {
          if (value.isNull() && usual.get(setting) instanceof Object some && !isNothing(some)) {
            found.add(setting + " has no value in the file and " + some + " by default");
          }
        });
    return found;
  }

  /// Settings above which the file does not say what bounds them, or why the default is what it is.
  public List<String> unexplained() {
    List<String> found = new ArrayList<>();
    for (String setting : leaves().keySet()) {
      String comment = comments.getOrDefault(setting, "");
      for (String part : List.of("Limits: ", "Why: ")) {
        if (comment.indexOf(part) < 1) {
          found.add(setting + " has no \"" + part.strip() + "\" in the comment above it");
        }
      }
    }
    return found;
  }

  /// Limits in the comments that the program does not keep, each tried with a value just outside.
  public List<String> looser(Map<String, Record> sections) {
    List<String> found = new ArrayList<>();
    outside(sections)
        .forEach((setting, values) -> {
          for (String value : values) {
            if (accepts(sections, setting, value)) {
              found.add("%s takes %s, which the comment rules out".formatted(setting, value));
            }
          }
        });
    return found;
  }

  /// The values just outside the limits that the comments name as numbers.
  Map<String, List<String>> outside(Map<String, Record> sections) {
    Map<String, List<String>> outside = new LinkedHashMap<>();
    flat(sections)
        .forEach((setting, value) -> {
          if (value instanceof Number || value instanceof Duration) {
            List<String> values = outside(comments.getOrDefault(setting, ""), value.getClass());
            if (!values.isEmpty()) {
              outside.put(setting, values);
            }
          }
        });
    return outside;
  }

  /// The text of one section, comments and all.
  public String section(String name) throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    boolean inside = false;
    for (String line : Files.readAllLines(path)) {
      if (KEY.matcher(line).matches() && !line.startsWith(" ")) {
        inside = line.equals(name + ":");
      }
      if (inside && !line.isBlank()) {
        lines.add(line);
      }
    }
    return lines.toString();
  }

  private static List<String> outside(String comment, Class<?> type) {
    List<String> values = new ArrayList<>();
    Matcher lowest = LOWEST.matcher(comment);
    if (lowest.find()) {
      String bound = lowest.group(1) != null ? lowest.group(1) : lowest.group(2);
      values.add(
          type == Duration.class
              ? duration(bound).minusMillis(1).toString()
              : String.valueOf(Long.parseLong(bound) - 1));
    }
    Matcher above = ABOVE.matcher(comment);
    if (above.find()) {
      values.add(above.group(1));
    }
    Matcher highest = HIGHEST.matcher(comment);
    if (highest.find()) {
      // Some limits are compared in whole minutes: twice as much is outside all of them.
      values.add(
          type == Duration.class
              ? duration(highest.group(1)).multipliedBy(2).plusMillis(1).toString()
              : String.valueOf(Long.parseLong(highest.group(1)) + 1));
    }
    return values;
  }

  private boolean accepts(Map<String, Record> sections, String setting, String value) {
    String[] keys = setting.split("\\.");
    JsonNode changed = root.get(keys[0]).deepCopy();
    JsonNode parent = changed;
    for (int i = 1; i < keys.length - 1; i++) {
      parent = parent.get(keys[i]);
    }
    ((ObjectNode) parent).put(keys[keys.length - 1], value);
    try {
      new RecordBinder("file", Map.of(), new HashSet<>())
          .bind(keys[0], changed, sections.get(keys[0]));
      return true;
    } catch (ConfigFailure refused) {
      return false;
    }
  }

  private Map<String, Record> bind(Map<String, Record> sections) {
    Settings settings = Settings.load(Optional.of(path), Map.of());
    Map<String, Record> bound = new LinkedHashMap<>();
    sections.forEach((name, usual) -> bound.put(name, settings.section(name, usual)));
    settings.refuseUnknown();
    return bound;
  }

  private Map<String, JsonNode> leaves() {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    root.properties().forEach(e -> collect(e.getKey(), e.getValue(), leaves));
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node.isObject()) {
      node.properties().forEach(e -> collect(path + "." + e.getKey(), e.getValue(), leaves));
    } else {
      leaves.put(path, node);
    }
  }

  private static Map<String, Object> flat(Map<String, Record> sections) {
    Map<String, Object> flat = new LinkedHashMap<>();
    sections.forEach((name, section) -> flatten(name, section, flat));
    return flat;
  }

  private static void flatten(String path, Record record, Map<String, Object> flat) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String name = path + "." + component.getName();
      Object value = value(component, record);
      if (value instanceof Record nested && !(value instanceof Secret)) {
        flatten(name, nested, flat);
      } else {
        flat.put(isSecret(component.getGenericType()) ? name + "File" : name, value);
      }
    }
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException bug) {
      throw new IllegalStateException("cannot read " + component, bug);
    }
  }

  private static boolean isSecret(Type type) {
    return type.getTypeName().contains(Secret.class.getName());
  }

  private static boolean isNothing(Object value) {
    return value instanceof Optional<?> optional && optional.isEmpty();
  }

  private static Duration duration(String text) {
    return (Duration) Scalars.parse("limit", Duration.class, text);
  }

  /// The comment lines right above each key.
  private static Map<String, String> comments(String text) {
    Map<String, String> comments = new LinkedHashMap<>();
    List<String> above = new ArrayList<>();
    StringJoiner comment = new StringJoiner(" ");
    for (String line : text.lines().toList()) {
      Matcher key = KEY.matcher(line);
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
        continue;
      }
      if (key.matches()) {
        int depth = key.group(1).length() / INDENT;
        above.subList(Math.min(depth, above.size()), above.size()).clear();
        above.add(key.group(2));
        comments.put(String.join(".", above), comment.toString());
      }
      comment = new StringJoiner(" ");
    }
    return comments;
  }
}
