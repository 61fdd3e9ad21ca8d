package org.sealmesh.mesh.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;

class TokenVerifierTest {
  private final Random random = new Random(11);
  private final FakeClock clock = new FakeClock(Instant.parse("2030-01-01T00:00:00Z"));
  private final TestOrigin origin = new TestOrigin(random);
  private final TokenVerifier verifier = new TokenVerifier(List.of(origin.signer()), clock::now);

  private final Claims.Ticket ticket =
      new Claims.Ticket(
          new Timeline(uuid()),
          new RoutingId(uuid()),
          new DeviceId(uuid()),
          new TicketId(uuid()),
          1_893_456_000_123L,
          clock.now(),
          clock.now().plus(Duration.ofMinutes(10)));
  private final Claims.Pass pass =
      new Claims.Pass(
          ticket.issuer(),
          ticket.user(),
          ticket.device(),
          ticket.ticketId(),
          new RoutingId(uuid()),
          ticket.generation(),
          ticket.issuedAt(),
          ticket.expires());
  private final Claims.Revocation revocation =
      new Claims.Revocation(
          ticket.issuer(),
          ticket.user(),
          null,
          null,
          ticket.generation(),
          ticket.issuedAt(),
          ticket.expires());

  @Test
  void believesWhatTheOriginSigned() {
    assertThat(verifier.ticket(origin.sign(ticket))).isEqualTo(new Verification.Valid<>(ticket));
    assertThat(verifier.pass(origin.sign(pass))).isEqualTo(new Verification.Valid<>(pass));
    assertThat(verifier.revocation(origin.sign(revocation)))
        .isEqualTo(new Verification.Valid<>(revocation));
  }

  @Test
  void believesAnAnswerToAChallengeAndTakesItForNothingElse() {
    Claims.Uplink answer =
        new Claims.Uplink(
            "eu", fresh(), fresh(), clock.now(), clock.now().plus(Duration.ofSeconds(30)));
    SignedToken token = origin.sign(answer);

    assertThat(verifier.uplink(token)).isEqualTo(new Verification.Valid<>(answer));
    assertThat(verifier.ticket(token)).isEqualTo(new Verification.Invalid<>());
    assertThat(verifier.revocation(token)).isEqualTo(new Verification.Invalid<>());
    assertThat(verifier.uplink(origin.sign(ticket))).isEqualTo(new Verification.Invalid<>());
    clock.advance(Duration.ofSeconds(30).plus(TokenVerifier.LEEWAY));
    assertThat(verifier.uplink(token)).isEqualTo(new Verification.Expired<>());
  }

  @Test
  void believesNoAnswerThatSpeaksOfAUser() {
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"uplink+jwt\"}";
    String bytes = "A".repeat(43);
    String payload =
        "{\"aud\":\"eu\",\"gen\":1,\"nonce\":\"%1$s\",\"cb\":\"%1$s\",\"iat\":1,\"exp\":4000000000}"
            .formatted(bytes);
    String kid = header.formatted(origin.signer().kid());

    assertThat(verifier.uplink(origin.sign(kid, payload))).isEqualTo(new Verification.Invalid<>());
    assertThat(verifier.uplink(origin.sign(kid, payload.replace("\"gen\":1,", ""))))
        .isInstanceOf(Verification.Valid.class);
  }

  private Fresh fresh() {
    byte[] bytes = new byte[Fresh.BYTES];
    random.nextBytes(bytes);
    return new Fresh(bytes);
  }

  @Test
  void believesRevocationsOfOneDeviceAndOneConversation() {
    Claims.Revocation narrow =
        new Claims.Revocation(
            ticket.issuer(),
            ticket.user(),
            ticket.device(),
            pass.conversation(),
            0,
            ticket.issuedAt(),
            ticket.expires());

    assertThat(verifier.revocation(origin.sign(narrow)))
        .isEqualTo(new Verification.Valid<>(narrow));
  }

  @Test
  void refusesEveryFlippedBitOfEveryCharacter() {
    String good = origin.sign(pass).compact();

    for (int at = 0; at < good.length(); at++) {
      for (int bit = 0; bit < 7; bit++) {
        char flipped = (char) (good.charAt(at) ^ (1 << bit));
        refused(good.substring(0, at) + flipped + good.substring(at + 1));
      }
    }
  }

