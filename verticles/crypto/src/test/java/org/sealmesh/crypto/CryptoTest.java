package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.KeyCommand;

class CryptoTest {
  private static final int BLOCK = 4;
  private static final int KEYS_MAX = 3;
  private static final byte[] CONTENT = Sample.utf8("{\"type\":\"tombstone\",\"seq\":7,\"at\":1}");

  private final SecureRandom random = new SecureRandom();
  private final KeyFile file = KeyFile.random(random);
  private final KeyWrap wrap = new KeyWrap(file, random);
  private final KeyTable table = new KeyTable();
  private final FakeBus bus = new FakeBus();
  private final Crypto crypto =
      new Crypto(
          file,
          new CryptoConfig(Path.of("keys.json"), BLOCK, KEYS_MAX, 1, 1),
          bus,
          random,
          new CryptoMetrics(Meter.NONE));

  @BeforeEach
  void persistence() {
    bus.handle(OriginAddresses.PERSISTENCE, table::on);
  }

  @Test
  void sealsWhatAMemberOpens() {
    ConversationId conversation = conversation(1);

    CryptoMessage.Sealed sealed = (CryptoMessage.Sealed) run(crypto.onSeal(seal(conversation)));

    ConversationKey key = crypto.onUnwrap(unwrap(conversation)).keys().getFirst();
    assertThat(
            new EnvelopeOpener(crypto.onGetSigners().signers())
                .open(
                    sealed.envelope().bytes(),
                    Sample.timeline("site"),
                    Sample.rid("conversation"),
                    key))
        .isInstanceOf(EnvelopeOpener.Opened.class);
  }

  @Test
  void reservesSealsInBlocks() {
    ConversationId conversation = conversation(1);

    for (int i = 0; i < BLOCK * 3; i++) {
      assertThat(run(crypto.onSeal(seal(conversation)))).isInstanceOf(CryptoMessage.Sealed.class);
    }

    assertThat(bus.said(KeyCommand.ReserveSeals.class)).hasSize(3);
  }

  @Test
  void countsEverySealBeforeItIsMade() {
    ConversationId conversation = conversation(1);
    List<Future<CryptoMessage.Sealing>> sealing = new ArrayList<>();
    for (int i = 0; i < BLOCK * 2 + 1; i++) {
      sealing.add(crypto.onSeal(seal(conversation)));
    }
    bus.run();

    assertThat(sealing).allMatch(s -> s.result() instanceof CryptoMessage.Sealed);
    // One reservation at a time, shared by all who wait, and as many as the seals need.
    assertThat(bus.said(KeyCommand.ReserveSeals.class)).hasSize(3);
    assertThat(table.reserved.values()).containsExactly((long) BLOCK * 3);
  }

  @Test
  void saysThatThereIsNoSuchKey() {
    ConversationId gone = ConversationId.of(Sample.bytes("gone", 16));

    assertThat(run(crypto.onSeal(seal(gone)))).isEqualTo(new CryptoMessage.NoSuchKey());
  }

  @Test
  void saysThatTheContentIsTooLongAndReservesNothing() {
    CryptoMessage.Seal seal = seal(conversation(1), new byte[EnvelopeSealer.CONTENT_BYTES_MAX + 1]);

    assertThat(run(crypto.onSeal(seal)))
        .isEqualTo(new CryptoMessage.ContentTooLong(EnvelopeSealer.CONTENT_BYTES_MAX));
    assertThat(bus.said(KeyCommand.ReserveSeals.class)).isEmpty();
  }

  @Test
  void failsWhilePersistenceIsAwayAndRecovers() {
    ConversationId conversation = conversation(1);
    Future<CryptoMessage.Sealing> lost = crypto.onSeal(seal(conversation));
    bus.drop();
    assertThat(lost.cause()).isInstanceOf(Bus.Unanswered.class);

    assertThat(run(crypto.onSeal(seal(conversation)))).isInstanceOf(CryptoMessage.Sealed.class);
  }

  @Test
  void wastesAReservationWhoseAnswerIsLostAndNeverUsesItTwice() {
    ConversationId conversation = conversation(1);
    Future<CryptoMessage.Sealing> lost = crypto.onSeal(seal(conversation));
    bus.dropAnswer();
    assertThat(lost.failed()).isTrue();

    run(crypto.onSeal(seal(conversation)));
    assertThat(table.reserved.values()).containsExactly((long) BLOCK * 2);
  }

