package org.sealmesh.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an operator is given in `cluster-config/monitoring`.
final class MonitoringFiles {
  private static final Path FOLDER = Path.of("../../cluster-config/monitoring");

  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
  }

  static JsonNode alerts() throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(FOLDER.resolve("alerts.yml").toFile());
  }

  static String readme() throws IOException {
    return Files.readString(FOLDER.resolve("README.md"));
  }

  /// Every metric that the dashboard or a rule asks for.
  static Set<String> asked() throws IOException {
    Set<String> names = new TreeSet<>();
    for (JsonNode expression : dashboard().findValues("expr")) {
      names.addAll(MetricNames.askedBy(expression.asText()));
    }
    for (JsonNode expression : alerts().findValues("expr")) {
      names.addAll(MetricNames.askedBy(expression.asText()));
    }
    Matcher values =
        Pattern.compile("label_values\\((\\w+),").matcher(dashboard().get("templating").toString());
    while (values.find()) {
      names.add(values.group(1));
    }
    return names;
  }

  /// Every name that the page for operators lists, as a pattern: a star stands for several.
  static Set<Pattern> listed() throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile("`(sealmesh_[a-z0-9_*]+)`").matcher(readme());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names.stream()
        .map(name -> Pattern.compile(name.replace("*", "[a-z0-9_]+")))
        .collect(java.util.stream.Collectors.toSet());
  }

  private MonitoringFiles() {}
}
