package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.WrappedKey;

class KeyWrapTest {
  private final SecureRandom random = new SecureRandom();
  private final KeyFile file = KeyFile.random(random);
  private final KeyWrap wrap = new KeyWrap(file, random);
  private final ConversationId conversation = ConversationId.of(Sample.bytes("conversation", 16));
  private final ConversationKey key = Sample.key("epoch 1");

  @Test
  void unwrapsWhatItWrapped() {
    WrappedKey wrapped = wrap.wrap(conversation, key);

    assertThat(wrap.unwrap(conversation, wrapped)).isEqualTo(key);
    assertThat(wrapped.bytes()).hasSize(69);
    assertThat(wrap.wrap(conversation, key)).isNotEqualTo(wrapped);
  }

  @Test
  void mintsAnotherKeyEachTime() {
    assertThat(wrap.unwrap(conversation, wrap.mint(conversation)))
        .isNotEqualTo(wrap.unwrap(conversation, wrap.mint(conversation)));
  }

  @Test
  void bindsAKeyToItsConversation() {
    WrappedKey wrapped = wrap.wrap(conversation, key);

    refused(ConversationId.of(Sample.bytes("other", 16)), wrapped.bytes());
  }

  @Test
  void refusesEveryFlippedBitAndEveryOtherLength() {
    byte[] wrapped = wrap.wrap(conversation, key).bytes();

    for (int bit = 0; bit < wrapped.length * 8; bit++) {
      byte[] flipped = wrapped.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refused(conversation, flipped);
    }
    for (int length = 1; length < 100; length++) {
      if (length != wrapped.length) {
        refused(conversation, Arrays.copyOf(wrapped, length));
      }
    }
  }

  @Test
  void unwrapsWithAnyKeyOfTheFileAndWrapsWithTheFirst() {
    WrappedKey old = wrap.wrap(conversation, key);
    KeyFile rotated =
        new KeyFile(
            List.of(WrappingKey.random(random), file.wrapping().getFirst()), file.signing(), null);
    KeyWrap next = new KeyWrap(rotated, random);

    assertThat(next.unwrap(conversation, old)).isEqualTo(key);
    assertThat(next.isCurrent(old)).isFalse();
    WrappedKey young = next.wrap(conversation, key);
    assertThat(next.isCurrent(young)).isTrue();
    assertThat(next.unwrap(conversation, young)).isEqualTo(key);
    refused(conversation, young.bytes());
  }

  private void refused(ConversationId of, byte[] bytes) {
    assertThatThrownBy(() -> wrap.unwrap(of, new WrappedKey(bytes)))
        .isInstanceOf(KeyWrap.CannotUnwrap.class);
  }
}
