package org.sealmesh.persistence.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.persistence.copy.Table.Column;
import org.sealmesh.persistence.copy.Table.Kind;

/// What is found of a difference between two databases.
class DatabaseCopyTest {
  private Connection one;
  private Connection other;

  @BeforeEach
  void open() throws SQLException {
    one = filled();
    other = filled();
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    other.close();
  }

  private static Connection filled() throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:h2:mem:;MODE=MariaDB;DATABASE_TO_LOWER=TRUE");
    execute(
        connection,
        "CREATE TABLE bm_of_test (later VARCHAR(9) NULL, id BINARY(2) NOT NULL, n BIGINT NULL,"
            + " body VARBINARY(9) NULL, PRIMARY KEY (id))");
    execute(
        connection,
        "INSERT INTO bm_of_test (id, later, n, body) VALUES (X'0001', 'ä', 7, X'00'),"
            + " (X'80ff', NULL, NULL, NULL), (X'ff00', '', 0, X'')");
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Table table() throws SQLException {
    return Table.of(one).getFirst();
  }

  @Test
  void readsWhatTheEngineSaysOfATable() throws SQLException {
    assertThat(table())
        .isEqualTo(
            new Table(
                "bm_of_test",
                List.of(
                    new Column("body", Kind.BYTES),
                    new Column("id", Kind.BYTES),
                    new Column("later", Kind.TEXT),
                    new Column("n", Kind.NUMBER)),
                List.of("id")));
  }

  @Test
  void findsNothingWhereThereIsNothing() throws SQLException {
    DatabaseCopy.compare(table(), one, other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE bm_of_test SET later = 'a' WHERE n = 7",
        "UPDATE bm_of_test SET later = '' WHERE later IS NULL",
        "UPDATE bm_of_test SET n = 0 WHERE n IS NULL",
        "UPDATE bm_of_test SET body = X'01' WHERE body = X'00'",
        "UPDATE bm_of_test SET body = NULL WHERE body = X''",
        "UPDATE bm_of_test SET id = X'8000' WHERE id = X'80ff'",
        "DELETE FROM bm_of_test WHERE id = X'ff00'",
        "DELETE FROM bm_of_test WHERE id = X'0001'",
        "INSERT INTO bm_of_test (id) VALUES (X'ffff')"
      })
  void findsEveryDifference(String change) throws SQLException {
    execute(other, change);
    Table table = table();
    for (List<Connection> way : List.of(List.of(one, other), List.of(other, one))) {
      assertThatThrownBy(() -> DatabaseCopy.compare(table, way.getFirst(), way.getLast()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("of bm_of_test");
    }
  }
}
