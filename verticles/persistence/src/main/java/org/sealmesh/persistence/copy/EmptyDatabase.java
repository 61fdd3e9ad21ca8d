package org.sealmesh.persistence.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sealmesh.bus.StartFailure;

/// A database with all its tables, and no row in any of them: the only one that is ever filled.
public final class EmptyDatabase {
  /// @param otherwise what the operator hears if there is a row, with %s for the table
  /// @throws StartFailure then
  public static void require(Connection connection, String otherwise) throws SQLException {
    for (Table table : Table.of(connection)) {
      if (!isEmpty(connection, table.name())) {
        throw new StartFailure(otherwise.formatted(table.name()));
      }
    }
  }

  static boolean isEmpty(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
      return !rows.next();
    }
  }

  private EmptyDatabase() {}
}
