package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.cluster.TestProcess.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.fake.FakeMeter;

/// What the guard lets pass within one process; what it stops from outside, [ForgedFramesTest]
/// shows.
class FrameGuardTest {
  private static final String ADDRESS = Talk.shared("guarded").name();

  private final Vertx vertx = Vertx.vertx();
  private final FakeMeter meter = new FakeMeter();
  private final FrameGuard guard = new FrameGuard(new ClusterMetrics(meter));

  @BeforeEach
  void install() {
    guard.install(vertx.eventBus());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void passesQuestionsAnswersAndFailures() {
    Bus bus = busOf(Duration.ofSeconds(TestProcess.PATIENCE_SECONDS));
    await(
        bus.handle(
            Talk.shared("guarded"),
            talk ->
                talk instanceof Talk.Greet
                    ? Future.succeededFuture(new Talk.Greeted(1, "me"))
                    : Future.failedFuture("broken")));

    assertThat(await(bus.ask(Talk.shared("guarded"), new Talk.Greet(1))))
        .isEqualTo(new Talk.Greeted(1, "me"));
    assertThatThrownBy(() -> await(bus.ask(Talk.shared("guarded"), new Talk.Probe(1))))
        .cause()
        .isInstanceOf(Bus.HandlerFailed.class);
  }

  @Test
  void dropsWhatIsNoRecordBeforeItIsSent() throws InterruptedException {
    Bus bus = busOf(Duration.ofSeconds(TestProcess.PATIENCE_SECONDS));
    LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    vertx.eventBus().consumer(ADDRESS, message -> heard.add(message.body()));
    await(bus.handle(Talk.shared("codecs"), talk -> Future.succeededFuture()));

    vertx.eventBus().send(ADDRESS, "text");
    vertx.eventBus().send(ADDRESS, new byte[] {1});
    vertx
        .eventBus()
        .send(
            ADDRESS,
            new Talk.Mention(1),
            new DeliveryOptions().setCodecName(Talk.Mention.class.getName()));

    assertThat(heard.poll(TestProcess.PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Talk.Mention(1));
    assertThat(heard).isEmpty();
    assertThat(meter.value("sealmesh_cluster_frames_foreign")).isEqualTo(2);
  }

  @Test
  void passesNothingOnceItIsShut() {
    // Nobody answers it.
    Bus bus = busOf(Duration.ofMillis(50));
    await(
        bus.handle(
            Talk.shared("guarded"), talk -> Future.succeededFuture(new Talk.Greeted(1, "me"))));
    guard.shut();

    assertThatThrownBy(() -> await(bus.ask(Talk.shared("guarded"), new Talk.Greet(1))))
        .cause()
        .isInstanceOfSatisfying(
            Bus.Unanswered.class, e -> assertThat(e.reason()).isEqualTo(Bus.Reason.TIMED_OUT));
  }

  private Bus busOf(Duration askTimeout) {
    return new VertxBus(vertx, askTimeout, 100);
  }
}
