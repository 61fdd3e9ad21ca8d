package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.privacy.Section;

/// docs/data.md says of every column what it is, whether a person's copy has it, and what becomes
/// of it when she is erased.
abstract class DataInventorySuite extends Suite {
  @Test
  void hasARuleForEveryColumnAndNoOther() throws SQLException {
    List<String> ruled =
        DataPage.rules().stream()
            .flatMap(rule -> rule.columns().stream().map(column -> rule.table() + "." + column))
            .toList();
    assertThat(ruled).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(ruled)).isEqualTo(columns());
  }

  @Test
  void saysWhereACopyHasThemOrWhyNot() {
    Set<String> sections =
        Arrays.stream(Section.values()).map(Section::name).collect(Collectors.toSet());
    for (DataPage.Rule rule : DataPage.rules()) {
      assertThat(rule.what()).as(rule.toString()).isNotEmpty();
      assertThat(sections.contains(rule.told()) || rule.told().matches("no: .{5,}"))
          .as(rule.toString())
          .isTrue();
    }
    assertThat(DataPage.rules().stream().map(DataPage.Rule::told).filter(sections::contains))
        .containsAll(sections);
  }

  @Test
  void saysWhatBecomesOfThemAtAnErasure() {
    for (DataPage.Rule rule : DataPage.rules()) {
      assertThat(rule.erased()).as(rule.toString()).matches("(goes|emptied|stays: .{5,}).*");
    }
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
