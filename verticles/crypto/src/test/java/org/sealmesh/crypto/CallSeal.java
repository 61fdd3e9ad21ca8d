package org.sealmesh.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationKey;

/// What parties of calls do with signals (docs/PROTOCOL.md §9), to make and check test vectors, and
/// for tests of other modules in which parties speak.
public final class CallSeal {
  private static final int NONCE_BYTES = 12;
  private static final int FIRST_TYPE = 16;
  private static final long CODE_MODULUS = 1_000_000_000_000L;

  public record Header(
      CallSignal.Type type,
      RoutingId conversation,
      RoutingId sender,
      DeviceId device,
      Epoch epoch,
      long counter,
      long expiresMs,
      CallId call,
      PartyId party,
      RoutingId to,
      PartyId toParty) {
    byte[] bytes() {
      return ByteBuffer.allocate(CallSignal.HEADER_BYTES)
          .put(CallSignal.VERSION)
          .put((byte) (FIRST_TYPE + type.ordinal()))
          .put(conversation.bytes())
          .put(sender.bytes())
          .put(device.bytes())
          .putInt(epoch.value())
          .putLong(counter)
          .putLong(expiresMs)
          .put(call.bytes())
          .put(party.bytes())
          .put(to.bytes())
          .put(toParty.bytes())
          .array();
    }

    SecretKey subkey(ConversationKey key) {
      return CallSeal.subkey(key, conversation, epoch, sender, device);
    }
  }

  private static SecretKey subkey(
      ConversationKey key, RoutingId conversation, Epoch epoch, RoutingId sender, DeviceId device) {
    return Subkeys.ofBrowser(key, conversation, Purpose.CALL, epoch, sender, device);
  }

  public static byte[] seal(Header header, ConversationKey key, byte[] nonce, byte[] content) {
    try {
      Cipher cipher = EnvelopeSealer.aesGcm();
      cipher.init(Cipher.ENCRYPT_MODE, header.subkey(key), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(header.bytes());
      byte[] ciphertext = cipher.doFinal(content);
      return ByteBuffer.allocate(CallSignal.HEADER_BYTES + nonce.length + ciphertext.length)
          .put(header.bytes())
          .put(nonce)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Nothing if it does not open.
  public static Optional<byte[]> open(byte[] bytes, ConversationKey key) {
    CallSignal signal = CallSignal.of(bytes);
    Epoch epoch = new Epoch(ByteBuffer.wrap(bytes).getInt(50));
    try {
      Cipher cipher = EnvelopeSealer.aesGcm();
      cipher.init(
          Cipher.DECRYPT_MODE,
          subkey(key, signal.conversation(), epoch, signal.sender(), signal.device()),
          new GCMParameterSpec(128, bytes, CallSignal.HEADER_BYTES, NONCE_BYTES));
      cipher.updateAAD(bytes, 0, CallSignal.HEADER_BYTES);
      int at = CallSignal.HEADER_BYTES + NONCE_BYTES;
      return Optional.of(cipher.doFinal(bytes, at, bytes.length - at));
    } catch (GeneralSecurityException doesNotOpen) {
      return Optional.empty();
    }
  }

  /// What both people compare.
  static String code(CallId call, byte[] callersFingerprint, byte[] calleesFingerprint) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update("sealmesh/1/code\0".getBytes(StandardCharsets.US_ASCII));
      hash.update(call.bytes());
      hash.update(callersFingerprint);
      hash.update(calleesFingerprint);
      long number = ByteBuffer.wrap(hash.digest()).getLong();
      return String.format("%012d", Long.remainderUnsigned(number, CODE_MODULUS));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private CallSeal() {}
}
