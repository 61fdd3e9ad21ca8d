package org.sealmesh.persistence;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A database of one engine, empty at first, that a suite runs against.
interface DatabaseUnderTest extends AutoCloseable {
  /// Settings that lead to this database, otherwise the defaults.
  PersistenceConfig config();

  /// A way in beside the verticle's.
  Connection connect() throws SQLException;

  /// Takes the database away from those who use it.
  void goAway();

  /// Gives it back.
  void comeBack();

  @Override
  void close();

  /// How often the suite may start another origin on the same database.
  default boolean takesTwoOrigins() {
    return true;
  }

  default void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  default long count(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Everything that stands in any table, one value a line.
  default List<String> dump() {
    return cells().stream().map(cell -> cell.table() + ": " + cell.value()).toList();
  }

  /// One value.
  ///
  /// @param value text as it is, bytes as text and in hex
  record Cell(String table, String column, String value) {}

  /// Everything that stands in any table.
  default List<Cell> cells() {
    List<Cell> values = new ArrayList<>();
    try (Connection connection = connect()) {
      DatabaseMetaData meta = connection.getMetaData();
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          meta.getTables(
              connection.getCatalog(), null, "bm\\_%", new String[] {"TABLE", "BASE TABLE"})) {
        while (found.next()) {
          tables.add(found.getString("TABLE_NAME"));
        }
      }
      for (String table : tables) {
        dump(connection, table, values);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return values;
  }

  private static void dump(Connection connection, String table, List<Cell> into)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          byte[] bytes = rows.getObject(i) instanceof byte[] b ? b : null;
          String value =
              bytes == null
                  ? String.valueOf(rows.getString(i))
                  : new String(bytes, StandardCharsets.UTF_8)
                      + " "
                      + HexFormat.of().formatHex(bytes);
          String column = rows.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT);
          into.add(new Cell(table.toLowerCase(Locale.ROOT), column, value));
        }
      }
    }
  }

  static Connection connect(String url, String user, String password) throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }
}
