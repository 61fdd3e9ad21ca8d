package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.crypto.KeyRotationCommand.Rotated;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.SiteCommand;

class KeyRotationCommandTest {
  private static final int KEYS = 5;

  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();
  private final KeyFile before = KeyFile.random(random);
  private final Map<KeyCommand.KeyName, ConversationKey> opened = new HashMap<>();
  private KeyTable table = new KeyTable();

  @BeforeEach
  void site() {
    store().create(before);
    fill();
  }

  private void fill() {
    KeyWrap wrap = new KeyWrap(before, random);
    table.fingerprint = before.fingerprint();
    for (int i = 0; i < KEYS; i++) {
      ConversationId conversation = ConversationId.of(Sample.bytes("conversation " + i, 16));
      ConversationKey key = Sample.key("epoch " + i);
      table.put(conversation, Epoch.FIRST, wrap.wrap(conversation, key));
      opened.put(new KeyCommand.KeyName(conversation, Epoch.FIRST), key);
    }
  }

  @Test
  void putsEverythingUnderANewKey() {
    assertThat(run(KeyRotationCommand::rotateWrapping).result()).isEqualTo(new Rotated(KEYS));

    KeyFile after = load();
    assertThat(after.wrapping()).hasSize(1).doesNotContainAnyElementsOf(before.wrapping());
    assertThat(after.signing()).isEqualTo(before.signing());
    assertThat(after.replaces()).isNull();
    assertThat(table.fingerprint).isEqualTo(after.fingerprint());
    everythingOpens();
  }

  @Test
  void keepsTheOldSignerUntilToldOtherwise() {
    run(KeyRotationCommand::rotateAll);

    KeyFile after = load();
    assertThat(after.signing()).hasSize(2);
    assertThat(after.signing().getFirst()).isNotEqualTo(before.signing().getFirst());
    assertThat(after.signing().getLast()).isEqualTo(before.signing().getFirst());
    assertThat(table.fingerprint).isEqualTo(after.fingerprint());

    command(new FakeBus()).forgetOldSigners();
    assertThat(load().signing()).containsExactly(after.signing().getFirst());
    assertThat(load().fingerprint()).isEqualTo(table.fingerprint);
  }

  @Test
  void keepsNoMoreThanTwoSigners() {
    run(KeyRotationCommand::rotateAll);
    run(KeyRotationCommand::rotateAll);

    assertThat(load().signing()).hasSize(2).doesNotContainAnyElementsOf(before.signing());
  }

  @Test
  void rotatesASiteWithoutConversations() {
    table.keys.clear();
    opened.clear();

    assertThat(run(KeyRotationCommand::rotateWrapping).result()).isEqualTo(new Rotated(0));
    assertThat(table.fingerprint).isEqualTo(load().fingerprint());
    assertThat(load().replaces()).isNull();
  }

  /// Every message that may be the last before the process dies: not sent, or handled and its
  /// answer never read. What the process writes lies between those.
  @Test
  void survivesACrashAtEveryPointAndGoesOn() {
    int messages = messagesOfARotation();
    assertThat(messages).isGreaterThan(5);
    for (int delivered = 0; delivered <= messages; delivered++) {
      for (Last last : Last.values()) {
        reset();
        crashAfter(delivered, last);
        String where = delivered + " messages, the next " + last;

        assertThat(nodeStarts()).as("a node starts after %s", where).isTrue();
        everythingOpens();
        assertThat(run(KeyRotationCommand::rotateAll).succeeded())
            .as("the rotation goes on after %s", where)
            .isTrue();
        assertThat(load().wrapping()).as(where).hasSize(1);
        assertThat(load().wrapping()).doesNotContainAnyElementsOf(before.wrapping());
        assertThat(load().replaces()).isNull();
        assertThat(nodeStarts()).isTrue();
        everythingOpens();
      }
    }
  }

  private enum Last {
    NOT_SENT,
    ANSWER_LOST
  }

  private int messagesOfARotation() {
    FakeBus bus = bus();
    command(bus).rotateAll();
    int messages = 0;
    while (bus.step()) {
      messages++;
    }
    return messages;
  }

  private void crashAfter(int delivered, Last last) {
    FakeBus bus = bus();
    command(bus).rotateAll();
    for (int i = 0; i < delivered; i++) {
      bus.step();
    }
    if (last == Last.ANSWER_LOST && bus.waiting() > 0) {
      bus.dropAnswer();
    }
    // Nothing of this bus is delivered any more: the process is gone.
  }

  private void reset() {
    store().replace(before);
    table = new KeyTable();
    fill();
  }

  /// What [KeyFileClaims] asks when a node starts.
  private boolean nodeStarts() {
    return load().claims().stream()
        .anyMatch(claim ->
            table.on(new SiteCommand.ClaimKeyFile(claim)).result()
                == SiteCommand.KeyFileClaim.ACCEPTED);
  }

  @Test
  void wrapsAlsoWhatAnotherProcessAddedMeanwhile() {
    FakeBus bus = bus();
    Future<Rotated> rotated = command(bus).rotateWrapping();
    ConversationId late = ConversationId.of(Sample.bytes("late", 16));
    ConversationKey key = Sample.key("late");
    while (bus.said(KeyCommand.Rewrap.class).isEmpty()) {
      assertThat(bus.step()).isTrue();
    }
    table.put(late, Epoch.FIRST, new KeyWrap(before, random).wrap(late, key));
    opened.put(new KeyCommand.KeyName(late, Epoch.FIRST), key);
    bus.run();

    assertThat(rotated.result()).isEqualTo(new Rotated(KEYS + 1));
    everythingOpens();
  }

  @Test
  void refusesAKeyFileThatIsNotTheDatabases() {
    store().replace(KeyFile.random(random));
    KeyFile wrong = load();

    assertThat(run(KeyRotationCommand::rotateAll).cause()).isInstanceOf(StartFailure.class);
    assertThat(load()).isEqualTo(wrong);
    assertThat(table.fingerprint).isEqualTo(before.fingerprint());
  }

  @Test
  void refusesToRotateWithoutAKeyFile() {
    store().delete();

    assertThat(run(KeyRotationCommand::rotateAll).cause()).isInstanceOf(StartFailure.class);
    assertThat(store().load()).isEmpty();
  }

  private void everythingOpens() {
    KeyWrap wrap = new KeyWrap(load(), random);
    Map<KeyCommand.KeyName, ConversationKey> now = new HashMap<>();
    table.keys.forEach((name, wrapped) -> now.put(name, wrap.unwrap(name.conversation(), wrapped)));
    assertThat(now).isEqualTo(opened);
  }

  private Future<Rotated> run(Function<KeyRotationCommand, Future<Rotated>> rotation) {
    FakeBus bus = bus();
    Future<Rotated> rotated = rotation.apply(command(bus));
    bus.run();
    assertThat(rotated.isComplete()).isTrue();
    return rotated;
  }

  private FakeBus bus() {
    FakeBus bus = new FakeBus();
    KeyTable current = table;
    bus.handle(OriginAddresses.PERSISTENCE, current::on);
    return bus;
  }

  private KeyRotationCommand command(FakeBus bus) {
    return new KeyRotationCommand(bus, store(), random);
  }

  private KeyFileStore store() {
    return new KeyFileStore(folder.resolve("keys.json"));
  }

  private KeyFile load() {
    return store().load().orElseThrow();
  }
}
