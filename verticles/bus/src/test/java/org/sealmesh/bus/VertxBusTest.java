package org.sealmesh.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxBusTest {
  sealed interface Talk {
    record Greet(int n) implements Talk, Ask<Greeted> {}

    record Mention(int n) implements Talk {}
  }

  record Greeted(int n) {}

  private static final Address<Talk> ADDRESS = new Address<>("test.talk", Talk.class);
  private static final int MAILBOX_MAX = 4;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void answersWhatWasAsked() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    await(bus.handle(ADDRESS, m -> Future.succeededFuture(new Greeted(((Talk.Greet) m).n() + 1))));

    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(1)))).isEqualTo(new Greeted(2));
  }

  @Test
  void keepsTheOrderOfOneSender() throws InterruptedException {
    VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 1000);
    LinkedBlockingQueue<Talk> heard = new LinkedBlockingQueue<>();
    await(
        bus.handle(
            ADDRESS,
            m -> {
              heard.add(m);
              return Future.succeededFuture();
            }));

    for (int n = 0; n < 100; n++) {
      bus.tell(ADDRESS, new Talk.Mention(n));
    }

    for (int n = 0; n < 100; n++) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Talk.Mention(n));
    }
  }

  @Test
  void saysThatNobodyListens() {
    assertUnanswered(
        Bus.Reason.NOBODY_LISTENS,
        () -> bus(Duration.ofSeconds(30)).ask(ADDRESS, new Talk.Greet(1)));
  }

  @Test
  void asksAnAddressThatNobodyNamedBefore() {
    VertxBus stranger = new VertxBus(vertx, Duration.ofSeconds(30), MAILBOX_MAX);
    assertUnanswered(Bus.Reason.NOBODY_LISTENS, () -> stranger.ask(ADDRESS, new Talk.Greet(1)));
  }

  @Test
  void saysThatNobodyListensAnyMore() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    Bus.Registration registration =
        await(bus.handle(ADDRESS, m -> Future.succeededFuture(new Greeted(1))));
    await(registration.unregister());

    assertUnanswered(Bus.Reason.NOBODY_LISTENS, () -> bus.ask(ADDRESS, new Talk.Greet(1)));
    await(bus.handle(ADDRESS, m -> Future.succeededFuture(new Greeted(2))));
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(1)))).isEqualTo(new Greeted(2));
  }

  @Test
  void saysThatTheTimeIsUp() {
    VertxBus bus = bus(Duration.ofMillis(50));
    await(bus.handle(ADDRESS, m -> Promise.promise().future()));

    assertUnanswered(Bus.Reason.TIMED_OUT, () -> bus.ask(ADDRESS, new Talk.Greet(1)));
  }

  @Test
  void refusesMoreThanTheMailboxHolds() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    Promise<Greeted> slow = Promise.promise();
    await(bus.handle(ADDRESS, m -> slow.future()));

    List<Future<Greeted>> asked = new ArrayList<>();
    for (int n = 0; n < MAILBOX_MAX; n++) {
      asked.add(bus.ask(ADDRESS, new Talk.Greet(n)));
    }
    assertUnanswered(Bus.Reason.MAILBOX_FULL, () -> bus.ask(ADDRESS, new Talk.Greet(99)));

    slow.complete(new Greeted(7));
    asked.forEach(answer -> assertThat(await(answer)).isEqualTo(new Greeted(7)));
    assertThat(await(bus.ask(ADDRESS, new Talk.Greet(1)))).isEqualTo(new Greeted(7));
  }

  @Test
  void takesAHandlersWordThatItHasNoRoom() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    await(bus.handle(ADDRESS, m -> Future.failedFuture(new Bus.Overloaded())));

    assertUnanswered(Bus.Reason.MAILBOX_FULL, () -> bus.ask(ADDRESS, new Talk.Greet(1)));
  }

  @Test
  void saysThatTheHandlerFailedAndNotWhy() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    for (Supplier<Future<?>> broken :
        List.<Supplier<Future<?>>>of(
            () -> {
              throw new IllegalStateException("hunter2");
            },
            () -> Future.failedFuture("hunter2"),
            // An answer that is none is a bug too, and must not leave the asker waiting.
            Future::succeededFuture)) {
      Bus.Registration registration = await(bus.handle(ADDRESS, m -> broken.get()));

      assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Greet(1))))
          .cause()
          .isInstanceOf(Bus.HandlerFailed.class)
          .hasMessageNotContaining("hunter2");
      await(registration.unregister());
    }
  }

  @Test
  void freesTheMailboxAfterFailures() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    await(bus.handle(ADDRESS, m -> Future.failedFuture("broken")));

    for (int n = 0; n < MAILBOX_MAX * 3; n++) {
      assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Greet(1))))
          .cause()
          .isInstanceOf(Bus.HandlerFailed.class);
    }
  }

  @Test
  void takesOneHandlerPerAddress() {
    VertxBus bus = bus(Duration.ofSeconds(30));
    await(bus.handle(ADDRESS, m -> Future.succeededFuture()));

    assertThatThrownBy(() -> await(bus.handle(ADDRESS, m -> Future.succeededFuture())))
        .cause()
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void handsNoHandlerWhatItsAddressDoesNotTake() throws InterruptedException {
    LongAdder misfits = new LongAdder();
    VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 4, into(misfits));
    LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    await(
        bus.handle(
            ADDRESS,
            m -> {
              heard.add(m);
              return Future.succeededFuture();
            }));

    // As another node could: our own bus would not compile.
    vertx.eventBus().send(ADDRESS.name(), new Greeted(1), as(Greeted.class));
    vertx.eventBus().send(ADDRESS.name(), "text");
    bus.tell(ADDRESS, new Talk.Mention(2));

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Talk.Mention(2));
    assertThat(heard).isEmpty();
    assertThat(misfits.sum()).isEqualTo(2);
  }

  @Test
  void believesNoAnswerThatTheQuestionDoesNotName() {
    LongAdder misfits = new LongAdder();
    VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 4, into(misfits));
    vertx
        .eventBus()
        .consumer(ADDRESS.name(), m -> m.reply(new Talk.Mention(1), as(Talk.Mention.class)));

    assertThatThrownBy(() -> await(bus.ask(ADDRESS, new Talk.Greet(1))))
        .cause()
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(misfits.sum()).isEqualTo(1);
  }

  private static DeliveryOptions as(Class<?> type) {
    return new DeliveryOptions().setCodecName(type.getName());
  }

  private static Meter into(LongAdder misfits) {
    return new Meter() {
      @Override
      public Counter counter(String name, String help) {
        return misfits::add;
      }

      @Override
      public void gauge(String name, String help, LongSupplier value) {}

      @Override
      public Timer timer(String name, String help) {
        return elapsed -> {};
      }
    };
  }

  private VertxBus bus(Duration askTimeout) {
    return new VertxBus(vertx, askTimeout, MAILBOX_MAX);
  }

  private static void assertUnanswered(Bus.Reason reason, Supplier<Future<Greeted>> ask) {
    assertThatThrownBy(() -> await(ask.get()))
        .cause()
        .isInstanceOfSatisfying(
            Bus.Unanswered.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
