package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.privacy.Section;

/// docs/data.md says of every column what it is, and whether a person's copy has it.
abstract class DataInventorySuite extends Suite {
  private static final Path PAGE = Path.of("../../docs/data.md");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  /// @param told where a copy has them, or why it has not
  private record Rule(String table, List<String> columns, String what, String told) {
    private static Rule parse(String line) {
      String[] cells = line.split("\\|", -1);
      assertThat(cells).as(line).hasSize(6);
      return new Rule(
          names(cells[1]).getFirst(), names(cells[2]), cells[3].strip(), cells[4].strip());
    }
  }

  private static List<String> names(String cell) {
    Matcher names = NAME.matcher(cell);
    List<String> found = new ArrayList<>();
    while (names.find()) {
      found.add(names.group(1));
    }
    return found;
  }

  private static List<Rule> rules() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| `bm_"))
        .map(Rule::parse)
        .toList();
  }

  @Test
  void hasARuleForEveryColumnAndNoOther() throws IOException, SQLException {
    List<String> ruled =
        rules().stream()
            .flatMap(rule -> rule.columns().stream().map(column -> rule.table() + "." + column))
            .toList();
    assertThat(ruled).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(ruled)).isEqualTo(columns());
  }

  @Test
  void saysWhereACopyHasThemOrWhyNot() throws IOException {
    Set<String> sections =
        Arrays.stream(Section.values()).map(Section::name).collect(Collectors.toSet());
    for (Rule rule : rules()) {
      assertThat(rule.what()).as(rule.toString()).isNotEmpty();
      assertThat(sections.contains(rule.told()) || rule.told().matches("no: .{5,}"))
          .as(rule.toString())
          .isTrue();
    }
    assertThat(rules().stream().map(Rule::told).filter(sections::contains)).containsAll(sections);
  }

  private TreeSet<String> columns() throws SQLException {
    TreeSet<String> columns = new TreeSet<>();
    try (Connection connection = database.connect();
        ResultSet found =
            connection.getMetaData().getColumns(connection.getCatalog(), null, "%", "%")) {
      while (found.next()) {
        String table = found.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
        if (table.startsWith("bm_")) {
          columns.add(table + "." + found.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
        }
      }
    }
    return columns;
  }
}
