package org.sealmesh.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts what H2 does. It keeps statistics of its statements, but not of the rows that they look
/// at: so each query is asked once more with `EXPLAIN ANALYZE`, as often as it was asked.
final class H2Effort {
  private static final Pattern MARK =
      Pattern.compile(
          "(\\w+) *(?:=|<|>|<=|>=) *\\?|(\\w+) +IN *\\(\\?"
              + "|(LIMIT) \\?|(BETWEEN) \\?|(AND) \\?|, \\?");

  /// Beyond the last event of any test.
  private static final long SEQ_MAX = 1_000;

  private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

  /// Runs the action and counts.
  ///
  /// @param values what stands for a column in the query that has it
  static Effort of(DatabaseUnderTest database, Map<String, byte[]> values, Runnable action) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET QUERY_STATISTICS_MAX_ENTRIES 1000");
      // Off and on again: from nothing.
      statement.execute("SET QUERY_STATISTICS FALSE");
      statement.execute("SET QUERY_STATISTICS TRUE");
      action.run();
      List<Asked> all = asked(statement);
      statement.execute("SET QUERY_STATISTICS FALSE");
      long statements = 0;
      long read = 0;
      long written = 0;
      for (Asked one : all) {
        statements += one.times;
        if (one.sql.startsWith("SELECT")) {
          read += one.times * scanned(connection, one.sql, values::get);
        } else {
          written += one.rows;
        }
      }
      return new Effort(statements, read, written);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private record Asked(String sql, long times, long rows) {}

  private static List<Asked> asked(Statement statement) throws SQLException {
    List<Asked> all = new ArrayList<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT SQL_STATEMENT, EXECUTION_COUNT, CUMULATIVE_ROW_COUNT"
                + " FROM INFORMATION_SCHEMA.QUERY_STATISTICS")) {
      while (found.next()) {
        String sql = found.getString(1);
        // Neither what counts nor what looks whether the database is there.
        if (sql.contains("bm_")) {
          all.add(new Asked(sql, found.getLong(2), found.getLong(3)));
        }
      }
    }
    return all;
  }

  private static long scanned(Connection connection, String sql, Function<String, byte[]> values)
      throws SQLException {
    try (PreparedStatement again = connection.prepareStatement("EXPLAIN ANALYZE " + sql)) {
      fill(again, sql, values);
      long rows = 0;
      try (ResultSet plan = again.executeQuery()) {
        plan.next();
        Matcher matcher = SCANNED.matcher(plan.getString(1));
        while (matcher.find()) {
          rows += Long.parseLong(matcher.group(1));
        }
      }
      return rows;
    }
  }

  private static void fill(PreparedStatement query, String sql, Function<String, byte[]> values)
      throws SQLException {
    Matcher marks = MARK.matcher(sql);
    String column = "";
    int index = 0;
    while (marks.find()) {
      index++;
      if (marks.group(1) != null) {
        column = marks.group(1);
      } else if (marks.group(2) != null) {
        column = marks.group(2);
      }
      byte[] value = values.apply(column);
      if (marks.group(3) != null) {
        query.setInt(index, RoomSuite.PAGE + 1);
      } else if (marks.group(4) != null) {
        query.setLong(index, 1);
      } else if (marks.group(5) != null) {
        query.setLong(index, SEQ_MAX);
      } else if (value != null) {
        query.setBytes(index, value);
      } else {
        query.setLong(index, 1);
      }
    }
    if (index != sql.chars().filter(c -> c == '?').count()) {
      throw new IllegalStateException("not all marks were understood: " + sql);
    }
  }

  private H2Effort() {}
}
