package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.sealmesh.crypto.CallSeal;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationKey;

/// What one party of a call of two says, sealed, over its browser's socket, and hears of the other
/// one (docs/PROTOCOL.md §9).
final class PartyVoice {
  /// Nearly as long as may be, for machines that are busy.
  private static final Duration LIFE = Duration.ofSeconds(55);

  private final SecureRandom random = new SecureRandom();
  private final Visitor visitor;
  private final CallId call;
  private final RoutingId conversation;
  private final RoutingId other;
  private final Epoch epoch;
  private final ConversationKey key;
  private final PartyId party = new PartyId(UUID.randomUUID());
  private final List<String> contents = new ArrayList<>();
  private PartyId otherParty = PartyId.ALL;
  private long counter;
  private long lastHeard;

  /// A signal that has opened.
  ///
  /// @param grant the caller's, with an invite
  record Heard(CallSignal signal, JsonObject content, String grant) {}

  PartyVoice(Visitor visitor, JsonObject conversation, CallId call, Visitor other) {
    this.visitor = visitor;
    this.call = call;
    this.conversation = RoutingId.parse(conversation.getString("rid"));
    this.other = rid(other);
    this.epoch = new Epoch(conversation.getInteger("epoch"));
    this.key = key(conversation.getString("id"));
  }

  ConversationKey key() {
    return key;
  }

  /// What it has heard, opened.
  List<String> contents() {
    return contents;
  }

  /// Shows the grant to the node, and is let in.
  void attend(String grant) {
    visitor.say(
        new JsonObject()
            .put("t", "attend")
            .put("ref", 1)
            .put("grant", grant)
            .put("party", party.text()));
    assertThat(visitor.frame("attending").getString("call")).isEqualTo(call.text());
  }

  void say(CallSignal.Type type) {
    say(type, new JsonObject());
  }

  void say(CallSignal.Type type, JsonObject content) {
    long now = System.currentTimeMillis();
    counter = Math.max(counter + 1, now);
    var header =
        new CallSeal.Header(
            type,
            conversation,
            rid(visitor),
            DeviceId.parse(visitor.session().getString("device")),
            epoch,
            counter,
            now + LIFE.toMillis(),
            call,
            party,
            other,
            type == CallSignal.Type.INVITE ? PartyId.ALL : otherParty);
    byte[] nonce = new byte[Envelope.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = CallSeal.seal(header, key, nonce, content.toBuffer().getBytes());
    visitor.say(
        new JsonObject()
            .put("t", "call")
            .put("ref", 2)
            .put("data", Base64.getUrlEncoder().withoutPadding().encodeToString(sealed)));
  }

  /// The next signal, which has to be of this type, for this party, and to open.
  Heard hear(CallSignal.Type type) {
    JsonObject frame = visitor.frame("call");
    CallSignal signal = CallSignal.of(Base64.getUrlDecoder().decode(frame.getString("data")));
    assertThat(signal.type()).isEqualTo(type);
    assertThat(signal.conversation()).isEqualTo(conversation);
    assertThat(signal.call()).isEqualTo(call);
    assertThat(signal.sender()).isEqualTo(other);
    assertThat(signal.to()).isEqualTo(rid(visitor));
    assertThat(signal.toParty()).isIn(PartyId.ALL, party);
    assertThat(signal.counter()).isGreaterThan(lastHeard);
    assertThat(otherParty).isIn(PartyId.ALL, signal.party());
    lastHeard = signal.counter();
    otherParty = signal.party();
    byte[] content = CallSeal.open(signal.bytes(), key).orElseThrow();
    JsonObject said = new JsonObject(Buffer.buffer(content));
    contents.add(said.encode());
    return new Heard(signal, said, frame.getString("grant"));
  }

  /// Tells the origin, and gets how the call stands.
  JsonObject confirm(String what) {
    return confirm(new JsonObject().put("what", what));
  }

  JsonObject confirmEnded(String reason) {
    return confirm(new JsonObject().put("what", "ended").put("reason", reason));
  }

  private JsonObject confirm(JsonObject confirmation) {
    confirmation.put("party", party.text()).put("agoMs", 0);
    return visitor
        .post("/calls/" + call.text() + "/confirmations", confirmation)
        .expect(200)
        .json()
        .getJsonObject("call");
  }

  private ConversationKey key(String id) {
    JsonObject answer =
        visitor.get("/conversations/" + id + "/keys?epoch=" + epoch.value()).expect(200).json();
    String bytes = answer.getJsonArray("keys").getJsonObject(0).getString("key");
    return new ConversationKey(Base64.getUrlDecoder().decode(bytes));
  }

  private static RoutingId rid(Visitor who) {
    return RoutingId.parse(who.session().getJsonObject("user").getString("rid"));
  }
}
