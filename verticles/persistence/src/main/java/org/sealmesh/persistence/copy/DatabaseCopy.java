package org.sealmesh.persistence.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.persistence.copy.SiteCopy.Copied;
import org.sealmesh.persistence.sql.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies all rows of one database into another one that has none, and compares the two.
///
/// As long as the copy is not whole and compared, no site starts on it: it seems to belong to
/// another key file.
final class DatabaseCopy {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseCopy.class);
  private static final int ROWS_OF_BATCH = 1_000;

  /// The site's one row: it says whose database this is.
  private static final String SITE = "bm_site";

  private final Engine source;
  private final Connection from;
  private final Connection to;
  private final Writers writers;
  private final @Nullable Timeline timeline;

  /// Whether somebody may write to the source meanwhile.
  enum Writers {
    /// The copy is what there was at one moment.
    ALLOWED,
    /// What somebody writes all the same is found as a difference.
    FORBIDDEN
  }

  /// @param timeline that the copy gets; null for that of the source
  private DatabaseCopy(
      Engine source, Connection from, Connection to, Writers writers, @Nullable Timeline timeline) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.writers = writers;
    this.timeline = timeline;
  }

  /// @param source in use, or prepared
  /// @param target prepared
  static Copied copy(Engine source, Engine target, Writers writers, @Nullable Timeline timeline) {
    try (Connection from = source.connect();
        Connection to = target.connect()) {
      return new DatabaseCopy(source, from, to, writers, timeline).copied();
    } catch (SQLException failure) {
      throw new StartFailure("the copy failed: SQL state " + failure.getSQLState(), failure);
    }
  }

  private Copied copied() throws SQLException {
    List<Table> tables = Table.of(from);
    if (!tables.equals(Table.of(to))) {
      throw new StartFailure("the two databases are not of the same version of Sealmesh");
    }
    requireSite();
    EmptyDatabase.require(
        to,
        "the other database is not empty: %s has rows. Name an empty one; what an earlier copy left"
            + " behind has to be dropped first");
    from.setAutoCommit(false);
    to.setAutoCommit(false);
    List<Table> others = tables.stream().filter(table -> !table.name().equals(SITE)).toList();
    begin();
    freeze();
    long rows = 0;
    for (Table table : others) {
      long copied = copy(table);
      rows += copied;
      if (copied > 0) {
        LOG.info("{} rows of {}", copied, table.name());
      }
    }
    if (writers == Writers.FORBIDDEN) {
      // From now on it reads what there is now.
      from.commit();
    }
    for (Table table : others) {
      compare(table, from, to);
    }
    finish(tables);
    from.commit();
    return new Copied(tables.size(), rows + 1);
  }

  private void requireSite() throws SQLException {
    if (EmptyDatabase.isEmpty(from, SITE)) {
      throw new StartFailure("there is no site in the database that is to be copied");
    }
  }

  private void begin() throws SQLException {
    try (PreparedStatement site =
        to.prepareStatement("INSERT INTO bm_site (id, timeline, key_file) VALUES (1, ?, ?)")) {
      site.setBytes(1, new byte[16]);
      site.setString(2, Unfinished.COPY);
      site.executeUpdate();
    }
    to.commit();
  }

  private void freeze() throws SQLException {
    try (Statement statement = from.createStatement()) {
      for (String sql : source.snapshot()) {
        statement.execute(sql);
      }
    }
  }

  private long copy(Table table) throws SQLException {
    long rows = insert(table);
    to.commit();
    return rows;
  }

  /// The last rows of it are not committed yet.
  private long insert(Table table) throws SQLException {
    long rows = 0;
    try (Statement reading = streaming(from);
        ResultSet row = reading.executeQuery(table.select());
        PreparedStatement insert = to.prepareStatement(table.insert())) {
      while (row.next()) {
        for (int i = 1; i <= table.columns().size(); i++) {
          insert.setObject(i, table.columns().get(i - 1).type().read(row, i));
        }
        insert.addBatch();
        rows++;
        if (rows % ROWS_OF_BATCH == 0) {
          insert.executeBatch();
          to.commit();
        }
      }
      if (rows % ROWS_OF_BATCH != 0) {
        insert.executeBatch();
      }
    }
    return rows;
  }

  /// A page of rows is in memory at a time, however many there are.
  private static Statement streaming(Connection connection) throws SQLException {
    Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(ROWS_OF_BATCH);
    return statement;
  }

  /// Row by row, in the order of their keys, value by value.
  static void compare(Table table, Connection from, Connection to) throws SQLException {
    try (Statement one = streaming(from);
        Statement other = streaming(to);
        ResultSet left = one.executeQuery(table.select());
        ResultSet right = other.executeQuery(table.select())) {
      long row = 0;
      while (true) {
        boolean isThere = left.next();
        row++;
        if (isThere != right.next()) {
          throw differs(table, row);
        }
        if (!isThere) {
          return;
        }
        for (int i = 1; i <= table.columns().size(); i++) {
          Table.Kind kind = table.columns().get(i - 1).type();
          if (!Objects.deepEquals(kind.read(left, i), kind.read(right, i))) {
            throw differs(table, row);
          }
        }
      }
    }
  }

  private static StartFailure differs(Table table, long row) {
    return new StartFailure(
        "the databases differ in row %d of %s: was the site running? The copy is not to be used"
            .formatted(row, table.name()));
  }

  /// Now it is the site's: in one transaction, its row takes the place of the one that kept
  /// everybody out.
  private void finish(List<Table> tables) throws SQLException {
    Table site =
        tables.stream().filter(table -> table.name().equals(SITE)).findFirst().orElseThrow();
    try (Statement statement = to.createStatement()) {
      statement.executeUpdate("DELETE FROM " + SITE);
    }
    insert(site);
    if (timeline != null) {
      begin(timeline);
    }
    to.commit();
    if (timeline == null) {
      compare(site, from, to);
    }
  }

  private void begin(Timeline fresh) throws SQLException {
    try (PreparedStatement update = to.prepareStatement("UPDATE bm_site SET timeline = ?")) {
      update.setBytes(1, fresh.bytes());
      update.executeUpdate();
    }
  }
}
