package org.sealmesh.persistence;

import org.sealmesh.bus.Secret;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Engine;
import org.sealmesh.persistence.sql.H2Engine;
import org.sealmesh.persistence.sql.MySqlEngine;

/// From settings to the database they name.
public final class Engines {

  /// Not prepared yet.
  public static Engine of(PersistenceConfig config) {
    return switch (config.engine()) {
      case H2 ->
          new H2Engine(config.h2().dataDir(), config.pool().lockWait(), config.h2().cacheKib());
      case MYSQL -> mysql(config);
    };
  }

  private static Engine mysql(PersistenceConfig config) {
    PersistenceConfig.MySql mysql = config.mysql();
    Secret password =
        mysql
            .password()
            .orElseThrow(() ->
                new StartFailure(
                    "persistence.mysql.passwordFile is not set: name the file with the"
                        + " database user's password"));
    return new MySqlEngine(
        new MySqlEngine.Server(
            mysql.host(), mysql.port(), mysql.database(), mysql.user(), password),
        mysql.commits(),
        config.pool().lockWait());
  }

  static Database.Bounds bounds(PersistenceConfig.Pool pool) {
    return new Database.Bounds(
        pool.connections(),
        pool.waitingMax(),
        pool.connectionWait(),
        pool.statementTime(),
        pool.attemptsMax());
  }

  private Engines() {}
}
