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
import org.sealmesh.bus.Meter;

/// One connection, for as long as one request needs it.
///
/// Writes are begun and not waited for, so that those of one transaction go out together; they may
/// happen in another order than they were begun. [#settle] waits for all of them, and so does every
/// read and the commit.
public final class Session {
  private final SqlConnection connection;
  private final Waiting waiting;
  private final Meter.Counter reads;
  private final List<Future<?>> begun = new ArrayList<>();
  private boolean changed;

  /// Waits for an answer, not for ever, and gives its failure a meaning.
  interface Waiting {
    <T> T await(Future<T> answer);
  }

  /// @param reads counts statements that read
  Session(SqlConnection connection, Waiting waiting, Meter.Counter reads) {
    this.connection = connection;
    this.waiting = waiting;
    this.reads = reads;
  }

  public List<Line> lines(String sql, @Nullable Object... values) {
    settle();
    reads.increment();
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

  /// Begins to write.
  public void write(String sql, @Nullable Object... values) {
    changed = true;
    begun.add(query(sql).execute(Values.of(values).tuple()));
  }

  /// Begins to write the same once for each of the values, in their order; nothing if there are
  /// none.
  public void writeAll(String sql, List<Values> all) {
    if (all.isEmpty()) {
      return;
    }
    changed = true;
    begun.add(query(sql).executeBatch(all.stream().map(Values::tuple).toList()));
  }

  /// Writes, and waits for it.
  ///
  /// @return how many rows matched
  public int count(String sql, @Nullable Object... values) {
    settle();
    changed = true;
    return waiting.await(query(sql).execute(Values.of(values).tuple())).rowCount();
  }

  /// Waits for all writes that were begun.
  public void settle() {
    if (begun.isEmpty()) {
      return;
    }
    List<Future<?>> all = List.copyOf(begun);
    begun.clear();
    waiting.await(Future.join(all));
  }

  /// Waits for what is on its way, whatever becomes of it: a write that comes after the rollback
  /// would be a transaction of its own.
  void abandon() {
    List<Future<?>> all = List.copyOf(begun);
    begun.clear();
    waiting.await(Future.join(all).otherwiseEmpty());
  }

  boolean changed() {
    return changed;
  }

  private PreparedQuery<RowSet<Row>> query(String sql) {
    return connection.preparedQuery(sql);
  }
}
