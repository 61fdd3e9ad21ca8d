package org.sealmesh.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.origin.ConversationKey;

/// What browsers do with signals (docs/PROTOCOL.md §4), to make and check test vectors.
final class SignalSeal {
  private static final int NONCE_BYTES = 12;

  record Header(
      Purpose purpose,
      RoutingId conversation,
      RoutingId sender,
      DeviceId device,
      Epoch epoch,
      long counter,
      long timeMs) {
    byte[] bytes() {
      return ByteBuffer.allocate(Signal.HEADER_BYTES)
          .put(Signal.VERSION)
          .put((byte) (purpose == Purpose.TYPING ? 3 : 4))
          .put(conversation.bytes())
          .put(sender.bytes())
          .put(device.bytes())
          .putInt(epoch.value())
          .putLong(counter)
          .putLong(timeMs)
          .array();
    }

    SecretKey subkey(ConversationKey key) {
      return Subkeys.ofBrowser(key, conversation, purpose, epoch, sender, device);
    }

    static Header of(byte[] signal) {
      ByteBuffer in = ByteBuffer.wrap(signal, 1, Signal.HEADER_BYTES - 1);
      return new Header(
          in.get() == 3 ? Purpose.TYPING : Purpose.PRESENCE,
          RoutingId.of(take(in)),
          RoutingId.of(take(in)),
          DeviceId.of(take(in)),
          new Epoch(in.getInt()),
          in.getLong(),
          in.getLong());
    }

    private static byte[] take(ByteBuffer in) {
      byte[] id = new byte[16];
      in.get(id);
      return id;
    }
  }

  static byte[] seal(Header header, ConversationKey key, byte[] nonce, byte[] content) {
    try {
      Cipher cipher = EnvelopeSealer.aesGcm();
      cipher.init(Cipher.ENCRYPT_MODE, header.subkey(key), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(header.bytes());
      byte[] ciphertext = cipher.doFinal(content);
      return ByteBuffer.allocate(Signal.HEADER_BYTES + nonce.length + ciphertext.length)
          .put(header.bytes())
          .put(nonce)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Nothing if it does not open.
  static Optional<byte[]> open(byte[] signal, ConversationKey key) {
    try {
      Cipher cipher = EnvelopeSealer.aesGcm();
      cipher.init(
          Cipher.DECRYPT_MODE,
          Header.of(signal).subkey(key),
          new GCMParameterSpec(128, signal, Signal.HEADER_BYTES, NONCE_BYTES));
      cipher.updateAAD(signal, 0, Signal.HEADER_BYTES);
      int at = Signal.HEADER_BYTES + NONCE_BYTES;
      return Optional.of(cipher.doFinal(signal, at, signal.length - at));
    } catch (GeneralSecurityException doesNotOpen) {
      return Optional.empty();
    }
  }

  private SignalSeal() {}
}
