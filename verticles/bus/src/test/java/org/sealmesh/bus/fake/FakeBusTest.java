package org.sealmesh.bus.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;

class FakeBusTest {
  sealed interface Talk {
    record Greet(int n) implements Talk, Ask<Greeted> {}

    record Mention(int n) implements Talk {}
  }

  record Greeted(int n) {}

  private static final Address<Talk> ADDRESS = new Address<>("test.talk", Talk.class);

  private final FakeBus bus = new FakeBus();
  private final List<Talk> heard = new ArrayList<>();

  private void listen() {
    bus.handle(
        ADDRESS,
        m -> {
          heard.add(m);
          return Future.succeededFuture(new Greeted(1));
        });
  }

  @Test
  void deliversInOrderAndOnlyWhenStepped() {
    listen();
    bus.tell(ADDRESS, new Talk.Mention(1));
    Future<Greeted> answer = bus.ask(ADDRESS, new Talk.Greet(2));

    assertThat(heard).isEmpty();
    assertThat(bus.step()).isTrue();
    assertThat(heard).containsExactly(new Talk.Mention(1));
    assertThat(answer.isComplete()).isFalse();
    bus.run();
    assertThat(answer.result()).isEqualTo(new Greeted(1));
    assertThat(bus.step()).isFalse();
    assertThat(bus.said(Talk.Greet.class)).containsExactly(new Talk.Greet(2));
  }

  @Test
  void reachesClusteredAddressesOfOtherProcessesAndNoOthers() {
    Address<Talk> clustered = Address.clustered("test.clustered", Talk.class);
    FakeBus other = bus.process();
    listen();
    bus.handle(clustered, m -> Future.succeededFuture(new Greeted(2)));

    Future<Greeted> answered = other.ask(clustered, new Talk.Greet(1));
    Future<Greeted> unanswered = other.ask(ADDRESS, new Talk.Greet(1));
    bus.run();

    assertThat(answered.result()).isEqualTo(new Greeted(2));
    assertThat(reason(unanswered)).isEqualTo(Bus.Reason.NOBODY_LISTENS);
    assertThat(heard).isEmpty();
  }

  @Test
  void losesAMessageOrItsAnswer() {
    listen();
    Future<Greeted> lost = bus.ask(ADDRESS, new Talk.Greet(1));
    bus.drop();
    assertThat(reason(lost)).isEqualTo(Bus.Reason.TIMED_OUT);
    assertThat(heard).isEmpty();

    Future<Greeted> unanswered = bus.ask(ADDRESS, new Talk.Greet(2));
    bus.dropAnswer();
    assertThat(reason(unanswered)).isEqualTo(Bus.Reason.TIMED_OUT);
    assertThat(heard).containsExactly(new Talk.Greet(2));
  }

  @Test
  void saysThatNobodyListens() {
    Future<Greeted> answer = bus.ask(ADDRESS, new Talk.Greet(1));
    bus.run();

    assertThat(reason(answer)).isEqualTo(Bus.Reason.NOBODY_LISTENS);
  }

  @Test
  void saysThatTheHandlerFailed() {
    bus.handle(ADDRESS, m -> Future.failedFuture("broken"));
    Future<Greeted> answer = bus.ask(ADDRESS, new Talk.Greet(1));
    bus.run();

    assertThat(answer.cause()).isInstanceOf(Bus.HandlerFailed.class);
  }

  @Test
  void waitsForAnAnswerThatComesLater() {
    Promise<Greeted> later = Promise.promise();
    bus.handle(ADDRESS, m -> later.future());
    Future<Greeted> answer = bus.ask(ADDRESS, new Talk.Greet(1));
    bus.run();
    assertThat(answer.isComplete()).isFalse();

    later.complete(new Greeted(5));
    assertThat(answer.result()).isEqualTo(new Greeted(5));
  }

  private static Bus.Reason reason(Future<?> answer) {
    return ((Bus.Unanswered) answer.cause()).reason();
  }
}
