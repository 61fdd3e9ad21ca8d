package org.sealmesh.persistence.sql;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.sealmesh.bus.StartFailure;

/// Brings the tables up to date: the same files, in the same order, for every engine.
public final class Migrations {

  static void run(String url, String user, String password) {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(url, user, password)
              .locations("classpath:db/migration")
              .table("bm_schema_history")
              .validateMigrationNaming(true)
              .cleanDisabled(true)
              .load();
      refuseNewer(flyway);
      flyway.migrate();
    } catch (FlywaySqlException unreachable) {
      throw new Unreachable(unreachable);
    } catch (FlywayException refused) {
      throw new StartFailure(
          "the database's tables could not be brought up to date: "
              + refused.getErrorCode()
              + "; see bm_schema_history",
          refused);
    }
  }

  /// Flyway itself would go on with tables that only later code understands.
  private static void refuseNewer(Flyway flyway) {
    MigrationInfo[] applied = flyway.info().applied();
    if (Arrays.stream(applied).anyMatch(Migrations::isNewer)) {
      throw new SchemaTooNew();
    }
  }

  private static boolean isNewer(MigrationInfo migration) {
    MigrationState state = migration.getState();
    return state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED;
  }

  private Migrations() {}

  /// A later version of Sealmesh has used this database.
  public static final class SchemaTooNew extends StartFailure {
    private static final long serialVersionUID = 1;

    SchemaTooNew() {
      super(
          "the database was changed by a later version of Sealmesh: start that one, or restore a"
              + " backup from before");
    }
  }

  /// No connection at all.
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreachable(FlywaySqlException cause) {
      super("no connection", cause);
    }
  }
}
