package org.sealmesh.persistence.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.sql.DatabaseDown;

/// Bodies and their keys, on a real folder.
class BodiesTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final String TEXT = "canary-body \u00fc \ud83d\ude42";

  private final FakeClock clock = new FakeClock();
  private final Row row = new Row();
  private final ConversationId conversation = new ConversationId(UUID.randomUUID());
  private final MessageId message = new MessageId(UUID.randomUUID());

  @TempDir Path folder;

  /// What the site's row would say.
  private static final class Row implements Bodies.Claims {
    private Optional<UUID> claimed = Optional.empty();

    @Override
    public Optional<UUID> claimed() {
      return claimed;
    }

    @Override
    public UUID claim(UUID site) {
      claimed = Optional.of(claimed.orElse(site));
      return claimed.get();
    }
  }

  private Path keys() {
    return folder.resolve("keys");
  }

  private Bodies open(boolean encrypted) {
    return open(encrypted, row);
  }

  private Bodies open(boolean encrypted, Bodies.Claims claims) {
    return Bodies.open(
        new PersistenceConfig.Content(encrypted, keys(), MONTH, 2),
        claims,
        clock,
        new SecureRandom(),
        Meter.NONE);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(keys())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private StoredBody store(Bodies bodies, long seq) {
    return bodies.stored(conversation, message, seq, TEXT);
  }

  @Test
  void isTextAndMakesNoFolderUnlessItIsAskedTo() {
    Bodies bodies = open(false);
    StoredBody stored = store(bodies, 1);
    assertThat(stored.key()).isNull();
    assertThat(new String(Objects.requireNonNull(stored.bytes()), StandardCharsets.UTF_8))
        .isEqualTo(TEXT);
    assertThat(bodies.text(conversation, message, stored)).isEqualTo(TEXT);
    assertThat(keys()).doesNotExist();
  }

  @Test
  void isReadWithItsKeyByAnybodyWhoHasTheFolder() {
    StoredBody stored = store(open(true), 7);
    assertThat(stored.key()).isEqualTo(7);
    byte[] bytes = Objects.requireNonNull(stored.bytes());
    assertThat(bytes).hasSize(TEXT.getBytes(StandardCharsets.UTF_8).length + Bodies.OVERHEAD_BYTES);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    assertThat(open(true).text(conversation, message, stored)).isEqualTo(TEXT);
    // Switched off, what is sealed is read all the same, and nothing is sealed any more.
    assertThat(open(false).text(conversation, message, stored)).isEqualTo(TEXT);
    assertThat(store(open(false), 8).key()).isNull();
  }

  @Test
  void neverSealsTheSameTwice() {
    Bodies bodies = open(true);
    assertThat(store(bodies, 1).bytes()).isNotEqualTo(store(bodies, 1).bytes());
  }

  @Test
  void belongsToItsMessage() {
    Bodies bodies = open(true);
    StoredBody stored = store(bodies, 1);
    MessageId other = new MessageId(UUID.randomUUID());
    assertThat(bodies.text(conversation, other, stored)).isNull();
    byte[] changed = Objects.requireNonNull(stored.bytes()).clone();
    changed[changed.length - 1] ^= 1;
    assertThat(bodies.text(conversation, message, new StoredBody(changed, stored.key()))).isNull();
    StoredBody cut = new StoredBody(new byte[] {1, 2, 3}, stored.key());
    assertThat(bodies.text(conversation, message, cut)).isNull();
    // A key of another conversation that has the same number.
    ConversationId elsewhere = new ConversationId(UUID.randomUUID());
    bodies.stored(elsewhere, message, 1, "elsewhere");
    assertThat(bodies.text(elsewhere, message, stored)).isNull();
  }

  @Test
  void takesANewKeyWhenTheOldOneWasUsedForLongEnough() {
    Bodies bodies = open(true);
    StoredBody first = store(bodies, 1);
    clock.advance(MONTH.minusSeconds(1));
    assertThat(store(bodies, 5).key()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    StoredBody later = store(bodies, 6);
    assertThat(later.key()).isEqualTo(6);
    assertThat(bodies.text(conversation, message, first)).isEqualTo(TEXT);
    assertThat(bodies.superseded(conversation, 5)).isEmpty();
    assertThat(bodies.superseded(conversation, 6)).containsExactly(1L);
    assertThat(bodies.superseded(conversation, 100)).containsExactly(1L);
  }

  @Test
  void usesWhatAnotherProcessHasMade() {
    Bodies one = open(true);
    Bodies other = open(true);
    assertThat(store(one, 1).key()).isEqualTo(1);
    clock.advance(MONTH);
    StoredBody fresh = store(other, 9);
    assertThat(fresh.key()).isEqualTo(9);
    assertThat(one.text(conversation, message, fresh)).isEqualTo(TEXT);
    clock.advance(Duration.ofSeconds(11));
    assertThat(store(one, 10).key()).isEqualTo(9);
  }

  @Test
  void isNobodysOnceItsKeyIsDestroyed() throws IOException {
    Bodies bodies = open(true);
    StoredBody first = store(bodies, 1);
    clock.advance(MONTH);
    StoredBody later = store(bodies, 2);
    Path file = files().getFirst();
    byte[] secret = Files.readAllBytes(file);
    // A second name shows what becomes of the bytes themselves.
    Path sameBytes = Files.createLink(folder.resolve("link"), file);
    bodies.destroy(conversation, 1);
    assertThat(file).doesNotExist();
    assertThat(Files.readAllBytes(sameBytes)).hasSameSizeAs(secret).containsOnly(0);
    assertThat(bodies.text(conversation, message, first)).isNull();
    assertThat(open(true).text(conversation, message, first)).isNull();
    assertThat(bodies.text(conversation, message, later)).isEqualTo(TEXT);
    bodies.destroy(conversation, 1);
    bodies.destroyAll(conversation);
    assertThat(open(true).text(conversation, message, later)).isNull();
    assertThat(files()).hasSize(1);
  }

  @Test
  void knowsARepeatedRequestWithoutKeepingItsHash() {
    Bodies bodies = open(true);
    byte[] hash = new byte[32];
    hash[0] = 42;
    StoredBody mark = bodies.mark(conversation, 3, hash);
    assertThat(mark.bytes()).hasSize(32).isNotEqualTo(hash);
    assertThat(open(false).isMark(conversation, mark, hash)).isTrue();
    assertThat(bodies.isMark(conversation, mark, new byte[32])).isFalse();
    bodies.destroy(conversation, 3);
    assertThat(bodies.isMark(conversation, mark, hash)).isFalse();
    StoredBody plain = open(false).mark(conversation, 3, hash);
    assertThat(plain.key()).isNull();
    assertThat(bodies.isMark(conversation, plain, hash)).isTrue();
    assertThat(bodies.isMark(conversation, plain, new byte[32])).isFalse();
  }

  @Test
  void doesNotStartWithoutItsFolderNorWithAnothers() throws IOException {
    store(open(true), 1);
    Files.move(keys(), folder.resolve("away"));
    assertThatThrownBy(() -> open(true))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("has no content keys")
        .hasMessageContaining("keyFolder");
    assertThatThrownBy(() -> open(false)).isInstanceOf(StartFailure.class);
    Row other = new Row();
    store(open(true, other), 1);
    assertThatThrownBy(() -> open(true))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("another database");
    assertThatThrownBy(() -> open(true, new Row()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("another database");
  }

  @Test
  void takesNoMissingFolderForDestroyedKeys() throws IOException {
    Bodies bodies = open(true);
    StoredBody stored = store(bodies, 1);
    Bodies forgetful = open(true);
    Files.move(keys(), folder.resolve("away"));
    assertThatThrownBy(() -> forgetful.text(conversation, message, stored))
        .isInstanceOf(DatabaseDown.class);
    // An empty mount point is no better.
    Files.createDirectory(keys());
    assertThatThrownBy(() -> forgetful.text(conversation, message, stored))
        .isInstanceOf(DatabaseDown.class);
    ConversationId fresh = new ConversationId(UUID.randomUUID());
    assertThatThrownBy(() -> forgetful.stored(fresh, message, 1, TEXT))
        .isInstanceOf(DatabaseDown.class);
    Files.delete(keys());
    Files.move(folder.resolve("away"), keys());
    assertThat(forgetful.text(conversation, message, stored)).isEqualTo(TEXT);
  }

  @Test
  void readsTheRestWhereAKeyIsDamaged() throws IOException {
    Bodies bodies = open(true);
    StoredBody first = store(bodies, 1);
    clock.advance(MONTH);
    StoredBody later = store(bodies, 2);
    Files.write(files().getFirst(), new byte[] {1, 2, 3});
    Bodies afterwards = open(true);
    assertThat(afterwards.text(conversation, message, first)).isNull();
    assertThat(afterwards.text(conversation, message, later)).isEqualTo(TEXT);
    assertThat(store(afterwards, 3).key()).isEqualTo(2);
  }

  @Test
  void keepsKeysForTheOwnerAlone() throws IOException {
    store(open(true), 1);
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys())))
        .isEqualTo("rwx------");
  }

  @Test
  void remembersAFewConversationsAndReadsTheOthersAgain() {
    Bodies bodies = open(true);
    List<ConversationId> all =
        Stream.generate(() -> new ConversationId(UUID.randomUUID())).limit(5).toList();
    List<StoredBody> stored =
        all.stream().map(id -> bodies.stored(id, message, 1, id.text())).toList();
    for (int i = 0; i < all.size(); i++) {
      assertThat(bodies.text(all.get(i), message, stored.get(i))).isEqualTo(all.get(i).text());
    }
  }

  /// From the description of the formats alone.
  @Test
  void isWhatTheDocumentsSay() throws Exception {
    StoredBody stored = store(open(true), 1);
    byte[] file = Files.readAllBytes(files().getFirst());
    assertThat(file).hasSize(41).startsWith(1);
    assertThat(files().getFirst())
        .isEqualTo(
            keys()
                .resolve(HexFormat.of().formatHex(conversation.bytes()).substring(0, 2))
                .resolve(HexFormat.of().formatHex(conversation.bytes()))
                .resolve("1.key"));
    byte[] extracted = hmac(new byte[32], Arrays.copyOfRange(file, 9, 41));
    byte[] key = hmac(extracted, "sealmesh/1/body\u0001".getBytes(StandardCharsets.ISO_8859_1));
    byte[] bytes = Objects.requireNonNull(stored.bytes());
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, bytes, 1, 12));
    cipher.updateAAD(conversation.bytes());
    cipher.updateAAD(message.bytes());
    assertThat(new String(cipher.doFinal(bytes, 13, bytes.length - 13), StandardCharsets.UTF_8))
        .isEqualTo(TEXT);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }
}
