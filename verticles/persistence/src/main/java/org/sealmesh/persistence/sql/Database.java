package org.sealmesh.persistence.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Transactions on one database, for one verticle on a virtual-thread context.
///
/// Waits are bounded everywhere: for a connection, for each statement, and not at all once the
/// database is known to be away: then requests fail at once with [DatabaseDown], until a probe
/// finds it back.
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /// One for the flush and one for the probe, so that neither waits behind requests.
  private static final int CONTROL_CONNECTIONS = 2;

  private final Vertx vertx;
  private final Engine engine;
  private final Bounds bounds;
  private final Meter.Counter conflicts;
  private final Meter.Counter reads;
  private final FlushGate gate;
  private final Runnable onReturn;
  private Pool work;
  private Pool control;
  private boolean up = true;
  private boolean probing;

  /// @param connectionsMax open at a time for requests
  /// @param waitingMax requests that may wait for a connection
  /// @param connectionWait the longest wait for a connection
  /// @param statementTime the longest wait for one statement, locks included
  /// @param attemptsMax how often a transaction is begun that others got in the way of
  public record Bounds(
      int connectionsMax,
      int waitingMax,
      Duration connectionWait,
      Duration statementTime,
      int attemptsMax) {}

  /// What the answer to a write promises.
  public enum Durability {
    /// It survives a kill of every process involved.
    KEPT,
    /// It may be forgotten if the process is killed within the next second: only for what can be
    /// said again or does not matter then.
    SOON
  }

  /// @param onReturn run when the database is back after an outage, before requests are served
  public Database(Vertx vertx, Engine engine, Bounds bounds, Meter meter, Runnable onReturn) {
    this.vertx = vertx;
    this.engine = engine;
    this.bounds = bounds;
    this.onReturn = onReturn;
    this.conflicts = meter.counter("sealmesh_persistence_conflicts_total", "Transactions repeated");
    this.reads = meter.counter("sealmesh_persistence_reads_total", "Statements that read");
    Meter.Counter flushes =
        meter.counter("sealmesh_persistence_flushes_total", "Flushes, each for many commits");
    String flush = engine.flush();
    this.gate =
        new FlushGate(() -> {
          if (flush == null) {
            return Future.succeededFuture();
          }
          flushes.increment();
          return control.query(flush).execute();
        });
    this.work = engine.open(vertx, bounds.connectionsMax, bounds.waitingMax);
    this.control = engine.open(vertx, CONTROL_CONNECTIONS, bounds.waitingMax);
  }

  public Engine engine() {
    return engine;
  }

  /// Does all of the work in one transaction, or nothing of it. The work may run several times, if
  /// others get in its way, and must therefore begin from nothing each time.
  ///
  /// @throws SqlTrouble for bugs
  /// @throws DatabaseDown for outages; whether it was committed is unknown then
  public <T> T write(Durability durability, Function<Session, T> todo) {
    for (int attempt = 1; ; attempt++) {
      try {
        return inTransaction(durability, todo);
      } catch (SqlTrouble trouble) {
        if (trouble.meaning() != Engine.Trouble.CONFLICT) {
          throw trouble;
        }
        if (attempt == bounds.attemptsMax) {
          throw new DatabaseDown("gave up after " + attempt + " conflicts");
        }
        conflicts.increment();
      }
    }
  }

  /// Reads, each statement for itself. What it saw survives a kill: otherwise a client could keep
  /// an event whose seq is given to another one afterwards.
  public <T> T read(Function<Session, T> todo) {
    T seen = glance(todo);
    await(gate.passed());
    return seen;
  }

  /// Reads what may still be forgotten by a kill.
  public <T> T glance(Function<Session, T> todo) {
    SqlConnection connection = connect();
    try {
      return todo.apply(new Session(connection, this::await, reads));
    } finally {
      connection.close();
    }
  }

  private <T> T inTransaction(Durability durability, Function<Session, T> todo) {
    SqlConnection connection = connect();
    Session session = new Session(connection, this::await, reads);
    T result;
    try {
      Transaction transaction = await(connection.begin());
      try {
        result = todo.apply(session);
        session.settle();
      } catch (RuntimeException failure) {
        session.abandon();
        // It may have ended by itself already, after a deadlock for example.
        await(transaction.rollback().otherwiseEmpty());
        throw failure;
      }
      commit(transaction, durability == Durability.KEPT && session.changed());
    } finally {
      connection.close();
    }
    if (durability == Durability.KEPT) {
      await(gate.passed());
    }
    return result;
  }

  private void commit(Transaction transaction, boolean gated) {
    if (!gated) {
      await(transaction.commit());
      return;
    }
    gate.commitBegins();
    try {
      await(transaction.commit());
    } finally {
      gate.commitEnds();
    }
  }

  private SqlConnection connect() {
    if (!up) {
      throw new DatabaseDown("the database is away");
    }
    try {
      SqlConnection connection =
          work.getConnection().timeout(ms(bounds.connectionWait), TimeUnit.MILLISECONDS).await();
      // Whoever waits on it is told; without this, the client prints to the console as well.
      connection.exceptionHandler(broken -> LOG.debug("lost: {}", broken.getClass().getName()));
      return connection;
    } catch (Throwable failure) {
      if (failure instanceof TimeoutException) {
        // All connections are busy; that is no outage yet, the probe finds out.
        throw new DatabaseDown("no connection became free in time");
      }
      throw translated(failure);
    }
  }

  private <T> T await(Future<T> future) {
    try {
      return future.timeout(ms(bounds.statementTime), TimeUnit.MILLISECONDS).await();
    } catch (Throwable failure) {
      throw translated(failure);
    }
  }

  private RuntimeException translated(Throwable failure) {
    RuntimeException trouble =
        switch (failure) {
          case DatabaseDown down -> down;
          case SqlTrouble known -> known;
          case DatabaseException e -> coded(e.getErrorCode(), e.getSqlState());
          case SQLException e -> coded(e.getErrorCode(), e.getSQLState());
          case ClosedConnectionException e -> new SqlTrouble(Engine.Trouble.OUTAGE, e.getClass());
          case IOException e -> new SqlTrouble(Engine.Trouble.OUTAGE, e.getClass());
          case TimeoutException e -> new SqlTrouble(Engine.Trouble.OUTAGE, e.getClass());
          case InterruptedException e -> new SqlTrouble(Engine.Trouble.OUTAGE, e.getClass());
          default -> new SqlTrouble(Engine.Trouble.BUG, failure.getClass());
        };
    if (trouble instanceof SqlTrouble t && t.meaning() == Engine.Trouble.OUTAGE) {
      goDown(t);
      return new DatabaseDown(String.valueOf(t.getMessage()));
    }
    return trouble;
  }

  private SqlTrouble coded(int code, @Nullable String sqlState) {
    return new SqlTrouble(engine.trouble(code, sqlState), code, sqlState);
  }

  private void goDown(SqlTrouble why) {
    if (up) {
      up = false;
      LOG.error("the database is away: {}", why.getMessage());
    }
  }

  private static long ms(Duration duration) {
    return duration.toMillis();
  }

  /// Finds out whether the database is there, and comes back if it was away. Never throws, and does
  /// nothing while an earlier probe is still waiting.
  public void probe() {
    if (probing) {
      return;
    }
    probing = true;
    try {
      if (!up) {
        reopen();
      }
      await(control.query("SELECT 1").execute());
      if (!up) {
        onReturn.run();
        up = true;
        LOG.info("the database is back");
      }
    } catch (DatabaseDown | SqlTrouble stillAway) {
      LOG.debug("the database does not answer: {}", stillAway.getMessage());
    } finally {
      probing = false;
    }
  }

  /// Connections that broke may look alive; new ones cannot be wrong.
  private void reopen() {
    Pool brokenWork = work;
    Pool brokenControl = control;
    work = engine.open(vertx, bounds.connectionsMax, bounds.waitingMax);
    control = engine.open(vertx, CONTROL_CONNECTIONS, bounds.waitingMax);
    // Whether broken connections can still be closed is their own affair.
    Future.join(brokenWork.close(), brokenControl.close())
        .onFailure(failure -> LOG.debug("not closed: {}", failure.getClass().getSimpleName()));
  }

  /// Whether requests are served, as far as the last request or probe knows.
  public boolean isUp() {
    return up;
  }

  /// Closes all connections. What was answered before is kept.
  public Future<?> close() {
    up = false;
    return Future.join(work.close(), control.close())
        .eventually(() ->
            vertx.executeBlocking(() -> {
              engine.close();
              return "";
            }));
  }
}
