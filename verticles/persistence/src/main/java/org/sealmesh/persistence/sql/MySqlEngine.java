package org.sealmesh.persistence.sql;

import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Secret;
import org.sealmesh.bus.StartFailure;

/// A MariaDB or MySQL server, shared by all origin nodes of a site.
///
/// Transactions run at READ COMMITTED: at the server's default a membership check could read a
/// snapshot from before it got the conversation's lock.
public final class MySqlEngine implements Engine {
  private static final int DUPLICATE_KEY = 1062;
  private static final int LOCK_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int CHANGED_SINCE_READ = 1020;

  /// Too many connections, access denied, no such database, shutting down, read only, disk or table
  /// full, statement interrupted, connection killed.
  private static final Set<Integer> OUTAGES =
      Set.of(1040, 1044, 1045, 1049, 1053, 1021, 1114, 1290, 1317, 1836, 1927, 3169, 4031);

  /// Statements that may be on their way on one connection before the first is answered: a batch is
  /// one round trip instead of one for each row.
  private static final int PIPELINE = 64;

  /// Each shape of statement is prepared once per connection; there are fewer than 100 of them.
  private static final int STATEMENTS_KEPT = 128;

  private final Server server;
  private final Commits commits;
  private final Duration lockWait;

  /// Where the server is, and who we are there.
  public record Server(String host, int port, String database, String user, Secret password) {}

  /// Whether a server that may lose commits will do.
  public enum Commits {
    MUST_BE_DURABLE,
    AS_THE_SERVER_DOES
  }

  public MySqlEngine(Server server, Commits commits, Duration lockWait) {
    this.server = server;
    this.commits = commits;
    this.lockWait = lockWait;
  }

  @Override
  public void prepare() {
    try {
      Migrations.run(url(), server.user, server.password.value());
      if (commits == Commits.MUST_BE_DURABLE) {
        requireDurability();
      }
    } catch (Migrations.Unreachable unreachable) {
      throw new DatabaseUnreachable(server, unreachable);
    } catch (SQLException unreachable) {
      throw new DatabaseUnreachable(server, unreachable);
    }
  }

  private String url() {
    return "jdbc:mariadb://"
        + server.host
        + ":"
        + server.port
        + "/"
        + server.database
        + "?connectTimeout=5000";
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), server.user, server.password.value());
  }

  private void requireDurability() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet settings =
            statement.executeQuery(
                "SELECT @@innodb_flush_log_at_trx_commit, @@log_bin, @@sync_binlog")) {
      settings.next();
      if (settings.getInt(1) != 1) {
        throw new CommitsNotDurable("innodb_flush_log_at_trx_commit");
      }
      // With a binary log, a crash keeps what that log has, whatever InnoDB wrote.
      if (settings.getInt(2) != 0 && settings.getInt(3) != 1) {
        throw new CommitsNotDurable("sync_binlog");
      }
    }
  }

  @Override
  public Pool open(Vertx vertx, int connectionsMax, int waitingMax) {
    MySQLConnectOptions options =
        new MySQLConnectOptions()
            .setHost(server.host)
            .setPort(server.port)
            .setDatabase(server.database)
            .setUser(server.user)
            .setPassword(server.password.value())
            .setPipeliningLimit(PIPELINE)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(STATEMENTS_KEPT);
    return MySQLBuilder.pool()
        .with(new PoolOptions().setMaxSize(connectionsMax).setMaxWaitQueueSize(waitingMax))
        .connectingTo(options)
        .withConnectHandler(this::greet)
        .using(vertx)
        .build();
  }

  /// A connection enters the pool by being closed here; one that refuses our settings never does,
  /// and whoever waits for it gives up in time.
  private void greet(SqlConnection connection) {
    connection
        .query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        .execute()
        .compose(set ->
            connection
                .query(
                    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',"
                        + " innodb_lock_wait_timeout = "
                        + Math.max(1, lockWait.toSeconds()))
                .execute())
        .onSuccess(set -> connection.close());
  }

  @Override
  public List<String> snapshot() {
    return List.of(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT");
  }

  @Override
  public String clockMs() {
    return "CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)";
  }

  @Override
  public @Nullable String flush() {
    return null;
  }

  @Override
  public Trouble trouble(int code, @Nullable String sqlState) {
    if (code == DUPLICATE_KEY
        || code == LOCK_TIMEOUT
        || code == DEADLOCK
        || code == CHANGED_SINCE_READ) {
      return Trouble.CONFLICT;
    }
    boolean connectionLost = sqlState != null && sqlState.startsWith("08");
    return connectionLost || OUTAGES.contains(code) ? Trouble.OUTAGE : Trouble.BUG;
  }

  @Override
  public void close() {
    // The server is not ours to close.
  }

  /// The server may forget what it has committed.
  public static final class CommitsNotDurable extends StartFailure {
    private static final long serialVersionUID = 1;

    CommitsNotDurable(String variable) {
      super(
          "the database may lose committed messages in a crash: set "
              + variable
              + " = 1 in its configuration (or persistence.mysql.commits: as-the-server-does, if"
              + " you accept that)");
    }
  }

  /// The server is not there, or does not let us in.
  public static final class DatabaseUnreachable extends StartFailure {
    private static final long serialVersionUID = 1;

    DatabaseUnreachable(Server server, Throwable cause) {
      super(
          "cannot use the database %s at %s:%d: is it running, and are user and password right?"
              .formatted(server.database, server.host, server.port),
          cause);
    }
  }
}
