package org.sealmesh.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.TicketId;
import org.sealmesh.origin.ConversationKey;

/// Inputs of test vectors: the same for the same label, for ever.
final class Sample {
  static byte[] bytes(String label, int length) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("sealmesh vectors: " + label).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(hash, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static ConversationKey key(String label) {
    return new ConversationKey(bytes("key " + label, ConversationKey.BYTES));
  }

  static RoutingId rid(String label) {
    return RoutingId.of(bytes("rid " + label, 16));
  }

  static Timeline timeline(String label) {
    return Timeline.of(bytes("timeline " + label, 16));
  }

  static DeviceId device(String label) {
    return DeviceId.of(bytes("device " + label, 16));
  }

  static TicketId ticket(String label) {
    return TicketId.of(bytes("ticket " + label, 16));
  }

  static byte[] nonce(String label) {
    return bytes("nonce " + label, 12);
  }

  static SigningKey signingKey(String label) {
    return SigningKey.ofSeed(bytes("seed " + label, SigningKey.SEED_BYTES));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }

  private Sample() {}
}
