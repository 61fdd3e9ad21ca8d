package org.sealmesh.launch.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the operator chose: a YAML file with one section per verticle, and the environment, which
/// wins over the file.
///
/// `gateway.frameBytesMax` in the file is `SEALMESH_GATEWAY_FRAME_BYTES_MAX` in the environment.
/// Whatever is left out keeps the value of the section's defaults. Call [#section] for every known
/// section, then [#refuseUnknown] once: a key that nobody asked for is a typing error, and a
/// process that ignored it would run with a default that the operator believes to have changed.
///
/// Not for use by several threads; it lives for the start only.
public final class Settings {
  /// Names the file.
  public static final String FILE_VARIABLE = "SEALMESH_CONFIG";

  /// Variables with our prefix that are no settings: the file's name, and the log's level, which
  /// counts before any setting is read.
  private static final Set<String> OTHERS = Set.of(FILE_VARIABLE, "SEALMESH_LOG_LEVEL");

  static final String PREFIX = "SEALMESH_";

  /// A hundred times what a full configuration needs; a wrong path to a huge file fails at once.
  private static final long FILE_BYTES_MAX = 1 << 20;

  private final String fileName;
  private final Map<String, JsonNode> sections = new TreeMap<>();
  private final Map<String, String> environment;
  private final Set<String> askedSections = new TreeSet<>();
  private final Set<String> askedVariables = new HashSet<>();

  private Settings(String fileName, Map<String, String> environment) {
    this.fileName = fileName;
    this.environment = environment;
  }

  /// Reads the file, if there is one to read. Fails if it was named and is not there.
  public static Settings load(Optional<Path> file, Map<String, String> environment) {
    Map<String, String> ours = new TreeMap<>(environment);
    ours.keySet().removeIf(name -> !name.startsWith(PREFIX) || OTHERS.contains(name));
    Settings settings = new Settings(file.map(Path::toString).orElse("configuration"), ours);
    file.ifPresent(settings::read);
    return settings;
  }

  /// The section as a record: the defaults, overlaid by what the file and the environment say.
  public <R extends Record> R section(String name, R defaults) {
    askedSections.add(name);
    RecordBinder binder = new RecordBinder(fileName, environment, askedVariables);
    return binder.bind(name, sections.get(name), defaults);
  }

  /// Stops the start if the file or the environment names a setting that does not exist.
  public void refuseUnknown() {
    for (String name : sections.keySet()) {
      if (!askedSections.contains(name)) {
        throw new ConfigFailure(
            fileName + ": unknown section " + name + Nearest.hint(name, askedSections));
      }
    }
    for (String name : environment.keySet()) {
      if (!askedVariables.contains(name)) {
        throw new ConfigFailure(
            "unknown environment variable " + name + Nearest.hint(name, askedVariables));
      }
    }
  }

  private void read(Path file) {
    ObjectMapper yaml =
        new ObjectMapper(
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
    JsonNode root;
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new ConfigFailure(file + " is larger than 1 MiB: not a configuration");
      }
      root = yaml.readTree(Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw new ConfigFailure("there is no configuration file " + file);
    } catch (JsonProcessingException malformed) {
      throw new ConfigFailure(file + " is not valid YAML" + place(malformed));
    } catch (IOException unreadable) {
      throw new ConfigFailure("cannot read the configuration file " + file);
    }
    if (root.isMissingNode() || root.isNull()) {
      return;
    }
    if (!root.isObject()) {
      throw new ConfigFailure(file + " must hold sections, such as \"gateway:\"");
    }
    root.properties().forEach(entry -> sections.put(entry.getKey(), entry.getValue()));
  }

  private static String place(JsonProcessingException malformed) {
    var location = malformed.getLocation();
    return location == null
        ? ""
        : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
