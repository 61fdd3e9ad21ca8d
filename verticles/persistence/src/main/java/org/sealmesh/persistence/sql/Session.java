package org.sealmesh.persistence.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection, for as long as one request needs it. Every call waits for its answer.
public final class Session {
  private final SqlConnection connection;
  private final Waiting waiting;
  private boolean changed;

  /// Waits for an answer, not for ever, and gives its failure a meaning.
  interface Waiting {
    RowSet<Row> await(Future<RowSet<Row>> answer);
  }

  Session(SqlConnection connection, Waiting waiting) {
    this.connection = connection;
    this.waiting = waiting;
  }

  public List<Line> lines(String sql, @Nullable Object... values) {
    List<Line> lines = new ArrayList<>();
    for (Row row : waiting.await(query(sql).execute(Values.of(values).tuple()))) {
      lines.add(new Line(row));
    }
    return lines;
  }

  /// The first line of the answer.
  public Optional<Line> line(String sql, @Nullable Object... values) {
    return lines(sql, values).stream().findFirst();
  }

  /// @return how many rows matched
  public int update(String sql, @Nullable Object... values) {
    changed = true;
    return waiting.await(query(sql).execute(Values.of(values).tuple())).rowCount();
  }

  /// The same statement once for each of the values; nothing if there are none.
  public void updateAll(String sql, List<Values> all) {
    if (all.isEmpty()) {
      return;
    }
    changed = true;
    waiting.await(query(sql).executeBatch(all.stream().map(Values::tuple).toList()));
  }

  boolean changed() {
    return changed;
  }

  private PreparedQuery<RowSet<Row>> query(String sql) {
    return connection.preparedQuery(sql);
  }
}
