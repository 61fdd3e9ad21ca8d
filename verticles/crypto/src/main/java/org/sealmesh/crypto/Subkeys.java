package org.sealmesh.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationKey;

/// Derives subkeys of a conversation key: HKDF-SHA256 (RFC 5869) as in docs/PROTOCOL.md §2.
public final class Subkeys {
  private static final int SUBKEY_BYTES = 32;
  private static final String PREFIX = "sealmesh/1/";

  /// The AES-256 key under which the origin seals envelopes of the type.
  public static SecretKey ofOrigin(
      ConversationKey key, RoutingId conversation, Envelope.Type type, Epoch epoch) {
    Purpose purpose =
        switch (type) {
          case EVENT -> Purpose.EVENT;
          case POINTER -> Purpose.POINTER;
        };
    return derive(key, conversation, info(purpose, epoch));
  }

  /// The AES-256 key under which one device of one member seals signals.
  public static SecretKey ofBrowser(
      ConversationKey key,
      RoutingId conversation,
      Purpose purpose,
      Epoch epoch,
      RoutingId sender,
      DeviceId device) {
    return derive(key, conversation, info(purpose, epoch, sender.bytes(), device.bytes()));
  }

  private static SecretKey derive(ConversationKey key, RoutingId salt, byte[] info) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(key.bytes())
                  .addSalt(salt.bytes())
                  .thenExpand(info, SUBKEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
    }
  }

  private static byte[] info(Purpose purpose, Epoch epoch, byte[]... sealer) {
    byte[] words = (PREFIX + purpose.word()).getBytes(StandardCharsets.US_ASCII);
    int length = words.length + Integer.BYTES;
    for (byte[] part : sealer) {
      length += part.length;
    }
    ByteBuffer info = ByteBuffer.allocate(length).put(words).putInt(epoch.value());
    for (byte[] part : sealer) {
      info.put(part);
    }
    return info.array();
  }

  private Subkeys() {}
}
