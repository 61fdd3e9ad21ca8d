package org.sealmesh.crypto;

import static org.sealmesh.crypto.Sample.base64;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationKey;

/// docs/vectors/keys.json: subkeys of conversation keys, and key ids of signers.
final class KeyVectors {
  static Map<String, Object> all() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §2. Bytes and ids are base64url. Subkeys of what browsers"
            + " seal name their sender and device.");
    file.put("subkeys", subkeys());
    file.put("signers", signers());
    return file;
  }

  private static List<Map<String, Object>> subkeys() {
    List<Map<String, Object>> vectors = new ArrayList<>();
    RoutingId rid = Sample.rid("conversation");
    RoutingId sender = Sample.rid("sender");
    DeviceId device = Sample.device("sender");
    for (int number : new int[] {1, 2, 258, Integer.MAX_VALUE}) {
      Epoch epoch = new Epoch(number);
      ConversationKey key = Sample.key("epoch " + number);
      for (Purpose purpose : Purpose.values()) {
        Map<String, Object> vector = new LinkedHashMap<>();
        vector.put("conversationKey", base64(key.bytes()));
        vector.put("rid", rid.text());
        vector.put("purpose", purpose.word());
        vector.put("epoch", number);
        if (purpose != Purpose.EVENT && purpose != Purpose.POINTER) {
          vector.put("sender", sender.text());
          vector.put("device", device.text());
        }
        SecretKey subkey =
            switch (purpose) {
              case EVENT -> Subkeys.ofOrigin(key, rid, Envelope.Type.EVENT, epoch);
              case POINTER -> Subkeys.ofOrigin(key, rid, Envelope.Type.POINTER, epoch);
              case TYPING, PRESENCE, CALL ->
                  Subkeys.ofBrowser(key, rid, purpose, epoch, sender, device);
            };
        vector.put("subkey", base64(subkey.getEncoded()));
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private static List<Map<String, Object>> signers() {
    return List.of(
        EnvelopeVectors.signer(Sample.signingKey("origin")),
        EnvelopeVectors.signer(Sample.signingKey("next")));
  }

  private KeyVectors() {}
}
