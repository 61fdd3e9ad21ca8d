package org.sealmesh.persistence.bettermessages;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;

/// New ids. Those of people and conversations follow from the numbers that they had, by a secret
/// that nobody has after the import: so they need not be remembered meanwhile, and nobody can tell
/// the one from the other afterwards.
final class DerivedIds {
  private static final String MAC = "HmacSHA256";
  private static final byte PERSON = 1;
  private static final byte CONVERSATION = 2;

  private final RandomGenerator random;
  private final Mac mac;

  DerivedIds(RandomGenerator random) {
    this.random = random;
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    try {
      mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + MAC, impossible);
    }
  }

  UserId user(long number) {
    return new UserId(derived(PERSON, number));
  }

  ConversationId conversation(long thread) {
    return new ConversationId(derived(CONVERSATION, thread));
  }

  RoutingId rid() {
    return new RoutingId(next());
  }

  MessageId message() {
    return new MessageId(next());
  }

  UUID next() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private UUID derived(byte kind, long number) {
    mac.update(kind);
    ByteBuffer made = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(8).putLong(number).array()));
    return new UUID(made.getLong(), made.getLong());
  }
}
