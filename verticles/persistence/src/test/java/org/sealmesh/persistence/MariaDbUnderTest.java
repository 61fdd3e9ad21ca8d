package org.sealmesh.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sealmesh.bus.Secret;
import org.sealmesh.persistence.PersistenceConfig.EngineName;
import org.sealmesh.persistence.PersistenceConfig.MySql;
import org.sealmesh.persistence.sql.MySqlEngine.Commits;

/// A schema of its own on a MariaDB server.
final class MariaDbUnderTest implements DatabaseUnderTest {
  private final MariaDbServer server;
  private final String schema;

  MariaDbUnderTest(MariaDbServer server) {
    this.server = server;
    this.schema = server.newSchema();
  }

  @Override
  public PersistenceConfig config() {
    return at(server, schema, Commits.MUST_BE_DURABLE);
  }

  static PersistenceConfig at(MariaDbServer server, String schema, Commits commits) {
    PersistenceConfig defaults = PersistenceConfig.defaults();
    return new PersistenceConfig(
        EngineName.MYSQL,
        defaults.h2(),
        new MySql(
            "127.0.0.1",
            server.port(),
            schema,
            "sealmesh",
            Optional.of(new Secret(MariaDbServer.PASSWORD)),
            commits),
        defaults.content(),
        defaults.pool(),
        defaults.batches(),
        defaults.rounds(),
        defaults.limits(),
        defaults.times());
  }

  @Override
  public Connection connect() throws SQLException {
    return server.connect(schema, "sealmesh", MariaDbServer.PASSWORD);
  }

  @Override
  public void goAway() {
    server.kill();
  }

  @Override
  public void comeBack() {
    server.restart();
  }

  @Override
  public void close() {
    // The schema goes with the server.
  }
}
