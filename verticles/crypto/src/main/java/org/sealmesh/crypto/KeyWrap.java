package org.sealmesh.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.WrappedKey;

/// Wraps conversation keys for the database: AES-256-GCM under a key of the key file, bound to the
/// conversation, so that the database cannot pass one conversation's key off as another's.
///
/// ```
/// offset  size  field
///      0     1  version 1
///      1     8  id of the wrapping key
///      9    12  nonce, random
///     21    48  the key, sealed, with its tag
/// ```
///
/// The additional data are `"sealmesh/1/wrap" ‖ conversation id`. Belongs to one thread.
public final class KeyWrap {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int NONCE_AT = 1 + WrappingKey.ID_BYTES;
  private static final int SEALED_AT = NONCE_AT + NONCE_BYTES;
  private static final int BYTES = SEALED_AT + ConversationKey.BYTES + TAG_BITS / 8;
  private static final byte[] CONTEXT = "sealmesh/1/wrap".getBytes(StandardCharsets.US_ASCII);

  private final List<WrappingKey> keys;
  private final SecureRandom random;
  private final Cipher cipher = EnvelopeSealer.aesGcm();

  /// @param file its first wrapping key wraps, all of them unwrap
  public KeyWrap(KeyFile file, SecureRandom random) {
    this.keys = file.wrapping();
    this.random = random;
  }

  /// A new conversation key, wrapped.
  public WrappedKey mint(ConversationId conversation) {
    byte[] key = new byte[ConversationKey.BYTES];
    random.nextBytes(key);
    return wrap(conversation, new ConversationKey(key));
  }

  WrappedKey wrap(ConversationId conversation, ConversationKey key) {
    WrappingKey wrapping = keys.getFirst();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, wrapping.secretKey(), new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = seal(conversation, key.bytes());
      return new WrappedKey(
          ByteBuffer.allocate(BYTES)
              .put(VERSION)
              .put(wrapping.id())
              .put(nonce)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to wrap", e);
    }
  }

  /// @throws CannotUnwrap if it was wrapped for another conversation or by another site, or changed
  public ConversationKey unwrap(ConversationId conversation, WrappedKey wrapped) {
    byte[] bytes = wrapped.bytes();
    if (bytes.length != BYTES || bytes[0] != VERSION) {
      throw new CannotUnwrap("it is no wrapped key of version 1");
    }
    byte[] id = Arrays.copyOfRange(bytes, 1, NONCE_AT);
    WrappingKey wrapping =
        keys.stream()
            .filter(key -> key.hasId(id))
            .findFirst()
            .orElseThrow(() -> new CannotUnwrap("its wrapping key is not in the key file"));
    try {
      cipher.init(
          Cipher.DECRYPT_MODE,
          wrapping.secretKey(),
          new GCMParameterSpec(TAG_BITS, bytes, NONCE_AT, NONCE_BYTES));
      return new ConversationKey(seal(conversation, Arrays.copyOfRange(bytes, SEALED_AT, BYTES)));
    } catch (GeneralSecurityException changed) {
      throw new CannotUnwrap("it belongs to another conversation, or was changed");
    }
  }

  /// Whether the key in use has wrapped it, as it will be after a rotation.
  boolean isCurrent(WrappedKey wrapped) {
    byte[] bytes = wrapped.bytes();
    return bytes.length == BYTES
        && bytes[0] == VERSION
        && keys.getFirst().hasId(Arrays.copyOfRange(bytes, 1, NONCE_AT));
  }

  private byte[] seal(ConversationId conversation, byte[] input) throws GeneralSecurityException {
    cipher.updateAAD(CONTEXT);
    cipher.updateAAD(conversation.bytes());
    return cipher.doFinal(input);
  }

  /// The database holds a key that this site's key file does not open: a bug, or someone wrote to
  /// the database.
  public static final class CannotUnwrap extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotUnwrap(String why) {
      super("a conversation key does not unwrap: " + why);
    }
  }
}
