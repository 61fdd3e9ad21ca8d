package org.sealmesh.persistence.sql;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What differs between the databases. All other SQL is written so that both read it alike.
public sealed interface Engine permits H2Engine, MySqlEngine {

  /// Takes the database into possession and brings its tables up to date. Blocks.
  ///
  /// @throws org.sealmesh.bus.StartFailure if an operator has to mend something first
  void prepare();

  /// Opens connections. Never fails by itself: what is wrong shows at the first request.
  ///
  /// @param connectionsMax the most that are open at a time
  /// @param waitingMax requests that may wait for one
  Pool open(Vertx vertx, int connectionsMax, int waitingMax);

  /// A connection of its own, for what reads or writes everything and waits where it stands. Only
  /// after [#prepare].
  Connection connect() throws SQLException;

  /// Statements after which a connection without auto-commit reads everything as it was at one
  /// moment, until it commits, whatever others write meanwhile.
  List<String> snapshot();

  /// An SQL expression: the database's own time, in milliseconds since 1970.
  String clockMs();

  /// A statement after which all that was committed before it began survives a kill; null if a
  /// commit alone promises that.
  @Nullable String flush();

  /// What an error of this database means.
  ///
  /// @param code the vendor's error code
  Trouble trouble(int code, @Nullable String sqlState);

  /// Gives back what [#prepare] took. The pools are closed already. Blocks.
  void close();

  /// The same after much was written in no order, which may have left a file many times as large as
  /// what is in it.
  default void closeCompact() {
    close();
  }

  /// What an error means for whoever asked.
  enum Trouble {
    /// Two transactions got in each other's way. Doing the whole of it again helps.
    CONFLICT,
    /// The database cannot be used now.
    OUTAGE,
    /// Neither: the statement is wrong.
    BUG
  }
}
