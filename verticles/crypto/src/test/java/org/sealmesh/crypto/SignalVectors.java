package org.sealmesh.crypto;

import static org.sealmesh.crypto.Sample.base64;
import static org.sealmesh.crypto.Sample.utf8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationKey;

/// docs/vectors/signals.json: what browsers seal for each other.
final class SignalVectors {
  private static final ConversationKey KEY = Sample.key("epoch 1");

  private final List<Map<String, Object>> accepted = new ArrayList<>();
  private final List<Map<String, Object>> refused = new ArrayList<>();

  static Map<String, Object> all() {
    SignalVectors vectors = new SignalVectors();
    vectors.accept();
    vectors.refuse();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §4. Bytes and ids are base64url. conversationKey is the key"
            + " of the epoch that the signal names; membership, counter and time are not judged here.");
    file.put("accepted", vectors.accepted);
    file.put("refused", vectors.refused);
    return file;
  }

  private static SignalSeal.Header header(Purpose purpose, int epoch, long counter) {
    return new SignalSeal.Header(
        purpose,
        Sample.rid("conversation"),
        Sample.rid("sender"),
        Sample.device("sender"),
        new Epoch(epoch),
        counter,
        1_893_456_000_000L);
  }

  private void accept() {
    long counter = 1_893_456_000_001L;
    accept("typing", header(Purpose.TYPING, 1, counter), "{\"typing\":true}");
    accept("no longer typing", header(Purpose.TYPING, 1, counter + 1), "{\"typing\":false}");
    accept("online", header(Purpose.PRESENCE, 1, counter + 2), "{\"state\":\"online\"}");
    accept(
        "offline, at the largest epoch and counter",
        header(Purpose.PRESENCE, Integer.MAX_VALUE, Seq.MAX),
        "{\"state\":\"offline\"}");
  }

  private void accept(String name, SignalSeal.Header header, String content) {
    byte[] nonce = Sample.nonce("signal " + name);
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("conversationKey", base64(KEY.bytes()));
    vector.put("rid", header.conversation().text());
    vector.put("sender", header.sender().text());
    vector.put("device", header.device().text());
    vector.put("epoch", header.epoch().value());
    vector.put("type", header.purpose().word());
    vector.put("counter", header.counter());
    vector.put("time", header.timeMs());
    vector.put("nonce", base64(nonce));
    vector.put("content", content);
    vector.put("subkey", base64(header.subkey(KEY).getEncoded()));
    vector.put("aad", base64(header.bytes()));
    vector.put("signal", base64(SignalSeal.seal(header, KEY, nonce, utf8(content))));
    accepted.add(vector);
  }

  private void refuse() {
    byte[] typing = Sample.bytes((String) accepted.getFirst().get("signal"));
    refuse("no bytes", new byte[0], "malformed");
    refuse("one byte too short to be any signal", Arrays.copyOf(typing, 97), "malformed");
    refuse("longer than 1,024 bytes", Arrays.copyOf(typing, 1025), "malformed");
    refuse("the last byte cut off", Arrays.copyOf(typing, typing.length - 1), "unopened");
    refuse("version 2", with(typing, 0, 2), "malformed");
    refuse("type 2", with(typing, 1, 2), "malformed");
    refuse("type 5", with(typing, 1, 5), "malformed");
    refuse("epoch 0", with(typing, 53, 0), "malformed");
    refuse("an epoch beyond 2^31", with(typing, 50, 0x80), "malformed");
    refuse("a counter beyond 2^53", with(typing, 54, 0x40), "malformed");
    refuse("a time beyond 2^53", with(typing, 62, 0x80), "malformed");
    refuse("typing called presence", with(typing, 1, 4), "unopened");
    String[] fields = {"conversation", "sender", "device", "epoch", "counter", "time", "nonce"};
    int[] ends = {17, 33, 49, 53, 61, 69, 81};
    for (int i = 0; i < fields.length; i++) {
      byte[] flipped = typing.clone();
      flipped[ends[i]] ^= 2;
      refuse("a flipped bit: " + fields[i], flipped, "unopened");
    }
    for (int at : new int[] {82, typing.length - 16, typing.length - 1}) {
      byte[] flipped = typing.clone();
      flipped[at] ^= 1;
      refuse("a flipped bit: byte " + at, flipped, "unopened");
    }
    refuse(
        "under another device's subkey",
        underAnotherDevicesSubkey(header(Purpose.TYPING, 1, 1_893_456_000_001L)),
        "unopened");
  }

  /// The ciphertext and nonce of another device, behind this device's header.
  private static byte[] underAnotherDevicesSubkey(SignalSeal.Header header) {
    SignalSeal.Header other =
        new SignalSeal.Header(
            header.purpose(),
            header.conversation(),
            header.sender(),
            Sample.device("other"),
            header.epoch(),
            header.counter(),
            header.timeMs());
    byte[] sealed =
        SignalSeal.seal(other, KEY, Sample.nonce("other device"), utf8("{\"typing\":true}"));
    byte[] claimed = header.bytes();
    System.arraycopy(claimed, 0, sealed, 0, claimed.length);
    return sealed;
  }

  private void refuse(String name, byte[] signal, String reason) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("conversationKey", base64(KEY.bytes()));
    vector.put("signal", base64(signal));
    vector.put("reason", reason);
    refused.add(vector);
  }

  private static byte[] with(byte[] signal, int at, int value) {
    byte[] changed = signal.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
