package org.sealmesh.persistence.sql;

import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCConnectOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// H2 in this process, on one file in a folder that no other process may use.
///
/// H2 writes after the commit, so a commit alone does not survive a kill: only what a `CHECKPOINT
/// SYNC` has covered does.
public final class H2Engine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);
  private static final String USER = "sa";
  private static final String NO_PASSWORD = "";

  private static final int DUPLICATE_KEY = 23505;
  private static final int DEADLOCK = 40001;
  private static final int LOCK_TIMEOUT = 50200;
  private static final int CONCURRENT_UPDATE = 90131;

  /// What H2 says when its file or its database is gone: I/O errors, a full disk, a corrupt file, a
  /// closed database, connection or session.
  private static final Set<Integer> OUTAGES =
      Set.of(90007, 90020, 90028, 90030, 90031, 90067, 90098, 90100, 90108, 90121, 90146, 57014);

  private final Path folder;
  private final String url;
  private @Nullable FileChannel lock;

  /// @param folder made if it is not there, readable by its owner alone
  /// @param lockWait how long a statement waits for a row that another transaction holds
  /// @param cacheKib memory for pages
  public H2Engine(Path folder, Duration lockWait, int cacheKib) {
    this.folder = folder.toAbsolutePath().normalize();
    this.url =
        "jdbc:h2:file:"
            + this.folder.resolve("sealmesh")
            + ";MODE=MariaDB;DATABASE_TO_LOWER=TRUE"
            // The database stays open while all connections are replaced, and closes when we say
            // so.
            + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
            // No writer in the background: it takes changes over and writes them in threads of its
            // own, and a checkpoint that comes meanwhile finds nothing to store and returns before
            // they are in the file.
            + ";WRITE_DELAY=0"
            // Its trace file would hold the values of statements that failed.
            + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0"
            // All our statements stay parsed; by default eight of them do.
            + ";QUERY_CACHE_SIZE=128"
            + ";LOCK_TIMEOUT="
            + lockWait.toMillis()
            + ";CACHE_SIZE="
            + cacheKib;
    if (this.folder.toString().contains(";")) {
      throw new StartFailure("the data folder's path must not contain a semicolon: H2 reads it so");
    }
  }

  @Override
  public void prepare() {
    takeFolder();
    try {
      Migrations.run(url, USER, NO_PASSWORD);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private void takeFolder() {
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      FileChannel channel =
          FileChannel.open(
              folder.resolve("sealmesh.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel;
      if (!locked(channel)) {
        channel.close();
        lock = null;
        throw new DataFolderInUse(folder);
      }
    } catch (IOException refused) {
      throw new DataFolderNotWritable(folder);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      // The system drops it with the process, however that ends.
      FileLock taken = channel.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  @Override
  public Pool open(Vertx vertx, int connectionsMax, int waitingMax) {
    return JDBCPool.pool(
        vertx,
        new JDBCConnectOptions().setJdbcUrl(existing()).setUser(USER).setPassword(NO_PASSWORD),
        new PoolOptions().setMaxSize(connectionsMax).setMaxWaitQueueSize(waitingMax));
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(existing(), USER, NO_PASSWORD);
  }

  /// Nobody but [#prepare] makes a database: one whose file is gone must not seem to be back,
  /// empty.
  private String existing() {
    return url + ";IFEXISTS=TRUE";
  }

  @Override
  public List<String> snapshot() {
    return List.of("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
  }

  @Override
  public String clockMs() {
    return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
  }

  @Override
  public String flush() {
    return "CHECKPOINT SYNC";
  }

  @Override
  public Trouble trouble(int code, @Nullable String sqlState) {
    if (code == DUPLICATE_KEY
        || code == DEADLOCK
        || code == LOCK_TIMEOUT
        || code == CONCURRENT_UPDATE) {
      return Trouble.CONFLICT;
    }
    return OUTAGES.contains(code) ? Trouble.OUTAGE : Trouble.BUG;
  }

  @Override
  public void close() {
    close("SHUTDOWN");
  }

  @Override
  public void closeCompact() {
    close("SHUTDOWN COMPACT");
  }

  private void close(String how) {
    FileChannel held = lock;
    if (held == null) {
      return;
    }
    lock = null;
    try (held;
        Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(how);
    } catch (SQLException | IOException unclean) {
      // Nothing is lost: the next start recovers what was flushed, as after a kill.
      LOG.warn("the database was not closed cleanly: {}", unclean.getClass().getSimpleName());
    }
  }

  /// Another process has the folder.
  public static final class DataFolderInUse extends StartFailure {
    private static final long serialVersionUID = 1;

    DataFolderInUse(Path folder) {
      super(
          "the data folder "
              + folder
              + " is in use by another process: stop that one, or give this one its own folder");
    }
  }

  /// The folder cannot be made, or nothing can be written in it.
  public static final class DataFolderNotWritable extends StartFailure {
    private static final long serialVersionUID = 1;

    DataFolderNotWritable(Path folder) {
      super("cannot write in the data folder " + folder + ": check who owns it, and the disk");
    }
  }
}
