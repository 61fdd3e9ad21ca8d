package org.sealmesh.persistence.copy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One table, as its engine describes it.
///
/// @param columns in the order of their names: later migrations may have added them in another one
/// @param key the columns of its primary key, in their order
record Table(String name, List<Column> columns, List<String> key) {

  /// @param type what its values are read as
  record Column(String name, Kind type) {}

  /// What engines call by many names.
  enum Kind {
    BYTES,
    TEXT,
    NUMBER;

    static Kind of(int type) {
      return switch (type) {
        case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> BYTES;
        case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> TEXT;
        case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> NUMBER;
        default -> throw new IllegalStateException("no column of ours has the type " + type);
      };
    }

    /// @param index from 1 on
    @Nullable Object read(ResultSet row, int index) throws SQLException {
      return switch (this) {
        case BYTES -> row.getBytes(index);
        case TEXT -> row.getString(index);
        case NUMBER -> {
          long number = row.getLong(index);
          yield row.wasNull() ? null : (Long) number;
        }
      };
    }
  }

  /// All tables of a site, in the order of their names, but for the list of migrations: that is the
  /// engine's own.
  static List<Table> of(Connection connection) throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    List<String> names = new ArrayList<>();
    try (ResultSet found =
        meta.getTables(
            connection.getCatalog(), null, "bm\\_%", new String[] {"TABLE", "BASE TABLE"})) {
      while (found.next()) {
        names.add(found.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    names.remove("bm_schema_history");
    names.sort(Comparator.naturalOrder());
    List<Table> tables = new ArrayList<>();
    for (String name : names) {
      tables.add(new Table(name, columns(connection, meta, name), key(connection, meta, name)));
    }
    return tables;
  }

  private static List<Column> columns(Connection connection, DatabaseMetaData meta, String table)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (ResultSet found = meta.getColumns(connection.getCatalog(), null, table, null)) {
      while (found.next()) {
        columns.add(
            new Column(
                found.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                Kind.of(found.getInt("DATA_TYPE"))));
      }
    }
    columns.sort(Comparator.comparing(Column::name));
    return List.copyOf(columns);
  }

  private static List<String> key(Connection connection, DatabaseMetaData meta, String table)
      throws SQLException {
    TreeMap<Integer, String> key = new TreeMap<>();
    try (ResultSet found = meta.getPrimaryKeys(connection.getCatalog(), null, table)) {
      while (found.next()) {
        key.put(found.getInt("KEY_SEQ"), found.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(key.values());
  }

  /// Ids are bytes and numbers are numbers: both engines order them alike.
  String select() {
    return "SELECT " + names() + " FROM " + name + " ORDER BY " + String.join(", ", key);
  }

  String insert() {
    String marks = "?" + ", ?".repeat(columns.size() - 1);
    return "INSERT INTO " + name + " (" + names() + ") VALUES (" + marks + ")";
  }

  private String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
