package org.sealmesh.crypto;

import static org.sealmesh.crypto.Sample.base64;
import static org.sealmesh.crypto.Sample.utf8;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealmesh.crypto.EnvelopeOpener.Refusal;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationKey;

/// docs/vectors/envelopes.json: what must open, and what must be refused and why.
final class EnvelopeVectors {
  private static final Timeline TIMELINE = Sample.timeline("site");
  private static final RoutingId RID = Sample.rid("conversation");
  private static final ConversationKey KEY = Sample.key("epoch 1");
  private static final SigningKey ORIGIN = Sample.signingKey("origin");
  private static final String USER = Sample.rid("user").text();
  private static final String AT = "\"at\":1893456000000";
  private static final String SENT =
      "{\"type\":\"message.sent\",\"seq\":7,"
          + AT
          + ",\"actor\":\""
          + USER
          + "\",\"messageId\":\""
          + Sample.rid("message").text()
          + "\",\"clientId\":\""
          + Sample.rid("client").text()
          + "\",\"body\":\"Grüße, 世界 👋\"}";

  private final Map<String, byte[]> good = new LinkedHashMap<>();
  private final List<Map<String, Object>> accepted = new ArrayList<>();
  private final List<Map<String, Object>> refused = new ArrayList<>();

  static Map<String, Object> all() {
    EnvelopeVectors vectors = new EnvelopeVectors();
    vectors.accept();
    vectors.refuse();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §3. Bytes and ids are base64url; refusals name the first"
            + " check that fails.");
    file.put("accepted", vectors.accepted);
    file.put("refused", vectors.refused);
    return file;
  }

  private void accept() {
    accept("a message", header(7, 1, Envelope.Type.EVENT), SENT);
    accept(
        "a pointer",
        header(0, 1, Envelope.Type.POINTER),
        "{\"user\":\"" + USER + "\",\"delivered\":7,\"read\":5," + AT + "}");
    accept(
        "the first event, of a room",
        header(1, 1, Envelope.Type.EVENT),
        "{\"type\":\"conversation.created\",\"seq\":1,"
            + AT
            + ",\"actor\":\""
            + USER
            + "\",\"kind\":\"room\",\"title\":\"Lobby\",\"members\":[]}");
    accept(
        "a tombstone without anything, at the largest seq and epoch",
        header(Seq.MAX, Integer.MAX_VALUE, Envelope.Type.EVENT),
        "{\"type\":\"tombstone\",\"seq\":" + Seq.MAX + "," + AT + "}");
    accept(
        "members that this version does not know",
        header(8, 1, Envelope.Type.EVENT),
        "{\"type\":\"tombstone\",\"seq\":8," + AT + ",\"later\":{\"than\":[1]}}");
  }

  private void accept(String name, byte[] header, String content) {
    byte[] nonce = Sample.nonce(name);
    Envelope envelope = seal(ORIGIN, KEY, header, nonce, content);
    byte[] signed = new EnvelopeSignature().message(envelope.bytes());
    good.put(name, envelope.bytes());
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("conversationKey", base64(KEY.bytes()));
    vector.put("timeline", envelope.timeline().text());
    vector.put("rid", envelope.conversation().text());
    vector.put("seq", envelope.seq().value());
    vector.put("epoch", envelope.epoch().value());
    vector.put("type", envelope.type().name().toLowerCase(Locale.ROOT));
    vector.put("nonce", base64(nonce));
    vector.put("signingSeed", base64(ORIGIN.seed()));
    vector.put("signer", signer(ORIGIN));
    vector.put("content", content);
    vector.put("subkey", base64(subkey(KEY, header)));
    vector.put("aad", base64(header));
    vector.put("signed", base64(signed));
    vector.put("envelope", base64(envelope.bytes()));
    accepted.add(vector);
  }

  private void refuse() {
    byte[] message = good.get("a message");
    byte[] first = good.get("the first event, of a room");
    int end = message.length;

    refuse("no bytes", new byte[0], Refusal.MALFORMED);
    refuse("one byte too short to be any envelope", Arrays.copyOf(message, 137), Refusal.MALFORMED);
    refuse("the last byte cut off", Arrays.copyOf(message, end - 1), Refusal.FORGED);
    refuse("a byte added", Arrays.copyOf(message, end + 1), Refusal.FORGED);
    refuse("a header alone", Arrays.copyOf(message, 46), Refusal.MALFORMED);

    flip("version", message, 0, Refusal.MALFORMED);
    flip("timeline, first bit", message, 1, Refusal.UNKNOWN_CONVERSATION);
    flip("timeline, last byte", message, 16, Refusal.UNKNOWN_CONVERSATION);
    flip("conversation, first byte", message, 17, Refusal.UNKNOWN_CONVERSATION);
    flip("conversation, last byte", message, 32, Refusal.UNKNOWN_CONVERSATION);
    flip("seq, beyond 2^53", message, 33, Refusal.MALFORMED);
    flip("seq", message, 40, Refusal.FORGED);
    flip("epoch, sign bit", message, 41, Refusal.MALFORMED);
    flip("epoch", message, 43, Refusal.FORGED);
    flip("type", message, 45, Refusal.MALFORMED);
    flip("nonce, first byte", message, 46, Refusal.FORGED);
    flip("nonce, last byte", message, 57, Refusal.FORGED);
    flip("ciphertext, first byte", message, 58, Refusal.FORGED);
    flip("ciphertext, middle", message, 100, Refusal.FORGED);
    flip("tag, first byte", message, end - 80, Refusal.FORGED);
    flip("tag, last byte", message, end - 65, Refusal.FORGED);
    flip("signature, first byte", message, end - 64, Refusal.FORGED);
    flip("signature, last byte", message, end - 1, Refusal.FORGED);

    refuse("an event called a pointer, seq and all", with(message, 45, 2), Refusal.MALFORMED);
    refuse("a pointer called an event", with(good.get("a pointer"), 45, 1), Refusal.MALFORMED);
    refuse(
        "another signature of the same origin",
        splice(message, first, end - 64, 64),
        Refusal.FORGED);
    refuse("another ciphertext of the same origin", splice(message, first, 58, 60), Refusal.FORGED);
    refuse("another nonce of the same origin", splice(message, first, 46, 12), Refusal.FORGED);
    refuseSigned();
  }

  /// What a valid signature does not excuse.
  private void refuseSigned() {
    byte[] event = header(7, 1, Envelope.Type.EVENT);
    refuse(
        "by another signer: what a member with the key could make",
        seal(Sample.signingKey("member"), KEY, event, Sample.nonce("member"), SENT).bytes(),
        Refusal.FORGED);
    refuse("version 2, truly signed", resign(with(good.get("a message"), 0, 2)), Refusal.MALFORMED);
    refuse("type 3, truly signed", resign(with(good.get("a message"), 45, 3)), Refusal.MALFORMED);
    refuse("seq 0, truly signed", resign(with(good.get("a message"), 40, 0)), Refusal.MALFORMED);
    refuse("epoch 0, truly signed", resign(with(good.get("a message"), 44, 0)), Refusal.MALFORMED);
    refuse(
        "another timeline, truly signed",
        sealed(
            Envelope.header(
                Sample.timeline("other"), RID, new Seq(7), Epoch.FIRST, Envelope.Type.EVENT)),
        Refusal.UNKNOWN_CONVERSATION);
    refuse(
        "another conversation, truly signed",
        sealed(
            Envelope.header(
                TIMELINE, Sample.rid("other"), new Seq(7), Epoch.FIRST, Envelope.Type.EVENT)),
        Refusal.UNKNOWN_CONVERSATION);
    refuse(
        "another event's ciphertext and nonce, truly signed",
        resign(splice(good.get("a message"), good.get("the first event, of a room"), 46, 72)),
        Refusal.UNOPENED);
    refuse(
        "a ciphertext of nothing but a wrong tag, truly signed",
        resign(Arrays.copyOf(good.get("a message"), Envelope.BYTES_MIN)),
        Refusal.UNOPENED);
    refuse(
        "sealed under the key of another epoch",
        seal(ORIGIN, Sample.key("epoch 2"), event, Sample.nonce("epoch 2"), SENT).bytes(),
        Refusal.UNOPENED);
    refuse(
        "an event sealed under the subkey for pointers", sealedAsPointer(event), Refusal.UNOPENED);
    refuse("another seq inside", sealed(header(9, 1, Envelope.Type.EVENT)), Refusal.UNOPENED);
    refuseContent("no JSON inside", "Grüße");
    refuseContent("no object inside", "[7]");
    refuseContent("nothing inside", "");
    refuseContent("no seq inside", "{\"type\":\"tombstone\"," + AT + "}");
    refuseContent("a text for a seq inside", "{\"type\":\"tombstone\",\"seq\":\"7\"," + AT + "}");
  }

  private void refuseContent(String name, String content) {
    byte[] header = header(7, 1, Envelope.Type.EVENT);
    refuse(name, seal(ORIGIN, KEY, header, Sample.nonce(name), content).bytes(), Refusal.UNOPENED);
  }

  private void flip(String field, byte[] envelope, int at, Refusal why) {
    byte[] flipped = envelope.clone();
    // The first byte of each number tells a range; elsewhere any bit will do.
    flipped[at] ^= (byte) (at == 33 || at == 41 ? 0x80 : 0x02);
    refuse("a flipped bit: " + field, flipped, why);
  }

  private void refuse(String name, byte[] envelope, Refusal why) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("conversationKey", base64(KEY.bytes()));
    vector.put("timeline", TIMELINE.text());
    vector.put("rid", RID.text());
    vector.put("signers", List.of(signer(ORIGIN)));
    vector.put("envelope", base64(envelope));
    vector.put("reason", why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    refused.add(vector);
  }

  static Map<String, Object> signer(SigningKey key) {
    Map<String, Object> signer = new LinkedHashMap<>();
    signer.put("kid", key.signer().kid());
    signer.put("key", base64(key.signer().key()));
    return signer;
  }

  private static byte[] header(long seq, int epoch, Envelope.Type type) {
    return Envelope.header(TIMELINE, RID, new Seq(seq), new Epoch(epoch), type);
  }

  private static byte[] sealed(byte[] header) {
    return seal(ORIGIN, KEY, header, Sample.nonce("sealed " + base64(header)), SENT).bytes();
  }

  private static byte[] sealedAsPointer(byte[] header) {
    return new EnvelopeSealer(ORIGIN, new SecureRandom())
        .seal(
            Subkeys.ofOrigin(KEY, RID, Envelope.Type.POINTER, Epoch.FIRST),
            header,
            Sample.nonce("as pointer"),
            utf8(SENT))
        .bytes();
  }

  private static Envelope seal(
      SigningKey signer, ConversationKey key, byte[] header, byte[] nonce, String content) {
    Envelope.Type type = header[45] == 1 ? Envelope.Type.EVENT : Envelope.Type.POINTER;
    Epoch epoch = new Epoch(ByteBuffer.wrap(header).getInt(41));
    RoutingId rid = RoutingId.of(Arrays.copyOfRange(header, 17, 33));
    return new EnvelopeSealer(signer, new SecureRandom())
        .seal(Subkeys.ofOrigin(key, rid, type, epoch), header, nonce, utf8(content));
  }

  private static byte[] subkey(ConversationKey key, byte[] header) {
    Envelope.Type type = header[45] == 1 ? Envelope.Type.EVENT : Envelope.Type.POINTER;
    Epoch epoch = new Epoch(ByteBuffer.wrap(header).getInt(41));
    return Subkeys.ofOrigin(key, RID, type, epoch).getEncoded();
  }

  /// What an origin with a bug would send, so that a signature alone is seen not to be enough.
  private static byte[] resign(byte[] envelope) {
    byte[] signature = ORIGIN.sign(new EnvelopeSignature().message(envelope));
    return splice(envelope, signature, envelope.length - 64, 0, 64);
  }

  private static byte[] with(byte[] envelope, int at, int value) {
    byte[] changed = envelope.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /// Bytes of another envelope, from the same place (counted from the end, for the signature).
  private static byte[] splice(byte[] into, byte[] from, int at, int length) {
    int fromAt = at == into.length - 64 ? from.length - 64 : at;
    return splice(into, from, at, fromAt, length);
  }

  private static byte[] splice(byte[] into, byte[] from, int at, int fromAt, int length) {
    byte[] spliced = into.clone();
    System.arraycopy(from, fromAt, spliced, at, length);
    return spliced;
  }
}
