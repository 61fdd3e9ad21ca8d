package org.sealmesh.node;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the names of metrics: in what Prometheus is asked, and in what a process exports.
final class MetricNames {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  /// What may stand between names and is none.
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring");

  /// Everything an expression asks for. Whatever is neither a function, a label, a text nor a
  /// keyword is taken for a name, so that a slip of the pen is one too.
  static Set<String> askedBy(String promQl) {
    String bare =
        promQl
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "");
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(bare);
    while (matcher.find()) {
      boolean isCalled = bare.substring(matcher.end()).stripLeading().startsWith("(");
      boolean isNumber = matcher.start() > 0 && Character.isDigit(bare.charAt(matcher.start() - 1));
      if (!isCalled && !isNumber && !KEYWORDS.contains(matcher.group())) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  /// Every series that a page in Prometheus' text format has.
  static Set<String> exportedBy(String page) {
    return page.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private MetricNames() {}
}
