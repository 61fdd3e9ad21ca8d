package org.sealmesh.signaling.janus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.sealmesh.bus.Secret;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;

/// What the nodes of a mesh derive from the key by which rooms are made, so that each may do with a
/// room what another one has begun: a room's secret, and the seal of what a party takes along from
/// node to node.
final class RoomKeys {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Secret adminKey;
  private final SecretKey roomKey;
  private final SecretKey resumeKey;
  private final byte[] server;
  private final SecureRandom random;

  RoomKeys(Secret adminKey, String server, SecureRandom random) {
    this.adminKey = adminKey;
    this.roomKey = derive(adminKey, "sealmesh/1/media-room", "HmacSHA256");
    this.resumeKey = derive(adminKey, "sealmesh/1/media-resume", "AES");
    this.server = server.getBytes(StandardCharsets.UTF_8);
    this.random = random;
  }

  private static SecretKey derive(Secret from, String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(from.value().getBytes(StandardCharsets.UTF_8))
                  .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("this JDK has no HKDF", bug);
    }
  }

  String adminKey() {
    return adminKey.value();
  }

  /// By which a room is moderated and ended.
  String roomSecret(CallId call) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(roomKey);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(call.bytes()));
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", bug);
    }
  }

  /// Where a party is: the session, its handle for what it sends and the one for what it receives.
  record Place(long session, long publisher, long subscriber) {}

  /// Opens for this party of this call at this media server alone.
  String seal(Place place, CallId call, PartyId party) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plain =
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(place.session)
            .putLong(place.publisher)
            .putLong(place.subscriber)
            .array();
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, call, party).doFinal(plain);
      byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("every JDK has AES-GCM", bug);
    }
  }

  /// @return empty if it was not sealed here, or for somebody else
  Optional<Place> open(String resume, CallId call, PartyId party) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(resume);
      byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, nonce, call, party)
              .doFinal(all, NONCE_BYTES, Math.max(0, all.length - NONCE_BYTES));
      ByteBuffer place = ByteBuffer.wrap(plain);
      return Optional.of(new Place(place.getLong(), place.getLong(), place.getLong()));
    } catch (IllegalArgumentException | GeneralSecurityException foreign) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, CallId call, PartyId party)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, resumeKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(call.bytes());
    cipher.updateAAD(party.bytes());
    cipher.updateAAD(server);
    return cipher;
  }
}
