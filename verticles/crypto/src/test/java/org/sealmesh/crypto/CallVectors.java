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
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationKey;

/// docs/vectors/calls.json: what parties of calls seal for each other, and what people compare.
final class CallVectors {
  private static final ConversationKey KEY = Sample.key("epoch 1");
  private static final long NOW_MS = 1_893_456_000_000L;

  private final List<Map<String, Object>> accepted = new ArrayList<>();
  private final List<Map<String, Object>> refused = new ArrayList<>();

  static Map<String, Object> all() {
    CallVectors vectors = new CallVectors();
    vectors.accept();
    vectors.refuse();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §9. Bytes and ids are base64url. conversationKey is the key of the epoch"
            + " that the signal names; grants, counters, times and states are not judged here.");
    file.put("accepted", vectors.accepted);
    file.put("refused", vectors.refused);
    file.put("codes", codes());
    return file;
  }

  static CallId call() {
    return CallId.of(Sample.bytes("call", 16));
  }

  static PartyId party(String label) {
    return PartyId.of(Sample.bytes("party " + label, 16));
  }

  private static CallSeal.Header header(CallSignal.Type type, int epoch, long counter) {
    return new CallSeal.Header(
        type,
        Sample.rid("conversation"),
        Sample.rid("sender"),
        Sample.device("sender"),
        new Epoch(epoch),
        counter,
        NOW_MS + 30_000,
        call(),
        party("sender"),
        Sample.rid("user"),
        type == CallSignal.Type.INVITE ? PartyId.ALL : party("other"));
  }

  private void accept() {
    long counter = NOW_MS + 1;
    for (CallSignal.Type type : CallSignal.Type.values()) {
      accept(header(type, 1, counter++), content(type));
    }
    accept(header(CallSignal.Type.CONNECTED, Integer.MAX_VALUE, Seq.MAX), "{}");
  }

  private static String content(CallSignal.Type type) {
    return switch (type) {
      case INVITE -> "{\"media\":\"video\"}";
      case ACCEPT -> "{\"media\":\"audio\",\"sdp\":\"v=0\\r\\n\"}";
      case SELECT_ANSWER -> "{\"sdp\":\"v=0\\r\\n\"}";
      case CANCEL -> "{\"reason\":\"no-answer\"}";
      case LEAVE -> "{\"reason\":\"hung-up\"}";
      case DESCRIPTION -> "{\"kind\":\"offer\",\"sdp\":\"v=0\\r\\n\"}";
      case CANDIDATES ->
          "{\"candidates\":[{\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 9 typ host\",\"mid\":\"0\","
              + "\"line\":0}],\"end\":true}";
      case SENDING -> "{\"audio\":true,\"video\":false,\"screen\":false}";
      case SYNC_STATE -> "{\"phase\":\"active\"}";
      case PRESENT ->
          "{\"key\":\""
              + "A".repeat(87)
              + "\",\"generation\":1,\"audio\":true,\"video\":true,"
              + "\"screen\":false}";
      case MEDIA_KEY -> "{\"keyId\":255,\"sealed\":\"" + "A".repeat(80) + "\"}";
      case RINGING, REJECT, BUSY, RESTART_ICE, CONNECTED, WANT_MEDIA_KEY -> "{}";
    };
  }

  private void accept(CallSeal.Header header, String content) {
    String name = header.type() + " in epoch " + header.epoch().value();
    byte[] nonce = Sample.nonce("call " + name);
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("conversationKey", base64(KEY.bytes()));
    vector.put("type", 16 + header.type().ordinal());
    vector.put("rid", header.conversation().text());
    vector.put("sender", header.sender().text());
    vector.put("device", header.device().text());
    vector.put("epoch", header.epoch().value());
    vector.put("counter", header.counter());
    vector.put("expires", header.expiresMs());
    vector.put("call", header.call().text());
    vector.put("party", header.party().text());
    vector.put("to", header.to().text());
    vector.put("toParty", header.toParty().text());
    vector.put("nonce", base64(nonce));
    vector.put("content", content);
    vector.put("subkey", base64(header.subkey(KEY).getEncoded()));
    vector.put("aad", base64(header.bytes()));
    vector.put("signal", base64(CallSeal.seal(header, KEY, nonce, utf8(content))));
    accepted.add(vector);
  }

  private void refuse() {
    byte[] invite = Sample.bytes((String) accepted.getFirst().get("signal"));
    refuse("no bytes", new byte[0], "malformed");
    refuse("one byte too short to be any signal", Arrays.copyOf(invite, 161), "malformed");
    refuse("longer than 16,384 bytes", Arrays.copyOf(invite, 16_385), "malformed");
    refuse("the last byte cut off", Arrays.copyOf(invite, invite.length - 1), "unopened");
    refuse("version 2", with(invite, 0, 2), "malformed");
    refuse("type 15", with(invite, 1, 15), "malformed");
    refuse("type 33", with(invite, 1, 33), "malformed");
    refuse("epoch 0", with(invite, 53, 0), "malformed");
    refuse("a counter beyond 2^53", with(invite, 54, 0x40), "malformed");
    refuse("a time beyond 2^53", with(invite, 62, 0x80), "malformed");
    byte[] nobody = invite.clone();
    Arrays.fill(nobody, 86, 102, (byte) 0);
    refuse("said by nobody", nobody, "malformed");
    refuse("an invite called a cancel", with(invite, 1, 22), "unopened");
    String[] fields = {
      "conversation",
      "sender",
      "device",
      "epoch",
      "counter",
      "expires",
      "call",
      "party",
      "to",
      "to party",
      "nonce"
    };
    int[] ends = {17, 33, 49, 53, 61, 69, 85, 101, 117, 133, 145};
    for (int i = 0; i < fields.length; i++) {
      byte[] flipped = invite.clone();
      flipped[ends[i]] ^= 2;
      refuse("a flipped bit: " + fields[i], flipped, "unopened");
    }
    for (int at : new int[] {146, invite.length - 16, invite.length - 1}) {
      byte[] flipped = invite.clone();
      flipped[at] ^= 1;
      refuse("a flipped bit: byte " + at, flipped, "unopened");
    }
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

  private static List<Map<String, Object>> codes() {
    List<Map<String, Object>> codes = new ArrayList<>();
    // The second begins with a zero.
    for (String label : List.of("one", "code 5")) {
      byte[] caller = Sample.bytes("fingerprint caller " + label, 32);
      byte[] callee = Sample.bytes("fingerprint callee " + label, 32);
      Map<String, Object> vector = new LinkedHashMap<>();
      vector.put("call", call().text());
      vector.put("caller", base64(caller));
      vector.put("callee", base64(callee));
      vector.put("code", CallSeal.code(call(), caller, callee));
      codes.add(vector);
    }
    return codes;
  }
}
