package org.sealmesh.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActorTest {
  sealed interface Talk {
    record Greet(int n) implements Talk, Ask<Greeted> {}

    record Fail() implements Talk, Ask<Greeted> {}

    record Demand() implements Talk, Ask<Greeted> {}

    record Wait() implements Talk, Ask<Greeted> {}
  }

  record Greeted(int n) {}

  private static final Address<Talk> ADDRESS = new Address<>("test.actor", Talk.class);

  private final Vertx vertx = Vertx.vertx();
  private final VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 100);
  private final List<String> happened = new CopyOnWriteArrayList<>();
  private final Promise<Greeted> waited = Promise.promise();

  private final class Greeter extends Actor<Talk> {
    Greeter() {
      super(ActorTest.this.bus, ADDRESS);
    }

    @Override
    protected Future<?> prepare() {
      happened.add("prepared");
      return Future.succeededFuture();
    }

    @Override
    protected Future<?> onMessage(Talk message) {
      return switch (message) {
        case Talk.Greet greet -> Future.succeededFuture(new Greeted(greet.n()));
        case Talk.Fail fail -> throw new IllegalStateException("a bug");
        case Talk.Demand demand -> Future.failedFuture(new Bus.Refused());
        case Talk.Wait wait -> waited.future();
      };
    }

    @Override
    protected Future<?> release() {
      happened.add("released");
      return Future.succeededFuture();
    }
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void handlesMessagesBetweenItsStartAndItsStop() {
    assertUnreachable();
    String id = await(vertx.deployVerticle(new Greeter()));
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(1)))).isEqualTo(new Greeted(1));

    await(vertx.undeploy(id));
    assertUnreachable();
    assertThat(happened).containsExactly("prepared", "released");
  }

  @Test
  void leavesItsAddressToTheNextOne() {
    String id = await(vertx.deployVerticle(new Greeter()));
    await(vertx.undeploy(id));

    await(vertx.deployVerticle(new Greeter()));
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(2)))).isEqualTo(new Greeted(2));
  }

  @Test
  void givesBackWhatItTookIfItsAddressIsTaken() {
    await(vertx.deployVerticle(new Greeter()));

    assertThatThrownBy(() -> await(vertx.deployVerticle(new Greeter())))
        .cause()
        .isInstanceOf(IllegalStateException.class);
    assertThat(happened).containsExactly("prepared", "prepared", "released");
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(1)))).isEqualTo(new Greeted(1));
  }

  @Test
  void livesOnAfterABug() {
    await(vertx.deployVerticle(new Greeter()));

    assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Fail())))
        .cause()
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(3)))).isEqualTo(new Greeted(3));
  }

  @Test
  void tellsWhoeverIsRefusedNoMoreThanThatItFailed() {
    await(vertx.deployVerticle(new Greeter()));

    assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Demand())))
        .cause()
        .isInstanceOf(Bus.HandlerFailed.class);
  }

  @Test
  void letsTheNextMessageInWhileOneIsUnfinished() {
    await(vertx.deployVerticle(new Greeter()));
    Future<Greeted> first = bus.ask(ADDRESS, new Talk.Wait());

    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(4)))).isEqualTo(new Greeted(4));
    assertThat(first.isComplete()).isFalse();
    waited.complete(new Greeted(5));
    assertThat(await(first)).isEqualTo(new Greeted(5));
  }

  private void assertUnreachable() {
    assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Greet(1))))
        .cause()
        .isInstanceOfSatisfying(
            Bus.Unanswered.class, e -> assertThat(e.reason()).isEqualTo(Bus.Reason.NOBODY_LISTENS));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