  @Test
  void forgetsTheKeyNotUsedForLongest() {
    for (int i = 0; i < KEYS_MAX + 1; i++) {
      run(crypto.onSeal(seal(conversation(i))));
    }
    assertThat(bus.said(KeyCommand.ReserveSeals.class)).hasSize(KEYS_MAX + 1);

    run(crypto.onSeal(seal(conversation(KEYS_MAX))));
    assertThat(bus.said(KeyCommand.ReserveSeals.class)).hasSize(KEYS_MAX + 1);
    run(crypto.onSeal(seal(ConversationId.of(Sample.bytes("conversation 0", 16)))));
    assertThat(bus.said(KeyCommand.ReserveSeals.class)).hasSize(KEYS_MAX + 2);
  }

  @Test
  void turnsTheEpochWhenAKeyHasSealedEnoughAndSealsOnMeanwhile() {
    ConversationId conversation = conversation(1);
    table.reserved.put(
        new KeyCommand.KeyName(conversation, Epoch.FIRST), SealBudget.TURN_AT - BLOCK);

    assertThat(run(crypto.onSeal(seal(conversation)))).isInstanceOf(CryptoMessage.Sealed.class);

    assertThat(table.turned)
        .singleElement()
        .satisfies(turn -> {
          assertThat(turn.conversation()).isEqualTo(conversation);
          assertThat(turn.ended()).isEqualTo(Epoch.FIRST);
          assertThat(wrap.unwrap(conversation, turn.nextKey())).isNotNull();
        });
  }

  @Test
  void asksAgainForAnEpochThatWasNotTurned() {
    ConversationId conversation = conversation(1);
    table.reserved.put(new KeyCommand.KeyName(conversation, Epoch.FIRST), SealBudget.TURN_AT);

    Future<CryptoMessage.Sealing> sealing = crypto.onSeal(seal(conversation));
    bus.step();
    assertThat(sealing.result()).isInstanceOf(CryptoMessage.Sealed.class);
    bus.drop();
    assertThat(table.turned).isEmpty();
    for (int i = 0; i < BLOCK; i++) {
      run(crypto.onSeal(seal(conversation)));
    }

    assertThat(table.turned).hasSize(1);
  }

  @Test
  void refusesAnotherConversationsKeyFromTheDatabase() {
    ConversationId one = conversation(1);
    ConversationId two = conversation(2);
    table.put(one, Epoch.FIRST, table.keys.get(new KeyCommand.KeyName(two, Epoch.FIRST)));

    assertThat(runToEnd(crypto.onSeal(seal(one))).cause()).isInstanceOf(KeyWrap.CannotUnwrap.class);
  }

  @Test
  void mintsKeysThatUnwrapForTheirConversation() {
    ConversationId conversation = ConversationId.of(Sample.bytes("new", 16));
    WrappedKey minted = crypto.onMintKey(new CryptoMessage.MintKey(conversation)).key();

    assertThat(
            crypto.onUnwrap(new CryptoMessage.Unwrap(conversation, List.of(minted, minted))).keys())
        .hasSize(2);
  }

  @Test
  void signsTokensThatEveryNodeCanCheck() {
    TokenVerifier verifier =
        new TokenVerifier(crypto.onGetSigners().signers(), () -> TokenVectors.ticket().issuedAt());

    assertThat(
            verifier.ticket(crypto.onSign(new CryptoMessage.Sign(TokenVectors.ticket())).token()))
        .isEqualTo(new Verification.Valid<>(TokenVectors.ticket()));
  }

  private ConversationId conversation(int number) {
    ConversationId id = ConversationId.of(Sample.bytes("conversation " + number, 16));
    table.put(id, Epoch.FIRST, wrap.mint(id));
    return id;
  }

  private CryptoMessage.Unwrap unwrap(ConversationId conversation) {
    return new CryptoMessage.Unwrap(
        conversation, List.of(table.keys.get(new KeyCommand.KeyName(conversation, Epoch.FIRST))));
  }

  private static CryptoMessage.Seal seal(ConversationId conversation) {
    return seal(conversation, CONTENT);
  }

  private static CryptoMessage.Seal seal(ConversationId conversation, byte[] content) {
    return new CryptoMessage.Seal(
        conversation,
        Sample.timeline("site"),
        Sample.rid("conversation"),
        new Seq(7),
        Epoch.FIRST,
        Envelope.Type.EVENT,
        content);
  }

  private <T> T run(Future<T> future) {
    return runToEnd(future).result();
  }

  private <T> Future<T> runToEnd(Future<T> future) {
    bus.run();
    assertThat(future.isComplete()).isTrue();
    return future;
  }
}
