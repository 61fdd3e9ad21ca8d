package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.mesh.call.CallSignal.Type.ACCEPT;
import static org.sealmesh.mesh.call.CallSignal.Type.CANDIDATES;
import static org.sealmesh.mesh.call.CallSignal.Type.CONNECTED;
import static org.sealmesh.mesh.call.CallSignal.Type.DESCRIPTION;
import static org.sealmesh.mesh.call.CallSignal.Type.INVITE;
import static org.sealmesh.mesh.call.CallSignal.Type.LEAVE;
import static org.sealmesh.mesh.call.CallSignal.Type.RESTART_ICE;
import static org.sealmesh.mesh.call.CallSignal.Type.RINGING;
import static org.sealmesh.mesh.call.CallSignal.Type.SELECT_ANSWER;
import static org.sealmesh.mesh.call.CallSignal.Type.SENDING;

import dev.onvoid.webrtc.RTCIceCandidate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.crypto.CallSeal;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;

/// A call of two through the whole site with real WebRTC at both ends and no browser: what the
/// parties say is scripted here, as docs/PROTOCOL.md §9 has it, and their connections come about by
/// that alone.
@Tag("long")
class PeerCallTest {
  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Visitor ada;
  private Visitor ben;
  private JsonObject talk;
  private String call;
  private PartyVoice caller;
  private PartyVoice callee;
  private CallPeer adasEnd;
  private CallPeer bensEnd;
  private CallSignal sealedOffer;

  @BeforeAll
  static void needWebRtc() {
    CallPeer.assumeThereMayBe();
  }