  @Test
  void refusesEveryTruncationAndEveryAddition() {
    String good = origin.sign(ticket).compact();

    for (int length = 1; length < good.length(); length++) {
      refused(good.substring(0, length));
    }
    for (String more : List.of("A", ".", ".A", "==", "A".repeat(1024 - good.length()))) {
      refused(good + more);
      refused(more + good);
    }
  }

  @Test
  void refusesOneTypeInThePlaceOfAnother() {
    invalid(verifier.pass(origin.sign(ticket)));
    invalid(verifier.revocation(origin.sign(ticket)));
    invalid(verifier.ticket(origin.sign(pass)));
    invalid(verifier.revocation(origin.sign(pass)));
    invalid(verifier.ticket(origin.sign(revocation)));
    invalid(verifier.pass(origin.sign(revocation)));
  }

  @Test
  void refusesAPassThatOnlyCallsItselfATicket() {
    refusedAlthoughSigned(header -> header.replace("ticket+jwt", "pass+jwt"), p -> p);
    String passHeader = header(pass).replace("pass+jwt", "ticket+jwt");
    invalid(verifier.ticket(origin.sign(passHeader, payload(pass))));
  }

  @Test
  void refusesOtherAlgorithms() throws Exception {
    for (String algorithm : List.of("none", "None", "HS256", "RS256", "ES256", "Ed25519", "")) {
      refusedAlthoughSigned(header -> header.replace("EdDSA", algorithm), p -> p);
    }
    refused(
        TestOrigin.base64(header(ticket).replace("EdDSA", "none"))
            + "."
            + TestOrigin.base64(payload(ticket))
            + ".");
    refused(hmacUnderThePublicKey());
  }

