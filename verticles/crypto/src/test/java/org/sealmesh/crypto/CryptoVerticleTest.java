package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;

class CryptoVerticleTest {
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 100);
  private final Health health = new Health(new VertxClock(vertx));
  private final KeyTable table = new KeyTable();

  @BeforeEach
  void persistence() {
    await(bus.handle(OriginAddresses.PERSISTENCE, table::on));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void makesAKeyFileAtTheFirstStartAndKeepsIt() throws Exception {
    String first = deploy(CryptoConfig.defaults());
    Path file = folder.resolve("keys.json");
    byte[] made = Files.readAllBytes(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(table.fingerprint).isEqualTo(KeyFile.parse(made).fingerprint());
    assertThat(ready()).isEqualTo(Health.State.READY);

    await(vertx.undeploy(first));
    assertThat(await(health.report()).roles()).doesNotContainKey("crypto");
    deploy(CryptoConfig.defaults());
    assertThat(Files.readAllBytes(file)).isEqualTo(made);
  }

  @Test
  void answersEveryMessage() {
    deploy(CryptoConfig.defaults());
    ConversationId conversation = ConversationId.of(Sample.bytes("conversation", 16));

    CryptoMessage.Minted minted =
        await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.MintKey(conversation)));
    table.put(conversation, Epoch.FIRST, minted.key());
    CryptoMessage.Sealing sealing =
        await(
            bus.ask(
                OriginAddresses.CRYPTO,
                new CryptoMessage.Seal(
                    conversation,
                    Sample.timeline("site"),
                    Sample.rid("conversation"),
                    new Seq(1),
                    Epoch.FIRST,
                    Envelope.Type.EVENT,
                    Sample.utf8("{\"type\":\"tombstone\",\"seq\":1,\"at\":1}"))));
    CryptoMessage.Unwrapped keys =
        await(
            bus.ask(
                OriginAddresses.CRYPTO,
                new CryptoMessage.Unwrap(conversation, List.of(minted.key()))));
    CryptoMessage.Signers signers =
        await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.GetSigners()));

    assertThat(
            new EnvelopeOpener(signers.signers())
                .open(
                    ((CryptoMessage.Sealed) sealing).envelope().bytes(),
                    Sample.timeline("site"),
                    Sample.rid("conversation"),
                    keys.keys().getFirst()))
        .isInstanceOf(EnvelopeOpener.Opened.class);
    assertThat(
            await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.Sign(TokenVectors.ticket())))
                .token()
                .compact())
        .contains(".");
  }

  @Test
  void hashesAndComparesPasswords() {
    deploy(CryptoConfig.defaults());

    CryptoMessage.PasswordHash hash =
        await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.HashPassword("secret")));
    assertThat(
            await(
                bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.VerifyPassword("secret", hash))))
        .isEqualTo(CryptoMessage.PasswordVerdict.MATCHES);
    assertThat(
            await(
                bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.VerifyPassword("Secret", hash))))
        .isEqualTo(CryptoMessage.PasswordVerdict.DIFFERS);
  }

  @Test
  void refusesAnotherDatabasesKeyFileAndLeavesItAlone() throws Exception {
    new KeyFileStore(folder.resolve("keys.json")).create(KeyFile.random(new SecureRandom()));
    byte[] before = Files.readAllBytes(folder.resolve("keys.json"));
    table.fingerprint = "f".repeat(64);

    assertThatThrownBy(() -> deploy(CryptoConfig.defaults()))
        .cause()
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("belongs to another key file");
    assertThat(Files.readAllBytes(folder.resolve("keys.json"))).isEqualTo(before);
  }

  @Test
  void leavesNoNewKeyFileWhereTheRightOneIsMissing() {
    table.fingerprint = "f".repeat(64);

    assertThatThrownBy(() -> deploy(CryptoConfig.defaults()))
        .cause()
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("put it there");
    assertThat(folder.resolve("keys.json")).doesNotExist();
  }

  @Test
  void refusesAKeyFileThatOthersMayRead() throws Exception {
    new KeyFileStore(folder.resolve("keys.json")).create(KeyFile.random(new SecureRandom()));
    Files.setPosixFilePermissions(
        folder.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> deploy(CryptoConfig.defaults()))
        .cause()
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void startsInTheMiddleOfARotation() {
    KeyFile before = KeyFile.random(new SecureRandom());
    KeyFile rotating =
        new KeyRotation(new SecureRandom()).begin(before, KeyRotation.Scope.WRAPPING_AND_SIGNING);
    new KeyFileStore(folder.resolve("keys.json")).create(rotating);
    table.fingerprint = before.fingerprint();

    deploy(CryptoConfig.defaults());
    assertThat(await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.GetSigners())).signers())
        .hasSize(2);
  }

  private Health.State ready() {
    return await(health.report()).roles().get("crypto");
  }

  private String deploy(CryptoConfig config) {
    return await(
        vertx.deployVerticle(
            new CryptoVerticle(bus, new SecureRandom(), Meter.NONE, health, folder, config)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
