package org.sealmesh.persistence.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.persistence.PersistenceConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the bodies of messages stand in the database.
///
/// Where `content.encrypted` says so, a body is sealed by AES-256-GCM under a key of its
/// conversation, bound to the message, and so are the hashes by which repeated requests are known:
/// both tell nothing without the folder of the keys, which no backup of the database has.
///
/// ```
/// offset  size  field
///      0     1  version 1
///      1    12  nonce, random
///     13  n+16  the body in UTF-8, sealed, with its tag
/// ```
///
/// The additional data are `conversation id ‖ message id`. What was written before the setting was
/// changed stays as it is, and is read as it is.
public final class Bodies {
  /// A sealed body is longer than its text by so much.
  public static final int OVERHEAD_BYTES = 29;

  private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /// Null where there have never been any.
  private final @Nullable ContentKeys keys;

  private final boolean isSealing;
  private final SecureRandom random;
  private final Meter.Counter destroyed;
  private final Meter.Counter damaged;

  private Bodies(@Nullable ContentKeys keys, boolean isSealing, SecureRandom random, Meter meter) {
    this.keys = keys;
    this.isSealing = isSealing;
    this.random = random;
    this.destroyed =
        meter.counter(
            "sealmesh_persistence_bodies_without_key_total",
            "Bodies asked for whose key was destroyed");
    this.damaged =
        meter.counter(
            "sealmesh_persistence_bodies_damaged_total",
            "Bodies asked for that somebody has changed in the database");
  }

  /// Where a database says which keys are its own.
  public interface Claims {
    /// The id of its keys, if it has any.
    Optional<UUID> claimed();

    /// Keeps the id, unless another one is kept already.
    ///
    /// @return the one that is kept
    UUID claim(UUID site);
  }

  /// For a database that has never had a sealed body.
  public static Bodies plain() {
    return new Bodies(null, false, new SecureRandom(), Meter.NONE);
  }

  /// @throws StartFailure if the folder is not the one that the database was written with
  public static Bodies open(
      PersistenceConfig.Content config,
      Claims claims,
      Clock clock,
      SecureRandom random,
      Meter meter) {
    KeyFolder folder = new KeyFolder(config.keyFolder());
    try {
      // In this order: another process may be at its first start too.
      boolean isUsed = folder.hasKeys();
      Optional<UUID> claimed = claims.claimed();
      if (claimed.isEmpty() && !config.encrypted()) {
        return new Bodies(null, false, random, meter);
      }
      UUID site = claimed.isPresent() ? claimed.get() : begin(folder, isUsed, claims);
      requireOwn(folder, site);
      ContentKeys keys = new ContentKeys(folder, site, config, clock, random);
      return new Bodies(keys, config.encrypted(), random, meter);
    } catch (IOException refused) {
      throw new StartFailure("cannot use the folder of the content keys, " + folder.path());
    }
  }

  /// The folder first: a crash in between leaves one that no database has claimed yet.
  private static UUID begin(KeyFolder folder, boolean isUsed, Claims claims) throws IOException {
    if (isUsed) {
      throw others(folder);
    }
    folder.claim(UUID.randomUUID());
    return claims.claim(folder.site().orElseThrow(() -> new IOException("the folder is gone")));
  }

  private static void requireOwn(KeyFolder folder, UUID site) throws IOException {
    Optional<UUID> found = folder.site();
    if (found.isEmpty()) {
      throw new StartFailure(
          "%s has no content keys, but the database was written with some: mount that folder, or set persistence.content.keyFolder"
              .formatted(folder.path()));
    }
    if (!found.get().equals(site)) {
      throw others(folder);
    }
  }

  private static StartFailure others(KeyFolder folder) {
    return new StartFailure(
        "the content keys in %s belong to another database: set persistence.content.keyFolder"
            .formatted(folder.path()));
  }

  /// Whether bodies that are written now are sealed.
  public boolean isSealing() {
    return isSealing;
  }

  /// @param seq of the event that tells the body; under the lock of the conversation
  /// @param body null if it is deleted
  public StoredBody stored(
      ConversationId conversation, MessageId message, long seq, @Nullable String body) {
    if (body == null) {
      return new StoredBody(null, null);
    }
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    if (keys == null || !isSealing) {
      return new StoredBody(text, null);
    }
    ContentKey key = keys.forSealing(conversation, seq);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, conversation, message);
      byte[] sealed = cipher.doFinal(text);
      return new StoredBody(
          ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
              .put(VERSION)
              .put(nonce)
              .put(sealed)
              .array(),
          key.number());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to seal", e);
    }
  }

  /// The text; null if there is none, or if its key was destroyed.
  public @Nullable String text(ConversationId conversation, MessageId message, StoredBody stored) {
    byte[] bytes = stored.bytes();
    if (bytes == null) {
      return null;
    }
    Long number = stored.key();
    if (number == null) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    Optional<ContentKey> key = required().find(conversation, number);
    if (key.isEmpty()) {
      destroyed.increment();
      return null;
    }
    return opened(conversation, message, bytes, key.get());
  }

  private @Nullable String opened(
      ConversationId conversation, MessageId message, byte[] bytes, ContentKey key) {
    try {
      if (bytes.length < OVERHEAD_BYTES || bytes[0] != VERSION) {
        throw new AEADBadTagException();
      }
      byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, conversation, message);
      return new String(
          cipher.doFinal(bytes, 1 + NONCE_BYTES, bytes.length - 1 - NONCE_BYTES),
          StandardCharsets.UTF_8);
    } catch (AEADBadTagException changed) {
      // The rest of the conversation stays readable.
      damaged.increment();
      LOG.error(
          "the body of message {} was changed in the database, and is shown as deleted",
          message.value());
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to open", e);
    }
  }

  /// The hash of a request that has a body in it: from a few words alone, it could be guessed what
  /// they are.
  public StoredBody mark(ConversationId conversation, long seq, byte[] requestHash) {
    if (keys == null || !isSealing) {
      return new StoredBody(requestHash, null);
    }
    ContentKey key = keys.forSealing(conversation, seq);
    return new StoredBody(marked(key, requestHash), key.number());
  }

  /// Whether it was this request.
  public boolean isMark(ConversationId conversation, StoredBody mark, byte[] requestHash) {
    Long number = mark.key();
    if (number == null) {
      return MessageDigest.isEqual(mark.bytes(), requestHash);
    }
    return required()
        .find(conversation, number)
        .filter(key -> MessageDigest.isEqual(mark.bytes(), marked(key, requestHash)))
        .isPresent();
  }

  private static byte[] marked(ContentKey key, byte[] requestHash) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.marking());
      return mac.doFinal(requestHash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /// Keys that nothing is sealed with any more that is told from a seq on.
  public NavigableSet<Long> superseded(ConversationId conversation, long seq) {
    return keys == null ? new TreeSet<>() : keys.superseded(conversation, seq);
  }

  /// Whatever copies there are of what was sealed with it: nobody reads them again.
  public void destroy(ConversationId conversation, long key) {
    required().destroy(conversation, key);
  }

  /// The same with all keys of a conversation.
  public void destroyAll(ConversationId conversation) {
    if (keys != null) {
      keys.destroyAll(conversation);
    }
  }

  private ContentKeys required() {
    if (keys == null) {
      throw new IllegalStateException("a body is sealed, and the site has no content keys");
    }
    return keys;
  }

  private static Cipher cipher(
      int mode, ContentKey key, byte[] nonce, ConversationId conversation, MessageId message)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.sealing(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(conversation.bytes());
    cipher.updateAAD(message.bytes());
    return cipher;
  }
}
