package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What docs/data.md says of every column.
final class DataPage {
  private static final Path PAGE = Path.of("../../docs/data.md");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
  private static final String SAME = "as above";

  /// @param told where a copy has them, or why it has not
  /// @param erased what becomes of them when somebody is erased
  record Rule(String table, List<String> columns, String what, String told, String erased) {
    /// Whether the id of somebody who was erased may still be found there.
    boolean staysByItsId() {
      return erased.contains("stays: ");
    }

    /// Whether something of hers has to be gone.
    boolean goes() {
      return erased.startsWith("goes") || erased.startsWith("emptied");
    }
  }

  static List<Rule> rules() {
    try {
      List<Rule> rules = new ArrayList<>();
      for (String line : Files.readAllLines(PAGE)) {
        if (line.startsWith("| `bm_")) {
          rules.add(parse(line, rules));
        }
      }
      return rules;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static Rule parse(String line, List<Rule> before) {
    String[] cells = line.split("\\|", -1);
    assertThat(cells).as(line).hasSize(7);
    String erased = cells[5].strip();
    return new Rule(
        names(cells[1]).getFirst(),
        names(cells[2]),
        cells[3].strip(),
        cells[4].strip(),
        erased.equals(SAME) ? before.getLast().erased() : erased);
  }

  private static List<String> names(String cell) {
    Matcher names = NAME.matcher(cell);
    List<String> found = new ArrayList<>();
    while (names.find()) {
      found.add(names.group(1));
    }
    return found;
  }

  private DataPage() {}
}