  /// The classic confusion: the public key, taken for a shared secret.
  private String hmacUnderThePublicKey() throws Exception {
    String input =
        TestOrigin.base64(header(ticket).replace("EdDSA", "HS256"))
            + "."
            + TestOrigin.base64(payload(ticket));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(origin.signer().key(), "HmacSHA256"));
    byte[] tag = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
  }

  @Test
  void refusesOtherAudiences() {
    for (String audience : List.of("sealmesh-gateway", "sealmesh-relay2", "", "Sealmesh-relay")) {
      refusedAlthoughSigned(h -> h, p -> p.replace("sealmesh-relay", audience));
    }
    refusedAlthoughSigned(h -> h, p -> p.replace("\"sealmesh-relay\"", "[\"sealmesh-relay\"]"));
    refusedAlthoughSigned(h -> h, p -> p.replace("\"aud\":\"sealmesh-relay\",", ""));
  }

  @Test
  void refusesOtherSpellingsOfTheSameClaims() {
    refusedAlthoughSigned(h -> h, p -> p.replace("{", "{ "));
    refusedAlthoughSigned(h -> h, p -> p + " ");
    refusedAlthoughSigned(h -> h, p -> p.replace("\"aud\"", "\"\\u0061ud\""));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"gen\":(\\d+)", "\"gen\":$1.0"));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"gen\":(\\d+)", "\"gen\":\"$1\""));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"gen\":(\\d+)", "\"gen\":$1e0"));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("(\"iat\":\\d+),(\"exp\":\\d+)", "$2,$1"));
    refusedAlthoughSigned(h -> "{\"typ\":\"ticket+jwt\"," + h.substring(1), p -> p);
  }

  @Test
  void refusesDoubledUnknownAndMissingMembers() {
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("(\"exp\":\\d+)", "$1,$1"));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("(\"exp\":)(\\d+)", "$1$2,$19999999999"));
    refusedAlthoughSigned(h -> h, p -> p.replace("{", "{\"nbf\":1,"));
    refusedAlthoughSigned(h -> h.replace("}", ",\"crit\":[]}"), p -> p);
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"tid\":\"[^\"]*\",", ""));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"tid\":\"[^\"]*\"", "\"tid\":null"));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"sub\":\"[^\"]*\",", ""));
    refusedAlthoughSigned(h -> h, p -> p.replaceFirst(",\"exp\":\\d+", ""));
    refusedAlthoughSigned(
        h -> h, p -> p.replaceFirst("\"gen\"", "\"rid\":\"" + pass.user().text() + "\",\"gen\""));
    refusedAlthoughSigned(h -> h, p -> "null");
    refusedAlthoughSigned(h -> "[]", p -> p);
    refusedAlthoughSigned(h -> "", p -> p);
  }

  @Test
  void refusesNumbersOutOfRange() {
    for (String gen : List.of("-1", "9007199254740992", "9223372036854775807", "1e99", "1e-1")) {
      refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"gen\":\\d+", "\"gen\":" + gen));
    }
    for (String exp : List.of("-1", "9007199254741", "9223372036854775807", "31556889864403200")) {
      refusedAlthoughSigned(h -> h, p -> p.replaceFirst("\"exp\":\\d+", "\"exp\":" + exp));
    }
  }

  @Test
  void refusesIdsInAnotherSpelling() {
    // 22 characters hold 132 bits: the last 4 are free, and must be zero.
    refusedAlthoughSigned(
        h -> h,
        p -> {
          String id = ticket.user().text();
          char last = id.charAt(21);
          return p.replace(id, id.substring(0, 21) + (char) (last + 1));
        });
  }

  @Test
  void refusesUnknownSigners() {
    TestOrigin stranger = new TestOrigin(random);

    invalid(verifier.ticket(stranger.sign(ticket)));
    // A stranger who names the origin's key.
    invalid(verifier.ticket(stranger.sign(TokenCodec.signingInput(ticket, origin.signer().kid()))));
  }

  @Test
  void followsARotationOfSigners() {
    TestOrigin next = new TestOrigin(random);
    SignedToken old = origin.sign(ticket);
    SignedToken young = next.sign(ticket);

    verifier.replaceSigners(List.of(next.signer(), origin.signer()));
    valid(verifier.ticket(old));
    valid(verifier.ticket(young));

    verifier.replaceSigners(List.of(next.signer()));
    invalid(verifier.ticket(old));
    valid(verifier.ticket(young));

    verifier.replaceSigners(List.of());
    invalid(verifier.ticket(young));
  }

  @Test
  void letsATicketEndFiveSecondsLate() {
    SignedToken token = origin.sign(ticket);

    clock.advance(Duration.ofMinutes(10).plusMillis(4_999));
    valid(verifier.ticket(token));

    clock.advance(Duration.ofMillis(1));
    assertThat(verifier.ticket(token)).isEqualTo(new Verification.Expired<Claims.Ticket>());
  }

  @Test
  void callsAnExpiredForgeryInvalid() {
    TestOrigin stranger = new TestOrigin(random);
    clock.advance(Duration.ofHours(1));

    invalid(verifier.ticket(stranger.sign(ticket)));
    invalid(verifier.pass(origin.sign(ticket)));
  }

  private void refusedAlthoughSigned(UnaryOperator<String> header, UnaryOperator<String> payload) {
    String h = header.apply(header(ticket));
    String p = payload.apply(payload(ticket));
    assertThat(h + p).as("the test changed nothing").isNotEqualTo(header(ticket) + payload(ticket));
    invalid(verifier.ticket(origin.sign(h, p)));
  }

  private void refused(String compact) {
    SignedToken token;
    try {
      token = new SignedToken(compact);
    } catch (IllegalArgumentException refusedAtOnce) {
      return;
    }
    invalid(verifier.ticket(token));
    invalid(verifier.pass(token));
    invalid(verifier.revocation(token));
  }

  private static void valid(Verification<?> verification) {
    assertThat(verification).isInstanceOf(Verification.Valid.class);
  }

  private static void invalid(Verification<?> verification) {
    assertThat(verification).isInstanceOf(Verification.Invalid.class);
  }

  private String header(Claims claims) {
    return TestOrigin.json(origin.sign(claims).compact().split("\\.")[0]);
  }

  private String payload(Claims claims) {
    return TestOrigin.json(origin.sign(claims).compact().split("\\.")[1]);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
