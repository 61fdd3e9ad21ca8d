package org.sealmesh.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Meter;
import org.sealmesh.persistence.sql.Database.Durability;

/// Transactions, whatever they are used for.
final class DatabaseTest {
  private static final String INSERT =
      "INSERT INTO bm_bans (conversation_id, user_id, banned_at) VALUES (?, ?, ?)";
  private static final byte[] ID = new byte[16];

  @TempDir Path folder;

  private void withDatabase(Consumer<Database> test) throws Exception {
    Vertx vertx = Vertx.vertx();
    H2Engine engine = new H2Engine(folder.resolve("data"), Duration.ofMillis(200), 4096);
    engine.prepare();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            Database.Bounds bounds =
                new Database.Bounds(4, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), 3);
            Database database = new Database(vertx, engine, bounds, Meter.NONE, () -> {});
            test.accept(database);
            return database.close();
          }
        };
    try {
      vertx
          .deployVerticle(
              verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
          .toCompletionStage()
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFailureSaysNothingOfValues() throws Exception {
    withDatabase(database -> {
      Throwable failure =
          catchThrowable(() ->
              database.write(
                  Durability.KEPT, session -> session.count(INSERT, ID, ID, "a-secret-value")));
      assertThat(failure)
          .isInstanceOf(SqlTrouble.class)
          .hasNoCause()
          .hasNoSuppressedExceptions()
          .message()
          .contains("code")
          .doesNotContain("secret");
    });
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).allSatisfy(DatabaseTest::holdsNoSecret);
    }
  }

  private static void holdsNoSecret(Path file) throws IOException {
    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("a-secret-value");
  }

  @Test
  void aTransactionThatFailsLeavesNothing() throws Exception {
    withDatabase(database -> {
      assertThatThrownBy(() ->
              database.write(
                  Durability.KEPT,
                  session -> {
                    session.count(INSERT, ID, ID, 1L);
                    throw new IllegalStateException("stop");
                  }))
          .isInstanceOf(IllegalStateException.class);
      List<Line> left = database.read(session -> session.lines("SELECT user_id FROM bm_bans"));
      assertThat(left).isEmpty();
    });
  }

  @Test
  void doesAgainWhatOthersGotInTheWayOf() throws Exception {
    withDatabase(database -> {
      AtomicInteger attempts = new AtomicInteger();
      database.write(Durability.KEPT, session -> session.count(INSERT, ID, ID, 1L));
      assertThatThrownBy(() ->
              database.write(
                  Durability.KEPT,
                  session -> {
                    attempts.incrementAndGet();
                    return session.count(INSERT, ID, ID, 1L);
                  }))
          .isInstanceOf(DatabaseDown.class);
      assertThat(attempts).hasValue(3);
      assertThat(database.isUp()).isTrue();
    });
  }
}