  @BeforeEach
  void open() {
    RunningSite site = toClose(new RunningSite(folder));
    ada = site.visitor().beGuest("Ada").connect();
    ben = site.visitor().beGuest("Ben").connect();
    adasEnd = toClose(new CallPeer());
    bensEnd = toClose(new CallPeer());
    talk =
        ada.post("/conversations", Visitor.body().put("kind", "direct").put("member", ben.id()))
            .expect(201)
            .json();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void twoPeersSpeakUntilOneHangsUp() {
    connect();
    caller.say(LEAVE, new JsonObject().put("reason", "hung-up"));
    adasEnd.close();
    assertThat(callee.hear(LEAVE).content().getString("reason")).isEqualTo("hung-up");
    bensEnd.close();
    caller.confirmEnded("hung-up");
    JsonObject record = callee.confirmEnded("hung-up");
    assertThat(ada.get("/calls/" + call).expect(200).json()).isEqualTo(record);
    assertRecorded(record);
    assertThat(carried().map(frame -> frame.getString("t"))).doesNotContain("refused");
  }

  @Test
  void aPeerThatAsksForItGetsConnectedAnew() {
    connect();
    callee.say(RESTART_ICE);
    caller.hear(RESTART_ICE);
    describe(caller, "offer", adasEnd.offerRestart());
    String offer = heardDescription(callee, "offer");
    describe(callee, "answer", bensEnd.answer(offer));
    adasEnd.takeAnswer(heardDescription(caller, "answer"));
    trickle();
    // Over the new candidates, that is.
    adasEnd.awaitSound();
    bensEnd.awaitSound();
  }

  @Test
  void theRelayCarriesNothingOfItInTheClear() {
    connect();
    Set<String> secrets = secrets();
    assertThat(found(secrets, carried())).isEmpty();
    // In the same frames it would be found.
    Stream<JsonObject> unsealed =
        Stream.concat(caller.contents().stream(), callee.contents().stream())
            .map(content -> content.getBytes(StandardCharsets.UTF_8))
            .map(content -> Base64.getUrlEncoder().withoutPadding().encodeToString(content))
            .map(data -> new JsonObject().put("t", "call").put("data", data));
    assertThat(found(secrets, unsealed)).containsExactlyInAnyOrderElementsOf(secrets);
  }

  @Test
  void anOfferOfWhichOneByteWasChangedDoesNotOpen() {
    ring();
    answer();
    assertThat(CallSeal.open(sealedOffer.bytes(), caller.key())).isPresent();
    // The fields of the header and the nonce by their last byte, then some of the ciphertext.
    int[] places = {17, 33, 49, 53, 61, 69, 85, 101, 117, 133, 145, 146, 1_000};
    for (int place : places) {
      byte[] changed = sealedOffer.bytes().clone();
      changed[place] ^= 2;
      assertThat(CallSeal.open(changed, caller.key())).as("byte " + place).isEmpty();
    }
  }

  private <T extends AutoCloseable> T toClose(T one) {
    open.add(one);
    return one;
  }

  /// Ada calls, Ben accepts, and they hear each other.
  private void connect() {
    ring();
    answer();
    trickle();
    adasEnd.awaitConnected();
    bensEnd.awaitConnected();
    adasEnd.awaitSound();
    bensEnd.awaitSound();
    tellThatItWorks(caller, callee);
    tellThatItWorks(callee, caller);
  }

  /// Ada calls, and it rings at Ben's.
  private void ring() {
    JsonObject opened =
        ada.post(
                "/conversations/" + talk.getString("id") + "/calls",
                Visitor.body().put("ticket", ada.ticket()).put("media", "audio"))
            .expect(201)
            .json();
    call = opened.getJsonObject("call").getString("id");
    caller = new PartyVoice(ada, talk, CallId.parse(call), ben);
    callee = new PartyVoice(ben, talk, CallId.parse(call), ada);
    caller.attend(opened.getString("grant"));
    caller.say(INVITE, new JsonObject().put("media", "audio"));
    PartyVoice.Heard invite = callee.hear(INVITE);
    assertRightToRing(invite.grant());
    callee.attend(invite.grant());
    callee.say(RINGING);
    caller.hear(RINGING);
  }

  /// Ben accepts with an offer, and Ada chooses the party that did.
  private void answer() {
    callee.say(ACCEPT, new JsonObject().put("media", "audio").put("sdp", bensEnd.offer()));
    PartyVoice.Heard accept = caller.hear(ACCEPT);
    sealedOffer = accept.signal();
    caller.confirm("answered");
    String answer = adasEnd.answer(accept.content().getString("sdp"));
    caller.say(SELECT_ANSWER, new JsonObject().put("sdp", answer));
    bensEnd.takeAnswer(callee.hear(SELECT_ANSWER).content().getString("sdp"));
    callee.confirm("answered");
  }

  /// Each tells the other one its candidates as it finds them, in turns, until both have all.
  private void trickle() {
    boolean adaHasMore = true;
    boolean benHasMore = true;
    while (adaHasMore || benHasMore) {
      benHasMore = benHasMore && trickle(bensEnd, callee, caller, adasEnd);
      adaHasMore = adaHasMore && trickle(adasEnd, caller, callee, bensEnd);
    }
  }

  /// Returns whether there may be more.
  private static boolean trickle(CallPeer from, PartyVoice says, PartyVoice hears, CallPeer to) {
    CallPeer.Candidates found = from.candidates();
    JsonArray candidates = new JsonArray();
    for (RTCIceCandidate candidate : found.found()) {
      candidates.add(
          new JsonObject()
              .put("candidate", candidate.sdp)
              .put("mid", candidate.sdpMid)
              .put("line", candidate.sdpMLineIndex));
    }
    says.say(CANDIDATES, new JsonObject().put("candidates", candidates).put("end", found.isEnd()));
    JsonObject heard = hears.hear(CANDIDATES).content();
    for (Object one : heard.getJsonArray("candidates")) {
      JsonObject it = (JsonObject) one;
      to.take(
          new RTCIceCandidate(
              it.getString("mid"), it.getInteger("line"), it.getString("candidate")));
    }
    return !heard.getBoolean("end");
  }

  private static void describe(PartyVoice says, String kind, String sdp) {
    says.say(DESCRIPTION, new JsonObject().put("kind", kind).put("sdp", sdp));
  }

  private static String heardDescription(PartyVoice hears, String kind) {
    JsonObject heard = hears.hear(DESCRIPTION).content();
    assertThat(heard.getString("kind")).isEqualTo(kind);
    return heard.getString("sdp");
  }

  private static void tellThatItWorks(PartyVoice says, PartyVoice hears) {
    says.say(CONNECTED);
    hears.hear(CONNECTED);
    JsonObject sending = new JsonObject().put("audio", true).put("video", false);
    says.say(SENDING, sending.put("screen", false));
    assertThat(hears.hear(SENDING).content().getBoolean("audio")).isTrue();
  }

  /// What whoever hears an invite has to check of the grant that comes with it.
  private void assertRightToRing(String grant) {
    List<Signer> signers =
        ben.session().getJsonArray("signers").stream()
            .map(s -> Signer.of(Base64.getUrlDecoder().decode(((JsonObject) s).getString("key"))))
            .toList();
    var verified = new TokenVerifier(signers, InstantSource.system()).grant(new SignedToken(grant));
    assertThat(verified).isInstanceOf(Verification.Valid.class);
    Claims.Grant claims = ((Verification.Valid<Claims.Grant>) verified).claims();
    assertThat(claims.role()).isEqualTo(CallRole.CALLER);
    assertThat(claims.call()).isEqualTo(CallId.parse(call));
    assertThat(claims.conversation()).isEqualTo(RoutingId.parse(talk.getString("rid")));
    assertThat(claims.user().text())
        .isEqualTo(ada.session().getJsonObject("user").getString("rid"));
    assertThat(Objects.requireNonNull(claims.to()).text())
        .isEqualTo(ben.session().getJsonObject("user").getString("rid"));
  }

  /// In the record, and in the transcript.
  private void assertRecorded(JsonObject record) {
    assertThat(record.getString("reason")).isEqualTo("hung-up");
    assertThat(record.getString("settledBy")).isEqualTo("confirmed");
    assertThat(record.getJsonArray("participants").stream())
        .extracting(p -> ((JsonObject) p).getString("user"))
        .containsExactlyInAnyOrder(ada.id(), ben.id());
    JsonArray events =
        ben.get("/conversations/" + talk.getString("id") + "/events")
            .expect(200)
            .json()
            .getJsonArray("events");
    JsonObject last = events.getJsonObject(events.size() - 1);
    assertThat(last.getString("type")).isEqualTo("call.ended");
    assertThat(last.getString("callId")).isEqualTo(call);
    assertThat(last.getString("reason")).isEqualTo("hung-up");
    assertThat(last.getString("caller")).isEqualTo(ada.id());
    assertThat(last.getString("actor")).isEqualTo(ada.id());
    assertThat(last.getLong("durationMs"))
        .isEqualTo(record.getLong("endedAt") - record.getLong("answeredAt"));
  }

  /// What of the two connections is nobody else's: who must show which certificate, and where they
  /// are.
  private Set<String> secrets() {
    Set<String> secrets = new TreeSet<>(Set.of("a=fingerprint", "candidate:"));
    for (PartyVoice heard : List.of(caller, callee)) {
      for (JsonObject content : heard.contents().stream().map(JsonObject::new).toList()) {
        if (content.containsKey("sdp")) {
          Sdp sdp = new Sdp(content.getString("sdp"));
          assertThat(secrets.addAll(List.of(sdp.fingerprint(), sdp.password()))).isTrue();
        }
        for (Object one : content.getJsonArray("candidates", new JsonArray())) {
          // Its fifth field is the address (RFC 8839).
          secrets.add(((JsonObject) one).getString("candidate").split(" ", -1)[4]);
        }
      }
    }
    return secrets;
  }

  /// Those that somebody who reads these frames finds in them.
  private static Set<String> found(Set<String> secrets, Stream<JsonObject> frames) {
    List<String> read = frames.flatMap(PeerCallTest::readings).toList();
    assertThat(read).isNotEmpty();
    Set<String> found = new TreeSet<>(secrets);
    found.removeIf(secret -> read.stream().noneMatch(text -> text.contains(secret)));
    return found;
  }

  /// A frame as it is, and each text in it that base64 can be read from, as what it says then; of a
  /// token each part.
  private static Stream<String> readings(JsonObject frame) {
    Stream<String> decoded =
        frame.stream()
            .map(member -> member.getValue())
            .filter(String.class::isInstance)
            .flatMap(text -> Stream.of(((String) text).split("\\.", -1)))
            .filter(text -> text.matches("[A-Za-z0-9_-]+") && text.length() % 4 != 1)
            .map(text ->
                new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1));
    return Stream.concat(Stream.of(frame.encode()), decoded);
  }

  /// What the relay had in hand.
  private Stream<JsonObject> carried() {
    return Stream.of(ada, ben).flatMap(who -> who.carried().stream()).map(JsonObject::new);
  }
}
