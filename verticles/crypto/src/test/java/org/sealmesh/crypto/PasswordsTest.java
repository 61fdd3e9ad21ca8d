package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;

class PasswordsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final Passwords passwords =
      new Passwords(
          vertx, new CryptoConfig(Path.of("keys.json"), 1, 1, 2, 3), new CryptoMetrics(Meter.NONE));

  @AfterEach
  void close() {
    slow.countDown();
    await(vertx.close());
  }

  @Test
  void letsAsManyWaitAsTheConfigSaysAndRefusesTheNext() {
    List<Future<Boolean>> accepted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      accepted.add(onLoop(() -> passwords.run(() -> slow.await(60, TimeUnit.SECONDS))));
    }

    assertThat(awaitFailure(onLoop(() -> passwords.run(() -> true))))
        .isInstanceOf(Bus.Overloaded.class);
    assertThat(accepted).noneMatch(Future::isComplete);

    slow.countDown();
    accepted.forEach(work -> assertThat(await(work)).isTrue());
    assertThat(await(onLoop(() -> passwords.run(() -> true)))).isTrue();
  }

  @Test
  void makesRoomAfterAFailure() {
    for (int i = 0; i < 20; i++) {
      Future<Boolean> failed =
          onLoop(() ->
              passwords.run(() -> {
                throw new IllegalArgumentException("no hash");
              }));
      assertThat(awaitFailure(failed)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closesWhenWhatWasBegunIsDone() {
    Future<Boolean> begun = onLoop(() -> passwords.run(() -> slow.await(60, TimeUnit.SECONDS)));
    Future<Void> closed = onLoop(passwords::close);
    // Whatever the loop was asked before this has been done.
    await(onLoop(Future::succeededFuture));
    assertThat(closed.isComplete()).isFalse();

    slow.countDown();
    await(closed);
    assertThat(await(begun)).isTrue();
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> work.get().onComplete(done));
    return done.future();
  }

  private static Throwable awaitFailure(Future<?> future) {
    return await(future.transform(done -> Future.succeededFuture(done.cause())));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
