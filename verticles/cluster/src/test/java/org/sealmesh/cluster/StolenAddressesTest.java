package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.cluster.TestProcess.await;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Bus;

/// What a member with a certificate of its own gets by listening everywhere: its share of what goes
/// to shared addresses, which nothing can keep from it, and nothing of what a process says to
/// itself.
@Tag("long")
class StolenAddressesTest {
  private static final int ASKED = 10;

  @TempDir private static Path folder;

  private static TestProcess one;
  private static TestProcess two;
  private static RogueBus rogue;

  @BeforeAll
  static void start() throws Exception {
    List<Integer> ports = TestProcess.freePorts(3);
    Certificates zone = Certificates.authority(folder, "zone");
    one = TestProcess.start("one", TestProcess.config(ports.get(0), ports, zone.issue("one")));
    two = TestProcess.start("two", TestProcess.config(ports.get(1), ports, zone.issue("two")));
    rogue = RogueBus.join(TestProcess.config(ports.get(2), ports, zone.issue("rogue")));
  }

  @AfterAll
  static void stop() {
    rogue.close();
    two.close();
    one.close();
  }

  /// No defence: hence nothing travels there that must not be read, and an answer is no proof.
  @Test
  void takesItsShareOfASharedAddress() {
    two.greet("shared");
    rogue.listen(Talk.shared("shared"));

    assertThat(answerers(() -> one.bus().ask(Talk.shared("shared"), new Talk.Greet(0))))
        .containsOnly("two", RogueBus.NAME);
    assertThat(rogue.heard(Talk.shared("shared")))
        .isNotEmpty()
        .hasSizeLessThan(ASKED)
        .containsOnly(new Talk.Greet(0));
  }

  @Test
  void getsNothingOfAPrivateAddress() {
    Address<Talk.Whisper> address = Talk.own("private");
    await(one.bus().handle(address, whisper -> Future.succeededFuture(new Talk.Greeted(0, "one"))));
    rogue.listen(address);
    Talk.Whisper.Whisperings secret = new Talk.Whisper.Whisperings(1);

    assertThat(answerers(() -> one.bus().ask(address, secret))).containsOnly("one");
    assertThat(rogue.heard(address)).isEmpty();
    // Without the one option it is told, although the other side is registered here alone.
    assertThat(answerers(() -> askAnyone(address, secret))).contains(RogueBus.NAME);
    assertThat(rogue.heard(address)).contains(secret);
  }

  @Test
  void getsNothingOfWhatAProcessHandlesItself() {
    Address<Talk> address = Talk.shared("mine");
    one.greet("mine");
    rogue.listen(address);
    Talk.Greet greet = new Talk.Greet(0);

    assertThat(answerers(() -> one.bus().ask(address, greet))).containsOnly("one");
    assertThat(rogue.heard(address)).isEmpty();
    assertThat(answerers(() -> askAnyone(address, greet))).contains("one", RogueBus.NAME);
    assertThat(rogue.heard(address)).contains(greet);
  }

  @Test
  void findsNoPrivateAddress() {
    Address<Talk.Whisper> address = Talk.own("unlisted");
    two.greet("listed");
    await(two.bus().handle(address, whisper -> Future.succeededFuture()));

    assertThat(rogue.addresses()).contains(Talk.shared("listed").name());
    assertThat(rogue.addresses()).doesNotContain(address.name());
    await(two.vertx().eventBus().consumer(address.name(), message -> {}).completion());
    assertThat(rogue.addresses()).contains(address.name());
  }

  /// Its answers are looked at like its questions.
  @Test
  void answersWithNothingThatTheQuestionDoesNotName() {
    rogue.answer(Talk.shared("lie"), new Talk.Whisper.Whispered(1));
    long misfits = one.count("sealmesh_bus_misfits");

    assertThatThrownBy(() -> await(one.bus().ask(Talk.shared("lie"), new Talk.Greet(0))))
        .cause()
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(one.count("sealmesh_bus_misfits")).isEqualTo(misfits + 1);
    Object believed = await(askAnyone(Talk.shared("lie"), new Talk.Greet(0)));
    assertThat(believed).isEqualTo(new Talk.Whisper.Whispered(1));
  }

  private static List<String> answerers(Supplier<Future<Talk.Greeted>> question) {
    return Stream.generate(question).limit(ASKED).map(it -> await(it).by()).toList();
  }

  /// As the bus asks, but for its two checks: that the answer is of the question's type, and that a
  /// process asks itself first.
  private static <T> Future<T> askAnyone(Address<?> address, Object question) {
    return one.vertx()
        .eventBus()
        .<T>request(
            address.name(),
            question,
            new DeliveryOptions().setCodecName(question.getClass().getName()))
        .map(Message::body);
  }
}
